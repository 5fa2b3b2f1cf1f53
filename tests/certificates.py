"""Certificates of an authority of our own, in a folder: for a server on 127.0.0.1, and for a client."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Certificates:
    """`stranger`: an authority that signed `foreign` alone. The server's is for 127.0.0.1, and for no name."""

    folder: Path

    @property
    def ca(self) -> str:
        return str(self.folder / "ca.pem")

    @property
    def stranger(self) -> str:
        return str(self.folder / "stranger.pem")

    @property
    def server(self) -> dict[str, str]:
        return self.files("server")

    @property
    def client(self) -> dict[str, str]:
        return self.files("client")

    @property
    def foreign(self) -> dict[str, str]:
        return self.files("foreign")

    def files(self, name: str) -> dict[str, str]:
        """`cert` and `key`, as settings call them."""
        return {"cert": str(self.folder / f"{name}.pem"), "key": str(self.folder / f"{name}.key")}

    def serving(self, *, mutual: bool = False) -> ssl.SSLContext:
        """For a server in this process; `mutual`: it wants a certificate of who comes."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=self.ca)
        context.load_cert_chain(self.server["cert"], self.server["key"])
        context.verify_mode = ssl.CERT_REQUIRED if mutual else ssl.CERT_NONE
        return context


def certified(folder: Path) -> Certificates:
    """Write ca.pem and stranger.pem there, and the pem and the key of server, client and foreign."""
    authority, stranger = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    stranger.cert_pem.write_to_path(str(folder / "stranger.pem"))
    for name, signs, host in (
        ("server", authority, "127.0.0.1"),
        ("client", authority, "client.example"),
        ("foreign", stranger, "client.example"),
    ):
        issued = signs.issue_cert(host)
        issued.private_key_pem.write_to_path(str(folder / f"{name}.key"))
        issued.cert_chain_pems[0].write_to_path(str(folder / f"{name}.pem"))
    return Certificates(folder)

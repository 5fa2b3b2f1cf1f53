"""An origin in, an open connection to it out: TCP, perhaps through a proxy, perhaps with TLS."""

import socket
import ssl
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from contractkit.client.connection import Connection
from contractkit.client.deadline import Deadline
from contractkit.client.http1 import read_answer
from contractkit.client.received import Limits, Unseen
from contractkit.errors import UsageError
from contractkit.model import Request

DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    """`authorization` is what the URL's user and password say, for a proxy."""

    scheme: str
    host: str
    port: int
    authorization: str | None = None

    @property
    def netloc(self) -> str:
        """The Host header: without the scheme's own port, IPv6 in brackets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def origin(url: str, *, schemes: tuple[str, ...] = ("http", "https")) -> Origin:
    """Where a URL points; raises UsageError for one that is no URL of these schemes."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as wrong:
        raise UsageError(f"{_unnamed(url)!r} is no URL: {wrong}") from wrong
    if parts.scheme not in schemes or not parts.hostname:
        raise UsageError(f"{_unnamed(url)!r} is no {' or '.join(schemes)} URL; write for example http://127.0.0.1:8000")
    user = None
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        user = "Basic " + b64encode(pair.encode("utf-8")).decode("ascii")
    return Origin(parts.scheme, parts.hostname, port or DEFAULT_PORTS[parts.scheme], user)


def _unnamed(url: str) -> str:
    """The URL without user and password, for messages."""
    head, at, tail = url.rpartition("@")
    return f"{head.partition('://')[0]}://{tail}" if at else url


def tls_context(*, ca: str | None = None, cert: str | None = None, key: str | None = None) -> ssl.SSLContext:
    """What the connection trusts and shows; raises UsageError for files that cannot be read."""
    if key and not cert:
        raise UsageError("tls: has a key but no cert; give both, or a cert file that holds its key")
    try:
        context = ssl.create_default_context(cafile=ca)
        if cert:
            context.load_cert_chain(cert, key)
    except OSError as wrong:  # ssl.SSLError is one
        files = ", ".join(repr(f) for f in (ca, cert, key) if f)
        raise UsageError(f"tls: {files} cannot be read: {wrong.strerror or wrong}") from wrong
    context.set_alpn_protocols(["http/1.1"])
    return context


def dial(to: Origin, *, via: Origin | None, context: ssl.SSLContext | None, deadline: Deadline) -> Connection:
    """Raises Unseen: refused, timeout, reset or garbage, with who did it."""
    connected = _connected(via or to, deadline)
    try:
        if context is not None:
            if via is not None:
                _tunnel(connected, to, via, deadline)
            connected = _secured(connected, to, context, deadline)
    except BaseException:
        connected.close()
        raise
    return Connection(connected, deadline)


def _connected(to: Origin, deadline: Deadline) -> socket.socket:
    try:
        found = socket.getaddrinfo(to.host, to.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as unknown:
        raise Unseen("refused", f"the host name {to.host!r} cannot be resolved") from unknown
    last = "no address"
    for family, kind, protocol, _, address in found:
        connected = socket.socket(family, kind, protocol)
        try:
            connected.settimeout(deadline.left())
            connected.connect(address)
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except TimeoutError as late:
            connected.close()
            raise deadline.passed() from late
        except OSError as refused:
            connected.close()
            last = (refused.strerror or str(refused)).lower()
        except BaseException:
            connected.close()
            raise
        else:
            return connected
    raise Unseen("refused", f"no connection to {to.address}: {last}")


def _secured(raw: socket.socket, to: Origin, context: ssl.SSLContext, deadline: Deadline) -> socket.socket:
    raw.settimeout(deadline.left())
    try:
        return context.wrap_socket(raw, server_hostname=to.host)
    except TimeoutError as late:
        raise deadline.passed() from late
    except ssl.SSLCertVerificationError as untrusted:
        why = untrusted.verify_message
        raise Unseen("refused", f"the certificate of {to.address} is not trusted ({why}); see tls: ca") from untrusted
    except OSError as broken:
        raise Unseen("refused", f"no TLS connection to {to.address} ({broken.strerror or broken})") from broken


def _tunnel(raw: socket.socket, to: Origin, via: Origin, deadline: Deadline) -> None:
    through = Connection(raw, deadline)
    login = f"Proxy-Authorization: {via.authorization}\r\n" if via.authorization else ""
    through.send(f"CONNECT {to.address} HTTP/1.1\r\nHost: {to.address}\r\n{login}\r\n".encode("latin-1"), b"")
    answer = read_answer(through, Request("CONNECT", to.address), Limits())
    if answer.message.status is None or not 200 <= answer.message.status < 300:
        raise Unseen("refused", f"the proxy {via.address} answered {answer.message.status} to CONNECT {to.address}")

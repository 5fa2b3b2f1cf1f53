import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.certificates import certified

from contractkit.errors import BrokerError
from contractkit.extensions import BROKERS
from contractkit.settings.brokers import BrokerSettings


class Refusing:
    """A listener that speaks enough of Kafka to ask for a password (`asked`), and refuses it."""

    VERSIONS = ((3, 0, 4), (17, 0, 1), (18, 0, 0), (36, 0, 0))  # Metadata, SaslHandshake, ApiVersions, SaslAuthenticate

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.context, self.asked = context, b""
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    @property
    def port(self) -> int:
        return int(self.listening.getsockname()[1])

    def close(self) -> None:
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        self.thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            with suppress(OSError, struct.error), connection:
                connection.settimeout(5)
                secured = self.context.wrap_socket(connection, server_side=True) if self.context else connection
                with secured, secured.makefile("rb") as stream:
                    while head := stream.read(4):
                        secured.sendall(self._answer(stream.read(*struct.unpack(">i", head))))

    def _answer(self, request: bytes) -> bytes:
        api, version, correlation = struct.unpack_from(">hhi", request)
        match api:
            case 18:
                versions = b"".join(struct.pack(">hhh", *one) for one in self.VERSIONS)
                answer = struct.pack(">hi", 35 if version else 0, len(self.VERSIONS)) + versions
            case 17:
                answer = struct.pack(">hih", 0, 1, 5) + b"PLAIN"
            case _:
                self.asked = request
                said = b"Authentication failed: invalid credentials"
                answer = struct.pack(">hh", 58, len(said)) + said + struct.pack(">i", 0)
        return struct.pack(">ii", len(answer) + 4, correlation) + answer


@pytest.fixture
def refusing() -> Iterator[Callable[..., Refusing]]:
    started: list[Refusing] = []

    def start(context: ssl.SSLContext | None = None) -> Refusing:
        started.append(Refusing(context))
        return started[-1]

    yield start
    for one in started:
        one.close()


def test_a_wrong_password_is_one_sentence_without_it(refusing: Callable[..., Refusing]) -> None:
    there = refusing()
    for settings in (
        BrokerSettings(f"kafka://127.0.0.1:{there.port}", user="svc", password="wr0ng", timeout=1.0),
        BrokerSettings(f"kafka://svc:wr0ng@127.0.0.1:{there.port}", timeout=1.0),
    ):
        with pytest.raises(BrokerError, match=r"^kafka://127\.0\.0\.1.*invalid credentials.*password right") as told:
            BROKERS["kafka"].connect(settings)
        assert there.asked.endswith(b"\0svc\0wr0ng")
        assert "wr0ng" not in str(told.value)
        assert "\n" not in str(told.value)


def test_tls_shows_our_certificate_and_checks_theirs(tmp_path: Path, refusing: Callable[..., Refusing]) -> None:
    made = certified(tmp_path)
    there = refusing(made.serving(mutual=True))

    def said(ca: str) -> str:
        url = f"kafka+ssl://127.0.0.1:{there.port}"
        with pytest.raises(BrokerError) as told:
            BROKERS["kafka"].connect(
                BrokerSettings(url, user="svc", password="wr0ng", timeout=1.0, ca=ca, **made.client)
            )
        return str(told.value)

    assert "certificate verify failed" in said(made.stranger)
    assert there.asked == b""
    assert "invalid credentials" in said(made.ca)

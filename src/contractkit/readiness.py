"""When a process that was started is ready, and whether it is still there: it listens at its port, or it said so."""

import socket
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Protocol

HOST = "127.0.0.1"
PATIENCE = 1.0  # seconds for a connection


class Ready(Protocol):
    """Of one process, which may be started again."""

    def begin(self) -> None:
        """It is started, or started again."""
        ...

    def hear(self, line: str) -> None:
        """It wrote a line to its output."""
        ...

    def missing(self, *, timeout: float) -> str | None:
        """Why it is not ready; None when it is."""
        ...

    def there(self) -> bool:
        """Whether it still does what it was ready for, as far as anybody can see."""
        ...


@dataclass(slots=True)
class Listening:
    """At a port of this machine. `path`: has to answer below 500; None: a connection is enough."""

    port: int
    path: str | None = None

    def begin(self) -> None:
        """Its port shows it."""

    def hear(self, line: str) -> None:
        """Its port shows it."""

    def missing(self, *, timeout: float) -> str | None:
        try:
            if self.path is None:
                socket.create_connection((HOST, self.port), timeout).close()
                return None
            connection = HTTPConnection(HOST, self.port, timeout=timeout)
            try:
                connection.request("GET", self.path)
                status = connection.getresponse().status
            finally:
                connection.close()
        except (OSError, HTTPException) as not_yet:
            return f"{HOST}:{self.port} does not answer ({str(not_yet) or type(not_yet).__name__})"
        return None if status < 500 else f"{self.path} answers {status}"

    def there(self) -> bool:
        try:
            socket.create_connection((HOST, self.port), PATIENCE).close()
        except ConnectionRefusedError:
            return False
        except OSError:  # it is slow, which is no end
            return True
        return True


@dataclass(slots=True)
class Telling:
    """By a text that stands in a line of its output."""

    text: str
    _told: bool = False

    def begin(self) -> None:
        self._told = False

    def hear(self, line: str) -> None:
        self._told = self._told or self.text in line

    def missing(self, *, timeout: float) -> str | None:
        return None if self._told else f"it has not written {self.text!r} (is its output kept in a buffer?)"

    def there(self) -> bool:
        return True


def free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        port: int = found.getsockname()[1]
        return port

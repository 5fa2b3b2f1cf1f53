"""`broker:` of contractkit.yaml: where events travel, and with what credentials."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from contractkit.errors import UsageError
from contractkit.model import Location

EMBEDDED = "embedded"


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """`url`: `kafka://host:9092`, `redis://...`, `python:package.module:name`, or `embedded:redis`, which starts one.

    `options` are handed to the client library as they stand; `payload`: the field of a Redis stream entry that holds
    the payload. `ours`: it was started for this run, and what is made there goes with it.
    """

    url: str
    user: str | None = None
    password: str | None = None
    mechanism: str | None = None  # of SASL: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512
    ca: str | None = None
    cert: str | None = None
    key: str | None = None
    payload: str = "data"
    timeout: float = 5.0
    options: Mapping[str, Any] = field(default_factory=dict)
    location: Location | None = None
    ours: bool = False

    @property
    def scheme(self) -> str:
        """`kafka`, `amqps`, `python`; of an embedded one `embedded`."""
        scheme, colon, _ = self.url.partition(":")
        if not colon:
            raise UsageError(f"{self.where}broker {self.url!r} has no scheme; write for example kafka://127.0.0.1:9092")
        return scheme.lower()

    @property
    def embedded(self) -> str | None:
        """What is to be started: `redis` of `embedded:redis`."""
        return self.url.partition(":")[2] if self.scheme == EMBEDDED else None

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or "127.0.0.1"

    @property
    def here(self) -> bool:
        """Whether it runs on this machine, where what is missing may be created."""
        return self.host in ("localhost", "127.0.0.1", "::1")

    @property
    def shown(self) -> str:
        """The URL without credentials."""
        parts = urlsplit(self.url)
        return self.url if "@" not in parts.netloc else parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()

    @property
    def where(self) -> str:
        return f"{self.location}: " if self.location else ""


def broker_from_data(data: Any, location: Location | None) -> BrokerSettings:
    """A URL alone, or a mapping with one."""
    given: dict[str, Any] = {"url": data} if isinstance(data, str) else dict(data)
    tls = given.pop("tls", {})
    return BrokerSettings(**given, **tls, location=location)

"""A bench in, an id out that nobody had before: another one each time, and the same in each run of the same."""

from hashlib import sha256
from typing import Protocol
from uuid import UUID


class Salted(Protocol):
    @property
    def seed(self) -> int: ...

    def salt(self) -> str: ...


def an_id(bench: Salted) -> str:
    """A UUID (RFC 9562, version 4)."""
    digest = sha256(f"{bench.seed} {bench.salt()}".encode()).digest()[:16]
    return str(UUID(bytes=digest, version=4))

"""One file of a contracts folder, opened for the format that claimed it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.errors import ContractError
from contractkit.model import Recognised, Schemas
from contractkit.source import Source
from contractkit.source.bundle import Bundle, bundle
from contractkit.source.pool import Pool

MakeSchemas = Callable[[Mapping[str, Any], str], Schemas]


@dataclass(frozen=True, slots=True)
class Opened:
    """`id` is the contract's id; `source` is None for a file that was recognised by its name alone."""

    id: str
    file: str
    schemas: MakeSchemas
    pool: Pool
    source: Source | None = None

    def bundle(self) -> Bundle:
        """The file with everything it refers to; ContractError where that cannot be read."""
        if self.source is None:
            raise ContractError(f"{self.file}: was recognised by its name and not read")
        return bundle(self.source, self.pool)

    def recognised(self, what: str, reason: str, *, judged: bool = False) -> Recognised:
        return Recognised(self.file, what, reason, judged)

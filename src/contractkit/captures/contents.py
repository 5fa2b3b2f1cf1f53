"""Lines of a capture in; what tells the content of one from another's out: at once, or read again when it is asked for.

Nearly no name comes twice, so that what a file holds is mostly never asked for; what comes by a pipe, or is unpacked,
cannot be read again.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from contractkit.captures.values import content, content_of
from contractkit.errors import ContractKitError


class Contents(Protocol):
    """Of some lines, by their number among them."""

    def of(self, index: int) -> int: ...


@dataclass(frozen=True, slots=True)
class Told:
    """`hashes`: of the JSON of each line, however it is written."""

    hashes: "array[int]"

    def of(self, index: int) -> int:
        return self.hashes[index]


@dataclass(frozen=True, slots=True)
class Standing:
    """So many bytes of a file, from `begin` on: whole lines."""

    path: Path
    begin: int
    size: int

    def of(self, index: int) -> int:
        """Raises ContractKitError where the file is no longer what it was."""
        try:
            return content_of(_lines(self)[index])
        except (OSError, IndexError) as wrong:
            raise ContractKitError(
                f"--capture: {self.path} changed while it was read; judge a copy that nobody writes to"
            ) from wrong


def told(values: Iterable[Any]) -> Told:
    """Of JSON that is read already."""
    return Told(array("q", map(content, values)))


@lru_cache(maxsize=4)
def _lines(where: Standing) -> list[bytes]:
    with where.path.open("rb") as file:
        file.seek(where.begin)
        return file.read(where.size).split(b"\n")

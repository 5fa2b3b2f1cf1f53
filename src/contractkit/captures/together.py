"""Lines in; the CloudEvents on them out, where there is nothing else and each of them has one meaning. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from contractkit.captures.lines import Block
from contractkit.captures.swift import plain

try:
    import orjson
except ImportError:  # the extra `fast`
    orjson = None  # type: ignore[assignment]

_SPACED = b'": '
_BETWEEN = b",null,"
_BEGUN = 100  # bytes, in which white space shows
_told = itemgetter("id", "source", "type", "specversion")


@dataclass(frozen=True, slots=True)
class Together:
    """`ids`: as hashes; `sources`: one for all, or of each; `types`: what they say they are."""

    values: list[Any]
    ids: list[int]
    sources: Sequence[str]
    types: set[str]

    def by_type(self) -> Iterator[tuple[str, Sequence[int]]]:
        """Numbers of values."""
        for type in self.types:
            every = range(len(self.values))
            yield type, every if len(self.types) == 1 else [at for at in every if self.values[at]["type"] == type]


def together(block: Block) -> Together | None:
    if orjson is None:
        return None
    text = block.text
    try:
        values = _compact(text)
        if not values:
            lines = block.lines
            values = [*map(orjson.loads, lines)]
            if not all(map(plain, lines, map(orjson.dumps, values))):
                return None
        ids, sources, types, versions = zip(*map(_told, values), strict=True)
        "".join((*ids, *sources, *types))  # TypeError where they are no text
        if versions.count("1.0") < len(values):
            return None
    except (ValueError, KeyError, TypeError):  # one is no CloudEvent, or its id is no text
        return None
    alike = sources.count(sources[0]) == len(sources)
    kinds = {types[0]} if types.count(types[0]) == len(types) else {*types}
    return Together(values, [*map(hash, ids)], sources[:1] if alike else sources, kinds)


def _compact(text: bytes) -> list[Any]:
    """Values of lines that are written as they would be again; nothing where one is not.

    They are read and written at once, with a null between each two: where there are as many as lines end, and at the
    right places, each line is one value. (Unless one line holds two with a null between them, and another one ends
    where a null may stand: then all that they hold is judged still, and two bad lines go unnoticed.)
    """
    if _SPACED in text[:_BEGUN]:
        return []
    whole = b"[%b]" % text.replace(b"\n", _BETWEEN)
    held = orjson.loads(whole)
    ends = (len(whole) - len(b"[]") - len(text)) // (len(_BETWEEN) - 1)
    if len(held) != 2 * ends + 1 or held[1::2].count(None) != ends or orjson.dumps(held) != whole:
        return []
    values: list[Any] = held[::2]
    return values

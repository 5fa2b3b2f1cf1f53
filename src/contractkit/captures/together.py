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
_BEGUN = 100  # bytes, in which white space shows
_id, _source, _type, _version = map(itemgetter, ("id", "source", "type", "specversion"))


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
    """Read at once, each has to be what its value is written as: this shows that a line is one value, and which."""
    if orjson is None:
        return None
    text = block.text
    try:
        values = [] if _SPACED in text[:_BEGUN] else orjson.loads(b"[%b]" % text.replace(b"\n", b","))
        if b"\n".join(map(orjson.dumps, values)) != text:
            lines = block.lines
            values = [*map(orjson.loads, lines)]
            if not all(map(plain, lines, map(orjson.dumps, values))):
                return None
        ids, sources, types = [*map(_id, values)], {*map(_source, values)}, {*map(_type, values)}
        "".join((*ids, *sources))  # TypeError where they are no text
        if {*map(_version, values)} != {"1.0"} or not all(isinstance(type, str) for type in types):
            return None
    except (ValueError, KeyError, TypeError):  # one is no CloudEvent, or its id is no text
        return None
    each = [*sources] if len(sources) == 1 else [*map(_source, values)]
    return Together(values, [*map(hash, ids)], each, types)

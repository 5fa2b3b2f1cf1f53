"""A survey of an event contract in, its servers, channels, operations and messages out, where they really stand. Pure.

What has the wrong shape or leads nowhere is left out: the specification's schema and the loader tell of that.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.lint.survey import Survey
from contractkit.source.pointer import escape, pointer_in, tokens_of


@dataclass(frozen=True, slots=True)
class Spot:
    """`ways`: every pointer by which references lead to it, the one it stands at last."""

    name: str
    node: Mapping[str, Any]
    ways: tuple[str, ...]

    @property
    def written(self) -> str:
        return self.ways[0]

    @property
    def pointer(self) -> str:
        return self.ways[-1]


def version(survey: Survey) -> int:
    """2 or 3 for AsyncAPI; 0 for everything else."""
    kind, _, number = survey.contract.version.partition(" ")
    return int(number[0]) if kind == "asyncapi" else 0


def spot(survey: Survey, pointer: str) -> Spot | None:
    """The object at a pointer, references followed."""
    ways: list[str] = []
    while pointer not in ways:
        ways.append(pointer)
        node = survey.at(pointer)
        if not isinstance(node, dict):
            return None
        if not isinstance(node.get("$ref"), str):
            return Spot(tokens_of(ways[0])[-1], node, tuple(ways))
        pointer = pointer_in(node["$ref"])
    return None


def spots(survey: Survey, holder: str) -> Iterator[Spot]:
    """The objects a map or list holds."""
    held = survey.at(holder)
    names = held if isinstance(held, dict) else range(len(held)) if isinstance(held, list) else ()
    found = (spot(survey, f"{holder}/{escape(str(name))}") for name in names if not str(name).startswith("x-"))
    yield from (one for one in found if one is not None)


def operations(survey: Survey) -> Iterator[Spot]:
    """Those of the application: what components only keep ready is nobody's."""
    if version(survey) == 2:
        for channel in spots(survey, "/channels"):
            both = (spot(survey, f"{channel.pointer}/{word}") for word in ("publish", "subscribe"))
            yield from (one for one in both if one is not None)
    elif version(survey) == 3:
        yield from spots(survey, "/operations")

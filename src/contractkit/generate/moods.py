"""The ways of trying to make a value, most plausible first, and where a maker stands meanwhile."""

from dataclasses import dataclass
from typing import Any, Final

NO_HINT: Final[Any] = object()


class Impossible(Exception):
    """A place for which nothing could be made; caught where a choice remains."""


@dataclass(frozen=True, slots=True)
class Mood:
    """One way of trying. `branch` begins with later branches, `conditions` keeps `then`, `spare` is frugal."""

    full: bool
    examples: bool = True
    conditions: bool = False
    branch: int = 0
    spare: bool = False
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Spot:
    """`name` is the last name on the way, `path` the schemas it is within, `hint` what an example has here."""

    place: str
    name: str
    path: frozenset[str]
    turn: int
    hint: Any = NO_HINT


def moods(full: bool, turn: int) -> tuple[Mood, ...]:
    """`turn` asks for another value than the first."""
    return (
        Mood(full, turn=turn),
        Mood(full, turn=turn, examples=False),
        Mood(full, turn=turn, conditions=True),
        Mood(full, turn=turn, examples=False, branch=1),
        Mood(not full, turn=turn, examples=False),
        Mood(full, turn=turn, conditions=True, examples=False, branch=1),
        Mood(False, turn=turn, examples=False, spare=True),
    )

"""What a value must look like, as plain descriptions; validation.py reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """`pattern` must match the whole text; `anchored=False` is the slip of a service that only searches."""

    least: int = 0
    most: int | None = None
    pattern: str | None = None
    format: str | None = None
    among: tuple[str, ...] = ()
    anchored: bool = True


@dataclass(frozen=True, slots=True)
class Number:
    """`low` and `high` are allowed themselves, `above` and `below` are not; `step` is a decimal."""

    whole: bool = False
    low: float | None = None
    high: float | None = None
    above: float | None = None
    below: float | None = None
    step: str | None = None
    among: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""


@dataclass(frozen=True, slots=True)
class Exactly:
    value: Any


@dataclass(frozen=True, slots=True)
class Blob:
    """The content of an uploaded file."""


@dataclass(frozen=True, slots=True)
class Anything:
    """An object with whatever members."""


@dataclass(frozen=True, slots=True)
class Nullable:
    shape: "Shape"


@dataclass(frozen=True, slots=True)
class ListOf:
    item: "Shape"
    least: int = 0
    most: int | None = None
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class MapOf:
    """Members of any name, all of one shape."""

    value: "Shape"
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """Named members; `kept` are those only the service sets."""

    members: Mapping[str, "Shape"]
    required: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Tagged:
    """One of several records; the member `tag` says which."""

    tag: str
    branches: Mapping[str, Record] = field(default_factory=dict)


Shape = Text | Number | Flag | Exactly | Blob | Anything | Nullable | ListOf | MapOf | Record | Tagged


def record(members: Mapping[str, Shape], *, required: str = "", kept: str = "", closed: bool = True) -> Record:
    """A record; `required` and `kept` are names with spaces between."""
    return Record(members, frozenset(required.split()), frozenset(kept.split()), closed)

"""What was learnt of one operation of an event contract, and of a run as a whole; frozen values."""

from dataclasses import dataclass

from contractkit.model import Terms


@dataclass(frozen=True, slots=True)
class Line:
    """One member of an entry under `events:`, as YAML. `sure` False: it is shown as a comment, for people to decide."""

    key: str
    value: str
    evidence: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """`name`: how settings call the operation; `terms`: what is declared of it already; `why`: what is not known."""

    name: str
    terms: Terms
    lines: tuple[Line, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Watched:
    """`declared`: whether there is an `events:` to add to. `header`: by which requests are traced, and nobody says."""

    found: tuple[Found, ...]
    asked: int
    declared: bool = False
    header: str | None = None
    unasked: tuple[tuple[str, str], ...] = ()  # operations that accepted nothing, and why
    left: tuple[str, ...] = ()  # what was made and could not be deleted

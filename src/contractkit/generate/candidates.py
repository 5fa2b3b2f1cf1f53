"""What a case is made of before it is one: edits of a baseline, what they aim at, and a note for people."""

from dataclasses import dataclass

from contractkit.model import Edit, Target


@dataclass(frozen=True, slots=True)
class Candidate:
    """`lenient`: the leniency it asks about (coercion, format, readonly). `unique`: edited places to salt anew."""

    edits: tuple[Edit, ...]
    note: str
    target: Target | None = None
    lenient: str | None = None
    unique: frozenset[str] = frozenset()

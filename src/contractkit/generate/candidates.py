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

    @property
    def told(self) -> str:
        """The note, with the member or header it is about where it does not name it itself."""
        root, slash, rest = self.target.place.partition("/") if self.target is not None else ("", "", "")
        place = slash + rest if root == "body" else f"{root.removeprefix('header.')}{slash}{rest}"
        return f"{place}: {self.note}" if place and self.edits and place not in self.note else self.note

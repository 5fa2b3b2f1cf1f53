"""What a contract's schema says of a failure's body: members, their types, what lies below. Pure."""

from dataclasses import dataclass

from contractkit.answer.named import LISTS, PLACES, TOP
from contractkit.model import Schemas
from contractkit.schema.shape import Pointers, facets, items, members, names, types
from contractkit.source.pointer import child, tokens_of


@dataclass(frozen=True, slots=True)
class Shape:
    """One place of a schema; a place that is not there has no members and no types."""

    schemas: Schemas
    pointers: Pointers
    media: str = ""

    @property
    def names(self) -> frozenset[str]:
        return names(self.schemas, self.pointers) if self.pointers else frozenset()

    @property
    def types(self) -> frozenset[str]:
        return (types(self.schemas, self.pointers) or frozenset()) if self.pointers else frozenset()

    @property
    def members(self) -> "Shape":
        """The schema of members that have no name of their own."""
        free = [
            f"{p}/additionalProperties"
            for p, s in facets(self.schemas, self.pointers)
            if isinstance(s.get("additionalProperties"), dict)
        ]
        return Shape(self.schemas, tuple(free))

    def __getitem__(self, name: str) -> "Shape":
        return Shape(self.schemas, members(self.schemas, self.pointers, name) if name in self.names else ())

    @property
    def item(self) -> "Shape":
        return Shape(self.schemas, items(self.schemas, self.pointers, 0) if self.pointers else ())

    def is_a(self, kind: str) -> bool:
        """Whether nothing but this type (or null) may stand here."""
        return bool(self.types) and self.types <= {kind, "null"}

    def listed(self) -> frozenset[str] | None:
        """The texts that may stand here, where they are listed."""
        for _, schema in facets(self.schemas, self.pointers):
            if isinstance(schema.get("enum"), list):
                return frozenset(one for one in schema["enum"] if isinstance(one, str))
        return None

    def names_places(self) -> bool:
        """Whether errors of this shape say what part of a request they are about."""
        below = [self[name].item for name in LISTS]
        listed = any(one.names & {*PLACES} or {"name", "reason"} <= one.names for one in below)
        return listed or bool(self.names & {*TOP})


def holds(body: object, member: str) -> bool:
    """Whether a body has a member: by its name at the top, or by a JSON pointer."""
    for token in tokens_of(member) if member.startswith("/") else (member,):
        try:
            body = child(body, token)
        except LookupError:
            return False
    return True

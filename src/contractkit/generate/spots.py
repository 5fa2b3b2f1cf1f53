"""Where a place is in a draft: a value in, the edits that put it there and what they make of the whole out. Pure."""

from dataclasses import dataclass
from typing import Any

from contractkit.generate.sites import Site
from contractkit.model import ABSENT, Edit
from contractkit.source.pointer import pointer_of

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """`grown`: what has to be put at `tokens` first, with the place at `rest` in it."""

    site: Site
    root: Any
    tokens: Tokens
    current: Any  # what stands at the place, or would if what is missing were built; ABSENT when nothing
    grown: Any = ABSENT
    rest: Tokens = ()
    media: str | None = None  # to be set as well
    beside: tuple[tuple[Tokens, Any], ...] = ()  # members that have to come with one that is added
    without: tuple[Tokens, ...] = ()  # members that have to go with one that is left out

    @property
    def place(self) -> str:
        """Where the value is, as edits name it."""
        return self.site.root + pointer_of((*self.tokens, *self.rest))

    def edits(self, value: Any) -> tuple[Edit, ...]:
        """Put the value there; ABSENT leaves it out."""
        new = self._new(value)
        if self.site.root == "body" and not self.tokens and new is ABSENT:
            return Edit("body"), Edit("media")
        also = () if self.media is None else (Edit("media", self.media),)
        changes = (*self._around(new), (self.tokens, new))
        return (*also, *(Edit(self.site.root + pointer_of(tokens), one) for tokens, one in changes))

    def whole(self, value: Any) -> Any:
        """The parameter or body with the value there."""
        new, root = self._new(value), self.root
        for tokens, one in (*self._around(new), (self.tokens, new)):
            root = put(root, tokens, one)
        return root

    def _new(self, value: Any) -> Any:
        return put(self.grown, self.rest, value) if self.rest else value

    def _around(self, new: Any) -> tuple[tuple[Tokens, Any], ...]:
        return tuple((tokens, ABSENT) for tokens in self.without) if new is ABSENT else self.beside


def put(value: Any, tokens: Tokens, new: Any) -> Any:
    """A copy with the new value at the place, or without the place when ABSENT."""
    if not tokens:
        return new
    token, rest = tokens[0], tokens[1:]
    if isinstance(value, list):
        index = int(token)
        inner = put(value[index] if index < len(value) else ABSENT, rest, new)
        return [*value[:index], *(() if inner is ABSENT else (inner,)), *value[index + 1 :]]
    held = value if isinstance(value, dict) else {}
    inner = put(held.get(token, ABSENT), rest, new)
    if inner is ABSENT:
        return {name: member for name, member in held.items() if name != token}
    return {**held, token: inner}

"""The path a validator took through a judged document in, the path as the contract's author wrote it out. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.schema.resources import DOCUMENT
from contractkit.schema.unions import POLYMORPHIC, Origin
from contractkit.source.pointer import child, pointer_in, pointer_of, tokens_of


@dataclass(frozen=True, slots=True)
class Trail:
    """`path`: from the use site, `$ref` left out; `keyword`: what is violated when it is not the last step."""

    path: str
    definition: str
    keyword: str | None


@dataclass(frozen=True, slots=True)
class Grounds:
    """What trails lead through: resources by URI, the pointer where each stands, and the origins of additions."""

    resources: Mapping[str, Any]
    places: Mapping[str, str]
    origins: Mapping[str, Origin]

    def trail(self, start: Any, steps: Iterable[str], *, at: str | None) -> Trail:
        """From the schema the validator began with; `at` is the keyword's own URI where the validator tells it."""
        walk = _Walk(self, start, [])
        for step in steps:
            walk.step(step)
        here = self._definition(at) if at else ""
        return Trail(pointer_of(walk.path), here, walk.keyword)

    def _definition(self, location: str) -> str:
        uri, _, fragment = location.partition("#")
        if uri not in self.places:
            return ""
        walk = _Walk(self, self.resources.get(uri), list(tokens_of(self.places.get(uri, ""))))
        for token in tokens_of(pointer_in(fragment)):
            walk.step(token, follow=False)
        if walk.logical[:1] == [POLYMORPHIC]:
            return pointer_of([*tokens_of(walk.logical[1]), *walk.logical[2:]])
        return pointer_of(walk.logical)

    def jump(self, ref: str) -> tuple[Any, list[str]]:
        """The schema a reference leads to and where it stands in the document."""
        uri, _, fragment = ref.partition("#")
        node = self.resources.get(uri or DOCUMENT)
        tokens = tokens_of(pointer_in(fragment))
        for token in tokens:
            node = _below(node, token)
        return node, [*tokens_of(self.places.get(uri or DOCUMENT, "")), *tokens]


class _Walk:
    """One step after the other; `logical` is where the author wrote what the validator stands on."""

    def __init__(self, grounds: Grounds, node: Any, logical: list[str]) -> None:
        self.grounds, self.node, self.logical = grounds, node, logical
        self.path: list[str] = []
        self.keyword: str | None = None
        self._names = False  # whether the next step is a name and not a keyword

    def step(self, token: str, *, follow: bool = True) -> None:
        reference = token in ("$ref", "$dynamicRef") and not self._names
        self._names = not self._names and token in _NAMED
        if follow and reference:
            target = self.node.get(token) if isinstance(self.node, dict) else None
            self.node, self.logical = None, []
            if isinstance(target, str) and token == "$ref":
                self.node, self.logical = self.grounds.jump(target)
            return
        self.node = _below(self.node, token)
        self.logical.append(token)
        self.path.append(token)
        origin = self.grounds.origins.get(pointer_of(self.logical))
        if origin is not None:
            kept = len(self.path) - origin.drop
            self.logical = [*self.logical[: -origin.drop], *origin.steps]
            self.path = [*self.path[: max(kept, 0)], *origin.steps]
            self.keyword = origin.keyword


_NAMED = frozenset(("properties", "patternProperties", "$defs", "definitions", "dependentSchemas"))


def _below(node: Any, token: str) -> Any:
    try:
        return child(node, token)
    except LookupError:
        return None

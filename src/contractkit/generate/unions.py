"""A schema that offers branches in, each branch with the name people know it by out. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from contractkit.model import Schemas
from contractkit.schema.branches import Branches, Choice
from contractkit.schema.shape import members
from contractkit.source.pointer import escape


@dataclass(frozen=True, slots=True)
class Branch:
    """`label`: the value of the discriminator, or the index; `names`: values of the discriminator that choose it."""

    pointer: str
    label: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Union:
    """Branches of which one holds (`oneOf`) or at least one (`anyOf`); a branch that is only null is left out."""

    holder: str
    keyword: str
    branches: tuple[Branch, ...]
    property: str | None = None  # the discriminator's
    null: bool = False

    def chosen(self, pointers: tuple[str, ...]) -> Branch | None:
        """The branch that is already part of a place's pointers."""
        return next((branch for branch in self.branches if branch.pointer in pointers), None)


def unions(schemas: Schemas, pointer: str, schema: Mapping[str, Any], *, heir: bool) -> Iterator[Union]:
    """The unions of one schema; `heir`: it is reached as what another component extends, so it stands for itself."""
    known = _branches(schemas)
    choice = None if heir else known.inherited(pointer)
    if choice is not None:
        known_ones = (one for one in choice.branches if one.names)
        branches = tuple(_named(schemas, choice, one.target, one.names, "") for one in known_ones)
        yield Union(pointer, "oneOf", branches, choice.name)
    for keyword in ("oneOf", "anyOf"):
        listed = schema.get(keyword)
        if isinstance(listed, list) and listed and not (choice is not None):
            yield _listed(schemas, pointer, keyword, listed, known.choice(schema, keyword))


def _listed(schemas: Schemas, pointer: str, keyword: str, listed: list[Any], choice: Choice | None) -> Union:
    names = {} if choice is None else {branch.index: branch.names for branch in choice.branches}
    branches = tuple(
        _named(schemas, choice, f"{pointer}/{keyword}/{index}", names.get(index, ()), str(index))
        for index, one in enumerate(listed)
        if not only_null(one) and one is not False
    )
    null = any(only_null(one) for one in listed)
    return Union(pointer, keyword, branches, None if choice is None else choice.name, null)


def _named(schemas: Schemas, choice: Choice | None, pointer: str, names: tuple[str, ...], index: str) -> Branch:
    """Names that the branch itself allows come first: a component's own name is often none of them."""
    if choice is None or not names:
        return Branch(pointer, index)
    asked = members(schemas, (pointer,), choice.name)
    ranked = tuple(sorted(names, key=lambda name: not all(schemas.is_valid(one, name) for one in asked)))
    return Branch(pointer, escape(ranked[0]), ranked)


def only_null(schema: Any) -> bool:
    if not isinstance(schema, dict):
        return False
    return schema.get("type") in ("null", ["null"]) or schema.get("enum") == [None] or schema.get("const", 0) is None


@lru_cache(maxsize=64)
def _branches(schemas: Schemas) -> Branches:
    document = schemas.at("")
    return Branches(document, "2.0" if "swagger" in document else "3.1.0")

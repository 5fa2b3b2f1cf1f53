"""A translated document in, the form that validators run on out: direction, discriminators and ranges made plain.

Only what bears on validity is kept. What is added here never shows in a path: `Origin` leads each addition back
to the keyword of the contract it stands for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from contractkit.model import Direction
from contractkit.openapi.anatomy import Place, Shape, is_schema, kind_of, outermost, tables, walk
from contractkit.schema.branches import Branches
from contractkit.schema.direction import Directed
from contractkit.schema.formats import TIMES
from contractkit.schema.unions import POLYMORPHIC, Added, Origin, chosen, entrance, heirs
from contractkit.source.pointer import escape, pointer_in, reference_to, tokens_of

_SAYS_NOTHING = frozenset(
    ("title", "description", "$comment", "example", "examples", "default", "deprecated", "externalDocs", "xml")
) | {"discriminator", "readOnly", "writeOnly", "nullable", "$id", "$anchor"}
_CLOSING = frozenset(("additionalProperties", "unevaluatedProperties", "unevaluatedItems"))
_COMPONENT = 3  # steps of `/components/schemas/NAME`: nothing on this way is ever moved
_INTEGERS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


@dataclass(frozen=True, slots=True)
class Judged:
    """`origins` by pointer of the addition; `entrances`: components that are judged as one of their heirs.

    `moved`: what stands elsewhere now, by the pointer its author gave it, as steps from where its parent stands.
    """

    document: Mapping[str, Any]
    origins: Mapping[str, Origin]
    entrances: Mapping[str, str]
    moved: Mapping[str, str]

    def pointer(self, written: str) -> str:
        """Where in `document` the schema is that its author wrote at a pointer."""
        return _standing(self.entrances.get(written, written), self.moved)


def judged(
    document: Mapping[str, Any],
    version: str,
    *,
    direction: Direction | None,
    formats: bool,
    unread: frozenset[str] = frozenset(),
) -> Judged:
    """`unread`: patterns the first validator cannot read; they become formats (see `format_of`)."""
    return _Work(document, version, Directed(document, direction), formats, Branches(document, version), unread).done()


def format_of(pattern: str) -> str:
    return f"x-pattern {pattern}"


@dataclass(frozen=True, slots=True)
class _Where:
    """`hidden`: names the schemas around take out of `required`; `heir`: within the `allOf` of a component."""

    pointer: str
    member: bool = False
    heir: bool = False
    hidden: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Work:
    document: Mapping[str, Any]
    version: str
    direct: Directed
    formats: bool
    branches: Branches
    unread: frozenset[str]
    origins: dict[str, Origin] = field(default_factory=dict)
    entrances: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    references: list[tuple[dict[str, Any], str]] = field(default_factory=list)

    def done(self) -> Judged:
        choices = {p: c for p in self.branches.parents if (c := self.branches.inherited(p)) is not None}
        self.entrances.update({p: entrance(p) for p in choices})
        made = self._other(self.document, "document", "")
        made[POLYMORPHIC] = {p: self._noted(heirs(choice, p)) for p, choice in choices.items()}
        beyond = (p for p in walk(self.document, self.version) if kind_of(p.pointer, self.version) is None)
        for place in outermost((p for p in beyond if is_schema(p, self.version)), self.version):
            _graft(made, place.pointer, self._schema(place.node, _Where(place.pointer)))
        for schema, target in self.references:
            schema["$ref"] = reference_to(_standing(target, self.moved))
        return Judged(made, self.origins, self.entrances, self.moved)

    def _other(self, node: Any, kind: str, pointer: str) -> Any:
        """What is no schema keeps only what leads to schemas."""
        if not isinstance(node, dict):
            return self._schema(node, _Where(pointer)) if kind == "schema" else node
        if is_schema(Place(pointer, kind, node), self.version):
            return self._schema(
                node, _Where(pointer, heir=pointer.startswith(("/components/schemas/", "/definitions/")))
            )
        parts = tables(self.version)[kind]
        made: dict[str, Any] = {}
        for key, value in node.items():
            below = f"{pointer}/{escape(str(key))}"
            if kind == "callback" and not str(key).startswith("x-"):
                made[key] = self._other(value, "path", below)
            elif key in parts:
                shape, part = parts[key]
                if isinstance(value, list):
                    made[key] = [self._other(v, part, f"{below}/{i}") for i, v in enumerate(value)]
                elif shape is Shape.MAP and isinstance(value, dict):
                    made[key] = {k: self._other(v, part, f"{below}/{escape(str(k))}") for k, v in value.items()}
                else:
                    made[key] = self._other(value, part, below)
        return made

    def _schema(self, node: Any, where: _Where) -> Any:
        if node is False:
            self.origins[f"{where.pointer}/not"] = Origin(1, (), "false")
            return {"not": {}}
        if not isinstance(node, dict):
            return node
        hidden = where.hidden | self.direct.hidden(node)
        made = {
            key: self._keyword(key, value, where, hidden)
            for key, value in node.items()
            if key not in _SAYS_NOTHING and not str(key).startswith("x-")
        }
        self._refer(made, where)
        if isinstance(made.get("required"), list) and hidden:
            made["required"] = [name for name in made["required"] if name not in hidden]
        if where.pointer in self.entrances:
            made.pop("oneOf", None)
            made.pop("anyOf", None)
        extra = list(self._extra(node, made, where))
        if extra and isinstance(made.get("allOf", []), list):
            made["allOf"] = [*made.get("allOf", []), *extra]
        if node.get("nullable") is True:
            made = self._or_null(made, where)
        return made

    def _refer(self, made: dict[str, Any], where: _Where) -> None:
        for key in ("$ref", "$dynamicRef"):
            ref = made.get(key)
            if isinstance(ref, str) and not ref.startswith("#"):
                # It leads out of the contract: a pointer to nothing stops this schema, a URI would stop them all.
                del made[key]
                made["$ref"] = reference_to(f"/{escape(ref)}")
                return
        if isinstance(made.get("$ref"), str):
            target = pointer_in(made["$ref"])
            extends = where.heir and "/allOf/" in where.pointer
            made["$ref"] = reference_to(target if extends else self.entrances.get(target, target))
            if target.count("/") > _COMPONENT:
                self.references.append((made, target))

    def _keyword(self, key: str, value: Any, where: _Where, hidden: frozenset[str]) -> Any:
        below = f"{where.pointer}/{escape(key)}"
        part = tables(self.version)["schema"].get(key)
        if part is None or (value is False and key in _CLOSING):
            return value
        place = ("allOf", "anyOf", "oneOf", "then", "else", "if", "dependentSchemas")
        kept = hidden if key in place else frozenset()
        inner = _Where("", member=key == "properties", heir=where.heir and key == "allOf", hidden=kept)
        if isinstance(value, list):
            return [self._schema(v, _at(inner, f"{below}/{i}")) for i, v in enumerate(value)]
        if part[0] is Shape.MAP and isinstance(value, dict):
            return {k: self._schema(v, _at(inner, f"{below}/{escape(str(k))}")) for k, v in value.items()}
        return self._schema(value, _at(inner, below))

    def _extra(self, node: Mapping[str, Any], made: dict[str, Any], where: _Where) -> Iterator[Any]:
        """What has to hold besides, each with its origin; unions that are chosen from leave `made`."""
        count = len(made["allOf"]) if isinstance(made.get("allOf"), list) else 0
        named = node["format"] if self.formats and isinstance(node.get("format"), str) else ""
        limits = _INTEGERS.get(named)
        if limits is not None:
            for key in ("minimum", "maximum"):
                self.origins[f"{where.pointer}/allOf/{count}/{key}"] = Origin(3, ("format",), "format")
            yield {"minimum": limits[0], "maximum": limits[1]}
            count += 1
        if named in TIMES:
            self.origins[f"{where.pointer}/allOf/{count}/pattern"] = Origin(3, ("format",), "format")
            yield {"pattern": TIMES[named]}
            count += 1
        if made.get("pattern") in self.unread:
            self.origins[f"{where.pointer}/allOf/{count}/format"] = Origin(3, ("pattern",), "pattern")
            yield {"format": format_of(made.pop("pattern"))}
            count += 1
        if where.member and self.direct.marks(node):
            mark = str(self.direct.mark)
            self.origins[f"{where.pointer}/allOf/{count}/not"] = Origin(3, (mark,), mark)
            yield {"not": {}}
            count += 1
        for key in ("oneOf", "anyOf"):
            choice = self.branches.choice(node, key) if key in made else None
            if choice is not None:
                self.moved[f"{where.pointer}/{key}"] = f"/allOf/{count}/else/{key}"
                yield self._noted(chosen(choice, made.pop(key), f"{where.pointer}/allOf/{count}", key))
                count += 1

    def _noted(self, added: Added) -> Any:
        self.origins.update(added.origins)
        return added.schema

    def _or_null(self, made: dict[str, Any], where: _Where) -> Any:
        """`nullable` without a `type` beside it: its letter forbids null, its authors mean to allow it."""
        if not made:
            return made
        self.origins[f"{where.pointer}/else"] = Origin(1)
        self.moved[f"{where.pointer}/"] = "/else"
        return {"if": {"type": "null"}, "then": True, "else": made}


def _standing(written: str, moved: Mapping[str, str]) -> str:
    if not moved:
        return written
    here = standing = ""
    for token in tokens_of(written):
        standing += moved.get(f"{here}/", "")
        here += f"/{escape(token)}"
        standing += moved.get(here, f"/{escape(token)}")
    return standing


def _at(where: _Where, pointer: str) -> _Where:
    return _Where(pointer, where.member, where.heir, where.hidden)


def _graft(made: dict[str, Any], pointer: str, schema: Any) -> None:
    """Put a schema where only references lead; the way there is made of objects."""
    *way, last = tokens_of(pointer)
    here: Any = made
    for token in way:
        here = here[int(token)] if isinstance(here, list) else here.setdefault(token, {})
    if isinstance(here, list):
        here[int(last)] = schema
    elif isinstance(here, dict):
        here[last] = schema

"""A translated document in, which values of each `discriminator` choose which branch out. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeGuard

from contractkit.source.pointer import at, escape, pointer_in, tokens_of


@dataclass(frozen=True, slots=True)
class Branch:
    """`names` choose this branch and no other; `target` is the branch's schema, `index` its place in the union."""

    target: str
    names: tuple[str, ...]
    index: int


@dataclass(frozen=True, slots=True)
class Choice:
    """`allowed`: every value of the property that may stand; those that choose no single branch decide nothing."""

    name: str  # of the property
    branches: tuple[Branch, ...]
    allowed: tuple[Any, ...]


class Branches:
    """The discriminators of one document (OpenAPI 3.1, 4.8.25; Swagger 2.0, 4.8.9)."""

    def __init__(self, document: Mapping[str, Any], version: str) -> None:
        self._document = document
        self._home = "/definitions" if version.startswith("2") else "/components/schemas"

    def choice(self, schema: Mapping[str, Any], keyword: str) -> Choice | None:
        """How a union (`oneOf`, `anyOf`) with a discriminator chooses; None where it cannot be told."""
        found = schema.get("discriminator")
        union = schema.get(keyword)
        if not _usable(found) or not isinstance(union, list):
            return None
        targets = [(i, t) for i, one in enumerate(union) if (t := _reference(one)) is not None]
        if len(targets) < len([one for one in union if not _only_null(one)]) or not targets:
            return None
        return self._choice(found, targets, ())

    def inherited(self, pointer: str) -> Choice | None:
        """How a component with a discriminator and no union of its own chooses among those that extend it."""
        schema = self._parents.get(pointer)
        if schema is None:
            return None
        below = list(dict.fromkeys(self._extending(pointer)))
        mapped = [t for t in self._mapping(schema["discriminator"]).values() if t in self._components]
        targets = list(dict.fromkeys((*below, *(t for t in mapped if t != pointer))))
        if not targets:
            return None
        own = _listed(schema, schema["discriminator"]["propertyName"])
        own += tuple(n for n, t in self._mapping(schema["discriminator"]).items() if t == pointer)
        return self._choice(schema["discriminator"], list(enumerate(targets)), (*own, tokens_of(pointer)[-1]))

    @property
    def parents(self) -> Iterable[str]:
        return tuple(self._parents)

    def _choice(self, found: Mapping[str, Any], targets: list[tuple[int, str]], also: tuple[Any, ...]) -> Choice:
        name = found["propertyName"]
        mapping = self._mapping(found)
        names = {index: self._names(target, name, mapping) for index, target in targets}
        counted: dict[Any, int] = {}
        for several in names.values():
            for one in several:
                counted[one] = counted.get(one, 0) + 1
        branches = tuple(Branch(t, tuple(n for n in names[i] if counted[n] == 1), i) for i, t in targets)
        return Choice(name, branches, tuple(dict.fromkeys((*counted, *mapping, *also))))

    def _names(self, target: str, name: str, mapping: Mapping[str, str]) -> tuple[str, ...]:
        """Mapped names, the component's own name, and what the branch itself allows for the property."""
        schema = self._at(target)
        own = schema.get("x-ms-discriminator-value") if isinstance(schema, dict) else None
        implicit = own if isinstance(own, str) else tokens_of(target)[-1].removesuffix(".json").removesuffix(".yaml")
        mapped = [text for text, where in mapping.items() if where == target]
        listed = [text for text in self._listed_in(target, name) if isinstance(text, str)]
        return tuple(dict.fromkeys((*mapped, implicit, *listed)))

    def _listed_in(self, pointer: str, name: str) -> Iterator[Any]:
        for schema in self._family(pointer, set()):
            yield from _listed(schema, name, resolve=self._at)

    def _family(self, pointer: str, seen: set[str]) -> Iterator[Mapping[str, Any]]:
        """A component and what it is made of in place, parents with a discriminator left out."""
        if pointer in seen or (seen and pointer in self._parents):
            return
        seen.add(pointer)
        waiting = [self._at(pointer)]
        while waiting:
            schema = waiting.pop()
            if isinstance(schema, dict):
                yield schema
                if (target := _reference(schema)) is not None:
                    yield from self._family(target, seen)
                waiting.extend(schema["allOf"] if isinstance(schema.get("allOf"), list) else ())

    def _mapping(self, found: Mapping[str, Any]) -> dict[str, str]:
        mapping = found.get("mapping")
        known = mapping.items() if isinstance(mapping, dict) else ()
        return {k: self._meant(v) for k, v in known if isinstance(v, str)}

    def _meant(self, value: str) -> str:
        """A mapping names a component or refers to a schema; a plain name is tried first (OpenAPI 3.1.1)."""
        if not value.startswith("#"):
            return f"{self._home}/{escape(value)}"
        return pointer_in(value)

    @cached_property
    def _components(self) -> Mapping[str, Any]:
        found = self._at(self._home)
        named = found.items() if isinstance(found, dict) else ()
        return {f"{self._home}/{escape(name)}": schema for name, schema in named if isinstance(schema, dict)}

    @cached_property
    def _parents(self) -> Mapping[str, Any]:
        return {
            pointer: schema
            for pointer, schema in self._components.items()
            if _usable(schema.get("discriminator")) and not (self._union(schema) and not self._cyclic(pointer))
        }

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for pointer, schema in self._components.items():
            for parent in _extended(schema):
                found[parent] = (*found.get(parent, ()), pointer)
        return found

    def _extending(self, pointer: str) -> Iterator[str]:
        waiting, seen = [pointer], {pointer}
        while waiting:
            for child in self._children.get(waiting.pop(0), ()):
                if child not in seen:
                    seen.add(child)
                    waiting.append(child)
                    yield child

    @staticmethod
    def _union(schema: Mapping[str, Any]) -> bool:
        return "oneOf" in schema or "anyOf" in schema

    def _cyclic(self, pointer: str) -> bool:
        """A parent that lists its own children: each child contains the parent, which would ask for a child again."""
        schema = self._components[pointer]
        unions = [schema[key] for key in ("oneOf", "anyOf") if isinstance(schema.get(key), list)]
        listed = [one for union in unions for one in union]
        below = set(self._extending(pointer))
        return any(_reference(one) in below for one in listed)

    def _at(self, pointer: str) -> Any:
        try:
            return at(self._document, pointer)
        except LookupError:
            return None


def _usable(found: Any) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(found, dict) and isinstance(found.get("propertyName"), str)


def _reference(schema: Any) -> str | None:
    ref = schema.get("$ref") if isinstance(schema, dict) else None
    return pointer_in(ref) if isinstance(ref, str) and ref.startswith("#") else None


def _only_null(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.get("type") in ("null", ["null"])


def _extended(schema: Mapping[str, Any]) -> Iterator[str]:
    """The components a schema extends: the references in its `allOf`, nested ones too."""
    for part in schema["allOf"] if isinstance(schema.get("allOf"), list) else ():
        if isinstance(part, dict):
            target = _reference(part)
            if target is not None:
                yield target
            yield from _extended(part)


def _listed(schema: Mapping[str, Any], name: str, *, resolve: Any = None) -> tuple[Any, ...]:
    properties = schema.get("properties")
    found = properties.get(name) if isinstance(properties, dict) else None
    target = _reference(found)
    if target is not None and resolve is not None:
        found = resolve(target)
    if not isinstance(found, dict):
        return ()
    listed = found["enum"] if isinstance(found.get("enum"), list) else []
    return tuple(v for v in [*listed, *([found["const"]] if "const" in found else [])] if isinstance(v, str))

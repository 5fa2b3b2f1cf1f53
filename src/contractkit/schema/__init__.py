"""The schemas of one contract: a pointer and a value in, what two independent validators hold against it out.

Nothing is translated or compiled before the first question. jsonschema-rs is asked first; where it says valid,
valid it is; where it does not, `jsonschema` has to name the same keyword at the same place (DESIGN, the generator
is never the judge). What is only counted (types, lengths, missing members) is agreed on once for each place.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from contractkit.errors import ContractError
from contractkit.model import Direction, SchemaError
from contractkit.schema.bench import Bench
from contractkit.schema.identity import Identified, identified
from contractkit.schema.many import first_refused, likeness
from contractkit.schema.translate import translated
from contractkit.source.pointer import at, pointer_in

_REMEMBERED = 5_000  # texts and numbers that were judged
_SHORT = 200  # characters of a text that is remembered
_ANNOTATIONS = frozenset(
    ("title", "summary", "description", "deprecated", "readOnly", "writeOnly", "example", "examples", "default")
) | {"$comment", "externalDocs", "xml"}


class SchemaBook:
    """model.Schemas over a bundled document; `version` is 2.0, 3.0.x or 3.1.x."""

    def __init__(self, document: Mapping[str, Any], version: str) -> None:
        self._document, self._version = document, version
        self._benches: dict[tuple[Direction | None, bool], Bench] = {}
        self._scalars: dict[tuple[object, ...], tuple[SchemaError, ...]] = {}

    def at(self, pointer: str) -> Any:
        """The translated schema at a pointer; ContractError when there is nothing."""
        try:
            return at(self._plain.document, pointer)
        except LookupError as nowhere:
            raise ContractError(f"{pointer or '/'}: there is no schema at this place of the contract") from nowhere

    def follow(self, pointer: str) -> tuple[str, Any]:
        """Pointer and schema behind bare references; a circle ends where it would begin again."""
        seen = {pointer}
        schema = self.at(pointer)
        while _is_bare(schema):
            target = pointer_in(schema["$ref"])
            if target in seen:
                break
            seen.add(target)
            pointer, schema = target, self.at(target)
        return pointer, schema

    def errors(
        self, pointer: str, value: Any, *, formats: bool = True, direction: Direction | None = None
    ) -> tuple[SchemaError, ...]:
        """Violations both validators agree on.

        In a "request" `readOnly` members are violations and not required; in a "response" `writeOnly` ones.
        Raises ValidatorsDisagree where the two differ, ContractError for a schema that is none.
        """
        if not isinstance(value, (str, int)) or (isinstance(value, str) and len(value) > _SHORT):
            return self._bench(direction, formats).errors(pointer, value)
        key = pointer, type(value), value, direction, formats  # parameters are the same from request to request
        known = self._scalars.get(key)
        if known is None:
            known = self._bench(direction, formats).errors(pointer, value)
            if len(self._scalars) < _REMEMBERED:
                self._scalars[key] = known
        return known

    def is_valid(self, pointer: str, value: Any, *, formats: bool = True, direction: Direction | None = None) -> bool:
        """The first validator's quick answer, for generators."""
        return self._bench(direction, formats).is_valid(pointer, value)

    def check(
        self, fragment: Any, value: Any, *, formats: bool = True, direction: Direction | None = None
    ) -> tuple[SchemaError, ...]:
        """Like `errors`, for a schema made ad hoc whose references (`#/...`) point into this document."""
        return self._bench(direction, formats).check(fragment, value)

    def quick(self, fragment: Any) -> Callable[[Any], bool]:
        """The first validator's answer for a schema as of `check`, compiled once: for very many values.

        What it raises is jsonschema-rs' own: ValueError for a value that it cannot judge. Formats of ours are left out
        where nothing asks for them: they make every value a quarter dearer.
        """
        asked: Callable[[Any], bool] = self._bench(None, True).quick(fragment).is_valid
        return asked

    def first(self, fragment: Any) -> Callable[[Sequence[Any]], int | None]:
        """Likewise of many values at once: which of them is the first that is refused."""
        validator = self._bench(None, True).quick({"type": "array", "items": fragment})
        return partial(first_refused, validator)

    def likeness(self, fragment: Any) -> Callable[[Any], Hashable | None]:
        """Likewise what is the same for two values of which `errors` says the same; None where that is not clear."""
        return partial(likeness, self._bench(None, True).quick(fragment))

    @cached_property
    def _plain(self) -> Identified:
        return identified(translated(self._document, self._version), self._version)

    @cached_property
    def _directed(self) -> bool:
        return _mentions(self._document, ("readOnly", "writeOnly"))

    def _bench(self, direction: Direction | None, formats: bool) -> Bench:
        key = (direction if self._directed else None, formats)
        if key not in self._benches:
            self._benches[key] = Bench(self._plain, self._version, direction=key[0], formats=formats)
        return self._benches[key]


def _is_bare(schema: Any) -> bool:
    """A reference and nothing else that a value could be held against."""
    if not isinstance(schema, dict) or not isinstance(schema.get("$ref"), str) or not schema["$ref"].startswith("#"):
        return False
    return all(key == "$ref" or key in _ANNOTATIONS or key.startswith("x-") for key in schema)


def _mentions(document: Any, keys: tuple[str, ...]) -> bool:
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if any(key in node for key in keys):
                return True
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return False

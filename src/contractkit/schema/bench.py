"""A translated document in, the validators of one direction out: each schema compiled once, both asked in turn."""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

import jsonschema_rs

from contractkit.errors import ContractError, ValidatorsDisagree
from contractkit.model import Direction, SchemaError
from contractkit.openapi.anatomy import is_schema, walk
from contractkit.schema.formats import compiled, found, is_base64
from contractkit.schema.identity import Identified
from contractkit.schema.judged import Judged, format_of, judged
from contractkit.schema.resources import Resources, absolute, resources
from contractkit.schema.trail import Grounds, Trail
from contractkit.schema.wording import both, message, name
from contractkit.source.pointer import pointer_of, reference_to
from contractkit.source.references import rewritten

if TYPE_CHECKING:
    from contractkit.schema.second_opinion import SecondOpinion

T = TypeVar("T")
_COMPILING = 0.25  # seconds of compiling that are kept; on large documents a second is 300 MB
_REMEMBERED = 10_000  # trails, and violations that both validators named
# Where both have named one of these at a place once, another value there is not asked about twice: it is counting.
_COUNTED = frozenset(("type", "required", "dependentRequired", "minLength", "maxLength", "minItems", "maxItems"))


class Bench:
    """Both validators over one judged form of the document."""

    def __init__(self, plain: Identified, version: str, *, direction: Direction | None, formats: bool) -> None:
        self._plain, self._version, self._formats = plain, version, formats
        self._direction = direction
        self._validators: OrderedDict[str, tuple[Any, float]] = OrderedDict()
        self._uses: dict[str, dict[str, str]] = {}
        self._agreed: set[tuple[str, str, str]] = set()
        self._trails: dict[tuple[str, ...], Trail] = {}

    def errors(self, pointer: str, value: Any) -> tuple[SchemaError, ...]:
        return self._judge(self._compiled(pointer), self._use(pointer), value, pointer)

    def is_valid(self, pointer: str, value: Any) -> bool:
        return bool(_asked(self._compiled(pointer).is_valid, value))

    def check(self, fragment: Any, value: Any) -> tuple[SchemaError, ...]:
        schema = self._absolute(fragment)
        validator = self._kept(json.dumps(schema, sort_keys=True), schema, "an ad-hoc schema")
        return self._judge(validator, schema, value)

    def quick(self, fragment: Any) -> Any:
        """A validator of jsonschema-rs, without formats of ours where nothing asks for them."""
        bare = not self._unread and '"format": "byte"' not in json.dumps(self._plain.document, default=str)
        return self._compile(self._absolute(fragment), "an ad-hoc schema", bare=bare)

    def _judge(self, validator: Any, schema: Any, value: Any, known_as: str = "") -> tuple[SchemaError, ...]:
        refused: list[Any] = _asked(lambda v: list(validator.iter_errors(v)), value)
        if not refused:
            return ()
        named = [(_place(error), name(error)) for error in refused]
        if not known_as or any((known_as, *one) not in self._agreed for one in named):
            self._confirm(refused, named, schema, value)
            counted = [one for one in named if one[1] in _COUNTED]
            if known_as and len(self._agreed) < _REMEMBERED:
                self._agreed.update((known_as, *one) for one in counted)
        return _once(self._error(error, name, schema, known_as) for error, name in zip(refused, named, strict=True))

    def _confirm(self, refused: list[Any], named: list[tuple[str, str]], schema: Any, value: Any) -> None:
        agreed = self._second.violations(schema, _whole(value))
        for error, (place, keyword) in zip(refused, named, strict=True):
            if (place, self._second.same(keyword)) not in agreed:
                raise ValidatorsDisagree(both(error, place, keyword, agreed))

    def _error(self, error: Any, named: tuple[str, str], schema: Any, known_as: str) -> SchemaError:
        place, keyword = named
        trail = self._trail(error, schema, known_as)
        said = message(error, trail.keyword)
        return SchemaError(place, trail.path, trail.keyword or keyword, said, trail.definition)

    def _trail(self, error: Any, schema: Any, known_as: str) -> Trail:
        steps, at = tuple(str(step) for step in error.evaluation_path), error.absolute_keyword_location
        found = self._trails.get((known_as, at or "", *steps))
        if found is None or not known_as:
            found = self._grounds.trail(schema, steps, at=at)
            if len(self._trails) < _REMEMBERED:
                self._trails[known_as, at or "", *steps] = found
        return found

    def _use(self, pointer: str) -> dict[str, str]:
        if pointer not in self._uses:
            self._uses[pointer] = self._used(pointer)
        return self._uses[pointer]

    def _used(self, pointer: str) -> dict[str, str]:
        uri, inside = self._resources.address(self._judged.pointer(self._plain.named(pointer)))
        return {"$ref": f"{uri}{reference_to(inside)}"}

    def _compiled(self, pointer: str) -> Any:
        schema = self._use(pointer)
        return self._kept(schema["$ref"], schema, pointer)

    def _kept(self, key: str, schema: Any, what: str) -> Any:
        """A validator holds all that its schema reaches, megabytes at times: only what is quickly made is many."""
        if key not in self._validators:
            begun = perf_counter()
            validator = self._compile(schema, what)
            self._validators[key] = (validator, perf_counter() - begun)
            while len(self._validators) > 1 and sum(took for _, took in self._validators.values()) > _COMPILING:
                self._validators.popitem(last=False)
        self._validators.move_to_end(key)
        return self._validators[key][0]

    def _compile(self, schema: Any, what: str, *, bare: bool = False) -> Any:
        own = {} if bare else {format_of(p): _matcher(p) for p in self._unread} | {"byte": is_base64}
        try:
            return jsonschema_rs.Draft202012Validator(
                schema, registry=self._registry, validate_formats=self._formats, formats=own
            )
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as refused:
            said = str(refused).split("\n")[0]
            raise ContractError(
                f"{what}: this schema, or one it refers to, is no JSON Schema: {said}; correct it in the contract"
            ) from refused

    def _absolute(self, fragment: Any) -> Any:
        return rewritten(fragment, lambda reference: absolute(reference, self._resources, self._judged.pointer))

    @cached_property
    def _unread(self) -> frozenset[str]:
        """Patterns that are ECMA-262 but not readable to the first validator."""
        nodes = (p.node for p in walk(self._plain.document, self._version) if is_schema(p, self._version))
        found = {n["pattern"] for n in nodes if isinstance(n, dict) and isinstance(n.get("pattern"), str)}
        return frozenset(p for p in found if not _readable(p) and compiled(p) is not None)

    @cached_property
    def _judged(self) -> Judged:
        return judged(
            self._plain.document, self._version, direction=self._direction, formats=self._formats, unread=self._unread
        )

    @cached_property
    def _resources(self) -> Resources:
        return resources(self._judged.document, self._version, self._plain.resources, dynamic=self._plain.dynamic)

    @cached_property
    def _registry(self) -> Any:
        return jsonschema_rs.Registry(list(self._resources.contents.items()))

    @cached_property
    def _second(self) -> "SecondOpinion":
        # The format checkers of jsonschema take a second to import: only a value that was refused is worth it.
        from contractkit.schema.second_opinion import SecondOpinion

        return SecondOpinion(self._resources.contents, formats=self._formats)

    @cached_property
    def _grounds(self) -> Grounds:
        return Grounds(self._resources.contents, self._resources.places, self._judged.origins)


def _asked(question: Callable[[Any], T], value: Any) -> T:
    try:
        return question(value)
    except UnicodeEncodeError:
        return question(_whole(value))
    except ValueError as unable:
        raise ValidatorsDisagree(f"jsonschema-rs cannot judge this value: {unable}") from unable


def _whole(value: Any) -> Any:
    """Halves of surrogate pairs, which JSON can carry and UTF-8 cannot, replaced by one character each."""
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(member) for name, member in value.items()}
    return value


def _once(errors: Iterable[SchemaError]) -> tuple[SchemaError, ...]:
    """A component reached twice (itself and as part of its heir) is one violation: the shortest path stays.

    So is a format that the first validator refuses itself and by what is added to it, each in words of its own.
    """
    found: dict[tuple[str, ...], SchemaError] = {}
    for error in sorted(errors, key=lambda e: len(e.path)):
        words = "" if error.keyword == "format" else error.message
        found.setdefault((error.instance, error.definition or error.path, words), error)
    return tuple(sorted(found.values(), key=lambda e: (e.instance, e.path, e.message)))


def _place(error: Any) -> str:
    return pointer_of(str(step) for step in error.instance_path)


def _readable(pattern: str) -> bool:
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except jsonschema_rs.ValidationError:
        return False
    return True


def _matcher(pattern: str) -> Callable[[str], bool]:
    return lambda text: found(pattern, text)

"""An operation in, its constraints out: each place and keyword that its input must satisfy. Pure, deterministic."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.model import Contract, Interaction, Media, Parameter, Target, Where
from contractkit.pointer import escape
from contractkit.reach.names import collection, resource

NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
LENGTHS = ("minLength", "maxLength", "pattern", "format")
ITEMS = ("minItems", "maxItems", "uniqueItems")
MEMBERS = ("minProperties", "maxProperties")
PLAIN = ("enum", "const", *NUMBERS, *LENGTHS, *ITEMS, *MEMBERS)
FORMATS = frozenset({"date", "date-time", "time", "uuid", "email", "ipv4", "ipv6", "uri"})


@dataclass(frozen=True, slots=True)
class Constraint:
    """`schema`: pointer of the schema that holds the keyword; `value`: what the keyword says.

    `path`: how the place is reached from its root (member names, `*` for items), for building values that hold it;
    `branch`: pointers of the applicator branches on the way. `text`: it travels as text (parameters, forms).
    """

    target: Target
    schema: str
    value: Any
    root: str  # edit place of the root: `query.limit`, `body`
    path: tuple[str, ...] = ()
    required: bool = True
    reference: bool = False
    text: bool = False
    where: Where | None = None
    media: str | None = None
    branch: tuple[tuple[tuple[str, ...], str], ...] = ()  # (path of the holder, pointer of the chosen branch)


def constraints(contract: Contract, interaction: Interaction) -> Iterator[Constraint]:
    """Constraints in document order: parameters, then bodies."""
    for parameter in interaction.parameters:
        yield from _parameter(contract, interaction, parameter)
    body = interaction.body
    if body is None:
        return
    first = _first(body.media)
    for media in body.media:
        name = "body" if media is first else f"body({media.type})"
        yield from _media(contract, media, name)
    if body.required and first is not None:
        yield Constraint(Target(_name(first, first), "required"), body.pointer, True, "body", media=first.type)


def _parameter(contract: Contract, interaction: Interaction, parameter: Parameter) -> Iterator[Constraint]:
    reference = parameter.where is Where.PATH and collection(interaction.path, parameter.name) is not None
    fields: dict[str, Any] = {"root": parameter.key, "where": parameter.where, "text": parameter.media is None}
    if parameter.where is not Where.PATH:
        keyword = "required" if parameter.required else "absent"
        yield Constraint(Target(parameter.key, keyword), parameter.pointer, True, required=True, **fields)
    if parameter.schema is not None:
        pointer, schema = contract.schemas.follow(parameter.schema)
        reference = reference and not (isinstance(schema, Mapping) and "enum" in schema)
        fields["reference"] = reference or resource(parameter.name) is not None
        walk = _Walk(contract, fields, direction="request")
        yield from walk.schema(parameter.schema, parameter.key, (), frozenset(), parameter.required)


def _media(contract: Contract, media: Media, name: str) -> Iterator[Constraint]:
    if media.schema is None:
        return
    text = "json" not in media.type
    walk = _Walk(contract, {"root": "body", "text": text, "media": media.type}, direction="request")
    yield from walk.schema(media.schema, name, (), frozenset(), True)


def _first(media: tuple[Media, ...]) -> Media | None:
    return next((m for m in media if "json" in m.type), media[0] if media else None)


def _name(media: Media, first: Media) -> str:
    return "body" if media is first else f"body({media.type})"


@dataclass(frozen=True, slots=True)
class _Walk:
    """Down one schema; `$ref` and allOf are transparent, recursion ends at the second visit."""

    contract: Contract
    fields: Mapping[str, Any]
    direction: str

    def schema(
        self, at: str, place: str, path: tuple[str, ...], seen: frozenset[str], required: bool
    ) -> Iterator[Constraint]:
        pointer, schema = self.contract.schemas.follow(at)
        if pointer in seen or not isinstance(schema, Mapping) or schema.get("readOnly") is True:
            return
        seen |= {pointer}
        yield from self._own(pointer, schema, place, path, required)
        for index in range(len(schema.get("allOf", ()))):
            yield from self.schema(f"{pointer}/allOf/{index}", place, path, seen, required)
        yield from self._members(pointer, schema, place, path, seen, required)
        items = schema.get("items")
        if isinstance(items, Mapping):
            yield from self.schema(f"{pointer}/items", f"{place}/*", (*path, "*"), seen, required)

    def _own(
        self, pointer: str, schema: Mapping[str, Any], place: str, path: tuple[str, ...], required: bool
    ) -> Iterator[Constraint]:
        def one(keyword: str, value: Any) -> Constraint:
            return Constraint(Target(place, keyword), pointer, value, path=path, required=required, **fields)

        fields = dict(self.fields)
        name = place.rsplit("/", 1)[-1]
        fields["reference"] = fields.get("reference", False) or (bool(path) and resource(name) is not None)
        if "type" in schema:
            yield one("type", schema["type"])
        kinds = schema.get("type")
        if isinstance(kinds, list) and "null" in kinds:
            yield one("null", True)
        for keyword in PLAIN:
            if keyword in schema and not (keyword == "format" and schema[keyword] not in FORMATS):
                yield one(keyword, schema[keyword])
        if schema.get("additionalProperties") is False or schema.get("unevaluatedProperties") is False:
            yield one("additionalProperties", False)

    def _members(
        self,
        pointer: str,
        schema: Mapping[str, Any],
        place: str,
        path: tuple[str, ...],
        seen: frozenset[str],
        required: bool,
    ) -> Iterator[Constraint]:
        needed = schema.get("required", ())
        properties = schema.get("properties")
        for name in properties if isinstance(properties, Mapping) else ():
            where, inner = f"{pointer}/properties/{escape(name)}", f"{place}/{escape(name)}"
            _, found = self.contract.schemas.follow(where)
            if isinstance(found, Mapping) and found.get("readOnly") is True:
                continue
            must = name in needed
            fields = {**self.fields, "path": (*path, name), "required": required}
            keyword = "required" if must else "absent"
            yield Constraint(Target(inner, keyword), pointer, name, **fields)
            yield from self.schema(where, inner, (*path, name), seen, required and must)
        extra = schema.get("additionalProperties")
        if isinstance(extra, Mapping) and extra:
            yield from self.schema(f"{pointer}/additionalProperties", f"{place}/*", (*path, "*"), seen, required)


def accepted(constraint: Constraint) -> bool:
    """Is there a valid edge to claim?"""
    keyword = constraint.target.keyword
    if constraint.reference or keyword in ("type", "required", "additionalProperties", "uniqueItems"):
        return False
    if constraint.text and keyword == "null":
        return False
    return not (constraint.where in (Where.HEADER, Where.COOKIE, Where.PATH) and keyword in ("minLength", "pattern"))


def rejected(constraint: Constraint) -> bool:
    """Can a fault be made that travels?"""
    keyword = constraint.target.keyword
    if keyword in ("absent", "null", "const") and keyword != "const":
        return False
    if keyword == "type":
        return _type_breaks(constraint)
    if keyword in ("minLength", "minItems", "minProperties"):
        least = 2 if constraint.text else 1
        return isinstance(constraint.value, int) and constraint.value >= least
    if keyword == "pattern":
        return constraint.where is not Where.PATH
    if keyword == "uniqueItems":
        return constraint.value is True
    return True


def _type_breaks(constraint: Constraint) -> bool:
    kinds = {constraint.value} if isinstance(constraint.value, str) else set(constraint.value or ())
    if constraint.text:
        return bool(kinds) and not kinds & {"string", "object", "array"}
    return bool(kinds) and len(kinds) < 6

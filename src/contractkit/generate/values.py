"""A schema in, a valid and plausible value out; verified, deterministic, salted where it looks unique. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contractkit.errors import ContractKitError
from contractkit.model import Contract, Draft, Edit, Interaction
from contractkit.pointer import escape

Prefer = Callable[[str], Sequence[Any]]
DEPTH = 12
UNIQUE = ("name", "title", "slug", "code", "sku", "username", "login", "email", "key", "label", "reference")
FORMATS: Mapping[str, str] = {
    "date": "2026-03-14",
    "date-time": "2026-03-14T09:26:53Z",
    "time": "09:26:53Z",
    "duration": "P1D",
    "email": "{salt}@example.com",
    "idn-email": "{salt}@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/a",
    "url": "https://example.com/a",
    "uri-reference": "/a",
    "iri": "https://example.com/a",
    "uuid": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "byte": "Y29udHJhY3RraXQ=",
    "binary": "contractkit",
    "password": "Corr3ct-Horse!",
    "regex": "^a+$",
    "json-pointer": "/a",
}


class Unmakeable(ContractKitError):
    """No valid value could be made for a schema."""


@dataclass(frozen=True, slots=True)
class Made:
    """`unique`: places in the value (JSON pointers, "" for itself) that are salted anew on each sending."""

    value: Any
    unique: frozenset[str] = frozenset()


def sample(
    contract: Contract,
    pointer: str,
    *,
    full: bool = False,
    salt: str = "ck000000",
    prefer: Prefer = lambda _: (),
    direction: str = "request",
) -> Made:
    """A valid value of the schema at `pointer`; required members only, or all with `full`. Raises Unmakeable."""
    made = _Maker(contract, full, salt, prefer).make(pointer, "", frozenset(), 0)
    if not contract.schemas.is_valid(pointer, made.value, direction=direction):
        raise Unmakeable(f"no valid value could be made for {contract.locate(pointer)}")
    return made


@dataclass(frozen=True, slots=True)
class _Maker:
    contract: Contract
    full: bool
    salt: str
    prefer: Prefer

    def make(self, at: str, place: str, seen: frozenset[str], depth: int, *, free: bool = False) -> Made:
        """`free`: no examples, for when the schema is only a part of a whole."""
        pointer, schema = self.contract.schemas.follow(at)
        if schema is True or schema == {}:
            return Made("contractkit")
        if not isinstance(schema, Mapping) or depth > DEPTH:
            raise Unmakeable(f"{self.contract.locate(pointer)}: nothing is valid here, or it has no end")
        for value in (*self.prefer(place), *(() if free else _given(schema))):
            if self.contract.schemas.is_valid(at, value, direction="request"):
                return Made(value)
        for branch in self._branches(pointer, schema):
            try:
                made = self._of_branch(pointer, schema, branch, place, seen, depth)
            except Unmakeable:
                continue
            if self.contract.schemas.is_valid(pointer, made.value, direction="request"):
                return made
        return self._plain(pointer, schema, place, seen, depth)

    def _branches(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[str]:
        for keyword in ("oneOf", "anyOf"):
            for index in range(len(schema.get(keyword, ()))):
                yield f"{pointer}/{keyword}/{index}"

    def _of_branch(
        self, pointer: str, schema: Mapping[str, Any], branch: str, place: str, seen: frozenset[str], depth: int
    ) -> Made:
        made = self.make(branch, place, seen, depth + 1)
        discriminator = schema.get("discriminator")
        if isinstance(made.value, dict):
            value = dict(made.value)
            if "properties" in schema or "allOf" in schema:
                own = self._plain(pointer, schema, place, seen, depth)
                value = {**own.value, **value} if isinstance(own.value, dict) else value
            if isinstance(discriminator, Mapping) and (name := discriminator.get("propertyName")):
                for candidate in self._discriminating(schema, discriminator, branch):
                    if self.contract.schemas.is_valid(pointer, {**value, name: candidate}, direction="request"):
                        value[name] = candidate
                        break
            return Made(value, made.unique)
        return made

    def _discriminating(
        self, schema: Mapping[str, Any], discriminator: Mapping[str, Any], branch: str
    ) -> Iterator[Any]:
        target = self.contract.schemas.at(branch)
        ref = target.get("$ref", "") if isinstance(target, Mapping) else ""
        mapping = discriminator.get("mapping", {})
        yield from (name for name, where in mapping.items() if where == ref or ref.endswith(f"/{where}"))
        if ref:
            yield ref.rsplit("/", 1)[-1]

    def _plain(self, pointer: str, schema: Mapping[str, Any], place: str, seen: frozenset[str], depth: int) -> Made:
        kind = _kind(schema)
        if kind == "object":
            return self._object(pointer, schema, place, seen, depth)
        if kind == "array":
            return self._array(pointer, schema, place, seen, depth)
        merged = _merged(self.contract, pointer, schema)
        if kind == "string":
            return self._string(pointer, merged, place)
        return Made(_scalar(kind, merged))

    def _object(self, pointer: str, schema: Mapping[str, Any], place: str, seen: frozenset[str], depth: int) -> Made:
        value: dict[str, Any] = {}
        unique: set[str] = set()
        for index in range(len(schema.get("allOf", ()))):
            part = self.make(f"{pointer}/allOf/{index}", place, seen, depth + 1, free=True)
            if isinstance(part.value, dict):
                value |= part.value
                unique |= part.unique
        properties = schema.get("properties", {})
        required = schema.get("required", ())
        for name in (*properties, *(r for r in required if r not in properties)):
            if name not in required and (not self.full or pointer in seen):
                continue
            where = f"{pointer}/properties/{escape(name)}"
            if name not in properties:
                value.setdefault(name, "contractkit")
                continue
            _, member = self.contract.schemas.follow(where)
            if isinstance(member, Mapping) and member.get("readOnly") is True:
                continue
            try:
                made = self.make(where, f"{place}/{escape(name)}", seen | {pointer}, depth + 1)
            except Unmakeable:
                if name in required:
                    raise
                continue
            value[name] = made.value
            unique |= {f"/{escape(name)}{p}" for p in made.unique}
        least = schema.get("minProperties", 0)
        extra = schema.get("additionalProperties", True)
        for index in range(
            max(0, least - len(value)) or (1 if self.full and isinstance(extra, Mapping) and extra else 0)
        ):
            if isinstance(extra, Mapping) and extra:
                value[f"key{index}"] = self.make(f"{pointer}/additionalProperties", f"{place}/*", seen, depth + 1).value
            elif extra is not False:
                value[f"key{index}"] = "contractkit"
        return Made(value, frozenset(unique))

    def _array(self, pointer: str, schema: Mapping[str, Any], place: str, seen: frozenset[str], depth: int) -> Made:
        count = max(schema.get("minItems", 0), 1 if self.full else 0)
        count = min(count, schema.get("maxItems", count))
        if count == 0:
            return Made([])
        try:
            one = self.make(f"{pointer}/items", f"{place}/*", seen, depth + 1) if "items" in schema else Made("a")
        except Unmakeable:
            if schema.get("minItems", 0):
                raise
            return Made([])
        values = [one.value]
        source = _distinct(self.contract, f"{pointer}/items", one.value) if "items" in schema else iter(())
        while len(values) < count:
            values.append(next(source, one.value))
        return Made(values, frozenset(f"/0{p}" for p in one.unique))

    def _string(self, pointer: str, schema: Mapping[str, Any], place: str) -> Made:
        name = re.split(r"[/.]", place)[-1] if place else ""
        least, most = schema.get("minLength", 0), schema.get("maxLength")
        if pattern := schema.get("pattern"):
            return Made(matching(pattern, least, most, lambda v: self.contract.schemas.is_valid(pointer, v)))
        form = schema.get("format")
        if form in FORMATS:
            return Made(
                FORMATS[form].format(salt=self.salt), frozenset({""}) if form in ("email", "uuid") else frozenset()
            )
        spoken = set(re.findall(r"[a-z]+", name.lower().replace("_", " ")))
        if spoken & set(UNIQUE) and (most is None or most >= 8):
            text = self.salt + "a" * max(0, least - len(self.salt))
            return Made(text, frozenset({""}))
        return Made(_fit("contractkit", least, most))


def _given(schema: Mapping[str, Any]) -> Iterator[Any]:
    if "const" in schema:
        yield schema["const"]
    if "default" in schema:
        yield schema["default"]
    if "example" in schema:
        yield schema["example"]
    examples = schema.get("examples")
    yield from examples if isinstance(examples, list) else ()
    yield from schema.get("enum", ())


def _kind(schema: Mapping[str, Any]) -> str:
    kinds = schema.get("type")
    listed = [kinds] if isinstance(kinds, str) else [k for k in kinds or () if k != "null"]
    if listed:
        return str(listed[0])
    if isinstance(kinds, list):
        return "null"
    if "properties" in schema or "additionalProperties" in schema or "required" in schema or "allOf" in schema:
        return "object"
    if "items" in schema:
        return "array"
    if any(k in schema for k in ("minimum", "maximum", "multipleOf")):
        return "number"
    return "string"


def _merged(contract: Contract, pointer: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    merged = dict(schema)
    for index in range(len(schema.get("allOf", ()))):
        _, part = contract.schemas.follow(f"{pointer}/allOf/{index}")
        merged |= part if isinstance(part, Mapping) else {}
    return merged


def _scalar(kind: str, schema: Mapping[str, Any]) -> Any:
    if kind == "null":
        return None
    if kind == "boolean":
        return True
    step = schema.get("multipleOf", 1 if kind == "integer" else None)
    low, high = bounds(schema, 1 if kind == "integer" else 0.5)
    value: Any = 1 if low is None or low <= 1 else low
    if high is not None and value > high:
        value = high
    if step:
        from decimal import ROUND_CEILING, Decimal

        unit = Decimal(str(step))
        value = (Decimal(str(value)) / unit).to_integral_value(ROUND_CEILING) * unit
        if high is not None and value > Decimal(str(high)):
            value -= unit
        value = int(value) if value == value.to_integral_value() else float(value)
    return int(value) if kind == "integer" else value


def bounds(schema: Mapping[str, Any], gap: float) -> tuple[Any, Any]:
    """Lowest and highest value allowed; exclusive bounds moved in by `gap`."""
    lows = [schema["minimum"]] if "minimum" in schema else []
    lows += [schema["exclusiveMinimum"] + gap] if "exclusiveMinimum" in schema else []
    highs = [schema["maximum"]] if "maximum" in schema else []
    highs += [schema["exclusiveMaximum"] - gap] if "exclusiveMaximum" in schema else []
    return max(lows, default=None), min(highs, default=None)


def _fit(text: str, least: int, most: int | None) -> str:
    text += "a" * max(0, least - len(text))
    return text if most is None else text[:most]


def matching(pattern: str, least: int, most: int | None, valid: Callable[[str], bool]) -> str:
    """A string that matches an ECMA-262 pattern and the length bounds."""
    from random import Random

    from hypothesis import HealthCheck, Phase, find, settings
    from hypothesis import strategies as st
    from hypothesis.errors import HypothesisException

    options = settings(
        database=None, deadline=None, max_examples=200, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    try:
        source = st.from_regex(re.compile(pattern), alphabet=st.characters(codec="ascii"))
        return find(source, valid, settings=options, random=Random(0))
    except (re.error, HypothesisException) as why:
        raise Unmakeable(f"no string was found for the pattern {pattern!r}: {why}") from why


def _distinct(contract: Contract, pointer: str, first: Any) -> Iterator[Any]:
    _, schema = contract.schemas.follow(pointer)
    for value in schema.get("enum", ()) if isinstance(schema, Mapping) else ():
        if value != first:
            yield value
    for index in range(2, 2000):
        if isinstance(first, bool) or first is None:
            return
        if isinstance(first, int | float):
            value = first + index
        elif isinstance(first, str):
            value = first[: -len(str(index))] + str(index) if len(first) > 3 else first + str(index)
        else:
            return
        if contract.schemas.is_valid(pointer, value):
            yield value


def typical(contract: Contract, interaction: Interaction, constraint: Any, draft: Draft) -> Sequence[Edit]:
    """Edits that put a value well inside the constraint at its place: the neighbour of a refused edge."""
    from contractkit.generate.places import put

    try:
        made = sample(contract, constraint.schema, salt="ck5a17ed").value
    except Unmakeable:
        return ()
    return put(contract, interaction, constraint, draft, made) or ()

"""Rules and a value in, the keywords it breaks there, not within it, out. The generator's opinion; pure."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from contractkit.generate.equal import key_of
from contractkit.generate.inner import member, names
from contractkit.generate.matching import matches
from contractkit.generate.numbers import decimal, is_number
from contractkit.generate.rules import Rules
from contractkit.generate.rules import rules as rules_of
from contractkit.model import Direction, Schemas
from contractkit.wire.salt import Salt

MARKERS = ("ck5a17ed", "ck0f9b3c", "ckdecade")  # as salts go, to see what they do to a text
# What may break along with a keyword, because it cannot be otherwise.
COMPANIONS: dict[str, frozenset[str]] = {
    "type": frozenset({"enum", "const", "format"}),
    "enum": frozenset({"const"}),
    "const": frozenset({"enum"}),
    "required": frozenset({"minProperties"}),
    "minItems": frozenset({"contains"}),
    "minProperties": frozenset({"required"}),
    "uniqueItems": frozenset(),
}


def fits(
    schemas: Schemas,
    pointers: tuple[str, ...],
    value: Any,
    *,
    formats: bool = True,
    direction: Direction | None = "request",
) -> bool:
    """The first validator's quick answer for a place where several schemas hold."""
    return all(schemas.is_valid(pointer, value, formats=formats, direction=direction) for pointer in pointers)


def can_vary(
    schemas: Schemas, pointers: tuple[str, ...], text: str, *, direction: Direction | None = "request"
) -> bool:
    """Whether a text is still valid when it is salted."""
    salted = (Salt(marker).anew(text, "") for marker in MARKERS)
    return all(fits(schemas, pointers, one, direction=direction) for one in salted)


def alone(schemas: Schemas, rules: Rules, keyword: str, value: Any) -> bool:
    """Whether a value breaks no other keyword of this place than the one meant, and what breaks along with it."""
    allowed = COMPANIONS.get(keyword, frozenset()) | {keyword}
    if any(word not in allowed for word in broken(schemas, rules, value)):
        return False
    name = rules.words.get("format")
    return "format" in allowed or not isinstance(name, str) or not isinstance(value, str) or _has(schemas, name, value)


@lru_cache(maxsize=5_000)
def _has(schemas: Schemas, format_: str, text: str) -> bool:
    return not schemas.check({"format": format_}, text)


def broken(schemas: Schemas, rules: Rules, value: Any) -> Iterator[str]:
    words = rules.words
    if not any(_is(kind, value) for kind in rules.types):
        yield "type"
    if "enum" in words and key_of(value) not in {key_of(one) for one in words["enum"]}:
        yield "enum"
    if "const" in words and key_of(value) != key_of(words["const"]):
        yield "const"
    if is_number(value):
        yield from _number(rules, value)
    elif isinstance(value, str):
        yield from _text(rules, value)
    elif isinstance(value, list):
        yield from _count(rules, len(value), "Items")
        if words.get("uniqueItems") and len({key_of(one) for one in value}) < len(value):
            yield "uniqueItems"
    elif isinstance(value, dict):
        yield from _object(schemas, rules, value)


def _number(rules: Rules, value: Any) -> Iterator[str]:
    words, number = rules.words, decimal(value)
    if "minimum" in words and number < decimal(words["minimum"]):
        yield "minimum"
    if "maximum" in words and number > decimal(words["maximum"]):
        yield "maximum"
    if "exclusiveMinimum" in words and number <= decimal(words["exclusiveMinimum"]):
        yield "exclusiveMinimum"
    if "exclusiveMaximum" in words and number >= decimal(words["exclusiveMaximum"]):
        yield "exclusiveMaximum"
    multiple: Any = words.get("multipleOf")
    if is_number(multiple) and multiple > 0 and number % decimal(multiple) != 0:
        yield "multipleOf"


def _text(rules: Rules, value: str) -> Iterator[str]:
    if len(value) < rules.words.get("minLength", 0):
        yield "minLength"
    if len(value) > rules.words.get("maxLength", len(value)):
        yield "maxLength"
    for part in rules.parts:
        pattern = part.schema.get("pattern")
        if isinstance(pattern, str) and not matches(pattern, value):
            yield "pattern"


def _count(rules: Rules, size: int, what: str) -> Iterator[str]:
    if size < rules.words.get(f"min{what}", 0):
        yield f"min{what}"
    if size > rules.words.get(f"max{what}", size):
        yield f"max{what}"


def _object(schemas: Schemas, rules: Rules, value: dict[str, Any]) -> Iterator[str]:
    yield from _count(rules, len(value), "Properties")
    hidden = read_only(schemas, rules)
    if any(name not in value and name not in hidden for name in rules.required):
        yield "required"
    if any(member(rules, name) is None for name in value):
        yield "additionalProperties" if "additionalProperties" in rules.words else "unevaluatedProperties"
    for trigger, needed in rules.words.get("dependentRequired", {}).items():
        if trigger in value and any(name not in value for name in needed):
            yield "dependentRequired"


def read_only(schemas: Schemas, rules: Rules) -> frozenset[str]:
    """Declared members that have no place in a request."""
    return frozenset(n for n in names(rules) if (p := member(rules, n)) and rules_of(schemas, p).words.get("readOnly"))


def _is(kind: str, value: Any) -> bool:
    match kind:
        case "integer":
            return is_number(value) and (isinstance(value, int) or value.is_integer())
        case "number":
            return is_number(value)
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "null":
            return value is None
        case "array":
            return isinstance(value, list)
    return isinstance(value, dict)

"""A constraint and an accepted draft in; valid requests on its edge out. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from contractkit.generate.candidates import Candidate
from contractkit.generate.constraints import Constraint
from contractkit.generate.places import present, put
from contractkit.generate.values import FORMATS, Unmakeable, _distinct, bounds, matching, sample
from contractkit.model import ABSENT, Contract, Draft, Interaction

SECOND = {
    "date": "2024-02-29",
    "date-time": "2024-02-29T23:59:59.5+02:00",
    "uuid": "c9a646d3-9c61-4cb7-bfcd-ee2522c8f633",
    "email": "first.last+tag@sub.example.org",
    "ipv4": "203.0.113.255",
    "uri": "https://example.org:8443/p/a%20th?q=1#f",
}


def edges(contract: Contract, interaction: Interaction, constraint: Constraint, draft: Draft) -> Iterator[Candidate]:
    """Valid candidates: each is valid by the schema of its place."""
    for value, note in _values(contract, constraint, draft):
        if value is not ABSENT and not contract.schemas.is_valid(constraint.schema, value, direction="request"):
            continue
        if edits := put(contract, interaction, constraint, draft, value):
            yield Candidate(edits, note, constraint.target)


def _values(contract: Contract, c: Constraint, draft: Draft) -> Iterator[tuple[Any, str]]:
    keyword, limit = c.target.keyword, c.value
    schema = contract.schemas.follow(c.schema)[1]
    if keyword == "absent":
        yield ABSENT, "leaves the optional member out" if c.path else "leaves the optional parameter out"
    elif keyword == "null":
        yield None, "null where null is allowed"
    elif keyword == "enum":
        for member in limit[:50]:
            yield member, f"the enum member {member!r}"
    elif keyword == "const":
        yield limit, "the constant"
    elif keyword in ("minimum", "maximum"):
        yield limit, f"exactly the {keyword} {limit}"
    elif keyword in ("exclusiveMinimum", "exclusiveMaximum"):
        low, high = bounds(schema, 1 if schema.get("type") == "integer" else 0.01)
        yield (low if keyword == "exclusiveMinimum" else high), f"just inside the {keyword} {limit}"
    elif keyword == "multipleOf":
        yield from _multiples(schema, limit)
    elif keyword in ("minLength", "maxLength"):
        yield from _lengths(contract, c, schema, limit)
    elif keyword == "pattern":
        try:
            yield matching(limit, schema.get("minLength", 0), schema.get("maxLength"), _valid(contract, c)), "matches"
        except Unmakeable:
            return
    elif keyword == "format":
        yield FORMATS[limit].format(salt="ck5a17ed"), f"a {limit}"
        if limit in SECOND:
            yield SECOND[limit], f"another {limit}"
    elif keyword in ("minItems", "maxItems"):
        yield from _sized(contract, c, schema, limit)
    elif keyword in ("minProperties", "maxProperties"):
        yield from _membered(contract, c, limit)


def _valid(contract: Contract, c: Constraint) -> Any:
    return lambda value: contract.schemas.is_valid(c.schema, value)


def _multiples(schema: Mapping[str, Any], step: Any) -> Iterator[tuple[Any, str]]:
    from decimal import Decimal

    low, high = bounds(schema, step)
    unit = Decimal(str(step))
    for edge in (low, high):
        if edge is not None:
            value = (Decimal(str(edge)) // unit) * unit
            for one in (value, value + unit):
                number = int(one) if one == one.to_integral_value() else float(one)
                yield number, f"a multiple of {step}"
    if low is None and high is None:
        yield step * 3, f"a multiple of {step}"


def _lengths(contract: Contract, c: Constraint, schema: Mapping[str, Any], limit: int) -> Iterator[tuple[Any, str]]:
    if limit > 20_000:
        return
    if "pattern" in schema:

        def fits(text: str) -> bool:
            return len(text) == limit and contract.schemas.is_valid(c.schema, text)

        try:
            yield matching(schema["pattern"], limit, limit, fits), f"exactly {limit} characters"
        except Unmakeable:
            return
        return
    if "format" in schema and schema["format"] in FORMATS:
        return
    salt = "ck5a17ed" if limit >= 8 else ""
    yield salt + "a" * (limit - len(salt)), f"exactly {limit} characters"
    if limit >= 1 and not c.text:
        yield salt + "é" * (limit - len(salt)), f"exactly {limit} characters, not all ASCII"


def _sized(contract: Contract, c: Constraint, schema: Mapping[str, Any], limit: int) -> Iterator[tuple[Any, str]]:
    if limit > 1000:
        return
    if limit == 0:
        yield [], "no items"
        return
    try:
        first = sample(contract, f"{c.schema}/items").value if "items" in schema else "a"
    except Unmakeable:
        return
    values, source = [first], _distinct(contract, f"{c.schema}/items", first) if "items" in schema else iter("bcdefgh")
    while len(values) < limit:
        values.append(next(source, first))
    yield values, f"exactly {limit} items"


def _membered(contract: Contract, c: Constraint, limit: int) -> Iterator[tuple[Any, str]]:
    if limit > 200:
        return
    try:
        value = dict(sample(contract, c.schema, full=True).value)
        extra = sample(contract, f"{c.schema}/additionalProperties").value
    except (Unmakeable, LookupError, TypeError):
        return
    for index in range(limit):
        if len(value) >= limit:
            break
        value[f"extra{index}"] = extra
    yield dict(list(value.items())[:limit]), f"exactly {limit} members"


__all__ = ["edges", "present"]

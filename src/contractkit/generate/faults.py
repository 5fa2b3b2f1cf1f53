"""A constraint and an accepted draft in; requests that break exactly this constraint out. Pure."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from contractkit.generate.candidates import Candidate
from contractkit.generate.constraints import Constraint
from contractkit.generate.places import present, put
from contractkit.generate.values import Unmakeable, bounds, sample
from contractkit.model import ABSENT, Contract, Draft, Edit, Interaction

LENIENT = {"format": "format"}


def faults(contract: Contract, interaction: Interaction, constraint: Constraint, draft: Draft) -> Iterator[Candidate]:
    """Candidates with one fault; classification decides in the end whether it is exactly this one."""
    keyword = constraint.target.keyword
    if keyword == "required" and not constraint.path:
        if constraint.root == "body":
            yield Candidate((Edit("body"), Edit("media")), "leaves the body out", constraint.target)
        else:
            yield Candidate((Edit(constraint.root),), "leaves the parameter out", constraint.target)
        return
    for value, note, lenient in _values(contract, constraint, draft):
        if value is not ABSENT and contract.schemas.is_valid(constraint.schema, value, direction="request"):
            continue
        if edits := put(contract, interaction, constraint, draft, value):
            yield Candidate(edits, note, constraint.target, lenient)


def _values(contract: Contract, c: Constraint, draft: Draft) -> Iterator[tuple[Any, str, str | None]]:
    keyword, limit = c.target.keyword, c.value
    schema = contract.schemas.follow(c.schema)[1]
    schema = schema if isinstance(schema, Mapping) else {}
    if keyword == "required":
        yield ABSENT, "leaves the required member out", None
    elif keyword == "type":
        yield from _types(c, schema)
    elif keyword == "enum":
        yield from _strangers(limit)
    elif keyword == "const":
        yield (f"{limit}x" if isinstance(limit, str) else [limit]), "another value than the constant", None
    elif keyword == "multipleOf":
        low, _ = bounds(schema, 1)
        base = low if low is not None else 0
        yield base + limit / 2 if limit != 1 else base + 0.5, f"no multiple of {limit}", None
    elif keyword in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        yield from _numbers(keyword, limit, schema)
    elif keyword in ("minLength", "maxLength"):
        yield from _lengths(contract, c, schema, keyword, limit)
    elif keyword == "pattern":
        yield from _mismatches(contract, c, schema, limit)
    elif keyword == "format":
        yield f"not-a-{limit}", f"not a {limit}", "format"
    elif keyword in ("minItems", "maxItems", "uniqueItems"):
        yield from _items(contract, c, draft, keyword, limit)
    elif keyword == "additionalProperties":
        value = _object(contract, c, draft)
        if value is not None:
            yield {**value, "contractkit_unknown": "x"}, "a member the contract does not know", None
    elif keyword in ("minProperties", "maxProperties"):
        value = _object(contract, c, draft)
        if value is not None and keyword == "maxProperties":
            yield {**value, **{f"extra{i}": "x" for i in range(limit + 1)}}, f"more than {limit} members", None
        elif value is not None:
            yield dict(list(value.items())[: limit - 1]), f"fewer than {limit} members", None


def _types(c: Constraint, schema: Mapping[str, Any]) -> Iterator[tuple[Any, str, str | None]]:
    kinds = {c.value} if isinstance(c.value, str) else set(c.value)
    if c.text:
        yield "abc", f"text where {' or '.join(sorted(kinds))} is due", None
        if "integer" in kinds and "number" not in kinds:
            yield "1.5", "a fraction where an integer is due", None
        return
    if "object" not in kinds:
        yield {"unexpected": "object"}, "an object", None
    if "array" not in kinds:
        yield ["unexpected", "array"], "an array", None
    if "null" not in kinds:
        yield None, "null", None
    if not kinds & {"string"} and kinds & {"integer", "number", "boolean"}:
        yield "abc", "text", None
        yield {"boolean": "yes"}.get(next(iter(kinds)), "5"), "text that a lenient parser takes", "coercion"
    if "integer" in kinds and "number" not in kinds:
        yield 1.5, "a fraction", None


def _strangers(members: list[Any]) -> Iterator[tuple[Any, str, str | None]]:
    texts = [m for m in members if isinstance(m, str)]
    if texts:
        yield f"{texts[0]}x", "close to an enum member", None
    else:
        numbers = [m for m in members if isinstance(m, int | float) and not isinstance(m, bool)]
        yield (max(numbers) + 1 if numbers else "contractkit"), "not in the enum", None


def _numbers(keyword: str, limit: Any, schema: Mapping[str, Any]) -> Iterator[tuple[Any, str, str | None]]:
    step = schema.get("multipleOf", 1)
    step = step if step == int(step) or schema.get("type") != "integer" else 1
    by = {"minimum": -step, "maximum": step}.get(keyword, 0)
    told = "just outside" if by else "exactly"
    yield limit + by, f"{told} the {keyword} {limit}", None


def _lengths(
    contract: Contract, c: Constraint, schema: Mapping[str, Any], keyword: str, limit: int
) -> Iterator[tuple[Any, str, str | None]]:
    if limit > 100_000:
        return
    current = schema.get("pattern")
    if keyword == "minLength":
        yield "a" * (limit - 1), f"one character short of {limit}", None
        return
    try:
        base = sample(contract, c.schema).value
    except Unmakeable:
        base = "a"
    text = (base[-1:] or "a") if current else "a"
    grown = base + text * (limit + 1 - len(base)) if current else "ck5a17ed"[: limit + 1] + "a" * max(0, limit - 7)
    yield grown, f"one character above {limit}", None


def _mismatches(
    contract: Contract, c: Constraint, schema: Mapping[str, Any], pattern: str
) -> Iterator[tuple[Any, str, str | None]]:
    import regress

    try:
        good = sample(contract, c.schema).value
    except Unmakeable:
        return
    most, least = schema.get("maxLength", 10**6), schema.get("minLength", 0)
    expression = regress.Regex(pattern, flags="u")
    for value in (
        f"{good}!",
        f"!{good}",
        good.swapcase(),
        f"{good[:-1]}!",
        f"!{good[1:]}",
        "!" * max(least, 1),
        good[:-1],
    ):
        if least <= len(value) <= most and expression.find(value) is None:
            yield value, "just outside the pattern", None
            return


def _items(
    contract: Contract, c: Constraint, draft: Draft, keyword: str, limit: Any
) -> Iterator[tuple[Any, str, str | None]]:
    current = present(c, draft)
    try:
        made = sample(contract, c.schema, full=True).value if not current else current
    except Unmakeable:
        return
    values = list(made) if isinstance(made, list) else []
    if not values:
        return
    if keyword == "minItems":
        yield values[: limit - 1], f"fewer than {limit} items", None
    elif keyword == "uniqueItems":
        yield (
            [*values, copy.deepcopy(values[0])][-max(2, len(values)) :] if len(values) > 1 else values * 2,
            "twice",
            None,
        )
    elif limit <= 5000:
        from contractkit.generate.values import _distinct

        source = _distinct(contract, f"{c.schema}/items", values[0])
        while len(values) <= limit:
            values.append(next(source, values[0]))
        yield values, f"one item above {limit}", None


def _object(contract: Contract, c: Constraint, draft: Draft) -> Mapping[str, Any] | None:
    current = present(c, draft)
    if isinstance(current, Mapping):
        return current
    try:
        made = sample(contract, c.schema).value
    except Unmakeable:
        return None
    return made if isinstance(made, Mapping) else None

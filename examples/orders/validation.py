"""A value and its shape in, every problem with it out, each with the place it lies at. Pure."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from examples.orders.formats import FORMATS
from examples.orders.shapes import (
    Anything,
    Blob,
    Exactly,
    Flag,
    ListOf,
    MapOf,
    Nullable,
    Number,
    Record,
    Shape,
    Tagged,
    Text,
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """`place`: JSON pointer into the value that was looked at."""

    place: str
    code: str
    detail: str


def flaws(shape: Shape, value: Any, place: str = "") -> Iterator[Flaw]:
    """What is wrong with a value, in the order of its members."""
    match shape:
        case Nullable():
            if value is not None:
                yield from flaws(shape.shape, value, place)
        case Text():
            yield from _text(shape, value, place)
        case Number():
            yield from _number(shape, value, place)
        case Flag():
            if not isinstance(value, bool):
                yield Flaw(place, "wrong_type", "must be true or false")
        case Exactly():
            if type(value) is not type(shape.value) or value != shape.value:
                yield Flaw(place, "wrong_value", f"must be {json.dumps(shape.value)}")
        case Blob():
            if not isinstance(value, bytes):
                yield Flaw(place, "wrong_type", "must be a file")
        case Anything():
            if not isinstance(value, dict):
                yield Flaw(place, "wrong_type", "must be an object")
        case ListOf():
            yield from _list(shape, value, place)
        case MapOf():
            yield from _map(shape, value, place)
        case Record():
            yield from _record(shape, value, place)
        case Tagged():
            yield from _tagged(shape, value, place)


def _text(shape: Text, value: Any, place: str) -> Iterator[Flaw]:
    if not isinstance(value, str):
        yield Flaw(place, "wrong_type", "must be a text")
        return
    if len(value) < shape.least:
        yield Flaw(place, "too_short", f"must have at least {shape.least} characters")
    if shape.most is not None and len(value) > shape.most:
        yield Flaw(place, "too_long", f"must have at most {shape.most} characters")
    if shape.pattern is not None:
        match = re.fullmatch if shape.anchored else re.search
        if match(shape.pattern, value) is None:
            yield Flaw(place, "wrong_form", f"must be of the form {shape.pattern}")
    if shape.among and value not in shape.among:
        yield Flaw(place, "unknown_value", f"must be one of {', '.join(shape.among)}")
    if shape.format is not None and not FORMATS[shape.format](value):
        yield Flaw(place, "wrong_format", f"must be a {shape.format}")


def is_whole(value: Any) -> bool:
    """1.0 is the integer 1 (JSON Schema 2020-12, 4.2.3)."""
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def _number(shape: Number, value: Any, place: str) -> Iterator[Flaw]:
    if isinstance(value, bool) or not isinstance(value, int | float) or (shape.whole and not is_whole(value)):
        yield Flaw(place, "wrong_type", f"must be {'an integer' if shape.whole else 'a number'}")
        return
    outside = (
        (shape.low is not None and value < shape.low, f"at least {shape.low}"),
        (shape.above is not None and value <= shape.above, f"above {shape.above}"),
        (shape.high is not None and value > shape.high, f"at most {shape.high}"),
        (shape.below is not None and value >= shape.below, f"below {shape.below}"),
    )
    told = [limit for wrong, limit in outside if wrong]
    yield from (Flaw(place, "out_of_range", f"must be {limit}") for limit in told)
    if not told and shape.step is not None and not _divides(shape.step, value):
        yield Flaw(place, "wrong_step", f"must be a multiple of {shape.step}")
    if shape.among and value not in shape.among:
        yield Flaw(place, "unknown_value", f"must be one of {', '.join(map(str, shape.among))}")


def _divides(step: str, value: float) -> bool:
    """In decimals, as people count: 0.3 is three times 0.1."""
    quotient = Decimal(repr(value)) / Decimal(step)
    return quotient == quotient.to_integral_value()


def _list(shape: ListOf, value: Any, place: str) -> Iterator[Flaw]:
    if not isinstance(value, list):
        yield Flaw(place, "wrong_type", "must be an array")
        return
    yield from _counted(len(value), shape.least, shape.most, "items", place)
    if shape.distinct and len({json.dumps(item, sort_keys=True) for item in value}) < len(value):
        yield Flaw(place, "repeated", "items must differ from each other")
    for index, item in enumerate(value):
        yield from flaws(shape.item, item, f"{place}/{index}")


def _map(shape: MapOf, value: Any, place: str) -> Iterator[Flaw]:
    if not isinstance(value, dict):
        yield Flaw(place, "wrong_type", "must be an object")
        return
    yield from _counted(len(value), shape.least, shape.most, "members", place)
    for name, member in value.items():
        yield from flaws(shape.value, member, f"{place}/{escaped(name)}")


def _record(shape: Record, value: Any, place: str) -> Iterator[Flaw]:
    if not isinstance(value, dict):
        yield Flaw(place, "wrong_type", "must be an object")
        return
    for name in sorted(shape.required - set(value)):
        yield Flaw(f"{place}/{escaped(name)}", "missing", "is required")
    for name, member in value.items():
        inner = f"{place}/{escaped(name)}"
        if name in shape.kept:
            yield Flaw(inner, "read_only", "is set by the service")
        elif name in shape.members:
            yield from flaws(shape.members[name], member, inner)
        elif shape.closed:
            yield Flaw(inner, "unknown_member", "is not known here")


def _tagged(shape: Tagged, value: Any, place: str) -> Iterator[Flaw]:
    if not isinstance(value, dict):
        yield Flaw(place, "wrong_type", "must be an object")
        return
    tag = value.get(shape.tag)
    branch = shape.branches.get(tag) if isinstance(tag, str) else None
    if branch is None:
        code = "unknown_value" if shape.tag in value else "missing"
        yield Flaw(f"{place}/{shape.tag}", code, f"must be one of {', '.join(shape.branches)}")
    else:
        yield from _record(branch, value, place)


def _counted(count: int, least: int, most: int | None, noun: str, place: str) -> Iterator[Flaw]:
    if count < least:
        yield Flaw(place, "too_few", f"must have at least {least} {noun}")
    if most is not None and count > most:
        yield Flaw(place, "too_many", f"must have at most {most} {noun}")


def escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def settled(value: Any) -> Any:
    """The value with 1.0 written as 1, so that answers keep the types they promise."""
    match value:
        case float() if value.is_integer() and math.fabs(value) < 2**53:
            return int(value)
        case list():
            return [settled(item) for item in value]
        case Mapping():
            return {name: settled(member) for name, member in value.items()}
    return value

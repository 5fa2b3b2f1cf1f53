"""A request's path, query, headers and cookies in, typed values by parameter name out; strict, no coercion."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from examples.orders.bodies import strict_json
from examples.orders.problems import Refusal, invalid_parameters
from examples.orders.scalars import scalar
from examples.orders.shapes import ListOf, Record, Shape
from examples.orders.validation import Flaw, flaws
from examples.orders.wire import Pairs

Where = Literal["path", "query", "header", "cookie"]
Found = tuple[str, str, Flaw]
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Parameter:
    """`style` as in OpenAPI, and `json` for one that is written as JSON; `between` separates the items of a list."""

    name: str
    where: Where
    shape: Shape
    style: Literal["plain", "repeated", "deep", "spread", "label", "matrix", "json"] = "plain"
    between: str = ","
    required: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """All that a request carries beside its body, decoded."""

    path: Mapping[str, str]
    query: Pairs
    headers: Mapping[str, str]
    cookies: Pairs


def values(parameters: Sequence[Parameter], carried: Carried) -> dict[str, Any]:
    """The parameters that were sent, by name. Raises Refusal that names each one that is wrong."""
    found: list[Found] = []
    read: dict[str, Any] = {}
    for parameter in parameters:
        try:
            value = _sent(parameter, carried)
        except Refusal as refusal:
            found.append((parameter.where, parameter.name, Flaw("", refusal.code, refusal.detail)))
            continue
        if value is not _ABSENT:
            read[parameter.name] = value
            found += ((parameter.where, parameter.name, flaw) for flaw in flaws(parameter.shape, value))
        elif parameter.required:
            found.append((parameter.where, parameter.name, Flaw("", "missing", "is required")))
    if found:
        raise invalid_parameters(found)
    return read


def _sent(parameter: Parameter, carried: Carried) -> Any:
    match parameter.where:
        case "path":
            return _from_path(parameter, carried.path[parameter.name])
        case "header":
            text = carried.headers.get(parameter.name.lower())
            return _ABSENT if text is None else _one(parameter, text)
        case "cookie":
            return _from_pairs(parameter, carried.cookies)
    return _from_pairs(parameter, carried.query)


def _from_path(parameter: Parameter, text: str) -> Any:
    lead = {"label": ".", "matrix": f";{parameter.name}="}.get(parameter.style, "")
    if not text.startswith(lead):
        raise Refusal(422, "wrong_form", f"must begin with {lead}")
    return _one(parameter, text.removeprefix(lead))


def _from_pairs(parameter: Parameter, pairs: Pairs) -> Any:
    shape, name = parameter.shape, parameter.name
    if isinstance(shape, Record) and parameter.style in ("deep", "spread"):
        members = dict(_members(parameter, shape, pairs))
        return members or _ABSENT
    texts = [text for key, text in pairs if key == name]
    if not texts:
        return _ABSENT
    if parameter.style == "repeated" and isinstance(shape, ListOf):
        return [scalar(shape.item, text) for text in texts]
    if len(texts) > 1:
        raise Refusal(422, "repeated", "must be given once")
    return _one(parameter, texts[0])


def _members(parameter: Parameter, shape: Record, pairs: Pairs) -> Iterator[tuple[str, Any]]:
    """Members of an object: `filter[gift]=true` (deep) or, each under its own name, `created_to=...` (spread)."""
    seen: set[str] = set()
    for key, text in pairs:
        deep = parameter.style == "deep"
        if deep and key != parameter.name and not key.startswith(f"{parameter.name}["):
            continue
        if not deep and key not in shape.members:
            continue
        inner = key.removeprefix(f"{parameter.name}[").removesuffix("]") if deep else key
        if deep and key != f"{parameter.name}[{inner}]":
            raise Refusal(422, "wrong_form", f"must be written as {parameter.name}[member]")
        if inner in seen:
            raise Refusal(422, "repeated", f"must have {inner} once")
        seen.add(inner)
        yield inner, scalar(shape.members[inner], text) if inner in shape.members else text


def _one(parameter: Parameter, text: str) -> Any:
    if parameter.style == "json":
        try:
            return strict_json(text.encode())
        except Refusal as wrong:
            raise Refusal(422, wrong.code, f"must be JSON: {wrong.detail}") from wrong
    if isinstance(parameter.shape, ListOf):
        item = parameter.shape.item
        return [scalar(item, part.strip(" \t")) for part in text.split(parameter.between)]
    return scalar(parameter.shape, text)

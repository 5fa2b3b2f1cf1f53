"""Body bytes and their media type in, the value they carry out; raises Refusal for what is not well formed. Pure."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from examples.orders.multipart import fields_of
from examples.orders.problems import Refusal, invalid_body, malformed
from examples.orders.scalars import scalar
from examples.orders.shapes import ListOf, Record, Shape
from examples.orders.validation import Flaw, flaws, settled
from examples.orders.wire import pairs_of

MOST_BYTES = 1 << 20
MOST_LEVELS = 100
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)  # a text without its end too


@dataclass(frozen=True, slots=True)
class Body:
    """What an operation takes. `forgiving` is the slip of reading broken JSON as an empty object."""

    shape: Shape
    media: str = "application/json"
    required: bool = True
    forgiving: bool = False


def read(body: Body, content_type: str | None, raw: bytes) -> Any:
    """The validated value; None for an optional body that is not sent."""
    if not raw and content_type is None:
        if body.required:
            raise invalid_body([Flaw("", "missing", "a body is required")])
        return None
    media, options = media_of(content_type or "")
    if media != body.media or options.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise Refusal(415, "unsupported_media_type", f"send {body.media}")
    if len(raw) > MOST_BYTES:
        raise Refusal(413, "too_large", f"the body has more than {MOST_BYTES} bytes")
    value = _value(body, options, raw)
    if found := list(flaws(body.shape, value)):
        raise invalid_body(found)
    return settled(value)


def media_of(content_type: str) -> tuple[str, dict[str, str]]:
    """Media type and its parameters, names in lower case."""
    media, *options = (part.strip() for part in content_type.split(";"))
    split = (option.partition("=") for option in options)
    return media.lower(), {name.strip().lower(): value.strip().strip('"') for name, _, value in split}


def _value(body: Body, options: Mapping[str, str], raw: bytes) -> Any:
    if body.media == FORM:
        return _gathered(body.shape, [(name, text) for name, text in pairs_of(raw, "form")])
    if body.media == MULTIPART:
        return _gathered(body.shape, fields_of(raw, options.get("boundary", "")))
    if body.forgiving:
        try:
            return strict_json(raw)
        except Refusal:
            return {}
    return strict_json(raw)


def _gathered(shape: Shape, fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """Form fields as an object: repeated ones are lists where a list is due, and wrong elsewhere."""
    members = shape.members if isinstance(shape, Record) else {}
    value: dict[str, Any] = {}
    for name, text in fields:
        wanted = members.get(name)
        if isinstance(wanted, ListOf):
            value.setdefault(name, []).append(scalar(wanted.item, text))
        elif name in value:
            raise invalid_body([Flaw(f"/{name}", "repeated", "must be given once")])
        else:
            value[name] = text if wanted is None else scalar(wanted, text)
    return value


def strict_json(raw: bytes) -> Any:
    """JSON by RFC 8259 and nothing beside it; limits as the contract says."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as wrong:
        raise malformed("the body is not UTF-8") from wrong
    _within_levels(text)
    try:
        value = json.loads(text, object_pairs_hook=_members, parse_float=_double, parse_constant=_constant)
    except ValueError as wrong:
        raise malformed(f"the body is not JSON: {wrong}") from wrong
    if "\\u" in text and _has_surrogate(value):
        raise malformed("the body has half of a surrogate pair")
    return value


def _within_levels(text: str) -> None:
    level = 0
    for token in _TOKENS.finditer(text):
        mark = token[0][0]
        level += 1 if mark in "[{" else -1 if mark in "]}" else 0
        if level > MOST_LEVELS:
            raise malformed(f"the body is nested deeper than {MOST_LEVELS} levels")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a member is given twice")
    return made


def _double(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number is beyond the range of a double")
    return value


def _constant(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


def _has_surrogate(value: Any) -> bool:
    match value:
        case str():
            return any("\ud800" <= character <= "\udfff" for character in value)
        case list():
            return any(_has_surrogate(item) for item in value)
        case dict():
            return any(_has_surrogate(name) or _has_surrogate(member) for name, member in value.items())
    return False

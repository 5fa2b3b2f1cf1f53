"""A message in; its value and what is wrong with its syntax out. Strict where readers differ. Pure."""

import json
import math
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from contractkit.model import ABSENT, Message

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Parsed:
    """`value` is ABSENT when the body cannot be read; `problems` are sentences."""

    value: Any
    problems: tuple[str, ...] = ()


def parse(message: Message) -> Parsed:
    """By the Content-Type: JSON and +json, text, form; anything else is bytes and has no syntax of its own."""
    media = message.media
    if is_json(media):
        return json_value(message.body)
    if media in ("application/x-ndjson", "application/jsonl"):
        return _lines(message.body)
    if media == "application/x-www-form-urlencoded":
        text = _text(message.body, "utf-8")
        return Parsed(dict(parse_qsl(text.value, keep_blank_values=True))) if not text.problems else text
    if media.startswith("text/"):
        return _text(message.body, charset(message))
    return Parsed(message.body.decode("latin-1"))


def is_json(media: str) -> bool:
    return media in ("application/json", "text/json") or media.endswith("+json")


def json_value(body: bytes) -> Parsed:
    """RFC 8259, with unique names (section 4) and no byte order mark (section 8.1)."""
    problems: list[str] = []
    if body.startswith(BOM):
        problems.append("the body begins with a byte order mark")
        body = body[3:]
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as bad:
        return Parsed(ABSENT, (f"the body is not UTF-8: byte {bad.start}",))

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            names = [name for name, _ in pairs]
            problems.append(f"the name {next(n for n in names if names.count(n) > 1)!r} stands twice in one object")
        return made

    def constant(name: str) -> float:
        problems.append(f"{name} is not JSON")
        return math.nan

    try:
        value = json.loads(text, object_pairs_hook=unique, parse_constant=constant)
    except (ValueError, RecursionError) as bad:
        return Parsed(ABSENT, (*problems, f"the body is not JSON: {bad}"))
    return Parsed(value, tuple(dict.fromkeys(problems)))


def charset(message: Message) -> str:
    for part in (message.header("content-type") or "").split(";")[1:]:
        name, _, value = part.strip().partition("=")
        if name.lower() == "charset":
            return value.strip('"').lower()
    return "utf-8"


def _lines(body: bytes) -> Parsed:
    parsed = [json_value(line) for line in body.splitlines() if line.strip()]
    return Parsed([p.value for p in parsed], tuple(x for p in parsed for x in p.problems))


def _text(body: bytes, name: str) -> Parsed:
    try:
        return Parsed(body.decode(name))
    except LookupError:
        return Parsed(ABSENT, (f"the charset {name!r} is unknown",))
    except UnicodeDecodeError as bad:
        return Parsed(ABSENT, (f"the body is not {name}: byte {bad.start}",))

"""A message in; the value of its body, and what is wrong with how it is written, out. Strict where readers differ."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl
from xml.parsers import expat

from contractkit.answer.payload_stream import pieces
from contractkit.errors import Unjudged
from contractkit.latest import latest
from contractkit.model import ABSENT, Message
from contractkit.wire.media import Form, form_of, parameters
from contractkit.wire.strict_json import plain

_BOM = b"\xef\xbb\xbf"
_STRAY_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_SAYS_ITS_CHARSET = ("text/html", "text/xml")  # inside, where no header is needed


@dataclass(frozen=True, slots=True)
class Problem:
    """`rule` is part of identities and says nothing of the data; `says` is for people."""

    rule: str
    says: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """`value`: ABSENT when the body cannot be read. Streams are lists of their items. Not to be changed."""

    value: Any
    problems: tuple[Problem, ...] = ()


@latest
@lru_cache(maxsize=64)
def parse(message: Message) -> Parsed:
    """By the Content-Type; what is of no known form is bytes, has no syntax and reads as one character a byte.

    Raises Unjudged for a body that is not wrong and still cannot be read here (too deep, too long a number).
    """
    body, media = message.body, message.media
    found = pieces(media, body)
    if found is not None:
        return _stream(media, body, found)
    match form_of(media):
        case Form.JSON:
            return json_value(body)
        case Form.URLENCODED:
            return _form(body)
        case Form.TEXT:
            return _text(message)
        case Form.XML:
            return _xml(body)
    return Parsed(body.decode("latin-1"))


def json_value(body: bytes) -> Parsed:
    """RFC 8259: UTF-8 (8.1) without a byte order mark, names unique in their object (4), one value and no more (2)."""
    try:
        return Parsed(plain(body.decode()))
    except (ValueError, RecursionError):
        return _odd(body)


def _odd(body: bytes) -> Parsed:
    """What is wrong with JSON that is not plain."""
    problems: list[Problem] = []
    if body.startswith(_BOM):
        problems.append(Problem("byte-order-mark", "the body begins with a byte order mark"))
        body = body.removeprefix(_BOM)
    try:
        text = body.decode()
    except UnicodeDecodeError as bad:
        return Parsed(ABSENT, (*problems, Problem("not-utf-8", f"the body is not UTF-8 at byte {bad.start}")))

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in made if names.count(name) > 1)
            problems.append(Problem("duplicate-name", f"the name {_short(twice)} stands twice in one object"))
        return made

    def constant(name: str) -> float:
        problems.append(Problem("no-such-number", f"{name} is not JSON"))
        return math.nan

    try:
        value = json.loads(text, object_pairs_hook=unique, parse_constant=constant)
    except json.JSONDecodeError as bad:
        rule = "trailing-bytes" if bad.msg == "Extra data" else "not-json"
        said = Problem(rule, f"{bad.msg} at character {bad.pos}: {_short(text[max(0, bad.pos - 20) : bad.pos + 20])}")
        return Parsed(ABSENT, (*_once(problems), said))
    except (ValueError, RecursionError) as beyond:
        raise Unjudged(f"the body is JSON that cannot be read here: {beyond}") from beyond
    return Parsed(value, tuple(_once(problems)))


def _once(problems: list[Problem]) -> Iterator[Problem]:
    """The first of each rule."""
    yield from {problem.rule: problem for problem in reversed(problems)}.values()


def _stream(media: str, body: bytes, found: tuple[bytes, ...]) -> Parsed:
    if media == "text/event-stream":
        return _events(body, found)
    parsed = [json_value(piece) for piece in found]
    problems = [
        Problem(p.rule, f"item {number}: {p.says}") for number, one in enumerate(parsed, 1) for p in one.problems
    ]
    return Parsed([one.value for one in parsed], tuple(_once(problems)))


def _events(body: bytes, found: tuple[bytes, ...]) -> Parsed:
    """Server-sent events (WHATWG HTML, 9.2.6): each as its fields, the lines of `data` joined."""
    try:
        body.decode()
    except UnicodeDecodeError as bad:
        return Parsed(ABSENT, (Problem("not-utf-8", f"the event stream is not UTF-8 at byte {bad.start}"),))
    events = []
    for piece in found:
        fields: dict[str, Any] = {}
        for line in piece.decode().split("\n"):
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if name in ("event", "id"):
                fields[name] = value
            elif name == "retry" and value.isascii() and value.isdigit():
                fields[name] = int(value)
            elif name == "data":
                fields[name] = f"{fields[name]}\n{value}" if name in fields else value
        if fields:
            events.append(fields)
    return Parsed(events)


def _form(body: bytes) -> Parsed:
    """WHATWG URL, 5.1: ASCII, with everything else percent-encoded UTF-8."""
    if not body.isascii():
        return Parsed(ABSENT, (Problem("not-encoded", "the form carries bytes beyond ASCII that are not encoded"),))
    if stray := _STRAY_PERCENT.search(body):
        return Parsed(
            ABSENT, (Problem("stray-percent", f"the form has a % at byte {stray.start()} that encodes nothing"),)
        )
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        return Parsed(ABSENT, (Problem("not-utf-8", "the form's percent-encoded bytes are not UTF-8"),))
    listed: dict[str, list[str]] = {}
    for name, value in fields:
        listed.setdefault(name, []).append(value)
    return Parsed({name: values[0] if len(values) == 1 else values for name, values in listed.items()})


def _text(message: Message) -> Parsed:
    """As the charset says, UTF-8 where none is given (RFC 9110, 8.3.2; RFC 7111 and others default to it)."""
    charset = parameters(message.header("content-type") or "").get("charset", "")
    try:
        return Parsed(message.body.decode(charset or "utf-8"))
    except LookupError:
        return Parsed(ABSENT, (Problem("unknown-charset", f"there is no charset {_short(charset)}"),))
    except UnicodeDecodeError as bad:
        if not charset and message.media in _SAYS_ITS_CHARSET:
            return Parsed(message.body.decode("latin-1"))
        what = charset or "UTF-8, and no charset is given"
        return Parsed(ABSENT, (Problem("not-the-charset", f"byte {bad.start} of the text is not {what}"),))


def _xml(body: bytes) -> Parsed:
    """Well-formed, no more: entities are never expanded."""
    reader = expat.ParserCreate()
    reader.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        reader.Parse(body, True)
    except expat.ExpatError as bad:
        return Parsed(ABSENT, (Problem("not-xml", f"the body is not XML: {bad}"),))
    return Parsed(body.decode("utf-8", "replace"))


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")

"""Fields in, application/x-www-form-urlencoded bytes out, by the media type's `encoding`; and back. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote_plus

from contractkit.errors import Unsendable
from contractkit.model import Encoding, Media, Parameter, Schemas, Where
from contractkit.schema.shape import Pointers, members, names
from contractkit.wire.parameters import pairs
from contractkit.wire.reading import claims, from_query, record
from contractkit.wire.text import dumps, plain_form, text

PLAIN = Encoding()


def write_form(media: Media | None, value: Mapping[str, Any]) -> bytes:
    return "&".join(f"{name}={written}" for name, written in _written(media, value)).encode()


def read_form(schemas: Schemas, media: Media | None, body: bytes) -> dict[str, Any]:
    whole: Pointers = () if media is None or media.schema is None else (media.schema,)
    sent = _pairs(body)
    made: dict[str, Any] = {}
    for name, rule in (media.encoding if media is not None else {}).items():
        field = _field(schemas, whole, name, rule)
        if field is None:
            continue
        own = {*claims(schemas, field, sent, names(schemas, whole)), *(pair for pair in sent if pair[0] == name)}
        if own:
            made[name] = from_query(schemas, field, [pair for pair in sent if pair in own], names(schemas, whole))
            sent = [pair for pair in sent if pair not in own]
    return {**made, **record(schemas, whole, sent)}


def _written(media: Media | None, value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, member in value.items():
        rule = _rule(media, name)
        if rule.style is not None or rule.explode is not None:
            yield from pairs(_styled(name, rule, None), member)
        elif _is_json(rule):
            yield _quoted(name), _quoted(dumps(member))
        elif isinstance(member, list):
            yield from ((_quoted(name), _quoted(_one(item))) for item in member)
        else:
            yield _quoted(name), _quoted(_one(member))


def _one(value: Any) -> str:
    """A scalar as it is, an object as JSON (OpenAPI 3.1, 4.8.15: the default content type of objects)."""
    return dumps(value) if isinstance(value, (Mapping, list)) else text(value)


def _is_json(rule: Encoding) -> bool:
    return rule.content_type is not None and "json" in rule.content_type


def _rule(media: Media | None, name: str) -> Encoding:
    return PLAIN if media is None else media.encoding.get(name, PLAIN)


def _styled(name: str, rule: Encoding, schema: str | None) -> Parameter:
    style = rule.style or "form"
    explode = (style == "form") if rule.explode is None else rule.explode
    media = rule.content_type if rule.style is None and rule.explode is None and _is_json(rule) else None
    return Parameter(name, Where.QUERY, "", schema, style=style, explode=explode, media=media)


def _field(schemas: Schemas, whole: Pointers, name: str, rule: Encoding) -> Parameter | None:
    """How a field with an `encoding` of its own is read; None when it travels like any other."""
    if rule.style is None and rule.explode is None and not _is_json(rule):
        return None
    found = members(schemas, whole, name)
    return _styled(name, rule, found[0] if found else None)


def _pairs(body: bytes) -> list[tuple[str, str]]:
    chunks = body.decode("utf-8", "surrogateescape").split("&") if body else []
    split = (chunk.partition("=") for chunk in chunks if chunk)
    return [(plain_form(name), plain_form(value)) for name, _, value in split]


def _quoted(written: str) -> str:
    try:
        return quote_plus(written)
    except UnicodeEncodeError as lone:
        raise Unsendable("a lone surrogate has no UTF-8 form, so it cannot travel in a form") from lone

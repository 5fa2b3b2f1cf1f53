"""A body's value and media type in, its bytes and Content-Type out; and bytes back to the value. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.errors import Unsendable
from contractkit.model import ABSENT, Media, Schemas
from contractkit.wire.forms import read_form, write_form
from contractkit.wire.media import Form, form_of, parameters
from contractkit.wire.multipart import read_multipart, write_multipart
from contractkit.wire.strict_json import finite
from contractkit.wire.text import dumps, loose, text


@dataclass(frozen=True, slots=True)
class Carried:
    """What bytes mean. `doubt`: `syntax` they do not mean anything; `wire` readers may differ; None neither."""

    value: Any = ABSENT
    doubt: str | None = None


def write_body(schemas: Schemas, media: Media | None, kind: str, value: Any) -> tuple[bytes, str]:
    """Bytes, and the Content-Type that goes with them. Raises Unsendable."""
    match form_of(kind):
        case Form.JSON:
            return dumps(value).encode(), kind
        case Form.URLENCODED:
            return write_form(media, _object(value, kind)), kind
        case Form.MULTIPART:
            return write_multipart(schemas, media, _object(value, kind), kind)
        case Form.XML if not (isinstance(value, str) and value.lstrip().startswith("<")):
            raise Unsendable(f"{kind}: values are not written as XML; give an example of the document as a text")
    if isinstance(value, (Mapping, list)):
        raise Unsendable(f"{kind}: no rule says how an object or a list is written")
    return value if isinstance(value, bytes) else _encoded(text(value), kind), kind


def read_body(schemas: Schemas, media: Media | None, kind: str, body: bytes) -> Carried:
    """What a strict reader finds; `kind` is the whole Content-Type."""
    match form_of(kind):
        case Form.JSON:
            return _json(body)
        case Form.URLENCODED:
            return Carried(read_form(schemas, media, body))
        case Form.MULTIPART:
            found = read_multipart(schemas, media, kind, body)
            return Carried(doubt="syntax") if found is None else Carried(found)
        case Form.TEXT:
            return _text(body, kind)
    return Carried(loose(body))


def _object(value: Any, kind: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Unsendable(f"{kind} carries named fields: the body must be an object, not {type(value).__name__}")
    return value


def _encoded(written: str, kind: str) -> bytes:
    charset = parameters(kind).get("charset", "utf-8")
    try:
        return written.encode(charset)
    except (UnicodeEncodeError, LookupError) as unfit:
        raise Unsendable(f"{kind}: the text cannot be written in {charset}: {unfit}") from unfit


def _text(body: bytes, kind: str) -> Carried:
    try:
        return Carried(body.decode(parameters(kind).get("charset", "utf-8")))
    except (UnicodeDecodeError, LookupError):
        return Carried(loose(body), "wire")


def _json(body: bytes) -> Carried:
    try:
        return Carried(finite(body.decode()))
    except (ValueError, RecursionError):
        return _doubtful(body)


def _doubtful(body: bytes) -> Carried:
    repeated = False

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        made = dict(pairs)
        repeated = repeated or len(made) < len(pairs)
        return made

    try:
        written = body.decode()
        value = json.loads(written, object_pairs_hook=members, parse_constant=_refused)
    except RecursionError:
        return Carried(doubt="wire")
    except json.JSONDecodeError:
        return Carried(doubt="wire" if body.startswith(b"\xef\xbb\xbf") else "syntax")
    except UnicodeDecodeError:
        return Carried(doubt="syntax")
    except ValueError:
        return Carried(doubt="wire")  # an integer of thousands of digits
    return Carried(value, "wire" if repeated or _infinite(value) else None)


def _refused(constant: str) -> Any:
    raise json.JSONDecodeError(f"{constant} is not JSON", constant, 0)


def _infinite(value: Any) -> bool:
    """`1e400` is JSON, and each reader makes of it what it likes."""
    return any(one in (float("inf"), float("-inf")) for one in _leaves(value))


def _leaves(value: Any) -> Iterator[Any]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, (dict, list)):
            waiting.extend(one.values() if isinstance(one, dict) else one)
        else:
            yield one

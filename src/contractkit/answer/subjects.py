"""An answer and its documented media type in; the values that schemas speak about, out; or why none can be judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from contractkit.answer.held import held_against
from contractkit.answer.payload import parse
from contractkit.client.received import STREAMS
from contractkit.errors import Unjudged
from contractkit.model import Contract, Direction, Media, Message, SchemaError, Schemas
from contractkit.schema.shape import types
from contractkit.source.pointer import at
from contractkit.wire.forms import read_form
from contractkit.wire.media import Form, form_of
from contractkit.wire.multipart import read_multipart
from contractkit.wire.text import read

_ITEM_KEYS = ("itemSchema", "x-itemSchema")  # OpenAPI 3.2, 4.14.3; the other one says the same in older documents
_ANSWER: Direction = "response"
_ANNOTATED_TEXT = frozenset({"type", "title", "description", "example", "examples", "default", "deprecated"})
_SCALARS = frozenset({"string", "integer", "number", "boolean", "null"})


@dataclass(frozen=True, slots=True)
class Subject:
    """`schema`: pointer in the contract, or a schema made ad hoc; `path`: where it stands below the media type.

    `whole`: the answer whose JSON the value is.
    """

    value: Any
    schema: Any
    path: str = ""
    whole: Message | None = None

    def errors(self, contract: Contract) -> tuple[SchemaError, ...]:
        """Raises ValidatorsDisagree."""
        if isinstance(self.schema, str) and self.whole is not None:
            return held_against(contract.schemas, self.schema, self.whole)
        if isinstance(self.schema, str):
            return contract.schemas.errors(self.schema, self.value, direction=_ANSWER)
        return contract.schemas.check(self.schema, self.value, direction=_ANSWER)


def subjects(contract: Contract, media: Media, reply: Message) -> Iterator[Subject]:
    """What an answer carries, read by its own media type. Raises Unjudged for what cannot be held against a schema."""
    why = _unjudged(contract, media, reply.media)
    if why is not None:
        raise Unjudged(why)
    if reply.media in STREAMS:
        yield from _items(contract, media, reply)
        return
    if media.schema is None:
        return
    value = parse(reply).value
    kind = reply.header("content-type") or ""
    match form_of(reply.media):
        case Form.JSON:
            yield Subject(value, media.schema, whole=reply)
            return
        case Form.TEXT:
            value = read(contract.schemas, (media.schema,), value)
        case Form.URLENCODED:
            value = read_form(contract.schemas, media, reply.body)
        case Form.MULTIPART:
            value = read_multipart(contract.schemas, media, kind, reply.body)
    yield Subject(value, media.schema)


def _unjudged(contract: Contract, media: Media, seen: str) -> str | None:
    """Why the schema of an answer of this media type cannot be judged; None when it can, or says nothing."""
    if media.schema is None or _says_nothing(contract.schemas, media.schema):
        return None
    allowed = types(contract.schemas, (media.schema,))
    if seen in STREAMS:
        if _item_schema(contract, media) is not None or allowed == frozenset({"array"}):
            return None
        if _any_text(contract.schemas, media.schema):
            return None
        return (
            f"a stream of {seen}: its schema does not say what one item is, so only its syntax is judged; "
            "describe an item under itemSchema (x-itemSchema before OpenAPI 3.2)"
        )
    form = form_of(seen)
    if form in (Form.JSON, Form.URLENCODED, Form.MULTIPART) or allowed is None:
        return None
    if form is Form.TEXT and allowed & _SCALARS:
        return None
    if form is Form.XML and allowed != frozenset({"string"}):
        return "XML is judged by its syntax only: nothing here reads it by a schema yet"
    return None if "string" in allowed else f"no rule says how {seen} carries what the schema describes"


def _items(contract: Contract, media: Media, reply: Message) -> Iterator[Subject]:
    values = parse(reply).value
    found = _item_schema(contract, media)
    if found is not None:
        key, schema = found
        yield from (Subject(value, schema, f"/{key}") for value in values)
    elif media.schema is not None and types(contract.schemas, (media.schema,)) == frozenset({"array"}):
        yield Subject(values, media.schema)


def _item_schema(contract: Contract, media: Media) -> tuple[str, Any] | None:
    try:
        node = at(contract.document, media.pointer)
    except LookupError:
        return None  # the media type is no object of its own (Swagger's `produces`)
    for key in _ITEM_KEYS:
        if isinstance(node, dict) and key in node:
            return key, f"{media.pointer}/{key}" if key == "itemSchema" else node[key]
    return None


@lru_cache(maxsize=5_000)
def _says_nothing(schemas: Schemas, pointer: str) -> bool:
    return schemas.follow(pointer)[1] in (True, {})


@lru_cache(maxsize=5_000)
def _any_text(schemas: Schemas, pointer: str) -> bool:
    """Whether a schema asks for a text and no more, as documents before OpenAPI 3.2 describe streams."""
    found = schemas.follow(pointer)[1]
    return isinstance(found, dict) and found.get("type") == "string" and set(found) <= _ANNOTATED_TEXT

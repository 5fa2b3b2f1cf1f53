"""An Avro payload and its schema in; its value, or what is wrong with it, out. By fastavro, an extra."""

import json
from functools import lru_cache
from io import BytesIO
from typing import Any

from contractkit.answer.payload import Problem, json_value
from contractkit.errors import Unjudged
from contractkit.model import ABSENT

CONFLUENT = 5


def avro_value(schema: Any, body: bytes) -> tuple[Any, Problem | None]:
    """The value of a body; ABSENT and the problem where the schema cannot have written it.

    A zero in front may be Confluent's prefix or the record's own. Raises Unjudged for Avro that is written as JSON.
    """
    try:
        import fastavro
    except ImportError as missing:
        raise Unjudged("Avro payloads need an extra: pip install 'pytest-contractkit[avro]'") from missing
    parsed = _parsed(json.dumps(schema))
    value, problem = _value(fastavro, parsed, body)
    if problem is not None and len(body) > CONFLUENT and body[0] == 0:
        value, problem = _value(fastavro, parsed, body[CONFLUENT:])
    if problem is not None and body[:1] in (b"{", b"[") and json_value(body).value is not ABSENT:
        raise Unjudged("the payload is JSON, and how Avro is written as JSON cannot be judged")
    return value, problem


def _value(fastavro: Any, schema: Any, body: bytes) -> tuple[Any, Problem | None]:
    stream = BytesIO(body)
    try:
        value = fastavro.schemaless_reader(stream, schema, None)
    except (EOFError, ValueError, IndexError, TypeError, KeyError, UnicodeDecodeError, OverflowError) as wrong:
        return ABSENT, Problem(
            "not-avro", f"the payload is not what this schema writes: {wrong or type(wrong).__name__}"
        )
    if left := len(body) - stream.tell():
        return ABSENT, Problem("trailing-bytes", f"{left} bytes are left when the record ends")
    return value, None


@lru_cache(maxsize=200)
def _parsed(text: str) -> Any:
    import fastavro

    try:
        return fastavro.parse_schema(json.loads(text))
    except (fastavro.schema.SchemaParseException, fastavro.schema.UnknownType) as wrong:
        raise Unjudged(f"the Avro schema cannot be read: {wrong}") from wrong

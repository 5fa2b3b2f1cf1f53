"""An answer in JSON and a schema in, what the schema holds against its body out: judged once, whoever asks. Pure."""

from functools import lru_cache

from contractkit.answer.payload import parse
from contractkit.model import Message, SchemaError, Schemas


@lru_cache(maxsize=256)
def held_against(schemas: Schemas, pointer: str, reply: Message) -> tuple[SchemaError, ...]:
    """Raises ValidatorsDisagree, and Unjudged for a body that cannot be read here."""
    return schemas.errors(pointer, parse(reply).value, direction="response")

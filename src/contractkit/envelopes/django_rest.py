"""Django REST framework: `{detail, code}`, or the wrong fields by their names with what is wrong with each."""

from collections.abc import Iterator
from typing import Any

from contractkit.answer.error_shape import Shape
from contractkit.answer.failure import Failure, Flaw, members
from contractkit.answer.named import Named, keyed
from contractkit.model import Envelope
from contractkit.saying import envelope_family

OWN = frozenset(("detail", "code", "non_field_errors", "messages"))


def telling(shape: Shape) -> str:
    return "a member non_field_errors" if "non_field_errors" in shape.names else ""


def flaws(failure: Failure) -> Iterator[Flaw]:
    """A list of texts is one too: of a serializer that takes a list."""
    if isinstance(failure.body, list):
        return
    yield from members(failure.body, {"code": "string", "non_field_errors": "array"})
    if isinstance(failure.body, dict) and not failure.body:
        yield Flaw("empty", "", "what is wrong", "an empty object")


def places(body: Any, envelope: Envelope) -> Iterator[Named]:
    yield from keyed({k: v for k, v in body.items() if k not in OWN} if isinstance(body, dict) else {})


envelope_family("django-rest", telling=telling, flaws=flaws, places=places, says_places=lambda shape: True)

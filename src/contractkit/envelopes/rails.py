"""Ruby on Rails: `{status, error}` of its public errors, or `{errors: {field: [texts]}}` of a model."""

from collections.abc import Iterator
from typing import Any

from contractkit.answer.error_shape import Shape
from contractkit.answer.failure import Failure, Flaw, members, same_status
from contractkit.answer.named import Named, keyed
from contractkit.model import Envelope
from contractkit.saying import coded, envelope_family


def telling(shape: Shape) -> str:
    if shape.names == {"status", "error"} and shape["status"].is_a("integer"):
        return "members status and error"
    by_field = shape.names == {"errors"} and shape["errors"].members.is_a("array")
    return "an object `errors` with a list for each field" if by_field else ""


def flaws(failure: Failure) -> Iterator[Flaw]:
    yield from members(failure.body, {"status": "integer"})
    if isinstance(failure.body, dict):
        yield from same_status(failure, failure.body.get("status"), "/status")
        if not failure.body.keys() & {"error", "errors"}:
            yield Flaw("required", "/error", "a member 'error' or 'errors'", "none")


def codes(body: Any, envelope: Envelope) -> Iterator[str]:
    yield from coded(body, "code")


def places(body: Any, envelope: Envelope) -> Iterator[Named]:
    yield from keyed(body.get("errors") if isinstance(body, dict) else None)


envelope_family(
    "rails",
    telling=telling,
    flaws=flaws,
    codes=codes,
    places=places,
    says_places=lambda shape: shape["errors"].is_a("object"),
)

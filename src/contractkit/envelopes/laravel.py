"""Laravel: `{message, errors: {field: [texts]}}`."""

from collections.abc import Iterator
from typing import Any

from contractkit.answer.error_shape import Shape
from contractkit.answer.failure import Failure, Flaw, members
from contractkit.answer.named import Named, keyed
from contractkit.model import Envelope
from contractkit.saying import envelope_family


def telling(shape: Shape) -> str:
    own = "message" in shape.names and shape["errors"].is_a("object")
    lists = own and shape["errors"].members.is_a("array")
    return "message, and an object `errors` with a list for each field" if lists else ""


def flaws(failure: Failure) -> Iterator[Flaw]:
    yield from members(failure.body, {"message": "string", "errors": "object"}, required=("message",))
    errors = failure.body.get("errors") if isinstance(failure.body, dict) else None
    for said in errors.values() if isinstance(errors, dict) else ():
        if not isinstance(said, list):
            yield Flaw("type", "/errors/*", "a list of texts for each field", repr(said)[:80])
            return


def places(body: Any, envelope: Envelope) -> Iterator[Named]:
    yield from keyed(body.get("errors") if isinstance(body, dict) else None)


envelope_family(
    "laravel", telling=telling, flaws=flaws, places=places, says_places=lambda shape: "errors" in shape.names
)

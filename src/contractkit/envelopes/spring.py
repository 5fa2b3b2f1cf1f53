"""Spring Boot's error attributes: `{timestamp, status, error, path}`, with `message` and `errors` where switched on."""

from collections.abc import Iterator

from contractkit.answer.error_shape import Shape
from contractkit.answer.failure import Failure, Flaw, members, same_status
from contractkit.saying import envelope_family

TELLING = {"timestamp", "status", "error", "path"}


def telling(shape: Shape) -> str:
    typed = shape.names >= TELLING and shape["status"].is_a("integer")
    return "members timestamp, an integer status, error, path" if typed else ""


def flaws(failure: Failure) -> Iterator[Flaw]:
    own = {"status": "integer", "error": "string", "message": "string", "path": "string"}
    yield from members(failure.body, own, required=("status", "error"), nullable=True)
    if isinstance(failure.body, dict):
        yield from same_status(failure, failure.body.get("status"), "/status")


envelope_family("spring", telling=telling, flaws=flaws)

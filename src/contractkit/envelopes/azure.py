"""Microsoft REST API Guidelines: `{error: {code, message, target, details, innererror}}` and x-ms-error-code."""

from collections.abc import Iterator
from typing import Any

from contractkit.answer.error_shape import Shape
from contractkit.answer.failure import Failure, Flaw, members, must_be_object
from contractkit.answer.named import Named, dotted
from contractkit.model import Envelope
from contractkit.saying import coded, envelope_family

HEADER = "x-ms-error-code"


def telling(shape: Shape) -> str:
    error = shape["error"]
    own = error["code"].is_a("string") and "message" in error.names
    more = sorted({"target", "innererror", "details"} & error.names)
    return f"an object `error` with a text code, message, {', '.join(more)}" if own and len(more) > 1 else ""


def flaws(failure: Failure) -> Iterator[Flaw]:
    if not isinstance(failure.body, dict):
        yield from must_be_object(failure.body)
        return
    error = failure.body.get("error")
    own = {"code": "string", "message": "string", "target": "string", "details": "array", "innererror": "object"}
    yield from members(error, own, required=("code", "message"), at="/error", nullable=True)
    header = failure.reply.header(HEADER)
    if (
        header is not None
        and isinstance(error, dict)
        and isinstance(error.get("code"), str)
        and header != error["code"]
    ):
        yield Flaw("header-equals", "/error/code", f"{header}, as in {HEADER}", error["code"])


def codes(body: Any, envelope: Envelope) -> Iterator[str]:
    yield from coded(body.get("error") if isinstance(body, dict) else None, "code")


def places(body: Any, envelope: Envelope) -> Iterator[Named]:
    error = body.get("error") if isinstance(body, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    for one in (error, *(details if isinstance(details, list) else ())):
        if isinstance(one, dict) and isinstance(one.get("target"), str) and one["target"]:
            yield dotted(one["target"])


def says_places(shape: Shape) -> bool:
    return "target" in shape["error"].names | shape["error"]["details"].item.names


envelope_family("azure", telling=telling, flaws=flaws, codes=codes, places=places, says_places=says_places)

"""Stripe and those who follow it (OpenAI): `{error: {type, code, message, param}}`."""

from collections.abc import Iterator
from typing import Any

from contractkit.answer.error_shape import Shape
from contractkit.answer.failure import Failure, Flaw, members, must_be_object
from contractkit.answer.named import Named, dotted
from contractkit.model import Envelope
from contractkit.saying import coded, envelope_family


def telling(shape: Shape) -> str:
    error = shape["error"]
    own = {"type", "message"} <= error.names and error["type"].is_a("string")
    return "an object `error` with type, message, param" if own and "param" in error.names else ""


def flaws(failure: Failure) -> Iterator[Flaw]:
    if not isinstance(failure.body, dict):
        yield from must_be_object(failure.body)
        return
    own = {"type": "string", "message": "string", "param": "string", "doc_url": "uri-reference"}
    yield from members(failure.body.get("error"), own, required=("type",), at="/error", nullable=True)


def codes(body: Any, envelope: Envelope) -> Iterator[str]:
    yield from coded(body.get("error") if isinstance(body, dict) else None, "code", "type")


def places(body: Any, envelope: Envelope) -> Iterator[Named]:
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict) and isinstance(error.get("param"), str) and error["param"]:
        yield dotted(error["param"])


envelope_family(
    "stripe",
    telling=telling,
    flaws=flaws,
    codes=codes,
    places=places,
    says_places=lambda shape: "param" in shape["error"].names,
)

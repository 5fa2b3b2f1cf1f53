"""RFC 9457, Problem Details for HTTP APIs. `application/problem+xml` is recognised, and not read."""

from collections.abc import Iterator
from typing import Any

from contractkit.answer.error_shape import Shape
from contractkit.answer.failure import Failure, Flaw, members, same_status
from contractkit.model import Envelope
from contractkit.saying import coded, envelope_family

MEDIA = ("application/problem+json", "application/problem+xml")
OWN = {"type": "uri-reference", "title": "string", "status": "integer", "detail": "string", "instance": "uri-reference"}


def telling(shape: Shape) -> str:
    if shape.media in MEDIA:
        return shape.media
    typed = shape["type"].is_a("string") and shape["title"].is_a("string") and shape["status"].is_a("integer")
    return "members type, title and an integer status" if typed else ""


def flaws(failure: Failure) -> Iterator[Flaw]:
    """All members may be absent (3.1); a member of another type is no member, so clients lose it (3.1)."""
    yield from members(failure.body, OWN)
    if isinstance(failure.body, dict):
        yield from same_status(failure, failure.body.get("status"), "/status")


def codes(body: Any, envelope: Envelope) -> Iterator[str]:
    found = [*coded(body, "code", "error_code", "errorCode")]
    kind = body.get("type") if isinstance(body, dict) else None
    yield from found or ([kind] if isinstance(kind, str) and kind not in ("", "about:blank") else [])


envelope_family("problem+json", media=MEDIA, telling=telling, flaws=flaws, codes=codes)

"""JSON:API 1.1: a list of error objects, and no data beside them."""

from collections.abc import Iterator
from typing import Any

from contractkit.answer.error_shape import Shape
from contractkit.answer.failure import Failure, Flaw, members, must_be_object
from contractkit.model import Envelope
from contractkit.saying import coded, envelope_family

MEDIA = ("application/vnd.api+json",)
OWN = {
    "id": "string",
    "links": "object",
    "status": "string",
    "code": "string",
    "title": "string",
    "detail": "string",
    "source": "object",
    "meta": "object",
}


def telling(shape: Shape) -> str:
    item = shape["errors"].item
    if not item.names:
        return ""
    if shape.media in MEDIA:
        return shape.media
    status = item["status"].is_a("string") and {"title", "detail"} & item.names
    return "a list `errors` whose items have source, status, title" if "source" in item.names and status else ""


def flaws(failure: Failure) -> Iterator[Flaw]:
    """`errors` must be there, `data` must not; each error has one member at least; `status` is a string."""
    body = failure.body
    if not isinstance(body, dict):
        yield from must_be_object(body)
        return
    if "data" in body:
        yield Flaw("no-data", "/data", "no `data` beside `errors`", "both")
    listed = body.get("errors")
    if not isinstance(listed, list):
        yield Flaw("required", "/errors", "a list `errors`", "none")
        return
    for one in listed:
        yield from members(one, OWN, at="/errors/*")
        if isinstance(one, dict) and not one.keys() & OWN.keys():
            yield Flaw("empty", "/errors/*", "one of " + ", ".join(OWN), "none")
    statuses = {one.get("status") for one in listed if isinstance(one, dict) and isinstance(one.get("status"), str)}
    if len(listed) == 1 and statuses and statuses != {str(failure.status)}:
        yield Flaw("status-equals", "/errors/*/status", f"'{failure.status}', as answered", repr(statuses.pop()))


def codes(body: Any, envelope: Envelope) -> Iterator[str]:
    for one in body.get("errors", ()) if isinstance(body, dict) and isinstance(body.get("errors"), list) else ():
        yield from coded(one, "code")


envelope_family("jsonapi", media=MEDIA, telling=telling, flaws=flaws, codes=codes)

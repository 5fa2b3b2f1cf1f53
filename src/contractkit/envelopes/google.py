"""Google AIP-193: `{error: {code, message, status, details}}`, the status a name of google.rpc.Code."""

import re
from collections.abc import Iterator
from typing import Any

from contractkit.answer.error_shape import Shape
from contractkit.answer.failure import Failure, Flaw, members, must_be_object, same_status
from contractkit.answer.named import Named, entries, named_in
from contractkit.model import Envelope
from contractkit.saying import coded, envelope_family

STATUSES = {
    400: ("INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE"),
    401: ("UNAUTHENTICATED",),
    403: ("PERMISSION_DENIED",),
    404: ("NOT_FOUND",),
    409: ("ALREADY_EXISTS", "ABORTED"),
    429: ("RESOURCE_EXHAUSTED",),
    499: ("CANCELLED",),
    500: ("UNKNOWN", "INTERNAL", "DATA_LOSS"),
    501: ("UNIMPLEMENTED",),
    503: ("UNAVAILABLE",),
    504: ("DEADLINE_EXCEEDED",),
}
_REASON = re.compile(r"[A-Z][A-Z0-9_]+[A-Z0-9]")


def telling(shape: Shape) -> str:
    error = shape["error"]
    own = {"code", "message", "status"} <= error.names and error["code"].is_a("integer")
    listed = error["status"].listed() or frozenset()
    telling = error["details"].is_a("array") or any(listed & {*names} for names in STATUSES.values())
    typed = own and telling and error["status"].is_a("string")
    return "an object `error` with an integer code, message, status, details" if typed else ""


def flaws(failure: Failure) -> Iterator[Flaw]:
    error = failure.body.get("error") if isinstance(failure.body, dict) else None
    if not isinstance(failure.body, dict):
        yield from must_be_object(failure.body)
        return
    own = {"code": "integer", "message": "string", "status": "string", "details": "array"}
    yield from members(error, own, required=("code", "message", "status"), at="/error")
    if isinstance(error, dict):
        yield from same_status(failure, error.get("code"), "/error/code")
        yield from _named(failure.status, error.get("status"))
        yield from _detailed(error.get("details"))


def _named(status: int, said: Any) -> Iterator[Flaw]:
    names = STATUSES.get(status)
    if names and isinstance(said, str) and said not in names:
        yield Flaw("status-name", "/error/status", f"{' or '.join(names)} with {status}", said)


def _detailed(details: Any) -> Iterator[Flaw]:
    kinds: list[str] = []
    for one in details if isinstance(details, list) else ():
        kind = one.get("@type") if isinstance(one, dict) else None
        if not isinstance(kind, str):
            yield Flaw("required", "/error/details/*/@type", "a member '@type'", "none")
            continue
        if kind in kinds:
            yield Flaw("once", "/error/details/*/@type", "each type once", f"{kind} twice")
        kinds.append(kind)
        reason = one.get("reason")
        if kind.endswith("ErrorInfo") and not (
            isinstance(reason, str) and len(reason) < 64 and _REASON.fullmatch(reason)
        ):
            yield Flaw("reason", "/error/details/*/reason", "a reason in UPPER_SNAKE_CASE", repr(reason))


def codes(body: Any, envelope: Envelope) -> Iterator[str]:
    error = body.get("error") if isinstance(body, dict) else None
    reasons = [d["reason"] for d in _details(error) if isinstance(d.get("reason"), str)]
    yield from reasons or coded(error, "status")


def places(body: Any, envelope: Envelope) -> Iterator[Named]:
    for detail in _details(body.get("error") if isinstance(body, dict) else None):
        for violation in entries(detail):
            yield from named_in(violation)


def _details(error: Any) -> list[dict[str, Any]]:
    listed = error.get("details") if isinstance(error, dict) else None
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def says_places(shape: Shape) -> bool:
    return bool({"fieldViolations"} & shape["error"]["details"].item.names)


envelope_family("google", telling=telling, flaws=flaws, codes=codes, places=places, says_places=says_places)

"""Refusals as exceptions, and as answers in the envelope of RFC 9457."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from examples.orders.answers import written
from examples.orders.slips import words
from examples.orders.validation import Flaw


class Refusal(Exception):
    """A request that is refused; becomes a problem+json answer (or the old form of the catalog)."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: Iterable[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def malformed(detail: str) -> Refusal:
    return Refusal(400, "malformed", detail)


def missing(noun: str) -> Refusal:
    return Refusal(404, "not_found", f"there is no such {noun}")


def invalid_body(flaws: Iterable[Flaw]) -> Refusal:
    errors = [{"pointer": flaw.place, "code": flaw.code, "detail": flaw.detail} for flaw in flaws]
    return Refusal(422, "invalid", "the body is not as described", errors=errors)


def invalid_parameters(flaws: Iterable[tuple[str, str, Flaw]]) -> Refusal:
    """From place (`query`), name and flaw of each parameter that is wrong."""
    errors = [
        {"parameter": name, "in": where, "code": flaw.code, "detail": f"{name}{flaw.place} {flaw.detail}"}
        for where, name, flaw in flaws
    ]
    return Refusal(422, "invalid", "a parameter is not as described", errors=errors)


def problem(refusal: Refusal, correlation: str, faults: frozenset[str]) -> Response:
    body: dict[str, Any] = {
        "type": f"/problems/{refusal.code}",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "code": refusal.code,
        "detail": refusal.detail + words(refusal.status, faults),
        "correlation_id": correlation,
    }
    if refusal.errors:
        body["errors"] = [_placed(error, faults) for error in refusal.errors]
    if refusal.status == 405 and "not-allowed-says-400" in faults:
        body["status"] = 400
    elif "problem-status-as-text" in faults:
        body["status"] = str(refusal.status)
    return Response(written(body), refusal.status, refusal.headers, "application/problem+json")


def _placed(error: Mapping[str, str], faults: frozenset[str]) -> dict[str, str]:
    placed = dict(error)
    if "wrong-member-named" in faults and "pointer" in placed:
        placed["pointer"] = "/payload"
    if "wrong-parameter-named" in faults and "parameter" in placed:
        placed["parameter"] = "request"
    return placed


def old_error(refusal: Refusal) -> Response:
    """The catalog's own form: one error, and the field it is about."""
    status = 400 if refusal.status == 422 else refusal.status
    body = {"error": refusal.code, "message": refusal.detail}
    if refusal.errors:
        first = refusal.errors[0]
        body |= {"message": first["detail"], "field": first.get("parameter") or first.get("pointer", "").lstrip("/")}
    return Response(written(body), status, refusal.headers, "application/json")

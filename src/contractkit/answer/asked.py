"""A trace in; what its case asks of the service, and what its answer may therefore be held against, out. Pure."""

import re
from typing import Final

from contractkit.model import Case, Intent, Target, Trace
from contractkit.source.pointer import tokens_of

MALFORMED_JSON: Final = "malformed-json"
METHOD_NOT_ALLOWED: Final = "method-not-allowed"
UNSUPPORTED_MEDIA_TYPE: Final = "unsupported-media-type"
NOT_ACCEPTABLE: Final = "not-acceptable"

TOO_MANY: Final = 429
TOO_LARGE: Final = frozenset({413, 414, 431})
REFUSED: Final = frozenset({400, 422})
_SIZES = frozenset({"maxLength", "maxItems", "maxProperties"})
_BRANCH = re.compile(r"(oneOf|anyOf|allOf|not|if|then|else|dependentSchemas):.*")
_MEDIA = re.compile(r"^body\([^)]*\)")


def rule_asked(case: Case) -> str | None:
    """The rule of HTTP that a case is about: what a protocol case aims at, or a body of an undocumented media type."""
    if case.target is None:
        return None
    if case.intent is Intent.PROTOCOL:
        return case.target.keyword
    return UNSUPPORTED_MEDIA_TYPE if case.intent is Intent.FAULT and case.target.place == "media" else None


def status_speaks(trace: Trace) -> bool:
    """Whether the status was given to a request within the documented method, path, media type and size."""
    case, status = trace.subject.case, trace.subject.status
    if status is None or status == TOO_MANY or status >= 500:
        return False
    if case.intent is Intent.FAULT:
        place = case.target.place if case.target else ""
        return place != "media" and status not in TOO_LARGE and not (place.startswith("path.") and status == 404)
    if case.intent is Intent.PROTOCOL:
        return (rule_asked(case) == MALFORMED_JSON and status not in TOO_LARGE) or _kept_out(case, status)
    return case.intent is Intent.VALID


def _kept_out(case: Case, status: int) -> bool:
    """Whether one who may not is told so, where the contract asks for credentials."""
    asked = case.target is not None and case.target.place.partition(" ")[0] == "access"
    return asked and status in (401, 403) and bool(case.interaction.security)


def waited(trace: Trace) -> bool:
    """Whether the service asked for patience (RFC 9110, 15.6.4): overloaded, which is no promise of an operation."""
    reply = trace.reply
    return reply is not None and reply.status == 503 and reply.header("retry-after") is not None


def reached(trace: Trace) -> bool:
    """Whether the request or its control was accepted: only then does an answer speak of the operation itself."""
    return trace.subject.accepted or (trace.control is not None and trace.control.accepted)


def refusals(target: Target) -> frozenset[int]:
    """The statuses that refuse a fault at this place for its own sake (DESIGN, table of obligations)."""
    if target.place == "media" or (target.place, target.keyword) == ("body", "required"):
        return REFUSED | {415}  # what is not there has no media type either
    proving = REFUSED
    if target.place.startswith("path."):
        proving |= {404}
    if target.keyword in _SIZES:
        proving |= TOO_LARGE
    return proving


def steps(place: str) -> tuple[str, ...]:
    """The segments of a place in a request; branches of applicators and a media type in brackets are no part of it."""
    whole = _MEDIA.sub("body", place)
    if whole.partition("/")[0] == "body":
        return ("body", *(step for step in tokens_of(whole[4:]) if not _BRANCH.fullmatch(step)))
    where, _, rest = whole.partition(".")
    name, *inner = rest.split("/")
    return (where, name, *(step for step in inner if not _BRANCH.fullmatch(step)))


def same_place(one: str, other: str) -> bool:
    return steps(one) == steps(other)


def branch_of(place: str) -> str:
    """The place up to its last branch of an applicator: `body/form/oneOf:ebook`; "" where there is none."""
    segments = place.split("/")
    last = max((index for index, segment in enumerate(segments) if _BRANCH.fullmatch(segment)), default=-1)
    return "/".join(segments[: last + 1])

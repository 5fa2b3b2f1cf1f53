"""`protocol(rule)`: what HTTP asks: malformed JSON is refused, a 405 says what is allowed, refusals are the documented.

Rules that need a situation instead (404 of something unknown, 413 beyond a limit) are promised as `failure`.
"""

from collections.abc import Iterator

from contractkit.answer.asked import (
    MALFORMED_JSON,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    UNSUPPORTED_MEDIA_TYPE,
    rule_asked,
)
from contractkit.family import family, obligation
from contractkit.model import Contract, Intent, Interaction, Obligation, Severity, Trace
from contractkit.wire.media import Form, form_of

CHECKED_BY = {
    MALFORMED_JSON: "malformed-json-is-rejected",
    METHOD_NOT_ALLOWED: "method-not-allowed-says-allow",
    UNSUPPORTED_MEDIA_TYPE: "unsupported-media-type-is-refused",
    NOT_ACCEPTABLE: "not-acceptable-is-refused",
}
HOW = {
    MALFORMED_JSON: "by a body that is cut off",
    METHOD_NOT_ALLOWED: "by a method the path does not document; charged where 405 is documented",
    UNSUPPORTED_MEDIA_TYPE: "by a body of another media type",
    NOT_ACCEPTABLE: "by asking for another media type; a service may disregard that, so it is not charged",
}
PROVING = {
    MALFORMED_JSON: frozenset({400, 415, 422}),
    METHOD_NOT_ALLOWED: frozenset({405}),
    UNSUPPORTED_MEDIA_TYPE: frozenset({400, 415, 422}),
    NOT_ACCEPTABLE: frozenset({400, 406, 415, 422}),
}


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    for rule, charged in _rules(interaction) if interaction else ():
        yield obligation(
            contract,
            interaction,
            "protocol",
            rule,
            severity=Severity.MINOR,
            rules=(CHECKED_BY[rule],),
            location=interaction.location if interaction else contract.locate(""),
            charged=charged,
            how=HOW[rule],
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    case = trace.subject.case
    if rule_asked(case) == obligation.qualifier:
        return True
    seen_405 = trace.subject.status == 405 and case.intent is not Intent.ROBUST
    return seen_405 and obligation.qualifier == METHOD_NOT_ALLOWED


def blocked(obligation: Obligation, trace: Trace) -> str | None:
    rule, status = obligation.qualifier, trace.subject.status
    if rule != METHOD_NOT_ALLOWED and (trace.control is None or not trace.control.accepted):
        return "there is no accepted baseline beside it"
    if status in PROVING[rule] or (rule == MALFORMED_JSON and _wrong(status)):
        return None
    return f"answered {status}, which does not show what the rule asks"


def _wrong(status: int | None) -> bool:
    """Neither may answer malformed JSON."""
    return status is not None and (200 <= status < 300 or status >= 500)


def _rules(interaction: Interaction) -> Iterator[tuple[str, bool]]:
    """Which rules bind an operation, and whether they are charged when they could not be shown."""
    statuses, body = {answer.status for answer in interaction.answers}, interaction.body
    needs_body = body is not None and body.required and bool(body.media)
    if body is not None and needs_body and all(form_of(media.type) is Form.JSON for media in body.media):
        yield MALFORMED_JSON, True
    yield METHOD_NOT_ALLOWED, "405" in statuses
    if needs_body and "415" in statuses:
        yield UNSUPPORTED_MEDIA_TYPE, True
    if "406" in statuses:
        yield NOT_ACCEPTABLE, False


family("protocol", promise, bears=bears, blocked=blocked)

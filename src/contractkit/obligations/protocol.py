"""`protocol(rule)`: what HTTP itself asks: malformed JSON is refused, a 405 says what is allowed."""

from contractkit.family import family, obligation
from contractkit.model import Contract, Intent, Interaction, Obligation, Severity, Trace

RULES = {
    "malformed-json": "malformed-json-is-rejected",
    "method-not-allowed": "method-not-allowed-says-allow",
    "unsupported-media-type": "unsupported-media-type-is-refused",
    "not-acceptable": "not-acceptable-is-refused",
}
DOCUMENTED = {"unsupported-media-type": "415", "not-acceptable": "406"}


def promise(contract: Contract, interaction: Interaction | None):  # type: ignore[no-untyped-def]
    for rule in rules(interaction) if interaction else ():
        yield obligation(
            contract,
            interaction,
            "protocol",
            rule,
            severity=Severity.MINOR,
            rules=(RULES[rule],),
            scope=f"protocol {rule}",
            location=interaction.location,
            how={"malformed-json": "a truncated body"}.get(rule, "one request"),
        )


def rules(interaction: Interaction) -> tuple[str, ...]:
    """Which rules bind an operation."""
    body = interaction.body
    statuses = {a.status for a in interaction.answers}
    json = body is not None and body.required and body.media and all("json" in m.type for m in body.media)
    given = (
        ("malformed-json", bool(json)),
        ("unsupported-media-type", body is not None and body.required and "415" in statuses),
        ("not-acceptable", "406" in statuses),
        ("method-not-allowed", "405" in statuses),
    )
    return tuple(rule for rule, binds in given if binds)


def bears(obligation: Obligation, trace: Trace) -> bool:
    case = trace.subject.case
    return (
        case.interaction.id == obligation.interaction
        and case.intent is Intent.PROTOCOL
        and case.target is not None
        and obligation.scope == f"protocol {case.target.keyword}"
    )


def blocked(obligation: Obligation, trace: Trace) -> str | None:
    status = trace.subject.status
    if status in (401, 403, 429) or (status == 408):
        return f"answered {status} before the rule could show"
    if obligation.qualifier == "malformed-json" and (trace.control is None or not trace.control.accepted):
        return "there is no accepted baseline beside it"
    if obligation.qualifier == "method-not-allowed" and status != 405:
        return f"answered {status} to an undocumented method"
    return None


family("protocol", promise, bears=bears, blocked=blocked)

"""`response(status media)`: the documented answer is really given, and its media type, body and headers match."""

from contractkit.family import family, obligation
from contractkit.media import chosen
from contractkit.model import Contract, Intent, Interaction, Obligation, Severity, Trace

RULES = (
    "media-type-documented",
    "no-body-where-none-may-be",
    "body-is-well-formed",
    "body-matches-schema",
    "headers-match",
)


def promise(contract: Contract, interaction: Interaction | None):  # type: ignore[no-untyped-def]
    for answer in interaction.answers if interaction else ():
        success = answer.status[:1] in ("2", "3") and answer.status.isdigit()
        for media in answer.media or (None,):
            what = f"{answer.status} {media.type}" if media else answer.status
            yield obligation(
                contract,
                interaction,
                "response",
                what,
                severity=Severity.MAJOR,
                rules=RULES,
                scope=f"response {what}",
                location=contract.locate((media or answer).pointer),
                charged=success,
                how="seen on accepted requests" if success else "judged whenever it is seen",
            )


def bears(obligation: Obligation, trace: Trace) -> bool:
    case, reply = trace.subject.case, trace.reply
    if case.interaction.id != obligation.interaction or reply is None or reply.status is None:
        return False
    if case.intent not in (Intent.VALID, Intent.FAULT, Intent.PROTOCOL):
        return False
    return obligation.scope == f"response {chosen(case.interaction, reply)}"


family("response", promise, bears=bears)

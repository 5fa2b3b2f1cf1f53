"""`response(status media)`: the documented answer is really given, and its media type, body and headers match."""

from collections.abc import Iterator

from contractkit.answer.media import chosen
from contractkit.family import family, obligation
from contractkit.model import Answer, Contract, Intent, Interaction, Obligation, Severity, Trace
from contractkit.occasion import MEANT, Occasion

RULES = (
    "media-type-documented",
    "no-body-where-none-may-be",
    "body-is-well-formed",
    "body-matches-schema",
    "headers-match",
    "location-resolves",
)
ON_DEMAND = {"206": "a range", "304": "a condition"}  # not given unless asked for by a header of its own


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    for answer in interaction.answers if interaction else ():
        for media in answer.media or (None,):
            yield obligation(
                contract,
                interaction,
                "response",
                f"{answer.status} {media.type}" if media else answer.status,
                severity=Severity.MAJOR,
                rules=RULES,
                location=contract.locate((media or answer).pointer),
                charged=_success(answer) and answer.status not in ON_DEMAND,
                how=_how(answer),
            )


def bears(obligation: Obligation, trace: Trace) -> bool:
    """Hostile input proves nothing of an answer's schema, whatever comes back."""
    case, reply = trace.subject.case, trace.reply
    if reply is None or case.intent is Intent.ROBUST:
        return False
    answer = case.interaction.answer(reply.status) if reply.status is not None else None
    if answer is None or not obligation.qualifier.startswith(answer.status):
        return False
    return obligation.qualifier == chosen(case.interaction, reply)


def _success(answer: Answer) -> bool:
    return answer.status.isdigit() and answer.status[0] in "23"


def _how(answer: Answer) -> str:
    if answer.status in ON_DEMAND:
        return f"judged whenever it is seen; it is given on {ON_DEMAND[answer.status]}"
    return "by the accepted requests" if _success(answer) else "judged whenever it is seen"


family("response", promise, bears=bears, when=Occasion(intents=MEANT))

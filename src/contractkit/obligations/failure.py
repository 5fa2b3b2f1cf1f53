"""`failure(status)`: each exactly documented failure is provoked in its own situation."""

from collections.abc import Iterator

from contractkit.answer.situation import RECIPE, misplaced, recipe_for, shown_anyway, wanted
from contractkit.extensions import SITUATIONS
from contractkit.family import family, obligation
from contractkit.model import Contract, Interaction, Obligation, Severity, Trace

BY_OTHERS = {
    400: "by a body that is cut off, or by a wrong parameter",
    405: "by a method nobody documents",
    406: "by asking for another media type",
    413: "by what is too long by its own bound",
    414: "by what is too long by its own bound",
    415: "by a body of another media type",
    422: "by each request with one fault",
    431: "by what is too long by its own bound",
}


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    for answer in interaction.answers if interaction else ():
        if interaction is not None and answer.status.isdigit() and answer.status[0] in "45":
            yield obligation(
                contract,
                interaction,
                "failure",
                answer.status,
                severity=Severity.MAJOR,
                rules=("failure-in-its-situation", "refusal-changes-nothing"),
                location=contract.locate(answer.pointer),
                charged=False,
                how=_how(interaction, int(answer.status)),
            )


def bears(obligation: Obligation, trace: Trace) -> bool:
    aim = wanted(trace.subject.case)
    if aim is not None:
        return str(aim) == obligation.qualifier
    return str(trace.subject.status) == obligation.qualifier and shown_anyway(trace) is not None


def blocked(obligation: Obligation, trace: Trace) -> str | None:
    case, status = trace.subject.case, trace.subject.status
    if trace.control is None or not trace.control.accepted:
        return "there is no accepted baseline beside it"
    if str(status) == obligation.qualifier or misplaced(trace):
        return None
    if case.target is not None and case.target.keyword == RECIPE:
        return f"{case.note} was answered {status}: correct the recipe"
    return f"answered {status} to {case.note or 'it'}, which something else may explain"


def _how(interaction: Interaction, status: int) -> str:
    known = [s.sentence for _, s in SITUATIONS if status in s.statuses]
    if status in BY_OTHERS:
        known.insert(0, BY_OTHERS[status])
    if known:
        return "; ".join(text[:1].lower() + text[1:] for text in known)
    return f"by a recipe: {recipe_for(interaction, status)}"


family("failure", promise, bears=bears, blocked=blocked)

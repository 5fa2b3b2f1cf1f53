"""A trace in; the situation it was to show, and whether its answer belongs to another one, out. Pure."""

from contractkit.answer.asked import (
    MALFORMED_JSON,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    UNSUPPORTED_MEDIA_TYPE,
    rule_asked,
)
from contractkit.extensions import SITUATIONS, Situation
from contractkit.model import Case, Intent, Interaction, Trace

PLACE = "failure "
RECIPE = "recipe"
SIZES = frozenset({"maxLength", "maxItems", "maxProperties"})
BY_RULE = {
    METHOD_NOT_ALLOWED: frozenset({405}),
    NOT_ACCEPTABLE: frozenset({406}),
    UNSUPPORTED_MEDIA_TYPE: frozenset({415}),
    MALFORMED_JSON: frozenset({400}),
}
BY_FAULT = frozenset({400, 422})
BY_SIZE = frozenset({413, 414, 431})


def wanted(case: Case) -> int | None:
    """The status a case was to provoke."""
    if case.target is None or not case.target.place.startswith(PLACE):
        return None
    return int(case.target.place.removeprefix(PLACE))


def asked(case: Case) -> tuple[int, Situation] | None:
    """With its situation; None for a recipe, which is the team's own."""
    status = wanted(case)
    if status is None or case.target is None or case.target.keyword not in SITUATIONS:
        return None
    return status, SITUATIONS[case.target.keyword]


def ordered(trace: Trace) -> bool:
    """Whether this very status is what a recipe of the team's was to bring about."""
    target, status = trace.subject.case.target, trace.subject.status
    return target is not None and target.keyword == RECIPE and wanted(trace.subject.case) == status


def misplaced(trace: Trace) -> bool:
    """Whether the answer is one of another situation, and nothing but this one can explain it."""
    found, status, case = asked(trace.subject.case), trace.subject.status, trace.subject.case
    if found is None or status is None or trace.control is None or not trace.control.accepted:
        return False
    expected, situation = found
    if status == expected or status >= 500 or status in situation.explained:
        return False
    if status < 400:
        return case.interaction.method not in situation.repeatable
    return any(answer.status == str(status) for answer in case.interaction.answers)


def shown_anyway(trace: Trace) -> int | None:
    """The status that a case of another kind shows in its situation: a single fault, a rule of HTTP, a size."""
    case, status = trace.subject.case, trace.subject.status
    if status is None or trace.control is None or not trace.control.accepted:
        return None
    rule = rule_asked(case)
    if rule in BY_RULE:
        return status if status in BY_RULE[rule] else None
    if case.intent is not Intent.FAULT or case.target is None:
        return None
    if case.target.keyword in SIZES and status in BY_SIZE:
        return status
    return status if status in BY_FAULT else None


def recipe_for(interaction: Interaction, status: int) -> str:
    """What to add to the settings for a status that nobody can provoke without knowing the service."""
    recipe = f'{{operation: {interaction.name}, status: {status}, header: "X-Fault: ..."}}'
    return f"add under failures: in contractkit.yaml {recipe}"

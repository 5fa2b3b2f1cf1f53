"""A refusal in; the places it names, and whether they speak of the one that was broken, out. Pure."""

import re

from contractkit.answer.asked import REFUSED, branch_of, steps
from contractkit.answer.failing import failure_of
from contractkit.answer.named import WRAPPED, Named
from contractkit.errors import Unjudged
from contractkit.extensions import ENVELOPES
from contractkit.latest import latest
from contractkit.model import ABSENT, Intent, Target, Trace

_ALIKE = re.compile(r"[\W_]+")
_OF_ALL = frozenset(
    ("dependentRequired", "minProperties", "maxProperties", "propertyNames", "additionalProperties")
) | {"unevaluatedProperties", "required", "if", "then", "else", "not", "oneOf", "anyOf"}


@latest
def named_by(trace: Trace) -> tuple[Named, ...]:
    """The places named by the refusal of a request with one fault; none where it names none, or may not be asked."""
    case = trace.subject.case
    if case.intent is not Intent.FAULT or case.target is None or case.target.place in ("media", "body"):
        return ()
    try:
        failure = failure_of(trace)
    except Unjudged:
        return ()  # a body that cannot be read names nothing
    if failure is None or failure.body is ABSENT or failure.status not in REFUSED or not failure.envelope.places:
        return ()
    return tuple(ENVELOPES[failure.envelope.family].places(failure.body, failure.envelope))


def speaks_of(named: Named, target: Target) -> bool:
    """The place itself, what it lies in, what lies in it, its last name, a member of the same applicator.

    Names are compared without case, hyphens and underscores: services say `unitPrice` for `unit_price`.
    """
    where, *place = steps(target.place)
    if where == "body":
        own, said = _plain(_unwrapped(place)), _plain(_unwrapped(list(named.steps)))
    else:
        own, said = _plain(place), _plain(named.steps)
    if not own or not said:
        return True
    if "".join(said) == "".join(own):  # `page[size]` and `page.size` may be one name
        return True
    if said == own[: len(said)] or own == said[: len(own)] or said[-1] == own[-1] or own[-1] in said:
        return True
    if target.keyword in _OF_ALL and said[:-1] in (own, own[:-1]):
        return True
    branch = branch_of(target.place)
    holder = _plain(steps(branch)[1:]) if branch else ()
    return bool(branch) and said[: len(holder)] == holder


def _unwrapped(names: list[str]) -> list[str]:
    """Without the `data` and `attributes` of JSON:API, which its pointers name and services leave out."""
    while len(names) > 1 and names[0] in WRAPPED:
        names = names[1:]
    return [] if names and names[0] in WRAPPED else names


def _plain(names: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_ALIKE.sub("", name).lower() for name in names if name != "*" and not name.isdigit())

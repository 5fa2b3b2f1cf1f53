"""An operation of events and one of its items in, about how many events and requests it makes, out. Sends nothing."""

from collections.abc import Iterator
from itertools import islice

from contractkit.causing import ARRANGED, EDGES, REFUSED
from contractkit.drawing import SHARE
from contractkit.events.carrier import edged, refusable
from contractkit.inarow import MOST
from contractkit.model import Action, Contract, EventType, Interaction, Terms
from contractkit.sequences import TURNS
from contractkit.settings import Settings

FOLLOWED = 2  # each stimulus is followed by an accepted one, whose events are awaited
AGAIN, OLDER, FOREIGN, REPLAYED, REPLY = 3, 4, 3, 4, 2  # events of one trial, with what is sent before and after


def caused(contract: Contract, own: Interaction) -> str:
    """Who makes the events, for people; empty where nobody is said to."""
    assert own.event is not None
    if own.event.action is Action.RECEIVE:
        return "published by us"
    return ", ".join(f"caused by {name}" for name in contract.conventions.terms(own.id).caused_by)


def stimuli(contract: Contract, own: Interaction, probe: str, settings: Settings) -> int:
    """Within the budget of the item."""
    terms, budget = contract.conventions.terms(own.id), settings.policy.budget
    examples = -(-budget.examples // SHARE)
    assert own.event is not None
    match probe:
        case "produced":
            found = len(terms.caused_by) * _causing(terms, len(_tenants(settings)))
        case "produced-properties":
            found = len(terms.caused_by) * (1 + 2 * examples)
        case "consumed-properties":
            found = len(own.event.messages) * (1 + (3 if terms.rejects is not None else 2) * examples)
        case _:
            found = sum(_consuming(contract, own, type, terms, budget.cases) for type in own.event.messages)
    return min(budget.cases, found)


def _causing(terms: Terms, tenants: int) -> int:
    accepted = 1 + EDGES + (max(0, tenants - 1) if terms.tenant is not None else 0)
    made = FOLLOWED * (accepted + REFUSED + len(ARRANGED))
    return made + (AGAIN if terms.replayed else 0) + (MOST + FOLLOWED if terms.order is not None else 0)


def _consuming(contract: Contract, own: Interaction, type: EventType, terms: Terms, most: int) -> int:
    return 1 + sum(_trials(contract, own, type, terms, most))


def _trials(contract: Contract, own: Interaction, type: EventType, terms: Terms, most: int) -> Iterator[int]:
    assert own.event is not None
    yield 2 * sum(1 for _ in islice(edged(contract, own, type), most))
    if terms.rejects is not None:
        yield FOLLOWED * sum(1 for _ in islice(refusable(contract, own, type), most))
    yield AGAIN if terms.duplicate else 0
    if terms.order is not None:
        yield 2 * TURNS + FOLLOWED + (OLDER if terms.order.version is not None else 0)
    yield FOREIGN if terms.tenant is not None else 0
    yield REPLAYED if terms.replay is not None else 0
    yield REPLY if own.event.reply is not None else 0


def _tenants(settings: Settings) -> frozenset[str]:
    return frozenset(who.tenant for who in settings.identities.values() if who.tenant not in (None, "*") and who.tenant)

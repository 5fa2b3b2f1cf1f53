"""An operation of events and one of its items in, about how much it sends and reads, out. Sends nothing."""

from collections.abc import Iterator
from itertools import islice

from contractkit.causing import ARRANGED, EDGES, REFUSED
from contractkit.drawing import SHARE
from contractkit.events.carrier import edged, refusable
from contractkit.inarow import MOST
from contractkit.model import Action, Contract, EventType, Interaction, Terms
from contractkit.model.terms import is_function
from contractkit.sequences import TURNS
from contractkit.settings import Settings

BEFORE = {"read": 3, "creates": 2}  # what is made, and read twice, before an event
SHOWN = {"read": 1, "creates": 1}  # and after it, where it is there at once
FOLLOWED = 2  # each stimulus is followed by an accepted one, whose events are awaited
AGAIN, OLDER, FOREIGN, REPLAYED, REPLY = 3, 4, 3, 4, 2  # events of one trial, with what is sent before and after


def caused(contract: Contract, own: Interaction) -> str:
    """Who makes the events, for people; empty where nobody is said to."""
    assert own.event is not None
    if own.event.action is Action.RECEIVE:
        return "published by us"
    return ", ".join(f"caused by {name}" for name in contract.conventions.terms(own.id).caused_by)


def stimuli(contract: Contract, own: Interaction, probe: str, settings: Settings) -> int:
    """Within the budget of the item, with what is made, read and waited for; findings and slow events come on top."""
    terms, budget = contract.conventions.terms(own.id), settings.policy.budget
    examples = -(-budget.examples // SHARE)
    assert own.event is not None
    match probe:
        case "produced":
            tenants = max(1, len(_tenants(settings))) if terms.tenant is not None else 1
            return sum(_causing(contract, cause, terms, tenants, budget.cases) for cause in terms.caused_by)
        case "produced-properties":
            drawn = min(budget.cases, 1 + 2 * examples)
            return sum(drawn * _each(contract, cause) for cause in terms.caused_by if not is_function(cause))
        case "consumed-properties":
            found = len(own.event.messages) * (1 + (3 if terms.rejects is not None else 2) * examples)
        case _:
            found = sum(_consuming(contract, own, type, terms, budget.cases) for type in own.event.messages)
    return min(budget.cases, found) * (_about(terms) + SHOWN.get(terms.effect.kind if terms.effect else "", 0))


def _causing(contract: Contract, cause: str, terms: Terms, tenants: int, most: int) -> int:
    """Of one operation, or function, that causes them."""
    if is_function(cause):
        return FOLLOWED * tenants
    commands = _commands(contract, cause)
    edged_, refused = EDGES, REFUSED + len(ARRANGED)
    if commands and commands[0].event is not None:
        types, obeyed = commands[0].event.messages, contract.conventions.terms(commands[0].id)
        edged_ = min(EDGES, sum(_left_out(contract, commands[0], type) for type in types[:1]))
        places = {
            one.target.place for type in types[:1] for one in islice(refusable(contract, commands[0], type), most)
        }
        refused = min(REFUSED, len(places)) if obeyed.rejects is not None else 0
    accepted = tenants + edged_
    made = FOLLOWED * (accepted + refused)
    made += (AGAIN if terms.replayed else 0) + (MOST + FOLLOWED if terms.order is not None else 0)
    return min(most, made) * _each(contract, cause) + (accepted if terms.state is not None else 0)


def _each(contract: Contract, cause: str) -> int:
    """Requests and events of one stimulus: a request alone, or a command with what is made for it and read before."""
    commands = _commands(contract, cause)
    return _about(contract.conventions.terms(commands[0].id)) if commands else 1


def _about(terms: Terms) -> int:
    """An event with what is made for it, and read twice before it."""
    return 1 + BEFORE.get(terms.effect.kind if terms.effect is not None else "", 0)


def _commands(contract: Contract, cause: str) -> list[Interaction]:
    return [one for one in contract.interactions if one.method == "RECEIVE" and one.name == cause]


def _left_out(contract: Contract, own: Interaction, type: EventType) -> int:
    return sum(one.target.keyword in ("absent", "null") for one in edged(contract, own, type))


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

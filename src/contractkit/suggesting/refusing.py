"""An operation that receives, in; the channel where broken events were seen to lie, and valid ones were not, out."""

from collections.abc import Iterator
from itertools import islice

from contractkit.connected import Connected
from contractkit.consuming import PLAIN, Consuming
from contractkit.errors import BrokerError
from contractkit.events.aims import consumed, rejected
from contractkit.events.carrier import refusable
from contractkit.events.marks import Marks
from contractkit.generate.candidates import Candidate
from contractkit.generate.faults import faults
from contractkit.listening import Ears
from contractkit.model import Draft, Event, Intent, Topic
from contractkit.sent import Sent
from contractkit.suggesting.asking import Published
from contractkit.suggesting.found import Line
from contractkit.suggesting.lines import scalar

BROKEN = 2  # events that must lie there
DEEP = 4  # segments of a channel that is listened to
WITHIN = 2.0  # seconds that one is waited for
SEPARATORS = {
    "redis": ".:/",
    "kafka": ".",
    "nats": ".",
    "mqtt": "/",
}  # brokers whose channels can be listened to at large
UNKNOWN = "where refused events lie was not seen: say it"


def dead_letters(published: Published) -> Line:
    """A comment where nothing can be told: of other brokers, or where the events lie nowhere, or in several places."""
    at = published.at
    try:
        lying = _lying(at, published.places.connected) if at is not None else set()
    except BrokerError as refused:
        return Line("dead_letter", "<channel>", f"other channels cannot be listened to here: {refused}", sure=False)
    if len(lying) != 1:
        return Line("dead_letter", "<channel>", UNKNOWN, sure=False)
    return Line("dead_letter", scalar(lying.pop()), f"{BROKEN} of {BROKEN} broken events lay there, and no valid one")


def _lying(at: Consuming, connected: Connected) -> set[str]:
    ears = Ears(at.bench.contract, connected.names)
    try:
        for address in _addresses(connected.names):
            ears.listen(connected.broker, Topic(address))
        found = [_channels(at, ears, one) for one in islice(_broken(at), BROKEN)]
        if len(found) < BROKEN or None in found:
            return set()
        everywhere = set.intersection(*(one for one in found if one is not None))
        return everywhere - (_channels(at, ears, None) or set()) if everywhere else set()
    finally:
        ears.close()


def _addresses(names: frozenset[str]) -> Iterator[str]:
    """Templates of every channel with so many segments."""
    for separator in next((those for name, those in SEPARATORS.items() if name in names), ""):
        for depth in range(2, DEEP + 1):
            yield separator.join(f"{{s{number}}}" for number in range(depth))
    if names & SEPARATORS.keys():
        yield "{s0}"


def _broken(at: Consuming) -> Iterator[Candidate]:
    """One fault of each place."""
    places: set[str] = set()
    for constraint in refusable(at.bench.contract, at.bench.interaction, at.type):
        if constraint.target.place not in places:
            for one in islice(faults(at.bench.contract, at.composer.carrier, constraint, at.base() or Draft()), 1):
                places.add(constraint.target.place)
                yield one


def _channels(at: Consuming, ears: Ears, broken: Candidate | None) -> set[str] | None:
    """Other channels on which an event was heard, or what names it; None where it could not be published."""
    made = at.draft()
    if made is None:
        return None
    ears.forget()
    if broken is None:
        sent = at.publish(*made, consumed(at.type.name), candidate=PLAIN)
    elif broken.target is not None:
        target = rejected(at.type.name, broken.target)
        sent = at.publish(*made, target, candidate=broken, intent=Intent.FAULT)
    else:
        sent = None
    if sent is None:
        return None
    ears.until(lambda heard: any(_elsewhere(at, sent, one.event) for one in heard), WITHIN)
    return {one.event.channel for one in ears.heard if _elsewhere(at, sent, one.event)}


def _elsewhere(at: Consuming, sent: Sent, event: Event) -> bool:
    own = frozenset(id for id in (at.composer.id_of(sent.draft), sent.marks.correlation) if id)
    known = Marks(None, own | sent.marks.ids)
    return event.channel != sent.event.channel and (event.message.body == sent.event.message.body or known.known(event))

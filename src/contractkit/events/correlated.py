"""An event and where its correlation id is said to stand in; what stands there, and whether an id could, out. Pure."""

from dataclasses import dataclass

from contractkit.errors import ContractKitError, Unjudged
from contractkit.events.cloud import attribute
from contractkit.events.flaws import flaws, seen, subject
from contractkit.events.locations import PAYLOAD, located
from contractkit.model import ABSENT, Contract, Draft, Edit, Event, EventType, Heard, Interaction, Part, Trace
from contractkit.source.pointer import pointer_in, pointer_of, tokens_of
from contractkit.wire.draft import apply


@dataclass(frozen=True, slots=True)
class Correlated:
    """`found` None: nothing stands there; `able`: the id of a request could stand there by the contract's schema.

    `required`: nothing stands there, though the message's own schema asks for it: then that is the finding.
    """

    location: str
    found: str | None
    able: bool = True
    required: bool = False


def pairs(contract: Contract, interaction: Interaction) -> bool:
    """Whether its correlation id is what replies are known by: one of its own, and nobody's who caused it."""
    terms = contract.conventions.terms
    if interaction.event is None or terms(interaction.id).correlation is not None:
        return False
    answered = any(terms(one.id).answers == interaction.name for one in contract.interactions)
    return answered or interaction.event.reply is not None


def correlated(trace: Trace, heard: Heard) -> Correlated | None:
    """None where no location is said, where it is for replies, or where the event cannot be read."""
    after = trace.after
    said = trace.contract.conventions.terms(trace.interaction.id).correlation
    location = said or (heard.type.correlation if heard.type is not None else None)
    if pairs(trace.contract, trace.interaction):
        return None
    if heard.type is None or location is None or after is None or after.correlation is None:
        return None
    try:
        read = seen(trace.contract, heard.type, heard.event)
    except Unjudged:
        return None
    found = located(location, heard.event.message, read.payload)
    told = None if found is ABSENT else str(found)
    able = told == after.correlation or _holds(trace.contract, heard, location, after.correlation)
    return Correlated(
        location, told, able, told is None and _required(trace.contract, heard.type, heard.event, location)
    )


def _required(contract: Contract, type: EventType, event: Event, location: str) -> bool:
    part = Part.PAYLOAD if location.startswith(PAYLOAD) else Part.HEADERS
    *around, name = tokens_of(pointer_in(location.partition("#")[2])) or ("",)
    asked = f"required at {pointer_of(around) or f'the {part}'}"
    try:
        missing = [one for one in flaws(contract, type, event) if (one.part, one.expected) == (part, asked)]
    except ContractKitError:
        return False
    return any(attribute(one.detail) == attribute(name) for one in missing)


def _holds(contract: Contract, heard: Heard, location: str, id: str) -> bool:
    """A time or a number that others count as correlation cannot repeat an id of ours."""
    if heard.type is None or heard.type.payload is None or not location.startswith(PAYLOAD):
        return True
    try:
        payload = subject(heard.type, seen(contract, heard.type, heard.event))
        changed = apply(Draft(body=payload), (Edit(f"body{pointer_in(location.partition('#')[2])}", id),))
    except ContractKitError:
        return True
    was = contract.schemas.is_valid(heard.type.payload, payload)
    return not was or contract.schemas.is_valid(heard.type.payload, changed.body)

"""A contract and a message of any common client in, what it gets wrong out: for tests of producers and handlers."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches

from contractkit.captures.carried import Carried
from contractkit.captures.known import Spoken, spoken
from contractkit.errors import UsageError
from contractkit.events.flaws import EventFlaw, flaws
from contractkit.events.mismatches import mismatch
from contractkit.events.telling import tell
from contractkit.model import Contract, EventType, Kind, Mismatch
from contractkit.respond.carriers import read_message
from contractkit.source.pointer import tokens_of

SHOWN = 20  # names in an error


def check_message(
    contract: Contract, message: object, *, operation: str | None = None, type: str | None = None
) -> tuple[Mismatch, ...]:
    """What a message gets wrong by the contract: nothing when it keeps it.

    `contract`: of `contractkit.load`, an AsyncAPI document or an event catalogue. `message`: a payload as a dict or as
    bytes, or a message as confluent-kafka, kafka-python, aiokafka, nats-py, pika (its tuple), aio-pika, paho-mqtt or a
    Redis stream give it; or a mapping with their names, `{"topic": ..., "key": ..., "headers": {...}, "value": {...}}`.

    `type` names the message by its key in the channel, by its own `name`, by its name among the components or by the
    type that events say of themselves, whichever is of one message alone; `operation` names those of one operation.
    Else it is told by the channel it came on and by what it says it is; one that the contract does not document, or
    that fits several, is a mismatch of scope `event.payload`.

    Payload, headers, key, content type and envelope are judged as in a run, each with the scope `event.payload MESSAGE
    PART`; a mismatch says what was expected, what was there and the pointer of the broken rule. What is not given is
    not judged: a payload alone says nothing of headers, keys and content types, and where the contract describes
    CloudEvents in binary mode it is their data. No payload at all is a mismatch, unless it may be null.

    Raises UsageError for what is no message, for another kind of contract and for names that it does not have; Unjudged
    or ValidatorsDisagree (both are ContractKitError) where nothing may be claimed, as for Avro without its extra.

    Rules: AsyncAPI 2.6 and 3.0, Message Object and message bindings of Kafka; CloudEvents 1.0.2, 3 and its protocol
    bindings; RFC 8259.
    """
    if contract.kind is not Kind.EVENT:
        raise UsageError(f"{contract.file} is no contract of events; check_response judges what HTTP services answer")
    one = read_message(message)
    held = _held(contract, one, operation, type)
    if not held.types:
        expected = "a channel that the contract documents"
        return (_undocumented(expected, f"channel {one.event.channel}", f"undocumented {one.event.channel}"),)
    given = held.as_given(headers=one.headers, key=one.key, structured=one.structured)
    chosen = given[0] if type is not None else None
    if chosen is None:
        told = tell(contract, given, one.event)
        if told.type is None:
            expected = f"one of {', '.join(known.name for known in given)}"
            near = [flaw.told for flaw in told.nearest[1:]]  # the first is told already
            return (_undocumented(expected, "; ".join((told.why, *near)), f"undocumented {told.named or ''}".strip()),)
        chosen = told.type
    place = held.keys.get(chosen.pointer) if one.key else None
    return tuple(_mismatch(chosen, flaw) for flaw in flaws(contract, chosen, one.event, key=place))


def _held(contract: Contract, one: Carried, operation: str | None, type: str | None) -> Spoken:
    """What it may be. With `type` it is one type."""
    if operation is not None:
        names = [interaction.name for interaction in contract.interactions]
        if operation not in names:
            raise UsageError(f"{contract.file} has no operation {operation!r}{_near(operation, names)}")
        held = spoken(contract, operation=operation)
    elif type is not None:
        held = spoken(contract)
    else:
        held = spoken(contract, channel=one.event.channel or None)
    if type is None:
        return held
    fitting = [known for known in held.types if type == known.name] or [
        known for known in held.types if type in _names(known)
    ]
    if not fitting:
        names = [name for known in held.types for name in _names(known)]
        where = contract.file if operation is None else f"operation {operation}"
        raise UsageError(f"{where} has no message {type!r}{_near(type, names)}")
    if len(fitting) > 1:
        which = " and ".join(f"{known.name} ({known.pointer})" for known in fitting)
        raise UsageError(
            f"{len(fitting)} messages of {contract.file} are called {type!r}: {which}; give operation= as well"
        )
    return Spoken(contract, (fitting[0],), held.keys)


def _names(type: EventType) -> Iterator[str]:
    """Its key in the channel, the name it has itself and among the components, and what its events say they are."""
    way = tokens_of(type.pointer)
    shared = way[-1] if way[-3:-1] == ("components", "messages") else None
    told = (type.name, type.called, shared, type.type, *(tell.value for tell in type.tells))
    yield from dict.fromkeys(name for name in told if name)


def _mismatch(type: EventType, flaw: EventFlaw) -> Mismatch:
    return replace(mismatch(type, flaw), check="event-matches-contract")


def _undocumented(expected: str, actual: str, detail: str) -> Mismatch:
    return Mismatch("event.payload", expected, actual, detail=detail, check="channel-has-documented-events")


def _near(name: str, known: Iterable[str]) -> str:
    names = list(dict.fromkeys(known))
    near = get_close_matches(name, names, n=1)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return (f"; did you mean {near[0]!r}?" if near else "") + f"; known: {', '.join(names[:SHOWN]) or 'none'}{more}"

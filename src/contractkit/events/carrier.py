"""A type of event in, the same as an operation that takes a request out: what the generators know how to fill. Pure.

Headers of the event are header parameters, its payload is the body; nothing is ever sent to this operation.
"""

from collections.abc import Iterator
from functools import lru_cache

from contractkit.events.cloud import PREFIXES
from contractkit.generate.constraint import Constraint
from contractkit.generate.constraints import accepted, constraints, rejected
from contractkit.model import Body, Contract, EventType, Interaction, Kind, Location, Media, Parameter, Schemas, Where
from contractkit.schema.shape import facets, members, names
from contractkit.wire.media import Form, bare, form_of

PASSED = ("media", "body")  # what travels is events: a missing body is a tombstone, and not a fault of one


def carrier(contract: Contract, interaction: Interaction, type: EventType) -> Interaction:
    """Named after the message, so that what is remembered of one is not taken for another's."""
    return _carrier(contract.schemas, contract.id, interaction.name, interaction.location, type)


@lru_cache(maxsize=500)  # the very same one each time: what is read off it is remembered
def _carrier(schemas: Schemas, contract: str, name: str, location: Location, type: EventType) -> Interaction:
    return Interaction(
        f"{contract}#{name} {type.name}",
        contract,
        f"{name} {type.name}",
        Kind.EVENT,
        "RECEIVE",
        "/",
        type.pointer,
        location,
        parameters=tuple(_headers(schemas, type)),
        body=None if type.payload is None else Body(type.pointer, (_media(type),), required=True),
    )


def aimed(contract: Contract, interaction: Interaction, type: EventType) -> Iterator[Constraint]:
    """Every constraint on the payload and headers of an event, in document order."""
    for constraint in constraints(contract, carrier(contract, interaction, type)):
        if constraint.target.place not in PASSED or constraint.target.keyword not in ("required", "unsupported"):
            yield constraint


def refusable(contract: Contract, interaction: Interaction, type: EventType) -> Iterator[Constraint]:
    """Those of which an event can break exactly one."""
    yield from (one for one in aimed(contract, interaction, type) if rejected(one))


def edged(contract: Contract, interaction: Interaction, type: EventType) -> Iterator[Constraint]:
    """Those that have a valid edge; what may be left out comes first."""
    found = [one for one in aimed(contract, interaction, type) if accepted(one)]
    yield from sorted(found, key=lambda one: one.target.keyword not in ("absent", "null"))


def _media(type: EventType) -> Media:
    """Of what is written: a whole CloudEvent, or the data of one, which is put into its envelope later."""
    media = bare(type.content_type)
    inner = media.startswith("application/cloudevents") and (type.data or form_of(media) is not Form.JSON)
    return Media("application/json" if inner else media, type.pointer, type.payload)


def _headers(schemas: Schemas, type: EventType) -> Iterator[Parameter]:
    if type.headers is None:
        return
    must = {one for _, schema in facets(schemas, (type.headers,)) for one in schema.get("required", ())}
    for name in sorted(names(schemas, (type.headers,))):
        pointers = members(schemas, (type.headers,), name)
        if pointers:
            yield Parameter(name, Where.HEADER, pointers[0], pointers[0], required=name in must)


def prefix_of(type: EventType, schemas: Schemas, protocol: frozenset[str]) -> str:
    """How attributes of a CloudEvent are called in headers: as the contract calls them, else as the protocol does."""
    known = names(schemas, (type.headers,)) if type.headers is not None else ()
    for name in known:
        found = next((prefix for prefix in PREFIXES if name.lower().startswith(prefix)), None)
        if found is not None:
            return name[: len(found)]
    if protocol & {"http", "https", "nats"}:
        return "ce-"
    if protocol & {"amqp", "amqps"}:
        return "cloudEvents_"
    return "" if protocol & {"mqtt5", "mqtt"} else "ce_"

"""A record of Kafka that keeps its contracts in; what others of its kind are to be asked, as a plan, out. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.captures.carried import Carried, carried
from contractkit.captures.judging import judged
from contractkit.captures.known import Known, Spoken
from contractkit.captures.swift import ATTRIBUTES, EXTENSIONS, Valid
from contractkit.events.cloud import BATCH, PREFIXES, REQUIRED, STRUCTURED
from contractkit.events.flaws import seen
from contractkit.events.reading import BODILY
from contractkit.events.telling import said_by
from contractkit.model import EventType
from contractkit.schema import SchemaBook
from contractkit.schema.shape import members, names, types
from contractkit.source.pointer import reference_to
from contractkit.wire.media import Form, form_of

TEXT = frozenset({"string"})
ENVELOPE: Mapping[str, Any] = {
    "type": "object",
    "required": REQUIRED,
    "properties": {**EXTENSIONS, **ATTRIBUTES},
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What one type asks. `subject`: of the payload; `places`: what each header is called there, None for no header."""

    name: tuple[str, str]
    subject: str
    payload: Valid | None
    headers: Valid | None
    places: tuple[str | None, ...]
    key: Valid | None
    pointer: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """`envelope` None: no CloudEvent; `attributes`: the header that each is in, empty where the value is the event."""

    rules: tuple[Rule, ...]
    envelope: Valid | None
    attributes: tuple[tuple[int, str], ...]


def planned(known: Known, told: Mapping[str, Any]) -> Plan | None:
    """By the first of its kind that keeps its contracts. Raises what says that it cannot be judged."""
    found = [*carried(told)]
    if len(found) != 1 or found[0] is None or (full := judged(known, found[0])).findings or full.unjudged:
        return None
    one, rules, spoken = found[0], list[Rule](), known.on(found[0].event.channel)
    for held in spoken:
        given = held.as_given(headers=one.headers, key=one.key, structured=one.structured)
        said = {*said_by(seen(held.contract, given[0], one.event))}
        by_name = [type for type in given if {type.name, type.type} & said]
        if len(by_name) > 1 or not (by_name or (said and all(type.type is not None for type in given))):
            return None
        rule = _rule(held, by_name[0], one) if by_name else None
        if by_name and rule is None:
            return None
        rules += [rule] if rule is not None else []
    if not rules or tuple(rule.name for rule in rules) != full.types:
        return None
    return _enveloped(known, tuple(rules), one, spoken[0])


def _enveloped(known: Known, rules: tuple[Rule, ...], one: Carried, held: Spoken) -> Plan | None:
    """None for what is told to be a CloudEvent in any but the common ways."""
    lower = [name.lower() for name, _ in one.event.message.headers]
    cloudy = [name for name in lower if name.startswith(PREFIXES)]
    if len({*lower}) < len(lower) or one.event.message.media.startswith(BATCH):
        return None
    envelope = held.contract.schemas.quick(ENVELOPE) if isinstance(held.contract.schemas, SchemaBook) else None
    every = {type.envelope for spoken in known.on(one.event.channel) for type in spoken.types}
    if not cloudy and "specversion" in lower:  # as MQTT carries attributes
        return None
    if not cloudy and (one.structured or every == {"cloudevents"}):
        return Plan(rules, envelope, ())
    if not cloudy:
        plain = every == {None} and not one.event.message.media.startswith("application/cloudevents")
        return Plan(rules, None, ()) if plain else None
    if one.structured:
        return None
    prefixed = [(at, name) for at, (name, _) in enumerate(one.event.message.headers) if name.startswith("ce_")]
    attributes = [(at, name.removeprefix("ce_")) for at, name in prefixed]
    said = {name for _, name in attributes}
    if (
        len(prefixed) < len(cloudy)
        or not {*REQUIRED} <= said
        or one.event.message.media not in ("", "application/json")
    ):
        return None
    if "content-type" in lower and "datacontenttype" not in said:
        attributes.append((lower.index("content-type"), "datacontenttype"))
    return Plan(rules, envelope, tuple(attributes))


def _rule(held: Spoken, type: EventType, one: Carried) -> Rule | None:
    """Raises what the contract's schemas raise; None for what has to be read in ways of its own."""
    book, found = held.contract.schemas, seen(held.contract, type, one.event)
    batch = type.content_type.startswith(BATCH)
    if type.unjudged is not None or type.format or batch or form_of(found.media) is not Form.JSON or found.prefixed:
        return None
    if not isinstance(book, SchemaBook) or not (type.key is None or types(book, (type.key,)) == TEXT):
        return None
    subject = "body"
    if type.envelope == "cloudevents" and (cloud := found.cloud) is not None:
        structured = cloud.mode == STRUCTURED
        subject = ("data" if structured else "body") if type.data else "body" if structured else "whole"
    places = tuple(_places(book, type, one)) if type.headers is not None else ()
    if "" in places or (type.key is not None and one.event.key is None):
        return None

    def valid(pointer: str | None) -> Valid | None:
        return None if pointer is None else book.quick({"$ref": reference_to(pointer)})

    pointer = (held.keys.get(type.pointer) if one.key else None) or type.extra.get("x-key")
    checks = valid(type.payload), valid(type.headers), places, valid(type.key)
    return Rule((held.contract.id, type.name), subject, *checks, pointer if isinstance(pointer, str) else None)


def _places(book: SchemaBook, type: EventType, one: Carried) -> Iterator[str | None]:
    """As `headers_of` names them; "" for one that is not the text it is written as."""
    assert type.headers is not None
    declared = names(book, (type.headers,))
    lower = {name.lower(): name for name in declared}
    for name, _ in one.event.message.headers:
        known = name if name in declared else lower.get(name.lower())
        if known is None and name.lower() in BODILY:
            yield None
            continue
        pointers = members(book, (type.headers,), known or name)
        yield (known or name) if all(types(book, (pointer,)) == TEXT for pointer in pointers) else ""

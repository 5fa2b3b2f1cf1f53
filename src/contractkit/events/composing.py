"""A draft of an event in, the event as it travels out: headers as text, payload as bytes, envelope and key. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from contractkit.errors import ContractKitError
from contractkit.events.carrier import carrier, prefix_of
from contractkit.events.cloud import as_structured, attribute
from contractkit.events.flaws import flaws, plain, seen
from contractkit.events.locations import HEADER, PAYLOAD, at_pointer, header_name, located, place_of
from contractkit.events.naming import HEADERS, MEMBERS
from contractkit.model import (
    ABSENT,
    Contract,
    Draft,
    Edit,
    Event,
    EventType,
    Intent,
    Interaction,
    Message,
    Severity,
    Terms,
)
from contractkit.source.pointer import pointer_in
from contractkit.wire import encode
from contractkit.wire.draft import apply

SOURCE = "/contractkit"
USUAL = (*MEMBERS, "id")  # the last is that of what the event is about as often, which is known then
NATIVE = {  # what a protocol has a place of its own for: services read it there
    "amqp": {"correlationid": "correlation-id", "replyto": "reply-to"},
    "mqtt": {"correlationid": "correlation-data", "replyto": "response-topic"},
}


def native(headers: tuple[tuple[str, str], ...], protocol: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Headers that are said again where the protocol has a property for them."""
    known = next((names for sign, names in NATIVE.items() if sign in protocol), {})
    there = {name.lower() for name, _ in headers}
    for name, value in headers:
        own = known.get(name.replace("_", "").replace("-", "").lower())
        if own is not None and own not in there:
            yield own, value


@dataclass(frozen=True, slots=True)
class Composer:
    """Of one type of event. `protocol`: what contracts call the protocol of the broker."""

    contract: Contract
    interaction: Interaction
    type: EventType
    terms: Terms
    protocol: frozenset[str]

    @property
    def carrier(self) -> Interaction:
        return carrier(self.contract, self.interaction, self.type)

    @property
    def places(self) -> frozenset[str]:
        """Places that say what an event is about, of whom and when: another value there is another event."""
        located = (self.terms.tenant, self.terms.correlation, self.terms.id, self.type.correlation)
        found = {place for one in located if one and (place := place_of(one)) is not None}
        found |= {f"header.{p.name}" for p in self.carrier.parameters if attribute(p.name) != p.name.lower()}
        pointers = (self.terms.key, self.type.extra.get("x-key"), self.terms.order and self.terms.order.version)
        return frozenset(found) | {f"body{pointer}" for pointer in pointers if isinstance(pointer, str)}

    @property
    def ids(self) -> frozenset[str]:
        """Places of what names the event itself."""
        if self.terms.id is not None:
            place = place_of(self.terms.id)
            return frozenset() if place is None else frozenset({place})
        if self.type.envelope != "cloudevents":
            return frozenset(f"body/{name}" for name in USUAL) | {place for place, _ in self._numbers}
        if not self.type.data:
            return frozenset({"body/id"})
        return frozenset({f"header.{prefix_of(self.type, self.contract.schemas, self.protocol)}id"})

    def named(self, draft: Draft, *, id: str, time: str, about: Collection[str] = ()) -> Draft:
        """As an event of its own: with an id that nobody had before, where its kind of event has one.

        `about`: pointers of what it is about, which stays.
        """
        if self.terms.id is not None:
            return self.enveloped(self.placed(draft, self.terms.id, id), id=id, time=time)
        if self.type.envelope != "cloudevents":
            return self._numbered(draft, id, about)
        return self.enveloped(draft, id=id, time=time)

    @property
    def _numbers(self) -> tuple[tuple[str, str], ...]:
        """The usual headers that name an event, as the contract writes them: place, and pointer of the schema."""
        described = {one.name.lower(): one for one in reversed(self.carrier.parameters)}
        found = (described[name] for name in HEADERS if name in described)
        return tuple((f"header.{one.name}", one.pointer) for one in found)

    def _numbered(self, draft: Draft, id: str, about: Collection[str]) -> Draft:
        """The usual headers and members that name an event, where they are there; a number where no text may stand."""
        able = (id, int(id[:7], 16)) if id[:7].isalnum() else (id,)
        for place, pointer in self._numbers:
            value = next((one for one in able if self.contract.schemas.is_valid(pointer, one)), None)
            if place in draft.parameters and value is not None:
                draft = replace(draft, parameters={**draft.parameters, place: value})
        for name in USUAL:
            if f"/{name}" in about:
                continue
            if isinstance(draft.body, dict) and name in draft.body and self.type.payload is not None:
                for value in able:
                    if self.contract.schemas.is_valid(self.type.payload, {**draft.body, name: value}):
                        return self.set(draft, f"/{name}", value)
        return draft

    @property
    def structured(self) -> bool:
        """Whether it travels as one JSON object with its data in it, as its content type says."""
        return self.type.data and self.type.content_type.startswith("application/cloudevents")

    def enveloped(self, draft: Draft, *, id: str, time: str) -> Draft:
        """With the attributes of a CloudEvent, where it is one; the contract's own constants stay."""
        if self.type.envelope != "cloudevents":
            return draft
        said = {"specversion": "1.0", "id": id, "type": self.type.type or self.type.name}
        said |= {"source": SOURCE, "time": time}
        if not self.type.data and isinstance(draft.body, dict):
            kept = {name: said[name] for name in ("specversion", "time", "source") if name in draft.body}
            return replace(draft, body={**draft.body, **kept, "id": id})
        prefix = prefix_of(self.type, self.contract.schemas, self.protocol)
        return replace(draft, parameters={**draft.parameters, **{f"header.{prefix}{k}": v for k, v in said.items()}})

    def placed(self, draft: Draft, location: str | None, value: str) -> Draft:
        """With a value where a runtime expression says."""
        if location is None:
            return draft
        if location.startswith(HEADER) and (name := header_name(location)) is not None:
            return replace(draft, parameters={**draft.parameters, f"header.{name}": value})
        if location.startswith(PAYLOAD):
            return self.set(draft, pointer_in(location.partition("#")[2]), value)
        return draft

    def set(self, draft: Draft, pointer: str, value: Any) -> Draft:
        """With a value in the payload; unchanged where there is nothing that could hold it."""
        try:
            return apply(draft, (Edit(f"body{pointer}", value),))
        except ContractKitError:
            return draft

    def id_of(self, draft: Draft) -> str | None:
        """The id of the event, as it was put into the envelope or among its members."""
        if self.terms.id is not None and self.terms.id.startswith(PAYLOAD):
            told = at_pointer(draft.body, pointer_in(self.terms.id.partition("#")[2]))
            return None if told is ABSENT else str(told)
        if self.type.envelope is None:
            body = draft.body if isinstance(draft.body, dict) else {}
            said = (*(draft.parameters.get(place) for place, _ in self._numbers), *(body.get(name) for name in USUAL))
            named = next((one for one in said if one), None)
            return None if named is None else str(named)
        if not self.type.data and isinstance(draft.body, dict):
            found = draft.body.get("id", ABSENT)
        else:
            found = draft.parameters.get(
                f"header.{prefix_of(self.type, self.contract.schemas, self.protocol)}id", ABSENT
            )
        return str(found) if found is not ABSENT else None

    def event(self, draft: Draft, address: str) -> Event:
        """As it travels; raises Unsendable for what no header can carry."""
        written = encode(self.contract, self.carrier, draft)
        headers = tuple((name, value) for name, value in written.headers if name != "Accept")
        named = {"Content-Type": "content-type"}
        headers += tuple(native(headers, self.protocol))
        lines = tuple((named.get(name, name), value) for name, value in headers)
        message = Message(None, lines, written.body or b"")
        if self.structured:
            message = as_structured(message, prefix_of(self.type, self.contract.schemas, self.protocol))
        return Event(address, message, key=self._key(draft))

    def unlike(self, event: Event, intent: Intent) -> str | None:
        """Why an event is not what it is sent as: our own judgement of it as it travels; None when it is."""
        try:
            found = tuple(flaws(self.contract, self.type, event))
        except ContractKitError as unclear:
            return str(unclear)
        heavy = [flaw for flaw in found if flaw.severity is not Severity.MINOR]
        if intent is Intent.VALID and heavy:
            return f"a generated event is not valid: {heavy[0].expected}, {heavy[0].actual}"
        return "a generated event is not invalid" if intent is Intent.FAULT and not found else None

    def correlation(self, event: Event) -> str | None:
        """The id by which an event is traced, where the contract says where it stands."""
        location = self.terms.correlation or self.type.correlation
        if location is None:
            return None
        found = located(location, event.message, seen(self.contract, self.type, event).payload)
        return None if found is ABSENT else str(found)

    def _key(self, draft: Draft) -> str | None:
        pointer = self.terms.key or self.type.extra.get("x-key")
        if isinstance(pointer, str):
            found = at_pointer(draft.body, pointer)
            return None if found is ABSENT or found is None else plain(found)
        return None

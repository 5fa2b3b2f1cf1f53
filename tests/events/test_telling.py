"""Which of a channel's messages an event is: by what it says, else by what it satisfies; else why nobody can say."""

import pytest
from tests.events.seen import binary, contract, event, structured

from contractkit.errors import Unjudged
from contractkit.events.flaws import EventFlaw
from contractkit.events.telling import tell
from contractkit.model import Part

NUMBER, TEXT, MAIL = {"type": "integer"}, {"type": "string"}, {"type": "string", "format": "email"}


def told(of, **messages):
    read = contract(**messages)
    types = [one for i in read.interactions for one in i.event.messages]
    return tell(read, types, of)


def name(of, **messages):
    found = told(of, **messages).type
    return found and found.name


def constant(member, value, **more):
    return {"payload": {"properties": {member: {"const": value}}, **more}}


def headed(header, value, **payload):
    return {"headers": {"properties": {header: {"const": value}}}, "payload": payload}


@pytest.mark.parametrize("header", ["type", "event_type", "eventType", "event"])
def test_a_constant_header_tells(header):
    messages = {"A": headed(header, "a"), "B": headed(header, "b")}
    assert name(event({"name": "Bob"}, (header, "b")), **messages) == "B"
    assert name(event({"name": "Bob"}, (header.upper(), "a")), **messages) == "A"
    assert told(event({}, (header, "c")), **messages).named == "c"


@pytest.mark.parametrize("member", ["type", "event_type", "eventType", "event"])
def test_a_constant_member_tells(member):
    messages = {"A": constant(member, "a"), "B": constant(member, "b")}
    assert name(event({member: "b"}), **messages) == "B"
    assert name(event({member: "c"}), **messages) is None


@pytest.mark.parametrize(
    ("header", "other"),
    [
        ("x-type", "X-TYPE"),
        ("event-type", "Event-Type"),
        ("x_message_type", "x_message_type"),
        ("eventName", "eventname"),
    ],
)
def test_a_header_that_is_fixed_tells_by_any_name_of_its_kind(header, other):
    messages = {"A": headed(header, "a", required=["a"]), "B": headed(header, "b", required=["b"])}
    assert name(event({"a": 1}, (other, "b")), **messages) == "B"
    assert told(event({"a": 1}, (other, "c")), **messages).named == "c"


@pytest.mark.parametrize("header", ["x-version", "source", "x-tenant"])
def test_a_fixed_header_of_another_kind_is_no_type(header):
    assert name(event({}, (header, "2")), A=headed(header, "1")) == "A"


def test_the_discriminator_of_a_payload_tells_whatever_its_name():
    kinds = {one: constant("kind", one, discriminator="kind", required=["id"]) for one in ("A", "B")}
    assert name(event({"kind": "B"}), **kinds) == "B"
    assert told(event({"kind": "C"}), A=kinds["A"]).named == "C"
    assert name(event({"kind": "C"}), A=constant("kind", "A")) == "A"  # a constant like any other


ALONE = [
    (headed("x-type", "a", required=["id"]), event({}, ("x-type", "c"))),
    (headed("ce_type", "order.gone", required=["id"]), binary(body={})),
    (constant("type", "a", required=["id"]), event({"type": "c"})),
    ({"payload": {"required": ["x"]}, "x-type": "a"}, event({}, ("event-type", "c"))),
    ({"payload": {"required": ["x"]}, "x-type": "a", "x-envelope": "cloudevents"}, binary()),
]


@pytest.mark.parametrize(("message", "of"), ALONE)
def test_what_says_another_type_is_not_the_only_one_there_is(message, of):
    found = told(of, A=message)
    assert (found.type, found.named in ("c", "order.paid")) == (None, True)


@pytest.mark.parametrize(
    ("message", "of"),
    [
        (headed("x-type", "a"), event({"type": "card", "name": "Bob"})),
        (headed("x-type", "a"), event({"type": "card"}, ("name", "Bob"), ("x-type", "a"))),
        ({"payload": {"properties": {"type": TEXT}}, "x-type": "a"}, event({"type": "card", "name": "Bob"})),
        (constant("type", "a"), event({"name": "Bob"}, ("event", "c"))),
        (constant("type", 5), event({"type": "c"})),
        ({"payload": {"required": ["id"]}}, event({"type": "c"}, ("x-type", "d"))),
    ],
)
def test_what_is_said_where_no_type_is_fixed_is_data(message, of):
    assert name(of, A=message) == "A"


def test_the_most_telling_place_decides():
    both = {"headers": {"properties": {"x-type": {"const": "paid"}}}, **constant("type", "order")}
    gone = {"headers": {"properties": {"x-type": {"const": "gone"}}}, **constant("type", "order")}
    assert name(event({"type": "order"}, ("x-type", "paid")), A=both, B=gone) == "A"
    assert told(event({"type": "order"}, ("x-type", "lost")), A=both).named == "lost"
    assert name(event({"type": "order"}), A=both) == "A"  # the header is missing, which is told of it


def test_a_cloud_event_tells_in_either_mode():
    messages = {"A": headed("ce_type", "order.paid"), "B": headed("ce_type", "order.gone")}
    assert name(binary(), **messages) == "A"
    assert name(structured(type="order.gone"), **messages) == "B"
    assert told(binary(type="x"), **messages).why == "it says that it is 'x', which the contract does not document"


def test_a_type_of_its_own_does_not_hide_what_the_payload_says():
    assert name(binary(body={"type": "a"}), A=constant("type", "a"), B=constant("type", "b")) == "A"
    assert name(event({"type": "a"}, ("type", "com.acme.Order")), A=constant("type", "a")) == "A"


def test_the_name_of_the_message_tells_too():
    assert name(event({}, ("type", "A")), A={"payload": {}}, B={"payload": {}}) == "A"
    assert name(event({}, ("type", "x")), A={"payload": NUMBER}, B={"payload": {}}) == "B"  # nobody promised a name


def test_a_message_alone_is_what_comes():
    assert name(event({}), A={"payload": NUMBER}) == "A"


def test_of_several_it_is_the_one_it_satisfies():
    messages = {"A": {"payload": NUMBER}, "B": {"payload": TEXT}}
    assert name(event(1), **messages) == "A"
    assert name(event("x"), **messages) == "B"
    assert name(event(""), A={"payload": NUMBER}, B={"payload": MAIL}) == "B"  # a format is an annotation
    found = told(event([]), **messages)
    assert (found.type, len(found.nearest)) == (None, 1)
    assert found.why == 'it fits none of A, B; nearest is A (payload: [] is not of type "integer")'


@pytest.mark.parametrize(
    ("flaw", "said"),
    [
        (EventFlaw(Part.PAYLOAD, "schema", "type at /n/0", "1 is no text", "/p"), "payload /n/0: 1 is no text"),
        (EventFlaw(Part.HEADERS, "schema", "required at the headers", "no x"), "headers: no x"),
        (EventFlaw(Part.ENVELOPE, "cloud-event", "a CloudEvent", "none"), "envelope: expected a CloudEvent, got none"),
    ],
)
def test_what_is_wrong_is_told_once_with_its_part_and_member(flaw, said):
    assert flaw.told == said


def test_what_fits_two_is_of_one_of_them():
    found = told(event(1), A={"payload": NUMBER}, B={"payload": {}}, C={"payload": TEXT})
    assert (found.type, [one.name for one in found.fits]) == (None, ["A", "B"])
    assert "nothing tells them apart" in found.why


PROTO = {"payload": {"schemaFormat": "application/vnd.google.protobuf;version=3", "schema": "x"}}


def test_what_no_type_can_be_judged_by_is_not_told():
    assert name(event(b"\x08"), A=PROTO) == "A"
    assert name(event(1), A=PROTO, B={"payload": NUMBER}) == "B"
    with pytest.raises(Unjudged):
        told(event(b"\x08"), A=PROTO, B=PROTO)
    with pytest.raises(Unjudged):
        told(event(b"[" * 200_000), A={"payload": {}})


def test_a_channel_without_messages_documents_none():
    assert tell(contract(), [], event()).why == "the contract documents no message on this channel"

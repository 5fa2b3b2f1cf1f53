"""What is published of a contract's own type is valid by that contract, whichever part of a CloudEvent it describes."""

import json

import pytest
from tests.events.seen import DATA, PAID, contract, only

from contractkit.events.composing import Composer
from contractkit.events.flaws import seen
from contractkit.events.naming import name_of
from contractkit.model import Draft, Intent, Terms

KAFKA = frozenset({"kafka"})
TEXT = {"type": "string"}
WHOLE = {
    "payload": {
        "type": "object",
        "required": ["specversion", "id", "source", "type", "data"],
        "properties": {
            **dict.fromkeys(("specversion", "id", "source"), TEXT),
            "type": {"const": "order.paid"},
            "data": PAID["payload"],
        },
    }
}
EVENT = {"specversion": "1.0", "id": "a", "source": "/a", "type": "order.paid", "data": {"id": "o-1"}}
CLOUD = "application/cloudevents+json"


def composed(message, body, *, default=None):
    read = contract(action="receive", Paid=message, more={"defaultContentType": default} if default else None)
    composer = Composer(read, read.interactions[0], only(read), Terms(), KAFKA)
    plain = Draft(body=body, media=composer.carrier.body.media[0].type)
    draft = composer.named(plain, id="e-9", time="2026-01-01T00:00:00Z")
    return composer, composer.event(draft, "orders.events")


@pytest.mark.parametrize(
    ("message", "default", "media"),
    [
        ({**WHOLE, "contentType": CLOUD}, None, CLOUD),
        (WHOLE, CLOUD, CLOUD),
        ({**WHOLE, "contentType": "application/json"}, CLOUD, "application/json"),
        (WHOLE, None, "application/json"),
    ],
)
def test_a_whole_cloud_event_says_the_content_type_of_its_contract(message, default, media):
    composer, event = composed(message, EVENT, default=default)
    assert (event.message.media, json.loads(event.message.body)["id"]) == (media, "e-9")
    assert composer.unlike(event, Intent.VALID) is None


@pytest.mark.parametrize("media", [CLOUD, "application/json"])
def test_of_data_alone_an_envelope_is_made(media):
    composer, event = composed({**DATA, "contentType": media}, {"id": "o-1"})
    assert event.message.media == media
    assert composer.unlike(event, Intent.VALID) is None


def test_a_whole_one_without_its_data_is_none():
    composer, event = composed({**WHOLE, "contentType": CLOUD}, {k: v for k, v in EVENT.items() if k != "data"})
    assert composer.unlike(event, Intent.FAULT) is None
    assert composer.unlike(event, Intent.VALID) is not None


@pytest.mark.parametrize("name", ["message-id", "Nats-Msg-Id", "event_id"])
def test_an_event_is_named_anew_in_the_header_that_tells_it_from_others(name):
    headers = {"type": "object", "required": [name], "properties": {name: TEXT, "x-shop": TEXT}}
    read = contract(action="receive", Paid={**PAID, "headers": headers})
    composer = Composer(read, read.interactions[0], only(read), Terms(), KAFKA)
    plain = Draft({f"header.{name}": "m", "header.x-shop": "s"}, body={"id": "o-1"}, media="application/json")
    draft = composer.named(plain, id="e-9", time="2026-01-01T00:00:00Z", about=("/id",))
    message = composer.event(draft, "orders.events").message
    assert (message.header(name), message.header("x-shop"), draft.body) == ("e-9", "s", {"id": "o-1"})
    assert composer.id_of(draft) == name_of(seen(read, only(read), composer.event(draft, "")), Terms()) == "e-9"
    assert f"header.{name}" in composer.ids


def test_a_header_that_may_be_left_out_is_not_added_for_a_name():
    headers = {"type": "object", "properties": {"message-id": TEXT}}
    _, event = composed({**PAID, "headers": headers}, {"id": "o-1"})
    assert event.message.header("message-id") is None

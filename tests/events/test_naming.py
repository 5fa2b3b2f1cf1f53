"""An event is one and the same under one id, however often it is delivered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.events.seen import binary, event, structured

from contractkit.events.naming import name_of
from contractkit.events.reading import read
from contractkit.model import Terms


def name(of, **terms):
    return name_of(read(of, cloud=True), Terms(**terms))


def test_a_cloud_event_is_named_by_source_and_id():
    assert name(binary()) == name(structured()) == "/orders e-1"
    assert name(binary(source="/other")) != name(binary())
    assert name(binary(time="2024-01-01T00:00:00Z")) == name(binary())


@pytest.mark.parametrize("header", ["event-id", "Message-Id", "Nats-Msg-Id", "Idempotency-Key"])
def test_a_header_names_it(header):
    assert name(event({"n": 1}, (header, "m-1"))) == name(event({"n": 2}, (header, "m-1"))) == "m-1"
    assert name(event({"n": 1}, (header, ""))) != ""


@pytest.mark.parametrize("member", ["event_id", "eventId", "message_id", "messageId"])
def test_a_member_names_it(member):
    assert name(event({member: 5, "n": 1})) == name(event({member: 5, "n": 2})) == "5"
    assert name(event({"id": 5, "n": 1})) != name(event({"id": 5, "n": 2}))  # the id of what it is about


def test_the_settings_say_it_before_all_others():
    assert name(binary(body={"own": 7}), id="$message.payload#/own") == "7"
    assert name(binary(seq="8"), id="$message.header#/ce_seq") == "8"
    assert name(event({}), id="$message.payload#/own") == ""


@given(st.binary(), st.binary())
def test_without_a_name_only_the_same_bytes_are_the_same_event(one, other):
    assert (one == other) is (name(event(one, ("content-type", "a/b"))) == name(event(other, ("content-type", "a/b"))))

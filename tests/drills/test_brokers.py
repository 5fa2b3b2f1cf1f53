"""A broker that cannot be used, or stops being usable, and rules of events that cannot hold: one sentence, and HOLD."""

import os
import signal
import socket
import sys
import threading
from pathlib import Path

import pytest
from tests.brokers.test_redis import command
from tests.drills.failing import fails_closed
from tests.plugin.place import CONTRACTS, Place

from contractkit.served import CommandTarget

QUICK = "policy: {budget: {examples: 0}}\n"
TARGET = "targets: {pets.openapi.yaml: {app: pets:app}}\n"
EVENTS = """
events:
  pet.created:
    channel: pets.events
    direction: send
    schema: {type: object, properties: {name: {type: string}}}
"""


@pytest.fixture
def told(place: Place) -> Place:
    place.write("contracts/pets.events.yaml", EVENTS)
    return place


def rules(place: Place, text: str, target: str = TARGET) -> None:
    place.settings(f"{target}{QUICK}{text}")


def test_no_broker_holds_and_says_where_to_name_one(told: Place) -> None:
    rules(told, "")
    fails_closed(told.contracts(), "pets.events has no broker: name one under broker: in contractkit.yaml", place=told)
    states = {o["id"]: o["reason"] for o in told.json("ledger.json")["obligations"]}
    assert "no broker: give broker:" in states["pets.events#pet.created:event.produces(pet.created)"]


def test_nobody_at_the_address_is_named_without_credentials(told: Place) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    rules(told, f"broker: {{url: 'redis://me:s3cret@127.0.0.1:{port}', timeout: 0.5}}\n")
    said = told.contracts()
    fails_closed(said, f"redis://127.0.0.1:{port}: ", "is it running?", place=told)
    assert "s3cret" not in said.text


@pytest.mark.parametrize(
    ("broker", "sentence"),
    [
        ("carrier-pigeon://loft", "no broker is spoken to as 'carrier-pigeon'; known: amqp,"),
        ("embedded:rabbitmq", "there is no embedded broker 'rabbitmq' (known: kafka, nats, redis)"),
        ("python:nowhere:handler", "nowhere"),
    ],
)
def test_a_broker_that_is_none_is_named_with_the_known_ones(told: Place, broker: str, sentence: str) -> None:
    rules(told, f"broker: '{broker}'\n")
    fails_closed(told.contracts(), sentence, place=told)


@pytest.mark.parametrize(
    ("broker", "module", "extra"),
    [
        ("embedded:kafka", "confluent_kafka", "kafka"),
        ("redis://127.0.0.1:1", "redis", "redis"),
        ("kafka://x:1", "confluent_kafka", "kafka"),
    ],
)
def test_a_missing_extra_names_the_line_that_installs_it(
    told: Place, monkeypatch: pytest.MonkeyPatch, broker: str, module: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    rules(told, f"broker: {broker}\n")
    fails_closed(told.contracts(), f"pip install 'pytest-contractkit[{extra}]'", place=told)


def test_what_is_caused_by_nothing_is_unproven_and_says_the_line_to_add(told: Place) -> None:
    rules(told, "broker: embedded:redis\n")
    said = told.contracts()
    fails_closed(said, "say what causes it: events: {pet.created: {caused_by: <operation>}}", place=told)


def test_a_cause_that_is_no_operation_is_said(told: Place) -> None:
    rules(told, "broker: embedded:redis\nevents: {pet.created: {caused_by: adPet}}\n")
    fails_closed(
        told.contracts(),
        "contractkit.yaml:5: events: caused_by: there is no operation 'adPet'; did you mean 'addPet'?",
        place=told,
    )


def test_a_rule_that_matches_nothing_is_refused(told: Place) -> None:
    rules(told, "broker: embedded:redis\nevents: {pet.deleted: {caused_by: addPet}}\n")
    fails_closed(told.contracts(), "events: no operation matches 'pet.deleted'", place=told)


def test_an_unknown_key_of_a_rule_is_refused_with_a_hint(told: Place) -> None:
    rules(told, "events: {pet.created: {caused_bye: addPet}}\n")
    fails_closed(
        told.contracts(), "contractkit.yaml:4: unknown key 'caused_bye'; did you mean 'caused_by'?", place=told
    )


def test_an_event_that_does_not_come_is_a_finding(told: Place) -> None:
    rules(told, "broker: embedded:redis\nevents: {pet.created: {caused_by: addPet, within: 100ms}}\n")
    said = told.contracts("-k", "produced")
    assert said.status == 1
    assert "expected pet.created on pets.events within 0.1 s" in said
    assert "nothing came within 0.2 s" in said


def test_a_broker_that_dies_half_way_holds_and_nothing_is_claimed(told: Place, tmp_path: Path) -> None:
    started = CommandTarget(command(), cwd=tmp_path)
    rules(
        told, f"broker: redis://127.0.0.1:{started.port}\nevents: {{pet.created: {{caused_by: addPet, within: 2s}}}}\n"
    )
    killer = threading.Timer(1.5, os.kill, (started.pid, signal.SIGKILL))
    killer.start()
    said = told.contracts("-k", "produced")
    killer.join()
    started.close()
    assert (said.status, "the run was aborted" in said) == (1, True), said.text
    assert "violated, 0" not in said.text.replace("0 violated, 0", "")


def test_items_of_events_are_collected_and_chosen_as_any_other(told: Place) -> None:
    rules(told, "broker: embedded:redis\nevents: {pet.created: {caused_by: addPet, within: 100ms}}\n")
    assert "pet.created" in told.contracts("--collect-only", "-q").text
    chosen = told.pytest(CONTRACTS, "--collect-only", "-q", "-m", "TEST_E2E_BACK").text
    assert "::pet.created::produced" in chosen
    assert "::requests" not in chosen

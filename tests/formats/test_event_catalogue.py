"""Catalogues of events: what each entry says is read as an AsyncAPI document would say it, and slips are told."""

import json
from pathlib import Path
from typing import Any

import pytest

from contractkit.errors import ContractError
from contractkit.events.flaws import flaws
from contractkit.loading import load, load_contract
from contractkit.model import Action, Contract, Event, Kind, Message

ORDER = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
ENTRY = {"schema": ORDER, "channel": "orders", "direction": "send"}


@pytest.fixture
def read(tmp_path: Path):
    def load(document: Any, name: str = "events.yaml", **files: Any) -> Contract:
        for file, held in {name: document, **{n.replace("_", "."): held for n, held in files.items()}}.items():
            (tmp_path / file).write_text(held if isinstance(held, str) else json.dumps(held, indent=1))
        return load_contract(tmp_path / name)

    return load


def one(contract: Contract) -> Any:
    [interaction] = contract.interactions
    assert interaction.event is not None
    [message] = interaction.event.messages
    return interaction, interaction.event, message


def event(body: Any, key: str | None = None, **headers: str) -> Event:
    return Event("orders", Message(None, tuple(headers.items()), json.dumps(body).encode()), key)


@pytest.mark.parametrize("document", [{"version": 1, "events": {"order.paid": ENTRY}}, {"order.paid": ENTRY}])
def test_an_entry_is_an_operation_of_its_channel(read, document):
    contract = read(document)
    interaction, role, message = one(contract)
    assert (contract.kind, contract.version, contract.defects) == (Kind.EVENT, "catalogue 1", ())
    assert (interaction.name, role.channel.address, message.type) == ("order.paid", "orders", "order.paid")
    assert [f.detail for f in flaws(contract, message, event({}))] == ["id"]


@pytest.mark.parametrize(
    ("direction", "action"),
    [
        ("send", Action.SEND),
        ("produced", Action.SEND),
        ("receive", Action.RECEIVE),
        ("consumed", Action.RECEIVE),
    ],
)
def test_directions_are_seen_from_the_service(read, direction, action):
    assert one(read({"e.a": {**ENTRY, "direction": direction}}))[1].action is action


def test_entries_share_defaults_and_may_say_otherwise(read):
    defaults = {"channel": "orders", "direction": "send", "content_type": "text/plain"}
    entries = {"e.a": {"schema": ORDER}, "e.b": {"schema": ORDER, "channel": "other"}}
    contract = read({"defaults": defaults, "events": entries})
    assert [i.path for i in contract.interactions] == ["orders", "other"]
    assert [i.event.messages[0].content_type for i in contract.interactions if i.event] == ["text/plain"] * 2


def test_a_schema_may_stand_in_a_file_of_its_own(read):
    contract = read({"e.a": {**ENTRY, "schema": "order.json"}}, order_json=ORDER)
    _, _, message = one(contract)
    [error] = contract.schemas.errors(message.payload, {})
    assert contract.locate(error.definition).file.endswith("order.json")


@pytest.mark.parametrize(
    ("dialect", "fits"), [({}, False), ({"$schema": "http://json-schema.org/draft-07/schema#"}, True)]
)
def test_schemas_are_of_2020_12_unless_they_say_otherwise(read, dialect, fits):
    """In draft-07 nothing beside a reference means something."""
    schema = {**dialect, "$ref": "order.json", "required": ["b"]}
    contract = read({"e.a": {**ENTRY, "schema": schema}}, order_json={"type": "object"})
    assert (contract.schemas.errors(one(contract)[2].payload, {}) == ()) is fits


def test_a_key_is_a_place_in_the_payload(read):
    contract = read({"e.a": {**ENTRY, "key": "/id"}})
    message = one(contract)[2]
    assert [list(flaws(contract, message, event({"id": "7"}, key=key))) == [] for key in ("7", "8")] == [True, False]


def test_an_envelope_is_around_what_the_schema_describes(read):
    contract = read({"e.a": {**ENTRY, "envelope": "cloudevents"}})
    message = one(contract)[2]
    told = {"ce_specversion": "1.0", "ce_id": "1", "ce_source": "/s", "ce_type": "e.a"}
    assert (message.envelope, message.data) == ("cloudevents", True)
    assert list(flaws(contract, message, event({"id": "7"}, **told))) == []
    assert [f.part for f in flaws(contract, message, event({"id": "7"}))] == ["envelope"]


def test_what_else_an_entry_says_is_kept(read):
    said = {"correlation": "$message.header#/c", "examples": [{"id": "1"}], "x-contractkit": {"caused_by": "POST /o"}}
    entry = {**ENTRY, **said, "protocol": "amqp", "binding": {"is": "queue"}, "headers": {"type": "object"}}
    _, role, message = one(read({"e.a": entry}))
    assert (message.correlation, message.examples) == ("$message.header#/c", ({"id": "1"},))
    assert (role.says, role.channel.bindings) == ({"caused_by": "POST /o"}, {"amqp": {"is": "queue"}})
    assert message.headers is not None


@pytest.mark.parametrize(
    "said", [{"schema": "order.avsc"}, {"schema": "order.json", "format": "application/vnd.apache.avro"}]
)
def test_avro_schemas_are_told_by_their_name_or_format(read, said):
    avro = {"type": "record", "name": "R", "fields": []}
    message = one(read({"e.a": {**ENTRY, **said}}, order_avsc=avro, order_json=avro))[2]
    assert (message.format, message.payload, message.extra["avro"]) == ("avro", None, avro)


def test_a_schema_that_says_where_it_travels_is_a_catalogue_of_one(read):
    document = {"$schema": "http://json-schema.org/draft-07/schema#", **ORDER}
    told = {"x-event": {"channel": "orders", "direction": "receive"}}
    contract = read({**document, **told}, "order.paid.schema.json")
    interaction, role, message = one(contract)
    assert (interaction.name, role.action, message.type) == ("order.paid", Action.RECEIVE, "order.paid")
    assert [e.keyword for e in contract.schemas.errors(message.payload, {})] == ["required"]


@pytest.mark.parametrize("document", [{"e.a": ORDER, "e.b": ORDER}, {"$schema": "s", **ORDER}])
def test_schemas_that_do_not_say_where_they_travel_are_recognised(tmp_path, document):
    (tmp_path / "events.json").write_text(json.dumps(document))
    loaded = load(tmp_path)
    [recognised] = loaded.recognised
    assert (loaded.contracts, loaded.problems, recognised.judged) == ((), (), False)
    assert "it does not say where" in recognised.reason


@pytest.mark.parametrize(
    ("entry", "words", "line"),
    [
        ({**ENTRY, "chanel": "x"}, "unknown member 'chanel' of an event; did you mean 'channel'?", 16),
        ({**ENTRY, "direction": "up"}, "say send (the service produces it) or receive", 2),
        ({"schema": ORDER, "direction": "send"}, "event 'e.a' has no 'channel'; say where it travels", 2),
        ({"channel": "c", "direction": "send"}, "'e.a' has no 'schema'; name its JSON Schema", 2),
        ({**ENTRY, "key": "id"}, "'key: id' must be a JSON pointer into the payload", 16),
        ({**ENTRY, "envelope": "soap"}, "'envelope: soap' must be cloudevents", 16),
        ({**ENTRY, "correlation": "trace-id"}, "must say where it stands, such as $message.header#", 16),
    ],
)
def test_slips_of_an_entry_are_told_with_their_line(read, entry, words, line):
    with pytest.raises(ContractError) as refused:
        read({"e.a": entry})
    assert words in str(refused.value)
    assert f"events.yaml:{line}: " in str(refused.value)


def test_a_file_that_is_missing_is_told(read):
    with pytest.raises(ContractError, match=r"order\.json"):
        read({"e.a": {**ENTRY, "schema": "order.json"}})

"""What a dry run says of events: where they would go, what causes them, and about how many there would be."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from examples.orders.app import make_app
from examples.orders.callers import DEMO

from contractkit import verify
from contractkit.dry_events import stimuli
from contractkit.dry_run import planned
from contractkit.model import Interaction
from contractkit.options import Item, Options
from contractkit.run import Run
from contractkit.settings.file import read_settings

ROOT = Path(__file__).parents[1]
ORDER = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "minLength": 1}}}
EVENTS = {
    "order.created": {"channel": "orders", "direction": "send", "schema": ORDER},
    "order.paid": {"channel": "payments", "direction": "receive", "schema": ORDER},
}


def lines(folder: Path, settings: str) -> list[str]:
    (folder / "shop.events.json").write_text(json.dumps({"version": 1, "events": EVENTS}))
    (folder / "contractkit.yaml").write_text(f"version: 1\n{settings}")
    run = Run(Options(contracts=folder, root=folder), run_id="dry")
    try:
        return [line.strip() for line in planned(run, run.items())]
    finally:
        run.close()


def counts(folder: Path, paid: str, *, examples: int = 9) -> dict[str, int]:
    policy = f"policy: {{budget: {{examples: {examples}}}}}\nbroker: embedded:redis\n"
    told = lines(folder, f"{policy}events: {{order.created: {{caused_by: order.paid}}, order.paid: {{{paid}}}}}")
    listed = [words.split() for line in told if ": " in line for words in line.partition(": ")[2].split(", ")]
    return {words[0]: int(words[1]) for words in listed if len(words) == 2 and words[1].isdigit()}


def test_events_go_to_the_broker_and_have_a_cause(tmp_path: Path) -> None:
    told = lines(tmp_path, "broker: embedded:redis\nevents: {order.created: {caused_by: order.paid}}")
    assert told[0] == "shop.events.json -> broker embedded:redis"
    received, sent = told.index("order.paid  RECEIVE payments"), told.index("order.created  SEND orders")
    assert received < sent  # so that a consumer that stops is found where it is asked about
    assert told[received + 1].startswith("published by us: consumed ")
    assert told[sent + 1].startswith("caused by order.paid: produced ")
    assert told[-1].startswith("2 operations, about ")


def test_what_would_not_be_sent_says_why(tmp_path: Path) -> None:
    told = lines(tmp_path, "")
    assert "nothing is sent, no broker: give broker: in contractkit.yaml" in told[0]
    assert any("nothing is sent, say what causes it: events: {order.created: {caused_by" in one for one in told)


def test_there_are_more_where_more_is_promised(tmp_path: Path) -> None:
    plain = counts(tmp_path, "effect: {call: 'a:b'}")
    more = counts(tmp_path, "effect: {call: 'a:b'}, duplicate: once, order: kept, dead_letter: dlq")
    assert more["consumed"] > plain["consumed"] + 10
    assert more["consumed-properties"] == plain["consumed-properties"] + 3
    assert counts(tmp_path, "effect: {call: 'a:b'}", examples=90)["consumed-properties"] == 61


def test_what_is_made_and_read_for_an_event_counts(tmp_path: Path) -> None:
    told = counts(tmp_path, "effect: {call: 'a:b'}")
    assert counts(tmp_path, "consumer: shop")["consumed"] == told["consumed"]
    assert counts(tmp_path, "effect: {call: 'a:b'}, dead_letter: dlq")["produced"] > told["produced"]


def test_a_function_is_called_and_nothing_else(tmp_path: Path) -> None:
    told = lines(tmp_path, "broker: embedded:redis\nevents: {order.created: {caused_by: 'shop.testing:nightly'}}")
    assert told[told.index("order.created  SEND orders") + 1] == "caused by shop.testing:nightly: produced 2"


@pytest.mark.parametrize(
    ("name", "probe"),
    [("onCancelOrder", "consumed"), ("sendOrderCreated", "produced"), ("sendOrderCancelled", "produced")],
)
def test_the_count_is_near_what_a_run_of_the_sample_sends(name: str, probe: str) -> None:
    settings = replace(read_settings(ROOT / "contracts/contractkit.yaml", root=ROOT, environ=DEMO), targets={})

    def wanted(item: Item) -> bool:
        return item.probe == probe and item.interaction is not None and item.interaction.name == name

    result = verify(ROOT / "contracts", app=make_app(), settings=settings, examples=0, only=wanted)
    sent = sum(one.requests for one in result.ledger.interactions.values())
    contract = next(one for one in result.contracts if one.id == "orders-events")
    own = contract.interaction(name)
    assert isinstance(own, Interaction)
    assert 0.75 * sent <= stimuli(contract, own, probe, settings) <= 1.35 * sent

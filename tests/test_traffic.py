"""What a run showed of each message: those of operations, of replies, and those that no operation sends.

`result(seen, part of an id=state)` is one of a real contract, all else proven; `only(message, of)` is a row of it.
"""

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.memory import ran

from contractkit.agreements import agreed
from contractkit.ledger import settle
from contractkit.loading import load
from contractkit.model import (
    Contract,
    Decision,
    Entry,
    Ledger,
    Reached,
    Register,
    Result,
    State,
    Terms,
    Traffic,
    Verdict,
)
from contractkit.promise import promise
from contractkit.settings import Settings
from contractkit.settings.events import EventRule
from contractkit.traffic import Row, rows

TEXT = {"payload": {"type": "object", "properties": {"id": {"type": "string"}}}}


def _ref(*names: str) -> dict[str, str]:
    return {"$ref": "#/channels/" + "/".join(names)}


DOCUMENT: dict[str, Any] = {
    "asyncapi": "3.0.0",
    "info": {"title": "Orders | told and asked", "version": "1"},
    "channels": {
        "orders": {"address": "orders.events", "messages": {"Order": TEXT, "Order Paid": TEXT, "Lost": TEXT}},
        "asked": {"address": "orders.asked", "messages": {"Ask": TEXT}},
        "answers": {"address": "orders.answers", "messages": {"Answer": TEXT}},
    },
    "operations": {
        "tell": {
            "action": "send",
            "channel": _ref("orders"),
            "messages": [_ref("orders", "messages", "Order"), _ref("orders", "messages", "Order Paid")],
        },
        "onAsk": {"action": "receive", "channel": _ref("asked"), "reply": {"channel": _ref("answers")}},
    },
}


def contract() -> Contract:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.asyncapi.json"
        path.write_text(json.dumps(DOCUMENT, indent=1))
        [read] = load(path, base=path.parent).contracts
    terms = (EventRule("tell", Terms(caused_by=("createOrder",))), EventRule("*", Terms(duplicate="once")))
    return agreed(read, Settings(events=terms))


def result(seen: dict[str, Reached] | None = None, **states: State) -> Result:
    """`states`: of obligations by a part of their id, `_` for what stands between names; the others are proven."""
    of = contract()
    promises = [o for i in of.interactions for o in promise(of, i)]
    told = {
        o.id: next((s for part, s in states.items() if part.replace("_", ".") in o.id), State.PROVEN) for o in promises
    }
    ledger = settle(Ledger({id: Entry(s, "why") for id, s in told.items()}, seen or {}), promises)
    verdict = Verdict(Decision.HOLD, ())
    owners = {"orders-events#tell": "data"}
    return Result(ran(), (of,), (), tuple(promises), ledger, Register(), verdict, owners)


def only(message: str, of: Result) -> Row:
    [row] = [row for row in rows(of, of.contracts[0]) if row.message == message]
    return row


def test_every_message_has_a_row_in_the_order_of_the_contract():
    of = result()
    told = [(r.message, r.operation.name, r.direction, r.channel) for r in rows(of, of.contracts[0])]
    assert told == [
        ("Order", "tell", "send", "orders.events"),
        ("Order Paid", "tell", "send", "orders.events"),
        ("Lost", "tell", "none", "orders.events"),
        ("Ask", "onAsk", "receive", "orders.asked"),
        ("Answer", "onAsk", "reply", "orders.answers"),
    ]


def test_a_row_says_where_its_message_stands():
    line = next(n for n, text in enumerate(json.dumps(DOCUMENT, indent=1).splitlines(), 1) if '"Ask"' in text)
    assert (only("Ask", result()).location.line, only("Ask", result()).location.pointer) == (
        line,
        "/channels/asked/messages/Ask",
    )


@pytest.mark.parametrize(
    ("message", "seen", "shown"),
    [
        ("Order", Traffic(heard=3), True),
        ("Order", Traffic(), False),
        ("Ask", Traffic(published=2, processed=1), True),
        ("Ask", Traffic(published=2), False),
        ("Answer", Traffic(heard=1), True),
        ("Answer", Traffic(published=1, processed=1), False),
    ],
)
def test_seen_is_heard_or_published_and_processed(message: str, seen: Traffic, shown: bool):
    of = result({f"orders-events#{name}": Reached(messages={message: seen}) for name in ("tell", "onAsk")})
    row = only(message, of)
    assert (row.traffic, row.seen) == (seen, shown)


def counted(row: Row) -> tuple[int, int, int]:
    return row.proven, row.violated, row.unproven


def test_a_promise_about_one_message_counts_at_that_one_alone():
    of = result(**{"event_produces(Order Paid)": State.VIOLATED})
    assert (only("Order", of).violated, only("Order Paid", of).violated) == (0, 1)


def test_a_promise_about_the_operation_counts_at_each_of_its_messages():
    of = result(**{"event_cause(createOrder)": State.VIOLATED})
    assert [only(name, of).violated for name in ("Order", "Order Paid", "Lost")] == [1, 1, 0]


def test_a_reply_has_its_payload_and_that_it_comes_a_request_what_is_promised_of_processing_it():
    of = result(event_reply=State.VIOLATED, event_consumes=State.BLOCKED)
    payloads = sum("event.payload(Answer " in o.id for o in of.obligations)
    assert payloads > 0
    assert counted(only("Answer", of)) == (payloads, 1, 0)
    assert counted(only("Ask", of)) == (1, 1, 1)  # the duplicate, the reply, that it is consumed


def test_a_contract_of_requests_has_no_messages():
    of = result()
    assert list(rows(of, replace(of.contracts[0], interactions=()))) == []

"""Rows of messages in the gap matrix: what was never seen stands above all, and in bold."""

from pathlib import Path

import pytest
from tests.test_traffic import result

from contractkit.model import Reached, State, Traffic
from contractkit.reports.gap_matrix import gap_matrix

STORED = Path(__file__).parent / "expected" / "endpoint-gap-matrix-of-events.md"
HEARD = Reached(True, 0, messages={"Order": Traffic(heard=7)})


def asked(**counts: int) -> Reached:
    return Reached(True, 9, messages={"Ask": Traffic(**counts), "Answer": Traffic(heard=4)})


def test_messages_read_as_they_are_stored(request: pytest.FixtureRequest):
    seen = {"orders-events#tell": HEARD, "orders-events#onAsk": asked(published=5, processed=4)}
    written = gap_matrix(result(seen, **{"event_produces(Order Paid)": State.BLOCKED, "event_cause": State.VIOLATED}))
    if request.config.getoption("--accept", default=False):
        STORED.write_text(written, "utf-8")
    assert written == STORED.read_text("utf-8")


def test_what_was_published_and_never_processed_is_told_from_what_was_never_published():
    def cell(**counts: int) -> str:
        text = gap_matrix(result({"orders-events#onAsk": asked(**counts)}))
        return next(line for line in text.splitlines() if line.startswith("| `Ask`")).split(" | ")[5]

    assert (cell(), cell(published=3)) == ("**never published**", "**3 published, 0 processed**")


def test_where_every_message_was_seen_none_is_named_above():
    whole = {"Order": Traffic(heard=1), "Order Paid": Traffic(heard=1)}
    text = gap_matrix(
        result({"orders-events#tell": Reached(messages=whole), "orders-events#onAsk": asked(processed=1)})
    )
    unsent = "- `Lost` on orders.events: no operation sends it (`orders-events#tell`)"
    assert [line for line in text.splitlines() if line.startswith("- `Order") or line == unsent] == [unsent]

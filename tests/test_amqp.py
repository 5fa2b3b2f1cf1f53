from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from contractkit.amqp import as_text, place, written
from contractkit.errors import Unsendable
from contractkit.model import Topic


def routed(address: str) -> Topic:
    return Topic(address, {"is": "routingKey", "exchange": {"name": "events", "type": "topic"}})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00+00:00"),
        (Decimal("1.5"), "1.5"),
        ([True, None], "[true, null]"),
        ("1", "1"),
    ],
)
def test_a_value_of_a_header_table_as_text(value: Any, text: str) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("address", "bound"),
    [
        ("orders.created", "orders.created"),
        ("orders.{id}.created", "orders.*.created"),
        ("orders.no-{id}.created", "orders.*.created"),
        ("users/{id}/signup", "*"),
        ("{a.b}.x", "*.x"),
    ],
)
def test_a_template_is_bound_by_whole_words(address: str, bound: str) -> None:
    assert place(routed(address)).bound() == bound


@pytest.mark.parametrize(
    ("binding", "noun"),
    [({"is": "queue"}, "a queue"), ({"exchange": {"name": "plain", "type": "direct"}}, "a direct exchange")],
)
def test_wildcards_where_there_are_none_are_unsendable(binding: dict[str, Any], noun: str) -> None:
    with pytest.raises(Unsendable, match=rf"'orders\.\{{id\}}': {noun} knows no wildcards"):
        place(Topic("orders.{id}", binding)).bound()


def test_what_is_longer_than_a_routing_key_is_unsendable() -> None:
    assert place(routed("x" * 255)).address == "x" * 255
    with pytest.raises(Unsendable, match="longer than the 255 bytes"):
        place(routed("ö" * 128))


@pytest.mark.parametrize(
    "header", [("x" * 256, "1"), ("type", "x" * 256), ("message-id", "\udcff"), ("\udcff", "1"), ("Type", "ö" * 128)]
)
def test_headers_that_amqp_has_no_room_for_are_unsendable(header: tuple[str, str]) -> None:
    with pytest.raises(Unsendable, match="AMQP has 255 bytes of UTF-8 for header names, content-type"):
        written((header,))


def test_properties_and_the_table_are_told_apart_by_name() -> None:
    pairs = (("Content-Type", "text/plain"), ("trace", "1"), ("raw", "\udcff"), ("long", "x" * 256))
    assert written(pairs) == {
        "content_type": "text/plain",
        "headers": {"trace": "1", "raw": b"\xff", "long": "x" * 256},
    }

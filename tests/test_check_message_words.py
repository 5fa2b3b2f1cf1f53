"""What `contractkit.check_message` says to those who test: values it cannot take, and mismatches in one line."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from tests.captures.orders import contract, event

import contractkit
from contractkit.errors import UsageError
from contractkit.model import Mismatch

CREATED = contract()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"at": datetime(2026, 1, 2)}, "/at is of type datetime, which JSON does not know; give what your service"),
        ({"lines": [{"a/b": uuid4()}]}, "/lines/0/a~1b is of type UUID"),
        ({"price": Decimal("1.5")}, "/price is of type Decimal"),
        ({(1, 2): 3}, "the name (1, 2) in the message is of type tuple"),
    ],
)
def test_a_value_that_json_does_not_know_is_told_with_its_place(value: Any, says: str):
    for message in (value, {"topic": "orders", "headers": {}, "value": value}):
        with pytest.raises(UsageError, match=re.escape(says)):
            contractkit.check_message(CREATED, message, type="OrderCreated")
    known = {"at": "2026-01-02", "n": (1, 2.5, None, True), 3: {}}
    assert contractkit.check_message(contract({"Any": {"payload": {}}}), known) == ()


def test_a_mismatch_is_one_line_in_a_failing_assertion():
    number = contract({"Any": {"payload": {"properties": {"quantity": {"type": "integer"}}}}})
    found = contractkit.check_message(number, {"quantity": "1"})
    assert repr(found) == """(payload: "1" is not of type "integer"; expected: type at /quantity,)"""
    [other] = contractkit.check_message(CREATED, event(type="order.lost"))
    assert str(other).endswith("; expected: one of OrderCreated, OrderDeleted")


def test_a_mismatch_of_an_answer_names_what_it_is_about():
    assert str(Mismatch("status", "one of 200, 404", "500")) == "status: 500; expected: one of 200, 404"

"""What `contractkit.check_message` says to those who test: values it cannot take."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from tests.captures.orders import contract

import contractkit
from contractkit.errors import UsageError

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

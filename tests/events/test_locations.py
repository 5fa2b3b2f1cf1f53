"""Runtime expressions of AsyncAPI: what they mean in a message, and nothing where they mean nothing."""

import pytest

from contractkit.events.locations import at_pointer, header_name, located
from contractkit.model import ABSENT, Message

BODY = {"order": {"id": "o-1", "a/b": 1, "": 2, "n": None}, "list": ["x"], "é": 3}
HEADERS = (
    ("Correlation-Id", "c-1"),
    ("MQMD", '{"CorrelId": "m-1", "n": 5}'),
    ("a.b", "dotted"),
    ("c/d", "slashed"),
    ("e_f", "joined"),
    ("last", "by its last step"),
    ("broken", "{"),
)


@pytest.mark.parametrize(
    ("location", "value"),
    [
        ("$message.payload", BODY),
        ("$message.payload#", BODY),
        ("$message.payload#/order/id", "o-1"),
        ("$message.payload#/order/a~1b", 1),
        ("$message.payload#/order/a%2Fb", ABSENT),
        ("$message.payload#/order/", 2),
        ("$message.payload#/order/n", None),
        ("$message.payload#/list/0", "x"),
        ("$message.payload#/list/1", ABSENT),
        ("$message.payload#/list/-", ABSENT),
        ("$message.payload#/%C3%A9", 3),
        ("$message.payload#/order/id/x", ABSENT),
        ("$message.header#/correlation-id", "c-1"),
        ("$message.header#/correlationId", "c-1"),
        ("$message.header#/correlation_id", "c-1"),
        ("$message.header#/MQMD/CorrelId", "m-1"),
        ("$message.header#/MQMD/n", 5),
        ("$message.header#/a/b", "dotted"),
        ("$message.header#/c/d", "slashed"),
        ("$message.header#/e/f", "joined"),
        ("$message.header#/any/last", "by its last step"),
        ("$message.header#/broken/x", ABSENT),
        ("$message.header#/other", ABSENT),
        ("$message.header", ABSENT),
        ("$request.body#/id", ABSENT),
        ("nonsense", ABSENT),
    ],
)
def test_a_location_means_one_value(location, value):
    assert located(location, Message(None, HEADERS), BODY) == value


def test_a_payload_that_could_not_be_read_holds_nothing():
    assert located("$message.payload#/id", Message(None), ABSENT) is ABSENT


@pytest.mark.parametrize("pointer", ["", "/list/9", "/list/00000000000000000000001", "/list/" + "9" * 5000, "/x/y"])
def test_a_pointer_leads_somewhere_or_nowhere(pointer):
    assert at_pointer(BODY, pointer) in (BODY, ABSENT)


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("$message.header#/a", "a"),
        ("$message.header#/a/b", "b"),
        ("$message.header", None),
        ("$message.payload#/a", None),
    ],
)
def test_the_header_a_location_names(location, name):
    assert header_name(location) == name

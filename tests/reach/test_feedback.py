import json

import pytest

from contractkit.model import Message
from contractkit.reach.feedback import named, says


def refusal(value):
    body = json.dumps(value) if not isinstance(value, str) else value
    return Message(422, (("content-type", "application/json"),), body.encode())


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ({"detail": [{"loc": ["body", "age"], "msg": "name is fine"}]}, ("age",)),
        ({"errors": [{"pointer": "#/customer/age", "detail": "too big"}]}, ("age",)),
        ({"errors": [{"source": {"pointer": "/data/attributes/name"}}]}, ("name",)),
        ({"error": {"param": "limit"}}, ("limit",)),
        ({"age": ["This field is required."]}, ("age",)),
        ({"message": "limit must be below 100"}, ("limit",)),
        ("plain text about the limit, please", ("limit",)),
        ({"message": "page and message are wrong"}, ()),
        ({"message": "the pager"}, ()),
    ],
)
def test_the_refused_place_is_read_from_the_answer(value, names):
    assert named(refusal(value), ("age", "name", "limit")) == names


def test_a_refusal_is_told_in_one_short_line():
    assert says(Message(400, (), b"a\n" * 500), limit=20) == "a a a a a a a a a a…"
    assert says(None) == "no answer"


def test_the_words_of_a_refusal_are_told_without_its_ids():
    body = refusal(
        {"title": "Invalid", "correlation_id": "9f3a", "errors": [{"pointer": "#/age", "detail": "too big"}]}
    )
    assert says(body) == "Invalid, #/age, too big"
    assert says(refusal({"id": "7"})) == '{"id": "7"}'


def test_a_refusal_can_be_shown_on_any_terminal():
    assert says(Message(400, (), b"\x1b[2Jgone \xe2\x80\xae")) == "\\x1b[2Jgone \\u202e"
    assert says(refusal('{"message": "half \\ud800"}')) == "half \\ud800"

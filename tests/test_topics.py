"""Addresses with parameters become what brokers understand, and what travels keeps its bytes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractkit.errors import Unsendable
from contractkit.topics import (
    bytes_of,
    filled,
    is_template,
    message,
    names,
    pattern,
    read_parameters,
    text_of,
    wildcard,
)

LIGHT = "lights/{id}/dim/{level}"


@pytest.mark.parametrize(
    ("address", "found"),
    [("orders", ()), ("", ()), (LIGHT, ("id", "level")), ("{a}{b}", ("a", "b")), ("{}", ()), ("{{a}}", ("a",))],
)
def test_an_address_with_parameters_is_a_template(address, found):
    assert (is_template(address), names(address)) == (bool(found), found)


@pytest.mark.parametrize(("mark", "found"), [("+", "lights/+/dim/+"), ("*", "lights/*/dim/*")])
def test_a_wildcard_stands_for_each_parameter(mark, found):
    assert wildcard(LIGHT, mark) == found
    assert wildcard("orders", mark) == "orders"


def test_an_address_is_filled_with_values_or_cannot_be_sent():
    assert filled(LIGHT, {"id": r"\1", "level": "é", "other": "x"}) == r"lights/\1/dim/é"
    with pytest.raises(Unsendable, match=r"'level' has no value; give one under values:"):
        filled(LIGHT, {"id": "1"})


@pytest.mark.parametrize(
    ("address", "travelled", "found"),
    [
        (LIGHT, "lights/5/dim/low", {"id": "5", "level": "low"}),
        (LIGHT, "lights/5/dim/", {}),
        (LIGHT, "lights/5/6/dim/low", {}),
        (LIGHT, "a/lights/5/dim/low", {}),
        ("orders.{id}", "orders.5", {"id": "5"}),
        ("orders.{id}", "ordersX5", {}),
        ("orders.{id}", "orders.5.6", {}),
        ("orders-{id}-v1", "orders-a-b-v1", {"id": "a-b"}),
        ("a+(b){id}", "a+(b)5", {"id": "5"}),
        ("{a-b}/{a-b}", "1/2", {"a-b": "2"}),  # no name of a group
        ("orders", "orders", {}),
    ],
)
def test_parameters_are_read_from_whole_segments(address, travelled, found):
    assert read_parameters(address, travelled) == found


def test_a_segment_may_be_something_else():
    assert pattern("a/{x}", ".+").fullmatch("a/b/c")
    assert pattern("a/{x}").fullmatch("a/b/c") is None


SEGMENT = st.text(min_size=1).filter(lambda text: not set(text) & set("./{}"))
WORDS = st.lists(st.tuples(SEGMENT, st.booleans()), min_size=1, max_size=5)


@given(WORDS, st.sampled_from("./"))
def test_what_was_filled_in_is_read_again(words, between):
    address = between.join(f"{{p{i}}}" if free else word for i, (word, free) in enumerate(words))
    values = {f"p{i}": word for i, (word, free) in enumerate(words) if free}
    assert read_parameters(address, filled(address, values)) == values
    assert re.fullmatch(pattern(address), between.join(word for word, _ in words))


@given(st.binary())
def test_bytes_survive_being_a_text(raw):
    assert bytes_of(text_of(raw)) == raw


@given(st.text())
def test_a_text_survives_being_bytes(text):
    assert text_of(bytes_of(text)) == text_of(text) == text


def test_nothing_is_an_empty_text():
    assert text_of(None) == text_of(b"") == text_of("") == ""


def test_a_message_keeps_the_order_of_its_headers_and_those_that_come_twice():
    pairs = (("b", b"\xff"), ("a", None), ("b", "é"))
    assert message(pairs, b"x").headers == (("b", "\udcff"), ("a", ""), ("b", "é"))
    assert message(dict(pairs), b"x").headers == (("b", "é"), ("a", ""))
    assert (message((), b"x").status, message((), b"x").body) == (None, b"x")

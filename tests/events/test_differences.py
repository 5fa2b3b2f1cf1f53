"""Whether one thing says something else than before; what changes by itself is no change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.doubles import contract, observed

from contractkit.events.differences import differs

OF = contract()


def read(body, status=200, **more):
    return observed(OF, status, body, **more)


def changed(*bodies):
    *before, after = (read(body) for body in bodies)
    return differs(tuple(before), after)


@pytest.mark.parametrize(
    ("bodies", "found"),
    [
        (({"a": 1}, {"a": 1}), False),
        (({"a": 1}, {"a": 2}), True),
        (({"a": 1}, {"a": 1.0}), False),
        (({"a": 1}, {"a": 1, "b": 2}), True),
        (({"a": 1, "b": 2}, {"a": 1}), True),
        (({"a": []}, {"a": [1]}), True),
        (({}, {"a": 1}), True),
        (({"a": 1, "b": None}, {"a": 1}), False),  # nothing said either way
        (({"a": 1, "t": 1}, {"a": 1, "t": 2}, {"a": 1, "t": 3}), False),
        (({"a": 1, "t": 1}, {"a": 1, "t": 2}, {"a": 2, "t": 3}), True),
        (({"t": 1}, {}, {"t": 3}), False),
        (({"log": [1]}, {"log": [1, 2]}, {"log": [1, 2, 3]}), False),
        (({"log": [{"t": 1}]}, {"log": [{"t": 1}, {"t": 2}]}, {"log": [{"t": 1}, {"t": 2}, {"t": 3}]}), False),
        (({"log": [1], "a": 1}, {"log": [1, 2], "a": 1}, {"log": [1, 2, 3], "a": 2}), True),
        (([1], [1], [1, 2]), True),
        (("x", "x"), False),
        (("x", "y"), True),
    ],
)
def test_what_says_something_else_after_two_readings_before(bodies, found):
    assert changed(*bodies) is found


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (200, 200, False),
        (200, 404, True),  # gone
        (404, 200, True),  # it appears
        (404, 404, False),
        (404, 410, False),
        (None, 200, True),
        (None, 404, False),
        (200, None, False),  # what could not be read says nothing
    ],
)
def test_what_is_there_or_not(before, after, found):
    def at(status):
        return read({"a": 1}) if status == 200 else read({"b": 2}, status) if status else read(0, fault="timeout")

    assert differs((at(before),), at(after)) is found


def test_nothing_was_read_before():
    assert not differs((), read({}))


def test_what_is_no_json_is_compared_as_bytes():
    one, other = (read(raw, media="image/png") for raw in (b"\xff", b"\xfe"))
    deep = read(b"[" * 200_000)
    assert not differs((one, one), one)
    assert differs((one, one), other)
    assert not differs((deep,), deep)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v)
)


@given(VALUES, VALUES)
def test_what_stays_as_it_is_never_differs_and_what_was_restless_stays_so(one, other):
    assert not changed(one, one, one)
    assert not changed(one, other, other)

"""Events in a row: those of one key come in the sequence of what caused them, wherever others come between."""

from dataclasses import replace

import pytest
from tests.events.seen import event, heard, said, told

from contractkit.checks.sent_in_sequence import sent_in_sequence
from contractkit.events.aims import ACCEPTED, IN_A_ROW, cause

ROW = ("c-1", "c-2", "c-3")
ORDER, PLACE = "event.order Paid", "partitions"


def row(*sent, how=IN_A_ROW):
    """`sent`: number of the cause, and key and partition where they matter."""
    return told(*(one(*numbers) for numbers in sent), target=cause("pay", how), row=ROW)


def one(number, key="k", partition=None):
    own = event({"id": f"e-{number}"}, ("trace", f"c-{number}"), key=key)
    return heard(replace(own, position=f"{partition}/{number}") if partition is not None else own)


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ([(1,), (2,), (3,)], []),
        ([(1,), (3,)], []),  # one is missing, which is another matter
        ([(1,), (1,), (2,), (1,), (3,)], []),  # delivered again
        ([(3, "a"), (1, "b"), (2, "b")], []),  # of another key
        ([(1, None), (2, None)], []),  # of a broker without keys
        ([(2,)], []),
        ([(1, "k", 0), (2, "k", 0)], []),
        ([(1, "a", 0), (2, "b", 1), (3, "a", 0)], []),
        ([(9,), (1,), (8,), (2,)], []),  # of others
        ([(2,), (1,)], [(ORDER, "")]),
        ([(1,), (3,), (2,)], [(ORDER, "")]),
        ([(2, None), (1, None)], [(ORDER, "")]),
        ([(1, "k", 0), (2, "k", 1)], [(ORDER, PLACE)]),
    ],
)
def test_events_of_one_key_come_in_their_sequence(sent, found):
    assert said(sent_in_sequence(row(*sent))) == found


def test_it_says_how_they_came_and_looks_at_nothing_else():
    [wrong] = sent_in_sequence(row((1,), (3,), (2,)))
    assert wrong.actual == "they came as 1, 3, 2"
    assert said(sent_in_sequence(row((2,), (1,), how=ACCEPTED))) == []

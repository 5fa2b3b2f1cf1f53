"""What two parts of a run show together, and what a run leaves open."""

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.memory import OPERATION, example, found, ledgers, obligations_of_a_contract, promised, showing

from contractkit.ledger import EMPTY, join, settle
from contractkit.model import Entry, Ledger, Reached, Severity, State


@given(ledgers(), ledgers())
def test_the_order_of_joining_does_not_matter(a, b):
    assert join(a, b) == join(b, a)


@given(ledgers(), ledgers(), ledgers())
def test_the_grouping_of_joining_does_not_matter(a, b, c):
    assert join(join(a, b), c) == join(a, join(b, c))


@given(ledgers())
def test_joining_nothing_changes_nothing(a):
    assert join(a, EMPTY) == join(EMPTY, a) == a


@given(st.permutations(list(State)))
def test_the_worst_state_wins(order):
    parts = [Ledger({"o": Entry(state)}) for state in order]
    assert reduce(join, parts).entries["o"].state is State.VIOLATED


def test_witnesses_add_up_and_fingerprints_unite():
    a, b = Ledger({"o": Entry(State.PROVEN, None, 2)}), Ledger({"o": Entry(State.VIOLATED, None, 1, frozenset("x"))})
    assert join(a, b).entries["o"] == Entry(State.VIOLATED, None, 3, frozenset("x"))


def test_a_reason_of_a_lesser_state_is_dropped():
    a, b = Ledger({"o": Entry(State.NOT_SEEN, "its budget was spent")}), Ledger({"o": Entry(State.BLOCKED, "401")})
    assert join(a, b).entries["o"].reason == "401"


def test_what_is_violated_still_says_that_it_was_blocked():
    a, b = Ledger({"o": Entry(State.VIOLATED)}), Ledger({"o": Entry(State.BLOCKED, "401")})
    assert join(a, b).entries["o"] == Entry(State.VIOLATED, "401")


@pytest.mark.parametrize(
    ("kept", "dropped"),
    [
        (found(example=example("POST /o")), found(example=example("POST /orders?x=1"))),
        (found(severity=Severity.MAJOR), found(severity=Severity.MINOR)),
        (found(flaky=False, severity=Severity.MINOR), found(flaky=True, severity=Severity.CRITICAL)),
        (found(), found(example=None)),
    ],
    ids=["smaller", "severer", "confirmed", "with an example"],
)
def test_one_of_two_sightings_is_kept(kept, dropped):
    print_ = kept.fingerprint
    assert join(showing(dropped), showing(kept)).discrepancies[print_] == kept


@pytest.mark.parametrize(
    ("a", "b", "joined"),
    [("gone", "there", "there"), ("gone", "no baseline", "no baseline"), ("no baseline", "there", "there")],
)
def test_a_replay_is_gone_only_where_nothing_says_otherwise(a, b, joined):
    assert join(Ledger(replays={"f": a}), Ledger(replays={"f": b})).replays == {"f": joined}


def test_every_promise_gets_an_entry_and_every_unproven_one_a_reason():
    settled = settle(EMPTY, obligations_of_a_contract)
    assert settled.entries.keys() == {o.id for o in obligations_of_a_contract}
    assert all(e.reason for e in settled.entries.values())


def test_what_was_tried_is_the_reason_where_the_operation_was_not_reached():
    ledger = Ledger(interactions={OPERATION: Reached(False, 2, ("the example: 422 no such customer",))})
    (entry,) = settle(ledger, [promised()]).entries.values()
    assert entry.reason is not None
    assert "422 no such customer" in entry.reason


def test_a_reason_that_was_given_is_kept():
    ledger = Ledger({promised().id: Entry(State.BLOCKED, "needs a second identity")})
    assert settle(ledger, [promised()]).entries[promised().id].reason == "needs a second identity"


def test_an_entry_that_nothing_promised_is_a_fault():
    (fault,) = settle(Ledger({"orders#x:status()": Entry(State.PROVEN)}), [promised()]).faults
    assert "orders#x:status()" in fault


@given(ledgers())
def test_settling_twice_is_settling_once(ledger):
    once = settle(ledger, obligations_of_a_contract)
    assert settle(once, obligations_of_a_contract) == once

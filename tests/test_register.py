"""What is remembered of a discrepancy from run to run."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.memory import OPERATION, found, ledgers, obligations_of_a_contract, promised, ran, showing

from contractkit.ledger import EMPTY
from contractkit.model import Entry, Ledger, Register, State, Status
from contractkit.register import record, vanished

PROMISE = promised("201 application/json")
BAD = found()
SEEN = showing(BAD)
GONE = replace(showing(proven=(PROMISE,)), replays={BAD.fingerprint: "gone"})
PROVEN_ONLY = showing(proven=(PROMISE,))
GONE_UNPROVEN = replace(showing(), entries={PROMISE.id: Entry(State.BLOCKED, "401")}, replays={BAD.fingerprint: "gone"})
REPLAYED_THERE = replace(showing(), replays={BAD.fingerprint: "there"})


def after(*runs, promises=(PROMISE,), full=True, register=None, **more):
    """The one record after these ledgers, each a run of its own."""
    register = register or Register()
    for number, ledger in enumerate(runs, 1):
        register = record(register, ledger, promises, run=ran(number), full=full, owners={}, **more)
    return register.records[BAD.fingerprint]


@pytest.mark.parametrize(
    ("runs", "status"),
    [
        ([SEEN], "open"),
        ([SEEN, SEEN], "open"),
        ([SEEN, GONE], "fixed"),
        ([SEEN, PROVEN_ONLY], "unverified"),
        ([SEEN, GONE_UNPROVEN], "unverified"),
        ([SEEN, EMPTY], "unverified"),
        ([SEEN, REPLAYED_THERE], "open"),
        ([SEEN, EMPTY, GONE], "fixed"),
        ([SEEN, EMPTY, SEEN], "open"),
        ([SEEN, GONE, GONE], "fixed"),
        ([SEEN, GONE, EMPTY], "fixed"),
        ([SEEN, GONE, SEEN], "regressed"),
        ([SEEN, GONE, SEEN, SEEN], "regressed"),
        ([SEEN, GONE, SEEN, EMPTY], "unverified"),
        ([SEEN, GONE, SEEN, EMPTY, SEEN], "regressed"),
        ([SEEN, GONE, SEEN, GONE], "fixed"),
    ],
)
def test_a_status_follows_from_what_the_runs_showed(runs, status):
    assert after(*runs).status == status


@pytest.mark.parametrize(
    ("before", "status"), [([SEEN], "withdrawn"), ([SEEN, EMPTY], "withdrawn"), ([SEEN, GONE], "fixed")]
)
def test_what_the_contract_no_longer_promises_is_withdrawn_unless_fixed(before, status):
    known = Register({BAD.fingerprint: after(*before)})
    assert after(EMPTY, promises=(), register=known).status == status


@pytest.mark.parametrize(("seen", "status"), [(SEEN, "open"), (EMPTY, "unverified"), (GONE, "unverified")])
def test_what_is_promised_again_is_not_forgotten(seen, status):
    withdrawn = Register(
        {BAD.fingerprint: after(EMPTY, promises=(), register=Register({BAD.fingerprint: after(SEEN)}))}
    )
    assert after(seen, register=withdrawn).status == status


@pytest.mark.parametrize("silent", [GONE, EMPTY, PROVEN_ONLY])
@pytest.mark.parametrize("promises", [(PROMISE,), ()])
def test_an_aborted_run_closes_nothing(silent, promises):
    known = after(SEEN)
    register = Register({BAD.fingerprint: known})
    assert after(silent, promises=promises, register=register, full=False) == known


def test_an_aborted_run_records_what_it_confirmed():
    assert after(SEEN, full=False).status is Status.OPEN


@given(ledgers(), ledgers())
def test_a_partial_run_touches_nothing(earlier, ledger):
    known = record(Register(), earlier, obligations_of_a_contract, run=ran(), full=True, owners={})
    told = record(known, ledger, obligations_of_a_contract, run=ran(2, partial=True), full=False, owners={})
    assert told == known


@pytest.mark.parametrize(
    ("state", "status"), [(State.PROVEN, "fixed"), (State.VIOLATED, "fixed"), (State.BLOCKED, "unverified")]
)
def test_a_document_is_read_whole_so_not_found_again_is_fixed(state, status):
    static = promised(kind="contract.valid", interaction="orders#*")
    defect = found("x", obligation=static)
    known = record(Register(), showing(defect), [static], run=ran(1), full=True, owners={})
    told = record(known, Ledger({static.id: Entry(state)}), [static], run=ran(2), full=True, owners={})
    assert told.records[defect.fingerprint].status == status


def test_first_and_last_seen_and_the_number_of_runs_are_kept():
    told = after(SEEN, EMPTY, SEEN)
    assert (told.first_seen[:10], told.last_seen[:10], told.runs_seen) == ("2026-11-01", "2026-11-03", 2)


def test_history_tells_changes_only():
    told = after(SEEN, SEEN, GONE, GONE, SEEN)
    assert [(s["run"], s["status"]) for s in told.history] == [
        ("run-1", "open"),
        ("run-3", "fixed"),
        ("run-5", "regressed"),
    ]


def test_history_is_bounded_by_retention():
    assert len(after(SEEN, GONE, SEEN, GONE, retention=2).history) == 2


def test_regressed_survives_the_shortest_history():
    assert after(SEEN, GONE, SEEN, retention=1).status is Status.REGRESSED


def test_the_newest_sighting_is_shown():
    moved = replace(BAD, location=replace(BAD.location, line=99))
    assert after(SEEN, showing(moved)).discrepancy.location.line == 99


def test_owners_follow_the_rules_of_today():
    known = Register({BAD.fingerprint: after(SEEN)})
    told = record(known, EMPTY, [PROMISE], run=ran(2), full=True, owners={OPERATION: "security"})
    assert told.records[BAD.fingerprint].owner == "security"


def test_the_slice_it_is_judged_by_is_kept_until_it_is_known_anew():
    known = Register({BAD.fingerprint: after(SEEN, slices={PROMISE.id: "abc"})})
    assert after(SEEN, register=known).slice == "abc"
    assert after(SEEN, register=known, slices={PROMISE.id: "def"}).slice == "def"


def test_a_waived_one_is_judged_by_what_stands_beneath():
    waived = replace(after(SEEN, GONE, SEEN), status=Status.WAIVED, waiver={})
    assert after(EMPTY, register=Register({BAD.fingerprint: waived})).status is Status.UNVERIFIED
    assert after(SEEN, register=Register({BAD.fingerprint: waived})).status is Status.REGRESSED


@given(st.lists(ledgers(), max_size=3), st.booleans())
def test_nothing_that_was_seen_is_ever_forgotten(runs, full):
    register = Register()
    for number, ledger in enumerate(runs, 1):
        register = record(register, ledger, obligations_of_a_contract, run=ran(number), full=full, owners={})
        assert ledger.discrepancies.keys() <= register.records.keys()
        for print_ in ledger.discrepancies:
            assert register.records[print_].status in (Status.OPEN, Status.REGRESSED)


@pytest.mark.parametrize(
    ("before", "now", "gone"),
    [
        (["orders#a", "orders#b"], ["orders#a", "orders#b"], ()),
        (["orders#a", "orders#b"], ["orders#a"], ("orders#b",)),
        (["orders#a", "bills#x", "bills#y"], ["orders#a"], ("bills",)),
        (["orders#a", "bills"], ["orders#a"], ("bills",)),
        (["orders#a", "bills"], ["orders#a", "bills#x"], ()),
        (["orders#a"], ["orders#a", "orders#b"], ()),
        ([], ["orders#a"], ()),
    ],
)
def test_what_vanished_is_named_once(before, now, gone):
    assert vanished(before, now) == gone

"""One decision from ledger, register and policy; what is not known never reads as GO."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.memory import (
    OPERATION,
    PLACE,
    discrepancies,
    found,
    ledgers,
    obligations_of_a_contract,
    promised,
    ran,
    showing,
)

from contractkit.ledger import EMPTY, UNREPEATED, join, settle
from contractkit.model import (
    Decision,
    Entry,
    Ledger,
    Reached,
    Recognised,
    Record,
    Register,
    Severity,
    State,
    Status,
    Verdict,
    Waiver,
)
from contractkit.register import record
from contractkit.settings import Exclusion
from contractkit.verdict import EXIT, Facts, Policy, decide, fails

PROMISE = promised("201 application/json")
WELL = showing(proven=(PROMISE,))
RANK = {Decision.GO: 0, Decision.CAUTION: 1, Decision.HOLD: 2}
EXEMPTION = Waiver(OPERATION, "needs the printer", "backend", "2027-01-31", PLACE, exemption=True)


def remembered(discrepancy, status=Status.OPEN):
    waiver = {"expires": "2026-12-31"} if status is Status.WAIVED else None
    history = ({"at": "2026-11-01", "run": "run-1", "status": "open"},) if status is Status.WAIVED else ()
    one = Record(discrepancy, status, "backend", "2026-11-01", "2026-11-01", waiver=waiver, history=history)
    return Register({discrepancy.fingerprint: one})


def verdict(ledger=WELL, register=None, promises=(PROMISE,), policy=None, **facts):
    return decide(ledger, register or Register(), promises, policy=policy or Policy(), facts=Facts(**facts))


def decision(*args, **more):
    return str(verdict(*args, **more).decision)


def test_a_run_that_proves_everything_is_go():
    assert verdict() == Verdict(Decision.GO, (), ())


@pytest.mark.parametrize(
    ("severity", "status", "expected"),
    [
        (Severity.CRITICAL, Status.OPEN, "HOLD"),
        (Severity.MAJOR, Status.OPEN, "HOLD"),
        (Severity.MAJOR, Status.UNVERIFIED, "HOLD"),
        (Severity.MAJOR, Status.REGRESSED, "HOLD"),
        (Severity.CRITICAL, Status.WAIVED, "CAUTION"),
        (Severity.CRITICAL, Status.FIXED, "GO"),
        (Severity.CRITICAL, Status.WITHDRAWN, "GO"),
        (Severity.MINOR, Status.OPEN, "CAUTION"),
        (Severity.MINOR, Status.UNVERIFIED, "CAUTION"),
        (Severity.MINOR, Status.FIXED, "GO"),
        (Severity.NOTE, Status.OPEN, "GO"),
    ],
)
def test_what_is_remembered_weighs_by_severity_and_status(severity, status, expected):
    assert decision(register=remembered(found(severity=severity), status)) == expected


@pytest.mark.parametrize(
    ("more", "expected", "told"),
    [
        ({"aborted": ("a worker was lost",)}, "HOLD", "a worker was lost"),
        ({"ledger": replace(WELL, faults=("the target went away at request 50",))}, "HOLD", "request 50"),
        ({"unreadable": ("contracts/x.yaml:1: broken",)}, "HOLD", "contracts/x.yaml:1"),
        ({"waiver_problems": ("contracts/waivers.yaml:3: expired",)}, "HOLD", "waivers.yaml:3"),
        ({"no_target": ("orders",)}, "HOLD", "orders has no target"),
        ({"promises": ()}, "HOLD", "nothing was exercised"),
        ({"ledger": replace(WELL, interactions={OPERATION: Reached(True, 0)})}, "HOLD", "not one request"),
        ({"ledger": EMPTY}, "HOLD", "nothing was exercised"),
        ({"ledger": replace(WELL, interactions={OPERATION: Reached(False, 9)})}, "HOLD", "never gave a documented"),
        ({"recognised": (Recognised("e.yaml", "AsyncAPI", "no broker"),)}, "CAUTION", "e.yaml: AsyncAPI"),
        ({"removed": ("orders#old",)}, "CAUTION", "operation orders#old"),
        ({"removed": ("bills",)}, "CAUTION", "contract bills"),
        ({"partial": True}, "CAUTION", "only a part was run"),
        ({"exemptions": {OPERATION: EXEMPTION}}, "CAUTION", "1 exemption is in force; the first ends on 2027-01-31"),
    ],
)
def test_a_doubt_is_one_reason(more, expected, told):
    given = verdict(**more)
    assert str(given.decision) == expected
    assert any(told in reason for reason in given.reasons), given.reasons


def test_an_exempted_operation_need_not_be_reached():
    ledger = replace(WELL, interactions={OPERATION: Reached(False, 9)})
    assert decision(ledger, exemptions={OPERATION: EXEMPTION, PROMISE.id: EXEMPTION}) == "CAUTION"


def test_an_exemption_that_nothing_needs_is_a_note_not_a_doubt():
    told = verdict(exemptions={OPERATION: EXEMPTION}, needless=(EXEMPTION,))
    assert told.decision is Decision.GO
    assert told.notes == (f"{PLACE}: {OPERATION} needs no exemption any more; delete the entry",)


def some_unproven(kind, unproven, total, **more):
    """A ledger with that many of a kind unproven, and its obligations."""
    promises = [promised(f"q{n}", kind=kind, **more) for n in range(total)]
    entries = {o.id: Entry(State.PROVEN) for o in promises[unproven:]}
    entries |= {o.id: Entry(State.BLOCKED, "409 proves nothing") for o in promises[:unproven]}
    return Ledger(entries, {OPERATION: Reached(True, 9)}), promises


@pytest.mark.parametrize(
    ("kind", "unproven", "total", "expected"),
    [
        ("accepts", 1, 10, "GO"),
        ("accepts", 2, 10, "CAUTION"),
        ("accepts", 1, 9, "CAUTION"),
        ("rejects", 10, 100, "GO"),
        ("rejects", 11, 100, "CAUTION"),
        ("response", 1, 100, "CAUTION"),
        ("contract.valid", 1, 1, "CAUTION"),
        ("failure", 9, 10, "GO"),
    ],
)
def test_what_is_unproven_is_allowed_by_kind(kind, unproven, total, expected):
    ledger, promises = some_unproven(kind, unproven, total)
    assert decision(ledger, promises=promises) == expected


def test_the_reason_says_how_many_are_unproven_and_mostly_why():
    ledger, promises = some_unproven("accepts", 2, 10)
    (reason,) = verdict(ledger, promises=promises).reasons
    assert reason == "2 of 10 accepts obligations are unproven (allowed 10%), mostly: 409 proves nothing"


def test_no_share_of_what_was_seen_wrong_and_not_repeated_is_allowed():
    ledger, promises = some_unproven("accepts", 3, 40)
    assert decision(ledger, promises=promises) == "GO"
    doubted = replace(ledger.entries[promises[1].id], reason=UNREPEATED)
    (reason,) = verdict(replace(ledger, entries={**ledger.entries, promises[1].id: doubted}), promises=promises).reasons
    assert reason.endswith(f"unproven, though a mismatch could not be repeated from a fresh baseline: {promises[1].id}")


def test_a_policy_moves_the_line_of_caution_only():
    loose, tight = Policy({"accepts": 1.0, "response": 1.0}), Policy({})
    ledger, promises = some_unproven("accepts", 10, 10)
    assert decision(ledger, promises=promises, policy=loose) == "GO"
    ledger, promises = some_unproven("accepts", 1, 100)
    assert decision(ledger, promises=promises, policy=tight) == "CAUTION"
    assert decision(register=remembered(found()), policy=loose) == "HOLD"


def test_what_a_note_may_break_is_not_owed():
    ledger, promises = some_unproven("rejects", 10, 10, severity=Severity.NOTE)
    assert decision(ledger, promises=promises) == "GO"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (Entry(State.VIOLATED, None, 1), "GO"),
        (Entry(State.VIOLATED, None, 0), "CAUTION"),
        (Entry(State.VIOLATED, "blocked elsewhere", 1), "CAUTION"),
    ],
    ids=["proven beside it", "never proven", "blocked beside it"],
)
def test_a_note_proves_nothing(entry, expected):
    noted = found(severity=Severity.NOTE)
    entry = replace(entry, discrepancies=frozenset({noted.fingerprint}))
    ledger = replace(showing(noted), entries={PROMISE.id: entry})
    assert decision(ledger, remembered(noted)) == expected


def test_a_partial_run_answers_for_what_it_saw_itself():
    elsewhere = found("b", obligation=promised(interaction="orders#listOrders"))
    assert decision(register=remembered(elsewhere), partial=True) == "CAUTION"
    assert decision(showing(found()), partial=True) == "HOLD"
    assert decision(showing(found()), remembered(found(), Status.WAIVED), partial=True) == "CAUTION"


@pytest.mark.parametrize(
    ("place", "missed"), [(Reached(), False), (Reached(requests=1), True), (Reached(tried=("x",)), True)]
)
def test_a_partial_run_has_not_missed_what_it_only_overheard(place, missed):
    other = promised(interaction="orders#listOrders")
    ledger = replace(WELL, interactions={**WELL.interactions, other.interaction: place})
    told = " ".join(verdict(ledger, promises=(PROMISE, other), partial=True).reasons)
    assert ("never gave a documented success: orders#listOrders" in told) is missed


def test_a_partial_run_of_documents_only_is_no_empty_run():
    static = promised(kind="contract.valid", interaction="orders#*")
    assert decision(Ledger({static.id: Entry(State.PROVEN)}), promises=[static], partial=True) == "CAUTION"


def test_the_worst_comes_first():
    minor, major, critical = (found(s.name, severity=s) for s in (Severity.MINOR, Severity.MAJOR, Severity.CRITICAL))
    told = verdict(
        replace(showing(minor, major, critical), faults=("the fuse has blown",)),
        waiver_problems=("waivers.yaml:1: x",),
        removed=("bills",),
    )
    order = ["the fuse", "waivers.yaml", "1 critical", "1 major", "1 minor", "contract bills"]
    assert [next(i for i, r in enumerate(told.reasons) if word in r) for word in order] == list(range(6))


def test_discrepancies_are_counted_by_cause_with_one_to_begin_with():
    many = [found(str(n), cause="one middleware") for n in range(5)]
    (reason,) = verdict(showing(*many)).reasons
    assert reason.startswith("5 major discrepancies open (1 cause), first CK-")
    assert "contracts/orders.openapi.yaml:12" in reason


def test_what_weighs_nothing_is_listed():
    noted, gone = found(severity=Severity.NOTE), found("b")
    withdrawn = replace(
        remembered(gone, Status.WITHDRAWN).records[gone.fingerprint],
        history=({"at": "2026-11-01", "run": "run-7", "status": "withdrawn"},),
    )
    register = Register({**remembered(noted).records, gone.fingerprint: withdrawn})
    told = verdict(
        register=register,
        exclusions=(Exclusion("POST /shutdown", "stops it"),),
        promises=(PROMISE, promised(kind="failure")),
        run="run-7",
    )
    assert [n.split(" ")[0] for n in told.notes] == ["excluded:", "1", "1", "withdrawn:"]
    assert told.decision is Decision.GO


def test_what_was_withdrawn_is_listed_once():
    withdrawn = replace(
        remembered(found(), Status.WITHDRAWN).records[found().fingerprint],
        history=({"at": "", "run": "run-7", "status": "withdrawn"},),
    )
    assert verdict(register=Register({found().fingerprint: withdrawn}), run="run-8").notes == ()


@pytest.mark.parametrize(
    ("decided", "strict", "failing"),
    [("GO", True, False), ("CAUTION", False, False), ("CAUTION", True, True), ("HOLD", False, True)],
)
def test_hold_fails_and_caution_only_when_strict(decided, strict, failing):
    assert fails(Verdict(Decision(decided), ()), Policy(strict=strict)) is failing


def test_exits_of_the_command_differ():
    assert [EXIT[d] for d in Decision] == [0, 10, 20]


facts = st.builds(
    Facts,
    partial=st.booleans(),
    removed=st.sampled_from([(), ("bills",)]),
    no_target=st.sampled_from([(), (), ("orders",)]),
    exemptions=st.sampled_from([{}, {OPERATION: EXEMPTION}]),
)


def ranked(ledger, register, facts):
    """How bad the verdict is after this ledger has been remembered."""
    run = ran(9, partial=facts.partial)
    told = record(register, ledger, obligations_of_a_contract, run=run, full=not facts.partial, owners={})
    settled = settle(ledger, obligations_of_a_contract)
    return RANK[decide(settled, told, obligations_of_a_contract, policy=Policy(), facts=facts).decision]


def exercised(ledger):
    return any(e.state is not State.NOT_SEEN for e in ledger.entries.values())


@given(ledgers(), ledgers(), discrepancies, facts)
def test_a_mismatch_never_improves_a_verdict(earlier, ledger, mismatch, facts):
    assume(not facts.partial or exercised(ledger))  # a part in which nothing ran holds for that alone
    register = record(Register(), earlier, obligations_of_a_contract, run=ran(), full=True, owners={})
    seen = Ledger(
        {mismatch.obligation: Entry(State.VIOLATED, None, 0, frozenset({mismatch.fingerprint}))},
        discrepancies={mismatch.fingerprint: mismatch},
    )
    assert ranked(join(ledger, seen), register, facts) >= ranked(ledger, register, facts)


@given(ledgers(), ledgers(), st.sampled_from(obligations_of_a_contract), facts)
def test_a_proof_never_worsens_a_verdict(earlier, ledger, obligation, facts):
    register = record(Register(), earlier, obligations_of_a_contract, run=ran(), full=True, owners={})
    proof = Ledger({obligation.id: Entry(State.PROVEN, witnesses=1)})
    assert ranked(join(ledger, proof), register, facts) <= ranked(ledger, register, facts)


@given(ledgers(), ledgers(), facts)
def test_every_reason_and_note_is_a_sentence(earlier, ledger, facts):
    register = record(Register(), earlier, obligations_of_a_contract, run=ran(), full=True, owners={})
    told = decide(ledger, register, obligations_of_a_contract, policy=Policy(), facts=facts)
    assert all(text.strip() for text in (*told.reasons, *told.notes))
    assert (told.decision is Decision.GO) == (not told.reasons)

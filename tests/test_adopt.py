"""Letting an old service start: dated waivers for what is open today, whose number may only shrink."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.memory import OPERATION, PLACE, TODAY, found, promised, ran, showing

from contractkit.adopt import adopt
from contractkit.errors import UsageError
from contractkit.model import Entry, Ledger, Reached, Register, Severity, State, Status
from contractkit.register import record
from contractkit.triage import exempted, problems, triage
from contractkit.verdict import Facts, Policy, decide
from contractkit.waivers import Removal, Waivers, read_waivers

PROMISE = promised("201 application/json")
OTHER = promised("enum", kind="rejects")
FAR = promised(interaction="orders#exportOrders")
PROMISES = (PROMISE, OTHER, FAR)
SLICES = {o.id: f"slice-of-{o.kind}" for o in PROMISES}
BAD, MILD, NOTED = found(), found("b", severity=Severity.MINOR), found("c", severity=Severity.NOTE)


def run(*discrepancies):
    ledger = showing(*discrepancies)
    return record(Register(), ledger, PROMISES, run=ran(), full=True, owners={}, slices=SLICES), ledger


def adopted(register, ledger, promises=PROMISES, **more):
    given = {"owner": "backend", "days": 90, "reason": "found when it was adopted", "today": TODAY, **more}
    return adopt(register, ledger, promises, **given)


def read(text, folder: Path):
    path = folder / "waivers.yaml"
    path.write_text(text)
    told = read_waivers(path, root=folder)
    assert told.problems == ()
    return told


def test_all_that_is_open_is_adopted_and_nothing_else(tmp_path):
    told = adopted(*run(BAD, MILD, NOTED))
    waivers = read(told.text, tmp_path)
    assert {w.match for w in waivers.waivers} == {BAD.id, MILD.id}
    assert {w.match for w in waivers.exemptions} == {"orders#exportOrders", OTHER.id}
    assert {w.expires for w in waivers.waivers} == {"2027-02-19"}
    assert (told.total, told.added, told.dropped) == (4, 4, 0)


def test_with_what_was_adopted_an_old_service_starts_with_caution(tmp_path):
    register, ledger = run(BAD, MILD, NOTED)
    waivers = read(adopted(register, ledger).text, tmp_path)
    triaged = triage(register, waivers, today=TODAY)
    doubts = problems(waivers, register, PROMISES, today=TODAY, slices=SLICES)
    exemptions = exempted(waivers, PROMISES, today=TODAY, slices=SLICES)
    facts = Facts(waiver_problems=doubts, exemptions=exemptions)
    assert str(decide(ledger, triaged, PROMISES, policy=Policy(), facts=facts).decision) == "CAUTION"


def test_adopting_again_adds_nothing_and_drops_what_is_fixed(tmp_path):
    waivers = read(adopted(*run(BAD)).text, tmp_path)
    register, ledger = run(MILD)
    told = adopted(register, ledger, existing=waivers)
    assert read(told.text, tmp_path).waivers == ()
    assert (told.total, told.added, told.dropped) == (2, 0, 1)


def test_adopting_more_adds_and_renews_only_what_is_dead(tmp_path):
    first = read(adopted(*run(BAD)).text, tmp_path)
    register, ledger = run(BAD, MILD)
    later = date(2026, 12, 1)
    more = read(adopted(register, ledger, existing=first, more=True, today=later).text, tmp_path)
    assert {w.match: w.expires for w in more.waivers} == {BAD.id: "2027-02-19", MILD.id: "2027-03-01"}
    over = date(2027, 6, 1)
    renewed = read(adopted(register, ledger, existing=first, more=True, today=over).text, tmp_path)
    assert {w.expires for w in (*renewed.waivers, *renewed.exemptions)} == {"2027-08-30"}


def test_what_was_removed_on_purpose_stays_named(tmp_path):
    known = Waivers(removed=(Removal("orders#old", "replaced", PLACE),))
    (removal,) = read(adopted(*run(BAD), existing=known).text, tmp_path).removed
    assert (removal.match, removal.reason) == ("orders#old", "replaced")


def test_when_all_is_well_the_file_waives_nothing(tmp_path):
    entries = {o.id: Entry(State.PROVEN) for o in PROMISES}
    well = Ledger(entries, {OPERATION: Reached(True), "orders#exportOrders": Reached(True)})
    told = adopted(Register(), well)
    assert told.total == 0
    assert read(told.text, tmp_path).waivers == ()


def test_each_entry_says_to_people_what_it_lets_pass():
    assert f"# {BAD.obligation}: body-matches-schema (major)" in adopted(*run(BAD)).text


def test_a_file_with_mistakes_is_not_adopted():
    with pytest.raises(UsageError, match="mend the file"):
        adopted(*run(BAD), existing=Waivers(problems=("contracts/waivers.yaml:3: broken",)))


def test_a_waiver_lasts_at_least_a_day():
    with pytest.raises(UsageError, match="--days"):
        adopted(*run(BAD), days=0)


@given(st.text(min_size=1).filter(lambda t: t.strip()).filter(lambda t: t.isprintable() or "\n" in t or "\x85" in t))
def test_any_reason_is_read_back_as_it_was_written(tmp_path_factory, reason):
    told = adopted(*run(BAD), reason=reason)
    (waiver,) = read(told.text, tmp_path_factory.mktemp("w")).waivers
    assert waiver.reason == reason


def test_a_discrepancy_that_was_adopted_is_waived(tmp_path):
    register, ledger = run(BAD)
    waivers = read(adopted(register, ledger).text, tmp_path)
    assert triage(register, waivers, today=TODAY).records[BAD.fingerprint].status is Status.WAIVED

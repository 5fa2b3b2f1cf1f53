"""Which discrepancies are waived, and which waivers cannot be trusted."""

from dataclasses import replace

import pytest
from hypothesis import given
from tests.memory import OPERATION, PLACE, TODAY, found, ledgers, obligations_of_a_contract, promised, ran, showing

from contractkit.ledger import EMPTY as NOTHING
from contractkit.model import Entry, Ledger, Reached, Register, State, Status, Waiver
from contractkit.register import record
from contractkit.triage import exempted, needless, problems, triage
from contractkit.waivers import EMPTY, Assignment, Removal, Waivers

PROMISE = promised("201 application/json")
BAD = found()
OPEN = record(Register(), showing(BAD), [PROMISE], run=ran(), full=True, owners={}, slices={PROMISE.id: "abc"})


def waiver(match=BAD.id, *, expires="2026-12-31", slice="abc", exemption=False):
    return Waiver(match, "old clients", "backend", expires, PLACE, "SHOP-1", slice, exemption)


def status(*waivers, register=OPEN):
    return triage(register, Waivers(waivers), today=TODAY).records[BAD.fingerprint].status


@pytest.mark.parametrize("match", [BAD.id, BAD.fingerprint, BAD.obligation])
def test_a_waiver_names_a_discrepancy_or_an_obligation(match):
    assert status(waiver(match)) is Status.WAIVED


@pytest.mark.parametrize(
    "other",
    [
        waiver("CK-00000000"),
        waiver(expires="2026-11-20"),
        waiver(slice="moved"),
        waiver(slice=None),
        waiver("orders#createOrder"),
    ],
    ids=["another", "expired", "slice moved", "unbound", "an operation"],
)
def test_a_waiver_that_does_not_count_waives_nothing(other):
    assert status(other) is Status.OPEN


def test_one_waiver_that_counts_is_enough():
    assert status(waiver(expires="2020-01-01"), waiver(BAD.fingerprint)) is Status.WAIVED


def test_a_waived_one_carries_its_waiver():
    told = triage(OPEN, Waivers((waiver(),)), today=TODAY).records[BAD.fingerprint].waiver
    assert told is not None
    assert (told["reason"], told["ticket"], told["line"]) == ("old clients", "SHOP-1", 12)


def test_without_its_waiver_it_is_open_again():
    waived = triage(OPEN, Waivers((waiver(),)), today=TODAY)
    assert status(register=waived) is Status.OPEN
    assert triage(waived, EMPTY, today=TODAY) == OPEN


@pytest.mark.parametrize("standing", [Status.FIXED, Status.WITHDRAWN])
def test_what_is_over_needs_no_waiver(standing):
    over = Register({BAD.fingerprint: replace(OPEN.records[BAD.fingerprint], status=standing)})
    assert status(waiver(), register=over) is standing


def test_an_assignment_suppresses_nothing():
    told = triage(OPEN, Waivers(assigned=(Assignment(BAD.id, "dana", PLACE),)), today=TODAY).records[BAD.fingerprint]
    assert told.status is Status.OPEN
    assert told.assigned == {"assignee": "dana", "ticket": None, "due": None}


@given(ledgers())
def test_triage_twice_is_triage_once(ledger):
    register = record(Register(), ledger, obligations_of_a_contract, run=ran(), full=True, owners={})
    waivers = Waivers((waiver(obligations_of_a_contract[0].id, slice=None),))
    once = triage(register, waivers, today=TODAY)
    assert triage(once, waivers, today=TODAY) == once


def doubted(**sections):
    return problems(Waivers(**sections), OPEN, [PROMISE], today=TODAY, slices={PROMISE.id: "abc"})


@pytest.mark.parametrize(
    ("sections", "told"),
    [
        ({"waivers": (waiver(expires="2026-11-20"),)}, "expired on 2026-11-20"),
        ({"waivers": (waiver("CK-00000000"),)}, "is called 'CK-00000000'"),
        ({"waivers": (waiver("orders#createOrder:response(201)"),)}, "did you mean"),
        ({"waivers": (waiver(slice="moved"),)}, "the contract has changed"),
        ({"waivers": (waiver(slice=None),)}, "add slice: abc"),
        ({"exemptions": (waiver("orders#nope", exemption=True),)}, "no obligation or operation"),
        ({"exemptions": (waiver(PROMISE.id, slice="moved", exemption=True),)}, "given its exemption"),
        ({"exemptions": (waiver(OPERATION, expires="2020-01-01", exemption=True),)}, "the exemption for"),
        ({"removed": (Removal(OPERATION, "gone", PLACE),)}, "delete the entry"),
        ({"removed": (Removal("orders", "gone", PLACE),)}, "delete the entry"),
        ({"assigned": (Assignment("CK-00000000", "dana", PLACE),)}, "is called 'CK-00000000'"),
        ({"problems": ("contracts/waivers.yaml:3: broken",)}, "broken"),
    ],
)
def test_a_waiver_that_cannot_be_trusted_is_a_problem_with_its_line(sections, told):
    (problem,) = doubted(**sections)
    assert told in problem
    assert "contracts/" in problem.split(": ")[0]


@pytest.mark.parametrize(
    "sections",
    [
        {},
        {"waivers": (waiver(),)},
        {"waivers": (waiver(PROMISE.id),)},
        {"exemptions": (waiver(OPERATION, slice=None, exemption=True),)},
        {"exemptions": (waiver(PROMISE.id, slice=None, exemption=True),)},
        {"removed": (Removal("orders#oldOrders", "gone", PLACE),)},
        {"assigned": (Assignment(BAD.id, "dana", PLACE),)},
    ],
)
def test_a_sound_waiver_is_no_problem(sections):
    assert doubted(**sections) == ()


def test_an_id_that_two_discrepancies_share_is_a_problem():
    twin = replace(BAD, fingerprint=BAD.fingerprint[:8] + "0" * 56)
    known = OPEN.records[BAD.fingerprint]
    both = Register({BAD.fingerprint: known, twin.fingerprint: replace(known, discrepancy=twin)})
    (problem,) = problems(Waivers((waiver(),)), both, [PROMISE], today=TODAY)
    assert "use the whole fingerprint" in problem


def test_an_exemption_covers_its_operation_and_what_hangs_on_it():
    exemption = waiver(OPERATION, slice=None, exemption=True)
    other = promised(interaction="orders#listOrders")
    covered = exempted(Waivers(exemptions=(exemption,)), iter([PROMISE, other]), today=TODAY)
    assert covered == {OPERATION: exemption, PROMISE.id: exemption}


@pytest.mark.parametrize("other", [{"expires": "2026-11-20", "slice": None}, {"slice": "moved"}])
def test_a_dead_exemption_covers_nothing(other):
    dead = waiver(PROMISE.id, exemption=True, **other)
    assert exempted(Waivers(exemptions=(dead,)), [PROMISE], today=TODAY, slices={PROMISE.id: "abc"}) == {}


def test_what_holds_back_nothing_is_listed():
    fixed = Register({BAD.fingerprint: replace(OPEN.records[BAD.fingerprint], status=Status.FIXED)})
    reached = Ledger({PROMISE.id: Entry(State.PROVEN)}, {OPERATION: Reached(True, 1)})
    stale = (waiver(OPERATION, exemption=True), waiver(PROMISE.id, exemption=True))
    waivers = Waivers((waiver(),), stale)
    assert needless(waivers, fixed, reached) == (waiver(), *stale)
    assert needless(waivers, OPEN, NOTHING) == ()

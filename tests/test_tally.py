"""What an item has seen of an obligation: proofs beat soft blocks, hard blocks beat proofs, findings beat all."""

from dataclasses import replace

import pytest
from tests.doubles import contract, observed
from tests.memory import found, promised

from contractkit.model import Entry, State, Traffic
from contractkit.tally import TRIED, Tally

ONE = promised("201 application/json")
EVERY = replace(ONE, every=True)
FOUND = found("a", obligation=ONE)


PRINTS = frozenset({FOUND.fingerprint})


def proof(tally, obligation):
    tally.proven(obligation)


def soft(tally, obligation):
    tally.blocked(obligation, "soft")


def hard(tally, obligation):
    tally.blocked(obligation, "hard", hard=True)


def finding(tally, obligation):
    tally.found(FOUND)


def flaky(tally, obligation):
    tally.found(replace(FOUND, flaky=True))


def entry(obligation, *events):
    tally = Tally()
    for event in events:
        event(tally, obligation)
    return tally.ledger([obligation], ()).entries.get(obligation.id)


@pytest.mark.parametrize(
    ("events", "shown"),
    [
        ((), None),
        ((proof, proof), Entry(State.PROVEN, None, 2)),
        ((soft,), Entry(State.NOT_SEEN, "soft")),
        ((soft, proof), Entry(State.PROVEN, None, 1)),
        ((proof, soft), Entry(State.PROVEN, None, 1)),
        ((proof, hard), Entry(State.BLOCKED, "hard", 1)),
        ((hard, proof), Entry(State.BLOCKED, "hard", 1)),
        ((proof, hard, finding), Entry(State.VIOLATED, None, 1, PRINTS)),
        ((proof, flaky), Entry(State.PROVEN, None, 1)),
    ],
)
def test_the_worst_that_was_seen_is_told(events, shown):
    assert entry(ONE, *events) == shown


def test_what_wants_every_case_is_blocked_by_each_that_could_not_be_judged():
    assert entry(EVERY, proof, soft) == Entry(State.BLOCKED, "soft", 1)


def test_the_first_reason_stays():
    assert entry(ONE, soft, lambda tally, o: tally.blocked(o, "later")).reason == "soft"


def test_attempts_are_told_once_and_not_for_ever():
    tally, interaction = Tally(), contract().interactions[0]
    for number in (*range(50), *range(50)):
        tally.tried(interaction, f"attempt {number}")
    assert tally.ledger((), ()).interactions[interaction.id].tried == tuple(f"attempt {n}" for n in range(TRIED))


@pytest.mark.parametrize(
    ("status", "phase", "reached"),
    [(200, "baseline", True), (200, "follow", False), (404, "baseline", False), (201, "baseline", False)],
)
def test_an_operation_is_reached_by_a_documented_success_of_its_own(status, phase, reached):
    tally, seen = Tally(), observed(contract(), status)
    tally.saw(replace(seen, case=replace(seen.case, phase=phase)))
    known = tally.ledger((), ()).interactions[seen.case.interaction.id]
    assert (known.reached, known.requests) == (reached, 1)


def test_what_was_reached_once_stays_reached():
    tally, of = Tally(), contract()
    for status in (200, 404):
        tally.saw(observed(of, status))
    assert tally.ledger((), ()).interactions[of.interactions[0].id].reached


def test_leftovers_are_told_sorted():
    tally = Tally(leftovers={"/b", "/a"})
    assert tally.ledger([], ()).leftovers == ("/a", "/b")


def test_messages_are_counted_one_by_one():
    tally = Tally()
    for message, traffic in (("a", Traffic(heard=1)), ("b", Traffic(published=1)), ("a", Traffic(heard=1))):
        tally.passed("orders#tell", message, traffic)
    assert tally.ledger([], ()).interactions["orders#tell"].messages == {"a": Traffic(2), "b": Traffic(0, 1)}

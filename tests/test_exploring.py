"""Random events tried at a bench that knows what each shows: made small, shown again, or the first one kept."""

from dataclasses import dataclass, field

import pytest
from tests.doubles import seen
from tests.test_drawing import CLAIMS, CONTRACT, DRAWING, OWN

from contractkit.drawing import COMBINED, INVALID, VALID
from contractkit.exploring import Exploring
from contractkit.model import Trace
from contractkit.settings import Budget, PolicySettings, Settings


@dataclass
class Bench:
    """`shows`: from edits, as place to value, to fingerprints. Keeps what was tried and judged."""

    shows: object
    examples: int = 90
    seed: int = 0
    interaction = OWN
    tries: list = field(default_factory=list)
    judged: list = field(default_factory=list)
    made: dict = field(default_factory=dict)

    @property
    def settings(self):
        return Settings(policy=PolicySettings(budget=Budget(examples=self.examples)))

    def blow_if_spent(self):
        pass

    def trial(self, candidate):
        trace = Trace(CONTRACT, seen(status=200))
        self.made[id(trace)] = trace, candidate
        self.tries.append(candidate)
        return trace

    def suspects(self, trace):
        candidate = self.made[id(trace)][1]
        return frozenset(self.shows({edit.place.removeprefix("body/"): edit.value for edit in candidate.edits}))

    def judge(self, trace, *, again):
        self.judged.append(self.made[id(trace)][1])
        assert self.suspects(again()) == self.suspects(trace)

    def tried(self, interaction, text):
        raise AssertionError(text)


def explored(bench, mode=VALID, *, over=lambda: False, known=frozenset()):
    Exploring(bench, DRAWING, mode, bench.trial, over=over, known=known, claims=CLAIMS).run()
    return [{edit.place: edit.value for edit in one.edits} for one in bench.judged]


def dollars(said):
    return {"bad"} if said.get("currency") == "USD" and said.get("amount", 0) >= 100 else set()


def test_what_shows_is_made_small_and_without_members_that_do_not_matter():
    [edits] = explored(Bench(dollars))
    assert set(edits) == {"body/currency", "body/amount"}
    assert edits["body/currency"] == "USD"
    assert 100 <= edits["body/amount"] < 10_000


@pytest.mark.parametrize("mode", [VALID, COMBINED, INVALID])
def test_nothing_is_judged_where_nothing_shows(mode):
    bench = Bench(lambda said: set())
    assert explored(bench, mode) == []
    assert 3 < len(bench.tries) <= 30


def test_what_needs_no_random_values_is_left_to_others():
    assert explored(Bench(lambda said: {"bad"}), known=frozenset({"bad"})) == []


def test_the_first_is_kept_where_the_smallest_shows_it_no_more():
    bench, shown = Bench(dollars), []

    def once(said):
        if dollars(said) and (not shown or said == shown[0]):
            shown.append(said)
            return {"bad"}
        return set()

    bench.shows = once
    [edits] = explored(bench)
    assert {place.removeprefix("body/"): value for place, value in edits.items()} == shown[0]


def test_it_ends_when_enough_was_lost():
    bench = Bench(lambda said: set())
    explored(bench, over=lambda: len(bench.tries) >= 3)
    assert len(bench.tries) == 3


def test_the_same_seed_tries_the_same():
    one, other, third = (Bench(lambda said: set(), seed=seed) for seed in (0, 0, 1))
    for bench in (one, other, third):
        explored(bench)
    assert one.tries == other.tries != third.tries


def test_a_broken_event_is_aimed_at_what_it_breaks_however_small_it_gets():
    bench = Bench(lambda said: {"bad"} if said.get("currency") not in (None, "EUR", "USD") else set())
    [edits] = explored(bench, INVALID)
    assert list(edits) == ["body/currency"]
    assert {str(one.target) for one in bench.judged} == {"body/currency enum"}

"""Baseline, valid edges, single faults and hostile input of one operation, by the enumerator."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile, zip_longest

from contractkit.exercise import Exercise
from contractkit.extensions import probe
from contractkit.follow import follow
from contractkit.generate.candidates import Candidate
from contractkit.generate.constraint import Constraint
from contractkit.generate.constraints import accepted, constraints, rejected
from contractkit.generate.edges import edges
from contractkit.generate.faults import faults
from contractkit.generate.robust import robust
from contractkit.generate.typical import typical
from contractkit.model import Draft, Edit, Intent, Observation, Target, Trace
from contractkit.protocols import Bench
from contractkit.reach.search import Baseline

SPARE = 8  # requests kept for the closing control


def _again(exercise: Exercise, candidate: Candidate) -> frozenset[str] | None:
    """What was found beyond the answer itself shows only where the baseline's Location is followed once more."""
    base = exercise.baseline()
    return None if candidate.edits or base is None else followed(exercise, base)


@probe("requests", again=_again)
def requests(bench: Bench) -> None:
    """Send what the contract allows and what it forbids, one edit at a time, beside an accepted baseline."""
    every = tuple(constraints(bench.contract, bench.interaction))
    by_target = {c.target: c for c in every}

    def neighbour(target: Target, draft: Draft) -> Sequence[Edit]:
        constraint = by_target.get(target)
        return () if constraint is None else typical(bench.contract, bench.interaction, constraint, draft)

    exercise = Exercise(bench, neighbour)
    base = exercise.baseline()
    if base is None:
        return
    followed(exercise, base)
    upserted(exercise, base)
    variants(exercise, base)
    exercise.send_all(affordable(bench, sampled(bench, base, every)))
    hostile = robust(bench.contract, bench.interaction, base.draft)
    exercise.send_all(takewhile(lambda _: bench.left() > SPARE, hostile), phase="robustness", intent=Intent.ROBUST)
    if exercise.reach.renew(bench.interaction) is None and exercise.reach.fresh(bench.interaction) is None:
        bench.skipped(None, "the baseline was no longer accepted at the end, so refusals before it prove nothing")


def followed(exercise: Exercise, base: Baseline) -> frozenset[str] | None:
    """What the answer to the baseline says was created is really there; None where it names nothing to follow."""
    bench = exercise.bench

    def trace(created: Observation | None) -> Trace | None:
        there = follow(bench, created) if created is not None else None
        return None if there is None or created is None else Trace(bench.contract, created, followed=there)

    if (first := trace(base.observation)) is None:
        return None
    return bench.judge(first, again=lambda: trace(exercise.reach.renew(bench.interaction)))


def upserted(exercise: Exercise, base: Baseline) -> None:
    """A PUT that creates may answer otherwise where something stands already: the accepted one is sent once more."""
    bench, own = exercise.bench, exercise.bench.interaction
    if own.method != "PUT" or len([a for a in own.answers if a.status[0] == "2"]) < 2:
        return

    def again() -> Trace:
        return Trace(bench.contract, bench.send(bench.case(own, base.draft)), base.observation)

    bench.judge(again(), again=again)


def variants(exercise: Exercise, base: Baseline) -> None:
    """Every documented success media type is asked for, every documented request media type and example is sent."""
    own = exercise.bench.interaction
    success = [a for a in own.answers if a.status[0] in "23"]
    kinds = {m.type for a in success for m in a.media}
    if len(kinds) > 1:
        for kind in sorted(kinds):
            exercise.send(Candidate((Edit("accept", kind),), f"asks for {kind}"), phase="baseline")
    if own.body is None:
        return
    for media in own.body.media:
        for example in media.examples:
            if media.type == base.draft.media:
                exercise.send(Candidate((Edit("body", example),), "an example of the contract"), phase="baseline")


def affordable(bench: Bench, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    for candidate in candidates:
        bench.blow_if_spent()
        if bench.left() > SPARE:
            yield candidate
        else:
            bench.skipped(candidate.target, "the budget of cases was used up: raise policy.budget.cases")


def sampled(bench: Bench, base: Baseline, every: Sequence[Constraint]) -> Iterator[Candidate]:
    """Candidates in rounds over the constraints: a spent budget leaves none out before another's second."""
    sources = [_candidates(bench, base, constraint) for constraint in every]
    for one_round in zip_longest(*sources):
        yield from (candidate for candidate in one_round if candidate is not None)


def _candidates(bench: Bench, base: Baseline, constraint: Constraint) -> Iterator[Candidate]:
    valid = edges(bench.contract, bench.interaction, constraint, base.draft) if accepted(constraint) else ()
    wrong = faults(bench.contract, bench.interaction, constraint, base.draft) if rejected(constraint) else ()
    for pair in zip_longest(valid, wrong):
        yield from (candidate for candidate in pair if candidate is not None)

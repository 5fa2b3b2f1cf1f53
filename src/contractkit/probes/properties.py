"""Random valid and invalid requests of one operation; what they show is shrunk to a minimal example."""

from collections.abc import Callable
from dataclasses import replace

from contractkit.errors import CannotGenerate, Unsendable
from contractkit.exercise import Exercise
from contractkit.extensions import probe
from contractkit.generate.candidates import Candidate
from contractkit.model import Draft, Edit, Intent, Target, Trace
from contractkit.protocols import Bench
from contractkit.reach.drafts import FRESH
from contractkit.wire.classify import Broken, broken, classify
from contractkit.wire.draft import apply

VALID, INVALID, COMBINED = "valid", "invalid", "combined"
MODES = (VALID, INVALID, COMBINED)


@probe("properties", wants=lambda contract, own: bool(own.parameters or own.body))
def properties(bench: Bench) -> None:
    """Hypothesis draws requests by the contract's schemas; each is classified and judged by ourselves."""
    if bench.settings.policy.budget.examples == 0:
        return
    exercise = Exercise(bench)
    if exercise.baseline() is None:
        return
    for mode in MODES:
        try:
            _explored(bench, exercise, mode)
        except CannotGenerate as why:
            bench.tried(bench.interaction, f"no random {mode} requests: {why}")


def _explored(bench: Bench, exercise: Exercise, mode: str) -> None:
    from contractkit.generate.combined import combined
    from contractkit.generate.property import explore
    from contractkit.generate.schemathesis import strategy

    base = exercise.baseline()
    drawn = (
        combined(bench.contract, bench.interaction, base.draft)
        if mode == COMBINED and base is not None
        else strategy(bench.contract, bench.interaction, negative=mode == INVALID)
    )
    if drawn is None:
        return
    found = explore(
        drawn,
        _examiner(bench, exercise),
        examples=bench.settings.policy.budget.examples,
        seed=bench.seed,
        fuse=lambda: bench.left() <= 0,
    )
    for one in found:
        live = exercise.reach.live(bench.interaction)
        if live is None:
            return
        edits = _difference(live, one.draft)
        case = bench.case(bench.interaction, apply(live, edits), phase="property")
        target = _one(broken(bench.contract, bench.interaction, case.request))
        exercise.send(Candidate(edits, "a random request, shrunk", target), phase="property")


def _examiner(bench: Bench, exercise: Exercise) -> Callable[[Draft], frozenset[str]]:
    def examine(draft: Draft) -> frozenset[str]:
        bench.blow_if_spent()
        base, live = exercise.baseline(), exercise.reach.live(bench.interaction)
        if base is None or live is None or bench.left() <= 0:
            return frozenset()
        try:
            case = bench.case(bench.interaction, apply(live, _difference(live, draft)), phase="property")
        except Unsendable:
            return frozenset()  # no request can carry it: there is nothing to examine
        faulty = broken(bench.contract, bench.interaction, case.request)
        target = _one(faulty)
        intent = classify(bench.contract, target, faulty)
        seen = bench.send(replace(case, intent=intent, target=target if intent is Intent.FAULT else None))
        return bench.suspects(Trace(bench.contract, seen, base.observation))

    return examine


def _difference(live: Draft, draft: Draft) -> tuple[Edit, ...]:
    """What leads from the living draft to the drawn one; ids of resources and keys of idempotency stay."""
    keys = {*live.parameters, *draft.parameters}
    changed = tuple(
        Edit(key, draft.parameters[key]) if key in draft.parameters else Edit(key)
        for key in sorted(keys)
        if not _kept(key) and live.parameters.get(key) != draft.parameters.get(key)
    )
    body = () if draft.body == live.body else (Edit("body", draft.body),)
    media = () if draft.media == live.media else (Edit("media", draft.media),)
    return (*changed, *media, *body)


def _kept(key: str) -> bool:
    where, _, name = key.partition(".")
    return where == "path" or (where == "header" and name.lower() in FRESH)


def _one(faulty: tuple[Broken, ...]) -> Target | None:
    return Target(faulty[0].place, faulty[0].keyword) if len(faulty) == 1 else None

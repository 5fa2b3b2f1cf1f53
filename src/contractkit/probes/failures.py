"""Every documented failure, provoked in its situation beside an accepted request that differs in nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from contractkit.answer.situation import PLACE, RECIPE, recipe_for
from contractkit.errors import Unarranged
from contractkit.exercise import Exercise
from contractkit.extensions import SITUATIONS, Situation, probe
from contractkit.generate.candidates import Candidate
from contractkit.model import ABSENT, Edit, Intent, Interaction, Target
from contractkit.protocols import Bench
from contractkit.settings import matches
from contractkit.settings.recipes import Recipe
from contractkit.stage import WRITES, Stage

PHASE = "failures"
ANYWAY = frozenset({405, 406, 415, 422})  # shown by the other probes
LAST = (409, 410)  # provoked by what changes the state
SPARE = 8  # requests kept for the readings around a refused one


def _again(exercise: Exercise, candidate: Candidate) -> frozenset[str] | None:
    """Bring the situation about anew: what was deleted, repeated or outdated then is so no more."""
    if candidate.target is None or candidate.target.keyword not in SITUATIONS:
        return None
    scene = Stage(exercise.bench, exercise, PHASE)
    alike = [one for one in SITUATIONS[candidate.target.keyword].arrange(scene) if one.note == candidate.note]
    shown = frozenset[str]()
    for one in alike:
        shown |= exercise.send(replace(one, target=candidate.target), phase=PHASE, intent=Intent.PROTOCOL)
    return shown if alike else None


@probe(
    PHASE,
    wants=lambda contract, own: {*documented(own)} - ANYWAY != set() or contract.conventions.has_recipe(own.id),
    again=_again,
)
def failures(bench: Bench) -> None:
    """One request or a few for each situation of each documented failure, then the recipes of the team."""
    exercise = Exercise(bench)
    if exercise.baseline() is None:
        return
    scene = Stage(bench, exercise, PHASE)
    own = [one for one in bench.settings.failures if matches(one.operation, bench.interaction)]
    for status in documented(bench.interaction):
        told = list(_arranged(scene, status))
        for recipe in (one for one in own if one.status == status):
            _cooked(scene, recipe)
            told = []
        if told:
            bench.skipped(Target("failure", str(status)), "; ".join(dict.fromkeys(told)))
    for recipe in (one for one in own if one.status not in {*documented(bench.interaction)}):
        _cooked(scene, recipe)
    _untouched(scene)


def documented(interaction: Interaction) -> Iterator[int]:
    """Exact statuses of failures, those that change the state last."""
    found = sorted({int(a.status) for a in interaction.answers if a.status.isdigit() and a.status[0] in "45"})
    yield from sorted(found, key=lambda status: (status in LAST, status))


def _arranged(scene: Stage, status: int) -> Iterator[str]:
    """Sends what the situations give; yields why nothing could be sent."""
    known = [one for _, one in SITUATIONS if status in one.statuses]
    for situation in known:
        try:
            candidates = list(situation.arrange(scene))
        except Unarranged as missing:
            yield f"{situation.sentence[:1].lower()}{situation.sentence[1:]}: {missing}"
            continue
        for candidate in candidates:
            if scene.bench.left() > SPARE:
                aimed = replace(candidate, target=Target(f"{PLACE}{status}", situation.id))
                scene.exercise.send(aimed, phase=PHASE, intent=Intent.PROTOCOL)
    if not known:
        yield f"no situation is known that must end in {status}: {recipe_for(scene.bench.interaction, status)}"


def _untouched(scene: Stage) -> None:
    """One refused write between two readings of what it is about."""
    bench, own = scene.bench, scene.bench.interaction
    reader = scene.reader
    if own.method not in WRITES or reader is None:
        return
    for status, situation in ((s, one) for s in (401, 403) for _, one in SITUATIONS if s in one.statuses):
        if status in documented(own) and (candidate := _first(scene, situation)) is not None:
            aimed = replace(candidate, target=Target(f"{PLACE}{status}", situation.id))
            again = partial(scene.between, reader, aimed)
            if (trace := again()) is not None:
                bench.judge(trace, again=again)
            return


def _first(scene: Stage, situation: Situation) -> Candidate | None:
    try:
        return next(situation.arrange(scene), None)
    except Unarranged:
        return None  # said where the situation is arranged


def _cooked(scene: Stage, recipe: Recipe) -> None:
    """What a team knows to end in a status; what its function returns puts things right again."""
    edits = [Edit(place, ABSENT if value is None else value) for place, value in recipe.send.items()]
    if recipe.identity is not None:
        edits.insert(0, Edit("identity", recipe.identity))
    target = Target(f"{PLACE}{recipe.status}", RECIPE)
    candidate = Candidate(tuple(edits), f"the recipe at {recipe.where}", target)
    undo = scene.bench.call(recipe)
    try:
        scene.exercise.send(candidate, phase=PHASE, intent=Intent.PROTOCOL)
    finally:
        if callable(undo):
            undo()

"""Every documented failure, provoked in its situation beside an accepted request that differs in nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from contractkit.answer.situation import PLACE, RECIPE, recipe_for
from contractkit.errors import Unarranged
from contractkit.exercise import Exercise
from contractkit.extensions import SITUATIONS, Situation, probe
from contractkit.generate.candidates import Candidate
from contractkit.model import ABSENT, Draft, Edit, Intent, Interaction, Observation, Target, Trace
from contractkit.protocols import Bench
from contractkit.settings import matches
from contractkit.settings.recipes import Recipe
from contractkit.wire.draft import apply

PHASE = "failures"
ANYWAY = frozenset({405, 406, 415, 422})  # shown by the other probes
LAST = (409, 410)  # provoked by what changes the state
SPARE = 8  # requests kept for the readings around a refused one


@dataclass(frozen=True, slots=True)
class Stage:
    """A Scene (protocols.py) before the accepted baseline of an exercise."""

    bench: Bench
    exercise: Exercise

    @property
    def draft(self) -> Draft:
        base = self.exercise.baseline()
        assert base is not None
        return base.draft

    def fresh(self) -> Draft | None:
        return self.exercise.reach.fresh(self.bench.interaction)

    def send(self, interaction: Interaction, draft: Draft) -> Observation:
        return self.bench.send(self.bench.case(interaction, draft, phase=PHASE))


@probe(
    PHASE, wants=lambda contract, own: {*documented(own)} - ANYWAY != set() or contract.conventions.has_recipe(own.id)
)
def failures(bench: Bench) -> None:
    """One request or a few for each situation of each documented failure, then the recipes of the team."""
    exercise = Exercise(bench)
    if exercise.baseline() is None:
        return
    scene = Stage(bench, exercise)
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
    reader = next((i for i in bench.contract.interactions if i.method == "GET" and i.path == own.path), None)
    if own.method not in ("PUT", "PATCH", "DELETE") or reader is None:
        return
    for status, situation in ((s, one) for s in (401, 403) for _, one in SITUATIONS if s in one.statuses):
        if status in documented(own) and (candidate := _first(scene, situation)) is not None:
            aimed = replace(candidate, target=Target(f"{PLACE}{status}", situation.id))
            trace = _between(scene, reader, aimed)
            if trace is not None:
                bench.judge(trace, again=partial(_between, scene, reader, aimed))
            return


def _first(scene: Stage, situation: Situation) -> Candidate | None:
    try:
        return next(situation.arrange(scene), None)
    except Unarranged:
        return None  # said where the situation is arranged


def _between(scene: Stage, reader: Interaction, aimed: Candidate) -> Trace | None:
    bench, own, fresh = scene.bench, scene.bench.interaction, scene.fresh()
    if fresh is None or (base := scene.exercise.baseline()) is None:
        return None
    seen = Draft({k: v for k, v in fresh.parameters.items() if reader.parameter(k)}, identity=fresh.identity)
    edited = apply(fresh, aimed.edits)
    case = bench.case(
        own, edited, intent=Intent.PROTOCOL, target=aimed.target, edits=aimed.edits, note=aimed.note, phase=PHASE
    )
    before = (scene.send(reader, seen), scene.send(reader, seen))
    refused = bench.send(case)
    return Trace(bench.contract, refused, base.observation, around=(*before, scene.send(reader, seen)))


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

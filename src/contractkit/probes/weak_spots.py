"""Other ways of asking for what is protected: judged by what comes back or is done, never by a status."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from contractkit.answer.access import ACCESS
from contractkit.answer.content import tells
from contractkit.errors import Unarranged
from contractkit.exercise import Exercise
from contractkit.extensions import probe
from contractkit.generate.candidates import Candidate
from contractkit.model import Contract, Draft, Intent, Interaction, Observation, Standard, Target, Trace
from contractkit.protocols import Bench
from contractkit.reach.admissions import WEAK
from contractkit.reach.credentials import guarded
from contractkit.reach.weak_spots import Spot, reading, removing
from contractkit.stage import Stage, asked
from contractkit.wire.draft import apply

PHASE = "weak-spots"
REFUSED = (401, 403, 404)
Told = tuple[Observation, Observation, Observation]  # to one who may, to anybody, and of a path that is none


def _again(exercise: Exercise, candidate: Candidate) -> frozenset[str] | None:
    if candidate.target is None or candidate.target.keyword != WEAK:
        return None
    return _judged(Stage(exercise.bench, exercise, PHASE), candidate)


def _promised(contract: Contract, own: Interaction) -> bool:
    return any(one.who == WEAK for one in contract.conventions.admissions(own.id))


@probe(PHASE, wants=_promised, standard=Standard.SEC_API, again=_again)
def weak_spots(bench: Bench) -> None:
    """One request for each way of asking, beside one of who may and one of anybody."""
    exercise = Exercise(bench)
    if exercise.baseline() is None:
        return
    scene = Stage(bench, exercise, PHASE)
    try:
        guarded(scene)
        told = _told(scene) if bench.interaction.method == "GET" else None
        for spot in _spots(scene):
            _judged(scene, Candidate(spot.edits, spot.note, Target(f"{ACCESS} {spot.way}", WEAK)), told)
    except Unarranged as why:
        bench.skipped(Target(ACCESS, WEAK), str(why))


def _spots(scene: Stage) -> Iterator[Spot]:
    reader = scene.reader
    if reader is None:
        raise Unarranged("what it does cannot be read")
    if scene.bench.interaction.method == "GET":
        yield from reading(scene)
    elif scene.bench.local or scene.bench.disposable:
        yield from removing(scene, reader)
    else:
        raise Unarranged("a GET that says it is DELETE is tried only where data may be changed (disposable: true)")


def _judged(scene: Stage, candidate: Candidate, told: Told | None = None) -> frozenset[str]:
    again = (
        partial(_read, scene, candidate)
        if scene.bench.interaction.method == "GET"
        else partial(_done, scene, candidate)
    )
    return scene.bench.judge(again(told), again=again)


def _done(scene: Stage, candidate: Candidate, told: Told | None = None) -> Trace:
    """Between two readings of what would be removed."""
    reader, draft = scene.reader, scene.draft
    trace = scene.between(reader, candidate, intent=Intent.ROBUST) if reader is not None else None
    if trace is None or reader is None:
        raise Unarranged("what it removes could not be made again")
    named = {key: value for key, value in draft.parameters.items() if reader.parameter(key)}
    return replace(trace, neighbour=_refused(scene, reader, Draft(named)))


def _read(scene: Stage, candidate: Candidate, told: Told | None = None) -> Trace:
    """Beside what one who may and what anybody is told."""
    bench, (control, public, nowhere) = scene.bench, told or _told(scene)
    draft = apply(control.case.draft, candidate.edits)
    seen = asked(bench, draft, candidate, phase=PHASE, intent=Intent.ROBUST)
    return Trace(bench.contract, seen, control, public, others=(nowhere,))


def _told(scene: Stage) -> Told:
    """Raises Unarranged where nothing is protected, or nothing in it could be found again."""
    own, reach = scene.bench.interaction, scene.exercise.reach
    for maker in (None, *(i for i in scene.bench.contract.interactions if i.method == "POST" and i.path == own.path)):
        if maker is not None:
            reach.renew(maker)  # so that there is something to be listed
        control = reach.renew(own)
        if control is None or control.reply is None:
            raise Unarranged("the baseline could not be sent again")
        public = _refused(scene, own, replace(control.case.draft, identity=None))
        path = scene.bench.case(own, control.case.draft).request.target.partition("?")[0]
        nowhere = scene.send(own, replace(control.case.draft, path=f"{path}/{scene.bench.salt()}"))
        if tells(control, (public, nowhere)):
            return control, public, nowhere
    raise Unarranged("its answer has nothing that could be found again")


def _refused(scene: Stage, interaction: Interaction, draft: Draft) -> Observation:
    """What anybody is told."""
    public = scene.send(interaction, draft)
    if public.status not in REFUSED:
        raise Unarranged(f"anybody is answered {public.status}, so nothing is protected")
    return public

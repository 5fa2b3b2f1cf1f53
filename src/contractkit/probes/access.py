"""Every operation as everybody: without credentials, with wrong ones, and as each identity."""

from functools import partial

from contractkit.admitted import OTHERS, ask, ask_for_others
from contractkit.answer.access import ACCESS, AMONG_OWN, INVALID, Said, said
from contractkit.errors import Unarranged
from contractkit.exercise import Exercise
from contractkit.extensions import probe
from contractkit.generate.candidates import Candidate
from contractkit.model import Admission, Contract, Edit, Intent, Interaction, Standard, Target, Trace
from contractkit.protocols import Bench
from contractkit.reach.admissions import WEAK
from contractkit.reach.credentials import guarded, wrong
from contractkit.settings.identities import EVERY
from contractkit.stage import WRITES, Stage, asked
from contractkit.wire.draft import apply

PHASE = "access"


def _again(exercise: Exercise, candidate: Candidate) -> frozenset[str] | None:
    """Send a candidate as whom its target names; returns the confirmed fingerprints."""
    place = candidate.target.place.partition(" ")[0] if candidate.target is not None else ""
    if place == AMONG_OWN and candidate.target is not None:
        asked = ask_for_others if candidate.target.keyword.endswith(OTHERS) else ask
        return asked(exercise, candidate, phase=PHASE)
    return exercise.send(candidate, phase=PHASE, intent=Intent.PROTOCOL) if place == ACCESS else None


def _asked(contract: Contract, own: Interaction) -> bool:
    return contract.conventions.admissions(own.id) != ()


@probe(PHASE, wants=_asked, standard=Standard.SEC_API, again=_again)
def access(bench: Bench) -> None:
    """One request or two for each who may, and one for each who may not, beside the accepted baseline."""
    exercise = Exercise(bench)
    if exercise.baseline() is None:
        return
    scene = Stage(bench, exercise, PHASE)
    known = bench.contract.conventions.admissions(bench.interaction.id)
    anybody = False
    for one in known:
        if anybody and not one.allowed and one.who != WEAK:
            bench.skipped(Target(ACCESS, one.who), "anybody is let in, whoever asks")
        elif one.who == INVALID:
            _invalid(scene)
        elif _among_own(exercise, one):
            _again(exercise, Candidate((_as(one),), f"as {one.who}", Target(AMONG_OWN, one.who)))
        elif one.identity is None and one.who != WEAK:
            anybody = _anybody(scene, one)
        elif one.who != WEAK:
            _again(exercise, _asking(scene, one))
    if anybody:
        return
    _untouched(scene, [one for one in known if not (one.allowed or one.others or one.who in (INVALID, WEAK))])


def _among_own(exercise: Exercise, one: Admission) -> bool:
    """Whether it must be asked with what its own tenant has: another tenant's is refused for another reason."""
    base, known = exercise.baseline(), exercise.bench.settings.identities
    own = base.draft.identity if base is not None else None
    if one.others:
        return True
    if base is None or one.identity is None or one.identity == own:
        return False
    tenants = {known[name].tenant for name in (one.identity, own) if name is not None and name in known} - {None, EVERY}
    return one.allowed or (len(tenants) > 1 and bool(base.origins))


def _as(one: Admission) -> Edit:
    return Edit("identity", one.identity) if one.identity is not None else Edit("identity")


def _asking(scene: Stage, one: Admission) -> Candidate:
    note = f"as {one.identity}" if one.identity is not None else "without credentials"
    edits = () if one.identity is not None and one.identity == scene.draft.identity else (_as(one),)
    return Candidate(edits, note, Target(ACCESS, one.who))


def _anybody(scene: Stage, one: Admission) -> bool:
    """Ask without credentials; whether that was let in although it may not."""
    exercise, asking = scene.exercise, _asking(scene, one)

    def trace() -> Trace | None:
        base, draft = exercise.baseline(), exercise.reach.live(scene.bench.interaction)
        if base is None or draft is None:
            return None
        sent = asked(scene.bench, apply(draft, asking.edits), asking, phase=PHASE)
        return Trace(scene.bench.contract, sent, base.observation)

    first = trace()
    if first is None:
        scene.bench.skipped(asking.target, "the baseline could not be made again")
        return False
    scene.bench.judge(first, again=trace)
    return not one.allowed and said(first) is Said.LET


def _invalid(scene: Stage) -> None:
    try:
        guarded(scene)
    except Unarranged as why:
        scene.bench.skipped(Target(ACCESS, INVALID), str(why))
        return
    for kind, edits, note in wrong(scene):
        _again(scene.exercise, Candidate(edits, f"with {note}", Target(f"{ACCESS} {kind}", INVALID)))


def _untouched(scene: Stage, refused: list[Admission]) -> None:
    """One refused write between two readings of what it is about."""
    reader = scene.reader
    if scene.bench.interaction.method not in WRITES or reader is None or not refused:
        return
    named = next((one for one in refused if one.identity is not None), refused[0])
    again = partial(scene.between, reader, _asking(scene, named))
    if (trace := again()) is not None:
        scene.bench.judge(trace, again=again)

"""A candidate as an identity asks it, with what that identity or others of its tenant made: judged, and replayed."""

from dataclasses import replace

from contractkit.answer.access import ACCESS, REFUSED
from contractkit.exercise import Exercise
from contractkit.generate.candidates import Candidate
from contractkit.model import Draft, Intent, Target, Trace
from contractkit.protocols import Bench
from contractkit.reach.search import Reach
from contractkit.settings import Identity
from contractkit.stage import asked
from contractkit.wire.draft import salted

OTHERS = " others"


def ask(exercise: Exercise, candidate: Candidate, *, phase: str) -> frozenset[str]:
    """Send a candidate whose target is AMONG_OWN, as the identity it names; returns the confirmed fingerprints."""
    bench, target, base = exercise.bench, candidate.target, exercise.baseline()
    identity = bench.settings.identities.get(target.keyword) if target is not None else None
    if identity is None or base is None:
        return frozenset()
    reach = Reach(bench, identity, alone=_own(bench))

    def trace() -> Trace | None:
        draft = _draft(exercise, reach)
        if draft is None:
            return None
        return Trace(bench.contract, asked(bench, draft, candidate, phase=phase), base.observation)

    first = trace()
    if first is not None and first.subject.status == 404 and not _is_let(exercise, identity):
        return exercise.send(
            replace(candidate, target=Target(ACCESS, identity.name)), phase=phase, intent=Intent.PROTOCOL
        )
    if first is None or (first.subject.status not in REFUSED and not first.subject.accepted):
        bench.skipped(Target(ACCESS, identity.name), _missing(identity, first))
        return frozenset()
    if (
        first.subject.status == 401
        and _is_let(exercise, identity)
        and (other := _unknown_elsewhere(exercise, identity)) is not None
    ):
        bench.skipped(Target(ACCESS, identity.name), f"{identity.name} was answered 401 here and by {other}")
        return frozenset()
    return bench.judge(first, again=trace)


def ask_for_others(exercise: Exercise, candidate: Candidate, *, phase: str) -> frozenset[str]:
    """Send a candidate as the identity whose name is before ` others`, for what another one of its tenant made."""
    bench, target = exercise.bench, candidate.target
    known, name = bench.settings.identities, target.keyword.removesuffix(OTHERS) if target is not None else ""
    let = [one.identity for one in bench.contract.conventions.admissions(bench.interaction.id) if one.allowed]
    able = [known[other] for other in let if other is not None and other in known and other != name]
    owner = next((one for one in able if name in known and one.tenant == known[name].tenant), None)
    reach = Reach(bench, owner, alone=True) if owner is not None else None

    def trace() -> Trace | None:
        base = reach.baseline(bench.interaction) if reach is not None else None
        draft = reach.fresh(bench.interaction) if reach is not None and base is not None else None
        if draft is None or base is None:
            return None
        sent = asked(bench, replace(draft, identity=name), candidate, phase=phase)
        return Trace(bench.contract, sent, base.observation)

    first = trace()
    if first is None:
        why = f"no other identity of the tenant of {name} made something for it; add one under identities:"
        bench.skipped(Target(ACCESS, f"{name}{OTHERS}"), why)
        return frozenset()
    return bench.judge(first, again=trace)


def _own(bench: Bench) -> bool:
    """Whether what one made is no concern of another one of its tenant."""
    return any(one.others for one in bench.contract.conventions.admissions(bench.interaction.id))


def _is_let(exercise: Exercise, identity: Identity) -> bool:
    known = exercise.bench.contract.conventions.admissions(exercise.bench.interaction.id)
    return any(one.allowed for one in known if one.who == identity.name)


def _unknown_elsewhere(exercise: Exercise, identity: Identity) -> str | None:
    """Another operation that answers 401 to it: then its credentials are to blame, not this operation."""
    bench, own = exercise.bench, exercise.bench.interaction
    for other in bench.contract.interactions:
        let = {one.identity for one in bench.contract.conventions.admissions(other.id) if one.allowed}
        plain = other.method == "GET" and "{" not in other.path and not any(p.required for p in other.parameters)
        if plain and other.name != own.name and identity.name in let:
            seen = bench.send(bench.case(other, Draft(identity=identity.name)))
            return other.name if seen.status == 401 else None
    return None


def _missing(identity: Identity, first: Trace | None) -> str:
    got = f"{identity.name} was answered {first.subject.status}" if first is not None else "nothing could be sent"
    whose = f"tenant {identity.tenant}" if identity.tenant is not None else "its tenant"
    return (
        f"{got}: nothing it could do it with was made; add an identity of {whose} that may make some, "
        f"or give {identity.name} values: (both under identities:)"
    )


def _draft(exercise: Exercise, reach: Reach) -> Draft | None:
    """What was accepted, made anew; else the last of what was refused."""
    own = exercise.bench.interaction
    if reach.baseline(own) is not None:
        return reach.fresh(own)
    return None if reach.last is None else salted(reach.last.case.draft, exercise.bench.salt())

"""What an operation receives: valid events, broken ones, the same again, older ones, and those of another tenant."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from contractkit.consuming import Consuming
from contractkit.events.aims import SEQUENCE, rejected
from contractkit.events.carrier import edged, refusable
from contractkit.events.locations import at_pointer
from contractkit.events.versions import version_like
from contractkit.extensions import probe
from contractkit.generate.candidates import Candidate
from contractkit.generate.edges import edges
from contractkit.generate.faults import faults
from contractkit.model import ABSENT, Action, Draft, Edit, EventType, Kind, Standard, Target, Trace
from contractkit.protocols.events import EventBench
from contractkit.refusing import Refusing
from contractkit.replaying import Replaying
from contractkit.sequences import Sequences, by_place
from contractkit.settings import Identity
from contractkit.surviving import Surviving
from contractkit.trials import Trials
from contractkit.wire.draft import at as at_place

SPARE = 8  # cases kept for what comes last
UNTOLD = "what its events say does not show in what is read, so that none can be told from another"
MOST = 6  # other values of one constraint
ENDED = 4  # ends of the service, two a finding, after which no more is tried that is like it
ENOUGH = 3  # lost events after which no more are broken: it is one fault of the service


@probe(
    "consumed",
    kind=Kind.EVENT,
    standard=Standard.TEST_E2E_BACK,
    wants=lambda contract, own: own.event is not None and own.event.action is Action.RECEIVE,
)
def consumed(bench: EventBench) -> None:
    """Each message of the operation: what it promises to do, and what must never come of it."""
    role = bench.interaction.event
    for type in role.messages if role is not None else ():
        with Consuming(bench, type) as at:
            survived = Surviving(at)
            _tried(bench, type, Trials(at), survived)
            survived.back()


def _tried(bench: EventBench, type: EventType, trials: Trials, survived: Surviving) -> None:
    at = trials.at
    first = None if at.why else _judged(survived, trials.valid)
    if first is None or first.after is None or first.after.processed is not True:
        why = (
            at.why or (first.after.evidence if first is not None and first.after is not None else "") or "not processed"
        )
        bench.tried(bench.interaction, why)
        for obligation in bench.obligations:
            bench.blocked(obligation.scope, why)
        return
    bench.reached()
    base = at.base() or Draft()
    for candidate in _edges(bench, type, at, base):
        if bench.left() > SPARE and survived.many < ENDED:
            _judged(survived, partial(trials.valid, candidate))
    if at.replies.expected:
        _judged(survived, trials.answered)
    if at.terms.rejects is not None:
        _refused(bench, type, trials, base, survived)
    twice = _judged(survived, trials.duplicate) if at.terms.duplicate is not None else None
    if at.terms.duplicate is not None and twice is None:
        bench.blocked(f"event.duplicate {type.name}", "no event was processed that could be sent again")
    if at.terms.order is not None:
        _ordered(bench, type, trials, base, survived)
    if at.terms.tenant is not None:
        _foreign(bench, trials, survived)
    if at.terms.replay is not None:
        _replayed(bench, f"event.replay {type.name}", trials, twice, survived)


def _judged(survived: Surviving, make: Callable[[], Trace | None]) -> Trace | None:
    bench, trial = survived.at.bench, survived.trial(make)
    bench.blow_if_spent()
    trace = trial()
    if trace is not None:
        bench.judge(trace, again=trial)
    return trace


def _edges(bench: EventBench, type: EventType, at: Consuming, base: Draft) -> Iterator[Candidate]:
    """Valid events beside the plain one: what may be left out first, a member nobody knows, then the values."""
    own, contract = at.composer.carrier, bench.contract
    if isinstance(base.body, dict) and type.payload is not None:
        more = Candidate(
            (Edit("body/x_contractkit", "ck"),), "a member that nobody knows", Target("body", "additionalProperties")
        )
        if contract.schemas.is_valid(type.payload, {**base.body, "x_contractkit": "ck"}):
            yield more
    said = at.composer.places
    for constraint in edged(contract, bench.interaction, type):
        if constraint.target.place not in said or constraint.target.keyword in ("absent", "null"):
            yield from list(edges(contract, own, constraint, base))[:2]


def _refused(bench: EventBench, type: EventType, trials: Trials, base: Draft, survived: Surviving) -> None:
    own, contract = trials.at.composer.carrier, bench.contract
    refusing, lost = Refusing(trials), tuple[str, ...]()
    for constraint in refusable(contract, bench.interaction, type):
        target = rejected(type.name, constraint.target)
        if trials.stuck > 1:
            bench.blocked(f"event.rejects {target}", "nothing is processed any more since an event was broken")
        elif len(lost) >= ENOUGH:
            why = f"events that are broken at {', '.join(lost)} are lost already; nothing more was tried"
            bench.blocked(f"event.rejects {target}", why)
        elif survived.many >= ENDED:
            bench.blocked(f"event.rejects {target}", "events have ended the service already; nothing more was tried")
        elif bench.left() <= SPARE:
            bench.blocked(f"event.rejects {target}", "the budget of cases was used up: raise policy.budget.cases")
        else:
            before = refusing.lost
            for candidate in list(faults(contract, own, constraint, base))[:1]:
                _judged(survived, partial(refusing.faulty, candidate))
            lost = (*lost, str(constraint.target)) if refusing.lost > before else lost


def _ordered(bench: EventBench, type: EventType, trials: Trials, base: Draft, survived: Surviving) -> None:
    order = trials.at.terms.order
    if order is None:
        return
    others = list(_others(bench, type, trials.at, base))
    sequences = Sequences(trials, order.version)
    if not any(_judged(survived, partial(sequences.interleaved, those)) for those in by_place(others).values()):
        bench.blocked(f"event.order {type.name} {SEQUENCE}", UNTOLD)
    if order.version is not None:
        _versioned(bench, f"event.order {type.name}", trials, order.version, others, survived)


def _versioned(
    bench: EventBench, scope: str, trials: Trials, version: str, others: list[Candidate], survived: Surviving
) -> None:
    known = at_pointer((trials.at.base() or Draft()).body, version)
    middle, last, old = (version_like(known, number) for number in (2, 3, 1))
    if old is None:
        bench.blocked(scope, "the version is neither a whole number nor a time in a valid event")
        return
    for other in others:
        if _judged(survived, partial(trials.older, version, (middle, last, old), other)) is not None:
            return
    bench.blocked(scope, UNTOLD)


def _others(bench: EventBench, type: EventType, at: Consuming, base: Draft) -> Iterator[Candidate]:
    """Valid events that say something else: one other value each."""
    for constraint in edged(bench.contract, bench.interaction, type):
        if constraint.target.place.startswith("body/") and constraint.target.place not in at.composer.places:
            for candidate in islice(edges(bench.contract, at.composer.carrier, constraint, base), MOST):
                if all(edit.value not in (ABSENT, at_place(base, edit.place)) for edit in candidate.edits):
                    yield candidate


def _replayed(bench: EventBench, scope: str, trials: Trials, twice: Trace | None, survived: Surviving) -> None:
    replaying = Replaying(trials)
    if survived.many:
        bench.blocked(scope, "an event that ended the service lies in the log that would be read again")
    elif twice is not None and twice.after is not None and twice.after.processed:
        bench.blocked(scope, "what is delivered twice is done twice already, so that a replay would show no more")
    elif _judged(survived, replaying.trace) is None:
        bench.blocked(scope, replaying.why)


def _foreign(bench: EventBench, trials: Trials, survived: Surviving) -> None:
    pairs = list(_pairs(bench))
    if not pairs:
        bench.blocked("event.tenant", "needs identities of two tenants: add one under identities:")
    for owner, stranger in pairs[:2]:
        if _judged(survived, partial(trials.foreign, owner, stranger)) is not None:
            return
    bench.blocked("event.tenant", "nothing of one tenant could be named by another")


def _pairs(bench: EventBench) -> Iterator[tuple[Identity, Identity]]:
    """Identities of two tenants that are good for something."""
    able = [who for who in bench.settings.identities.values() if who.tenant not in (None, "*") and who.state is None]
    for owner in able:
        for stranger in able:
            if owner.tenant != stranger.tenant:
                yield owner, stranger

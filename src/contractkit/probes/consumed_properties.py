"""What an operation receives, with random values: valid events, edges together, events broken somewhere."""

from dataclasses import replace
from functools import partial

from contractkit.consuming import Consuming
from contractkit.drawing import COMBINED, INVALID, VALID, of_events
from contractkit.events.aims import consumed, rejected
from contractkit.exploring import Exploring
from contractkit.extensions import probe
from contractkit.generate.candidates import Candidate
from contractkit.model import Action, EventType, Kind, Standard, Target, Trace
from contractkit.protocols.events import EventBench
from contractkit.refusing import Refusing
from contractkit.surviving import Surviving
from contractkit.trials import Trials

ENOUGH = 3  # events that are lost, after which no more are drawn
ENDED = 6  # ends of the service, after which no more are drawn
SILENT = 8  # events more that change nothing than that are processed, after which no more are drawn


def _again(bench: EventBench, candidate: Candidate) -> frozenset[str] | None:
    role, target = bench.interaction.event, candidate.target
    for type in role.messages if role is not None and target is not None else ():
        assert target is not None
        inner = Target(target.place.removeprefix(f"{type.name} "), target.keyword)
        valid = target == consumed(type.name)
        if valid or rejected(type.name, inner) == target:
            with Consuming(bench, type) as at:
                trials = Trials(at)
                make = (
                    partial(trials.drawn, replace(candidate, target=None))
                    if valid
                    else partial(Refusing(trials).faulty, replace(candidate, target=inner))
                )
                survived = Surviving(at)
                trial = survived.trial(make)
                trace = None if at.why else trial()
                shown = None if trace is None else bench.judge(trace, again=trial)
                survived.back()
                return shown
    return None


@probe(
    "consumed-properties",
    kind=Kind.EVENT,
    standard=Standard.TEST_E2E_BACK,
    wants=lambda contract, own: own.event is not None and own.event.action is Action.RECEIVE,
    again=_again,
)
def consumed_properties(bench: EventBench) -> None:
    """Hypothesis draws events by the contract's schemas; each is classified and judged by ourselves."""
    role = bench.interaction.event
    if role is None or bench.settings.policy.budget.examples == 0:
        return
    for type in role.messages:
        with Consuming(bench, type) as at:
            survived = Surviving(at)
            _drawn(bench, type, Trials(at), survived)
            survived.back()


def _drawn(bench: EventBench, type: EventType, trials: Trials, survived: Surviving) -> None:
    at = trials.at
    first = None if at.why else survived.trial(trials.valid)()
    if first is None or first.after is None or first.after.processed is not True or first.after.dead:
        bench.tried(bench.interaction, at.why or "a plain event was not processed")
        return
    bench.reached()
    drawing = of_events(at)
    if drawing is None:
        return
    refusing = Refusing(trials)

    def over() -> bool:
        return survived.many >= ENDED or _over(trials) or refusing.lost >= ENOUGH

    def valid(candidate: Candidate) -> Trace | None:
        return survived.trial(partial(trials.drawn, candidate))()

    def broken(candidate: Candidate) -> Trace | None:
        return survived.trial(partial(refusing.faulty, candidate))()

    for mode in (VALID, COMBINED):
        Exploring(bench, drawing, mode, valid, over=over).run()
    if at.terms.rejects is not None:
        prefix = f"{type.name} "
        claims = {o.qualifier.removeprefix(prefix) for o in bench.obligations if o.qualifier.startswith(prefix)}
        Exploring(bench, drawing, INVALID, broken, over=over, claims=claims).run()


def _over(trials: Trials) -> bool:
    return bool(trials.stuck) or trials.silent >= SILENT + trials.told

"""What an operation sends, caused with random values: each event that an accepted request causes is judged."""

from functools import partial

from contractkit.drawing import COMBINED, VALID
from contractkit.events.aims import ACCEPTED, cause
from contractkit.exploring import Exploring
from contractkit.extensions import probe
from contractkit.following import Following
from contractkit.generate.candidates import Candidate
from contractkit.model import Action, Contract, Interaction, Kind, Standard, Trace
from contractkit.model.terms import is_function
from contractkit.outliving import RANDOM, Outliving
from contractkit.protocols.events import EventBench
from contractkit.sources import Source

ENOUGH = 3  # accepted requests that cause nothing, after which no more are drawn
NEAREST = Candidate((), "a valid one")


def _again(bench: EventBench, candidate: Candidate) -> frozenset[str] | None:
    for operation in _asked(bench.contract, bench.interaction):
        if candidate.target == cause(operation, ACCEPTED):
            with Following(bench, operation) as following:
                source = _source(bench, following)
                if source is None:
                    return None
                lives = Outliving(following, source, phase=RANDOM)
                make = lives.trial(partial(following.drawn, source, candidate))
                trace = make()
                shown = None if trace is None else bench.judge(trace, again=make)
                lives.back()
                return shown
    return None


def _caused(contract: Contract, own: Interaction) -> bool:
    sends = own.event is not None and own.event.action is Action.SEND
    return sends and bool(_asked(contract, own))


@probe("produced-properties", kind=Kind.EVENT, standard=Standard.TEST_E2E_BACK, wants=_caused, again=_again)
def produced_properties(bench: EventBench) -> None:
    """Hypothesis draws what causes it by the contract's schemas; what comes of it is judged by ourselves."""
    if bench.settings.policy.budget.examples == 0:
        return
    for operation in _asked(bench.contract, bench.interaction):
        with Following(bench, operation) as following:
            source = _source(bench, following)
            if source is not None:
                _drawn(bench, following, source)


def _asked(contract: Contract, own: Interaction) -> tuple[str, ...]:
    """Operations that cause it; a function takes no values."""
    return tuple(name for name in contract.conventions.terms(own.id).caused_by if not is_function(name))


def _source(bench: EventBench, following: Following) -> Source | None:
    source = following.source(None)
    if source is None or not source.reachable:
        bench.tried(bench.interaction, following.why or f"{following.operation} was not accepted by anybody")
        return None
    return source


def _drawn(bench: EventBench, following: Following, source: Source) -> None:
    """What the nearest request shows by itself is found without random values."""
    lives = Outliving(following, source, phase=RANDOM)

    def trial(candidate: Candidate) -> Trace | None:
        return lives.trial(partial(following.drawn, source, candidate))()

    drawing, plain = source.drawing(), trial(NEAREST)
    if drawing is None or plain is None:
        lives.back()
        return
    bench.reached()
    known = bench.suspects(plain)
    for mode in (VALID, COMBINED):
        Exploring(bench, drawing, mode, trial, over=lambda: following.silent >= ENOUGH or lives.over, known=known).run()
    lives.back()

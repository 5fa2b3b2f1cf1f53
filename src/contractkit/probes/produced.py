"""What an operation sends: caused by the requests that are declared to cause it, and by nothing that is refused."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from contractkit.causing import EDGES, REFUSED
from contractkit.events.aims import REFUSED as REFUSED_AIM
from contractkit.events.aims import REPLAYED, cause
from contractkit.events.caused import own
from contractkit.extensions import probe
from contractkit.following import Following
from contractkit.inarow import in_a_row
from contractkit.model import Action, Kind, Standard, Trace
from contractkit.model.terms import is_function
from contractkit.outliving import Outliving
from contractkit.protocols.events import EventBench
from contractkit.sources import Source

LINE = "say what causes it: events: {{{name}: {{caused_by: <operation>}}}} in contractkit.yaml"


@probe(
    "produced",
    kind=Kind.EVENT,
    standard=Standard.TEST_E2E_BACK,
    wants=lambda contract, own: own.event is not None and own.event.action is Action.SEND,
)
def produced(bench: EventBench) -> None:
    """Cause what is declared, each time behind an accepted control; then what is refused, and what is sent again."""
    terms = bench.contract.conventions.terms(bench.interaction.id)
    if not terms.caused_by:
        bench.skipped(None, LINE.format(name=bench.interaction.name))
        bench.tried(bench.interaction, LINE.format(name=bench.interaction.name))
    for operation in terms.caused_by:
        with Following(bench, operation) as following:
            _caused(bench, following)


def _caused(bench: EventBench, following: Following) -> None:
    operation = following.operation
    sources = list(_sources(bench, following))
    if not sources:
        why = following.why or f"{operation} was not accepted by anybody, so nothing could be caused"
        bench.skipped(None, why)
        bench.tried(bench.interaction, why)
        return
    lives = [Outliving(following, source) for source in sources]
    _tried(bench, following, sources, lives)
    for one in lives:
        one.back()


def _tried(bench: EventBench, following: Following, sources: list[Source], lives: list[Outliving]) -> None:
    operation, first, own = following.operation, sources[0], lives[0]
    if not _judged(bench, own.trial(partial(following.accepted, first)), repeats=True):
        return  # what is missing already would be awaited in vain again and again
    for candidate in islice(first.edges(), EDGES):
        if not own.over:
            _judged(bench, own.trial(partial(following.accepted, first, candidate)))
    for source, one in zip(sources[1:], lives[1:], strict=True):
        _judged(bench, one.trial(partial(following.accepted, source)))
    if not is_function(operation):
        _refused(bench, following, first, own)
    if (
        following.terms.replayed == "none"
        and not is_function(operation)
        and not _judged(bench, own.trial(partial(following.replayed, first)))
    ):
        why = "no request could be sent again with its idempotency key"
        bench.blocked(f"event.{cause(operation, REPLAYED)}", why)
    if following.terms.order is not None:
        _judged(bench, own.trial(partial(in_a_row, following, first)))


def _refused(bench: EventBench, following: Following, source: Source, own: Outliving) -> None:
    seen = 0
    for candidate, intent in (*islice(source.faults(), REFUSED), *source.situations()):
        if not own.over and _judged(bench, own.trial(partial(following.refused, source, candidate, intent))):
            seen += 1
    if not seen:
        why = f"no request of {following.operation} was refused"
        bench.blocked(f"event.{cause(following.operation, REFUSED_AIM)}", why)


def _judged(bench: EventBench, make: Callable[[], Trace | None], *, repeats: bool = False) -> bool:
    """Whether a trace could be made, and (of the first one) shows the events it should."""
    trace = make()
    if trace is None:
        return False
    bench.judge(trace, again=make)
    if own(trace):
        bench.reached()
    elif repeats:
        bench.tried(bench.interaction, "what causes it was accepted, and no message of it came")
    sometimes = bench.contract.conventions.terms(bench.interaction.id).sometimes
    return not repeats or sometimes or bool(own(trace))


def _sources(bench: EventBench, following: Following) -> Iterator[Source]:
    """Whoever may; then, where tenants matter, one identity of each other tenant that may as well."""
    first = following.source(None)
    if first is None or not first.reachable:
        return
    yield first
    terms = bench.contract.conventions.terms(bench.interaction.id)
    if terms.tenant is None:
        return
    seen = {first.tenant, None, "*"}
    for who in bench.settings.identities.values():
        if who.tenant not in seen and who.state is None:
            source = following.source(who)
            if source is not None and source.reachable:
                seen.add(who.tenant)
                yield source

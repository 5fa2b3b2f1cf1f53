"""Check: correlation-id-is-on-events."""

from collections.abc import Iterator

from contractkit.errors import Unjudged
from contractkit.events.caused import caused
from contractkit.events.flaws import seen
from contractkit.events.locations import located
from contractkit.extensions import check
from contractkit.model import ABSENT, Heard, Kind, Mismatch, Trace


@check("correlation-id-is-on-events", kinds={Kind.EVENT})
def correlation_id_is_on_events(trace: Trace) -> Iterator[Mismatch]:
    """Every event carries the correlation id of the request that caused it.

    AsyncAPI 3.0, Correlation ID Object: where its runtime expression says.
    """
    after = trace.after
    if after is None or after.correlation is None:
        return
    for heard in caused(trace):
        location = _location(trace, heard)
        if heard.type is None or trace.interaction.name not in heard.by or location is None:
            continue
        try:
            found = located(location, heard.event.message, seen(trace.contract, heard.type, heard.event).payload)
        except Unjudged:
            continue
        if str(found) != after.correlation:
            actual = "none" if found is ABSENT else repr(found)[:80]
            yield Mismatch("event.correlation", f"{after.correlation!r} at {location}", actual, detail=heard.type.name)


def _location(trace: Trace, heard: Heard) -> str | None:
    said = trace.contract.conventions.terms(trace.interaction.id).correlation
    return said or (heard.type.correlation if heard.type is not None else None)

"""Check: correlation-id-is-on-events."""

from collections.abc import Iterator

from contractkit.events.caused import caused
from contractkit.events.correlated import correlated
from contractkit.extensions import check
from contractkit.model import Kind, Mismatch, Trace


@check("correlation-id-is-on-events", kinds={Kind.EVENT})
def correlation_id_is_on_events(trace: Trace) -> Iterator[Mismatch]:
    """Every event carries the correlation id of the request that caused it.

    AsyncAPI 3.0, Correlation ID Object: where its runtime expression says. One that is left out although the message's
    own schema requires it is a finding of event-matches-contract.
    """
    after = trace.after
    if after is None or after.correlation is None:
        return
    for heard in caused(trace):
        told = correlated(trace, heard)
        if heard.type is None or told is None or trace.interaction.name not in heard.by or not told.able:
            continue
        if told.found != after.correlation and not told.required:
            actual = "none" if told.found is None else repr(told.found)[:80]
            expected = f"{after.correlation!r} at {told.location}"
            yield Mismatch("event.correlation", expected, actual, detail=heard.type.name)

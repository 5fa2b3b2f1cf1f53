"""Check: channel-has-documented-events."""

from collections.abc import Iterator

from contractkit.events.aims import ACCEPTED
from contractkit.events.caused import sharing
from contractkit.extensions import check
from contractkit.model import Kind, Mismatch, Severity, Trace


@check("channel-has-documented-events", kinds={Kind.EVENT})
def channel_has_documented_events(trace: Trace) -> Iterator[Mismatch]:
    """What a request causes is documented: as one message of the channel, and as caused by this operation.

    Judged for messages that the correlation id or the id of what was made shows to be caused by the request.
    """
    target, after = trace.subject.case.target, trace.after
    if after is None or target is None or target.keyword != ACCEPTED or not target.place.startswith("cause "):
        return
    operation = target.place.removeprefix("cause ")
    causes = sharing(trace, operation)
    if not causes or causes[0].id != trace.interaction.id:
        return  # the first of those that share a cause speaks for all of them
    scope = f"event.cause {operation}"
    for heard in after.events:
        if heard.type is None and not heard.by:
            told = heard.named or "a message"
            expected = f"documented messages on {heard.event.channel}"
            yield Mismatch(scope, expected, f"{told}: {heard.why}", detail=f"undocumented {heard.event.channel}")
        elif heard.ambiguous:
            expected = f"messages that can be told apart on {heard.event.channel}"
            detail = f"ambiguous {heard.event.channel}"
            yield Mismatch(scope, expected, heard.why, detail=detail, severity=Severity.MINOR)
        elif heard.type is not None and not any(i.name in heard.by for i in causes):
            expected = f"{operation} causes only what it is declared to cause"
            actual = f"{heard.type.name} on {heard.event.channel}"
            yield Mismatch(scope, expected, actual, detail=f"undeclared {heard.type.name}")

"""Check: request-is-answered."""

from collections.abc import Iterator, Sequence

from contractkit.events.flaws import seen
from contractkit.events.locations import located
from contractkit.events.naming import name_of
from contractkit.extensions import check
from contractkit.model import ABSENT, Heard, Kind, Mismatch, Trace


@check("request-is-answered", kinds={Kind.EVENT})
def request_is_answered(trace: Trace) -> Iterator[Mismatch]:
    """A request is answered once, on the channel of its reply, with its correlation id and a documented message.

    AsyncAPI 3.0, Operation Reply Object and Correlation ID Object. Its redelivery under the same id is no second reply.
    """
    after, target = trace.after, trace.subject.case.target
    if after is None or target is None or target.keyword != "reply":
        return
    scope, many = f"event.reply {target.place.removeprefix('consumes ')}", _different(trace, after.events)
    if many == 0:
        yield Mismatch(scope, f"a reply within {after.within:g} s", after.told or "none", detail="missing")
    elif many > 1:
        yield Mismatch(scope, "one reply", f"{many} of them", detail="repeated")
    for heard in after.events[:1]:
        if heard.type is None and not heard.by:
            told = f"{heard.named or 'a message'}: {heard.why}"
            yield Mismatch(scope, "a documented reply", told, detail="undocumented")
        elif heard.type is not None and heard.type.correlation is not None and after.correlation is not None:
            found = _correlation(trace, heard)
            if found != after.correlation:
                expected = f"{after.correlation!r} at {heard.type.correlation}"
                yield Mismatch(scope, expected, repr(found)[:80], detail="correlation")


def _different(trace: Trace, events: Sequence[Heard]) -> int:
    terms = trace.contract.conventions.terms(trace.interaction.id)
    known = {name_of(seen(trace.contract, one.type, one.event), terms) for one in events if one.type is not None}
    return len(known) + sum(one.type is None for one in events)


def _correlation(trace: Trace, heard: Heard) -> str | None:
    if heard.type is None or heard.type.correlation is None:
        return None
    found = located(heard.type.correlation, heard.event.message, seen(trace.contract, heard.type, heard.event).payload)
    return None if found is ABSENT else str(found)

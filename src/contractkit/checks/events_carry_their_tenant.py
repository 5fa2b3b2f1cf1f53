"""Check: events-carry-their-tenant."""

from collections.abc import Iterator

from contractkit.events.caused import caused
from contractkit.events.flaws import seen
from contractkit.events.locations import located
from contractkit.events.marks import leaves_of
from contractkit.extensions import check
from contractkit.model import ABSENT, Kind, Mismatch, Trace


@check("events-carry-their-tenant", kinds={Kind.EVENT})
def events_carry_their_tenant(trace: Trace) -> Iterator[Mismatch]:
    """An event carries the tenant of who caused it, and nothing that only another tenant knows."""
    after = trace.after
    location = trace.contract.conventions.terms(trace.interaction.id).tenant
    if after is None or after.tenant is None or location is None:
        return
    for heard in caused(trace):
        if heard.type is None or trace.interaction.name not in heard.by:
            continue
        found = located(location, heard.event.message, seen(trace.contract, heard.type, heard.event).payload)
        name = heard.type.name
        if str(found) != after.tenant:
            actual = "none" if found is ABSENT else repr(found)[:80]
            yield Mismatch("event.tenant", f"{after.tenant!r} at {location}", actual, detail=name)
        if strange := [text for text in after.others if text in set(leaves_of(heard.event))]:
            actual = f"{strange[0]!r}, which only another tenant knows"
            yield Mismatch("event.tenant", "nothing of another tenant's", actual, detail=f"{name} foreign")

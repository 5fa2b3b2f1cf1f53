"""Check: event-matches-contract."""

from collections.abc import Iterator

from contractkit.events.caused import caused
from contractkit.events.flaws import flaws
from contractkit.events.mismatches import mismatch
from contractkit.extensions import check
from contractkit.model import Kind, Mismatch, Part, Trace


@check("event-matches-contract", kinds={Kind.EVENT})
def event_matches_contract(trace: Trace) -> Iterator[Mismatch]:
    """An event has the payload, headers, key, content type and envelope that its contract documents.

    AsyncAPI 2.6 and 3.0, Message Object and Kafka message binding; CloudEvents 1.0.2, 3 and its protocol bindings.
    Headers are read as the types their schema asks for, since on the wire they are text.
    """
    for heard in caused(trace):
        if heard.type is None or heard.type.unjudged is not None or trace.interaction.name not in heard.by:
            continue
        terms = trace.contract.conventions.terms(trace.interaction.id)
        for flaw in flaws(trace.contract, heard.type, heard.event, key=terms.key):
            if heard.keyless and flaw.part is Part.KEY:
                continue
            yield mismatch(heard.type, flaw)

"""Check: valid-event-is-processed."""

from collections.abc import Iterator

from contractkit.events.aims import consumed
from contractkit.extensions import check
from contractkit.model import Kind, Mismatch, Severity, Trace


@check("valid-event-is-processed", kinds={Kind.EVENT})
def valid_event_is_processed(trace: Trace) -> Iterator[Mismatch]:
    """A valid event is processed.

    Shown by its declared effect, else by the progress that the broker shows. What may be left out, and members that
    nobody knows where the schema is open, make no difference. A random one that lies on the dead letter channel is
    minor: it may break a rule that no schema says; one after which nothing is processed any more is not.
    """
    after, case = trace.after, trace.subject.case
    role = trace.interaction.event
    if after is None or role is None:
        return
    for message in role.messages:
        if case.target != consumed(message.name):
            continue
        scope, what = f"event.consumes {message.name}", case.note or "a valid event"
        random = case.phase == "property"  # then the values are the generator's, and no identity
        place = "" if random else " ".join(edit.place for edit in case.edits)
        if after.dead:
            reason = next(
                (v for e in after.dead for k, v in e.message.headers if "reason" in k.lower()), "no reason given"
            )
            actual = f"it lies on {after.dead[0].channel}: {reason}"
            ruled = Severity.MINOR if random and not after.processed else None
            yield Mismatch(scope, f"{what} is processed", actual, pointer=place, detail="dead-lettered", severity=ruled)
        elif after.processed is False:
            stuck = "; neither is a good one after it" if after.control is False else ""
            actual = f"{after.evidence or 'nothing happens'} within {after.within:g} s{stuck}"
            yield Mismatch(scope, f"{what} is processed", actual, pointer=place, detail="nothing happens")

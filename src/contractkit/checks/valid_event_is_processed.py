"""Check: valid-event-is-processed."""

from collections.abc import Iterator

from contractkit.events.aims import consumed
from contractkit.extensions import check
from contractkit.model import Kind, Mismatch, Trace


@check("valid-event-is-processed", kinds={Kind.EVENT})
def valid_event_is_processed(trace: Trace) -> Iterator[Mismatch]:
    """A valid event is processed.

    Shown by its declared effect, else by the progress that the broker shows. What may be left out, and members that
    nobody knows where the schema is open, make no difference.
    """
    after, case = trace.after, trace.subject.case
    role = trace.interaction.event
    if after is None or role is None:
        return
    for message in role.messages:
        if case.target != consumed(message.name):
            continue
        scope, what = f"event.consumes {message.name}", case.note or "a valid event"
        place = " ".join(edit.place for edit in case.edits)
        if after.dead:
            reason = next(
                (v for e in after.dead for k, v in e.message.headers if "reason" in k.lower()), "no reason given"
            )
            actual = f"it lies on {after.dead[0].channel}: {reason}"
            yield Mismatch(scope, f"{what} is processed", actual, pointer=place, detail="dead-lettered")
        elif after.processed is False:
            stuck = "; neither is a good one after it" if after.control is False else ""
            actual = f"{after.evidence or 'nothing happens'} within {after.within:g} s{stuck}"
            yield Mismatch(scope, f"{what} is processed", actual, pointer=place, detail="nothing happens")

"""Check: refusal-changes-nothing."""

from collections.abc import Iterator

from contractkit.answer.access import who
from contractkit.answer.payload import parse
from contractkit.answer.situation import wanted
from contractkit.extensions import check
from contractkit.model import Case, Message, Mismatch, Observation, Trace
from contractkit.wire.media import Form, form_of


@check("refusal-changes-nothing")
def refusal_changes_nothing(trace: Trace) -> Iterator[Mismatch]:
    """What can be read is the same before and after a request that was refused.

    Read twice before, so that what changes by itself is not taken for a change.
    """
    status, scope = trace.subject.status, _scope(trace.subject.case)
    if scope is None or status is None or status < 400 or len(trace.around) != 3:
        return
    first, before, after = map(_read, trace.around)
    if first is None or first != before or after == before:
        return
    gone = after is None
    yield Mismatch(
        scope=scope,
        expected="the same as before, for the request was refused",
        actual="nothing can be read any more" if gone else "something else is read",
        detail="changed",
        cause=f"{trace.interaction.name} was refused with {status} and done",
    )


def _scope(case: Case) -> str | None:
    """The promise that a case is about."""
    status, asked = wanted(case), who(case)
    if status is not None:
        return f"failure {status}"
    return f"access {asked}" if asked is not None else None


def _read(seen: Observation) -> object:
    """The value that was read; None where none was."""
    reply: Message | None = seen.reply
    if reply is None or not seen.accepted:
        return None
    return parse(reply).value if form_of(reply.media) is Form.JSON else reply.body

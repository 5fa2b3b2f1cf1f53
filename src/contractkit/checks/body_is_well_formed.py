"""Check: body-is-well-formed."""

from collections.abc import Iterator

from contractkit.answer.media import bodiless, chosen
from contractkit.answer.payload import Problem, parse
from contractkit.extensions import check
from contractkit.model import Intent, Message, Mismatch, Trace
from contractkit.wire.media import Form, form_of


@check("body-is-well-formed", hides=("body-matches-schema",))
def body_is_well_formed(trace: Trace) -> Iterator[Mismatch]:
    """A body is written as its media type says: strict JSON, text in its charset, a decodable form, whole items.

    RFC 8259, 2, 4 and 8.1 (one value, unique names, UTF-8 without a byte order mark, no NaN); RFC 9110, 8.3.2.
    """
    case, reply = trace.subject.case, trace.reply
    if reply is None or trace.subject.crash is not None or bodiless(case, reply):
        return
    scope = chosen(case.interaction, reply)
    if scope is None:
        return
    for problem in parse(reply).problems if reply.body else _missing(trace, reply):
        yield Mismatch(
            scope=f"response {scope}",
            expected=f"well-formed {reply.media or scope.partition(' ')[2]}",
            actual=problem.says,
            detail=problem.rule,
        )


def _missing(trace: Trace, reply: Message) -> Iterator[Problem]:
    """No bytes are no JSON; but a server that refuses hostile input ahead of the application may say nothing."""
    answer = trace.interaction.answer(reply.status or 0)
    documented = (
        [media.type for media in answer.media] if answer and trace.subject.case.intent is not Intent.ROBUST else []
    )
    kinds = [reply.media] if reply.media else documented
    if kinds and all(form_of(kind) is Form.JSON for kind in kinds):
        yield Problem("empty", "an empty body")

"""Check: correlation-id-is-carried."""

import re
from collections.abc import Iterator

from contractkit.answer.error_shape import holds
from contractkit.answer.failing import spoken
from contractkit.answer.payload import parse
from contractkit.extensions import check
from contractkit.model import ABSENT, Correlation, Message, Mismatch, Trace
from contractkit.source.pointer import at
from contractkit.wire.media import Form, form_of

SENT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")  # an id nobody refuses
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")


@check("correlation-id-is-carried")
def correlation_id_is_carried(trace: Trace) -> Iterator[Mismatch]:
    """Every answer carries the id its request is traced by: the one that was sent, or a new one.

    As the settings or the contract say; a `traceparent` is well formed wherever it is (W3C Trace Context, 3.2).
    """
    rule, reply = trace.contract.conventions.correlation(trace.interaction.id), spoken(trace)
    if rule is None or reply is None:
        return
    for detail, expected, actual in _wrong(rule, trace, reply):
        yield Mismatch("correlation", expected, actual, detail=detail, cause=f"{rule.header} {detail}")


def _wrong(rule: Correlation, trace: Trace, reply: Message) -> Iterator[tuple[str, str, str]]:
    given, sent = reply.header(rule.header), trace.subject.case.request.header(rule.header)
    known = sent is not None and SENT.fullmatch(sent) is not None
    if given is None and rule.everywhere and (rule.echo if known else rule.mint):
        yield "missing", f"a header {rule.header}", "none"
    if given is not None and known and rule.echo and given != sent:
        yield "not-echoed", f"{rule.header}: the id that was sent", "another one"
    if given is not None and sent is None and given == _other(rule, trace):
        yield "not-unique", f"{rule.header}: another id for another request", "the same for two"
    if given is not None and rule.body is not None and (reply.status or 0) >= 400:
        yield from _repeated(rule.body, given, reply)
    traceparent = reply.header("traceparent")
    if traceparent is not None and not _TRACEPARENT.fullmatch(traceparent):
        yield "traceparent", "traceparent: version-trace-parent-flags in hex", traceparent


def _other(rule: Correlation, trace: Trace) -> str | None:
    """The id that the control was given, which was asked for without one."""
    control = trace.control
    if control is None or control.reply is None or control.case.request.header(rule.header) is not None:
        return None
    return control.reply.header(rule.header)


def _repeated(member: str, given: str, reply: Message) -> Iterator[tuple[str, str, str]]:
    body = parse(reply).value if form_of(reply.media) is Form.JSON else ABSENT
    pointer = member if member.startswith("/") else f"/{member}"
    if body is not ABSENT and holds(body, member) and at(body, pointer) != given:
        yield "differs", f"the same id in the header and at {pointer} of the body", "two ids"

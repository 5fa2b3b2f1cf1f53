"""A trace in; the failure it shows, as far as the conventions of its operation may be held against it, out. Pure."""

from contractkit.answer.failure import Failure
from contractkit.answer.held import held_against
from contractkit.answer.media import documented
from contractkit.answer.payload import parse
from contractkit.latest import latest
from contractkit.model import ABSENT, Envelope, Interaction, Media, Message, Trace
from contractkit.wire.media import Form, form_of

PROVOKED = frozenset({"400", "422", "4XX", "DEFAULT"})  # by malformed JSON, wherever a body is needed
AHEAD = frozenset({400, 413, 414, 431})  # what HTTP servers answer by themselves, in words of their own


def spoken(trace: Trace) -> Message | None:
    """The answer of the application itself.

    None: there is none, it is the server's own, or it is what we say for an application that crashed.
    """
    reply, status = trace.reply, trace.subject.status
    if reply is None or status is None or trace.subject.crash is not None:
        return None
    return None if status in AHEAD and form_of(reply.media) is not Form.JSON else reply


def refusal(trace: Trace) -> Message | None:
    """A 4xx or 5xx that may have a body (RFC 9110, 9.3.2: none after HEAD)."""
    reply = spoken(trace)
    if reply is None or (reply.status or 0) < 400 or trace.subject.case.request.method == "HEAD":
        return None
    return reply


def envelope_of(trace: Trace) -> Envelope | None:
    return trace.contract.conventions.envelope(trace.interaction.id)


@latest
def failure_of(trace: Trace) -> Failure | None:
    """None where nothing can be said; raises Unjudged where a body is too much to be read here."""
    reply, envelope = refusal(trace), envelope_of(trace)
    if reply is None or envelope is None:
        return None
    return Failure(reply, parse(reply).value if form_of(reply.media) is Form.JSON else ABSENT, envelope)


def content_of(trace: Trace) -> tuple[Media, ...]:
    """The documented bodies of an answer with this status."""
    answer = trace.interaction.answer(trace.subject.status or 0)
    return answer.media if answer else ()


def broken_already(trace: Trace, failure: Failure) -> bool:
    """Whether the body breaks its documented schema: that is said there, and not again."""
    answer = trace.interaction.answer(failure.status)
    media = documented(answer, failure.reply) if answer else None
    if media is None or media.schema is None or failure.body is ABSENT:
        return False
    return bool(held_against(trace.contract.schemas, media.schema, failure.reply))


def sure_to_fail(interaction: Interaction) -> bool:
    """Whether a documented failure is sure to be provoked: by a method nobody documents, or by malformed JSON."""
    documented = {answer.status.upper() for answer in interaction.answers if answer.media}
    body = interaction.body
    malformed = body is not None and body.required and all(form_of(m.type) is Form.JSON for m in body.media)
    return "405" in documented or (malformed and bool(documented & PROVOKED))

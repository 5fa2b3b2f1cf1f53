"""Check: failure-keeps-envelope."""

from collections.abc import Iterator

from contractkit.answer.error_shape import Shape, holds
from contractkit.answer.failing import broken_already, content_of, failure_of
from contractkit.answer.failure import Failure, Flaw
from contractkit.answer.held import held_against
from contractkit.answer.media import documented
from contractkit.extensions import ENVELOPES, check
from contractkit.model import ABSENT, Mismatch, SchemaError, Severity, Trace
from contractkit.occasion import FAILED, Occasion
from contractkit.source.pointer import tokens_of
from contractkit.wire.media import covers

OF_FORM = frozenset({"type", "status-name"})


@check("failure-keeps-envelope", when=Occasion(FAILED))
def failure_keeps_envelope(trace: Trace) -> Iterator[Mismatch]:
    """A failure is said in the envelope of the service.

    The media type, members and their types, the repeated status and the rules of its family (docs/failures.md names
    the sources). Failures that the contract does not document are only noted: `strict: [envelope]` makes them major.
    """
    failure = failure_of(trace)
    if failure is None:
        return
    answer, listed = trace.interaction.answer(failure.status), content_of(trace)
    if answer is not None and not listed and not failure.reply.body:
        return  # documented without a body, and without one
    if listed and not any(covers(media.type, failure.reply.media) for media in listed):
        return  # media-type-documented says so
    if listed and broken_already(trace, failure):
        return
    for flaw in _flaws(trace, failure, schema=not listed):
        if listed and flaw.rule in OF_FORM and _declared(trace, failure, flaw.pointer):
            continue  # what the contract itself says of a member, the body keeps
        said = f"{flaw.rule} {flaw.pointer}".rstrip() if flaw.rule != "media" else f"{failure.status} {flaw.actual}"
        yield Mismatch(
            scope="envelope",
            expected=f"{flaw.expected}{f' at {flaw.pointer}' if flaw.pointer else ''} ({_family(failure)})",
            actual=flaw.actual,
            pointer=flaw.pointer,
            detail=flaw.rule if flaw.rule != "media" else f"media {failure.status}",
            cause=f"{failure.envelope.family}: {said}",
            severity=None if listed else Severity.NOTE,
        )


def _family(failure: Failure) -> str:
    envelope = failure.envelope
    how = envelope.why if envelope.pinned else f"{envelope.why}; if it is another, say so under envelope:"
    return f"{envelope.family}, {how}"


def _declared(trace: Trace, failure: Failure, pointer: str) -> bool:
    """Whether the documented schema of this failure says what stands at a place."""
    answer = trace.interaction.answer(failure.status)
    media = documented(answer, failure.reply) if answer else None
    shape = Shape(trace.contract.schemas, (media.schema,) if media and media.schema else ())
    for token in tokens_of(pointer):
        shape = shape.item if token == "*" else shape[token]
    return bool(shape.types)


def _flaws(trace: Trace, failure: Failure, *, schema: bool) -> Iterator[Flaw]:
    """`schema`: hold it against the one all failures keep; a documented failure has been held against its own."""
    envelope, body = failure.envelope, failure.body
    if schema and not any(covers(media, failure.reply.media) for media in envelope.media):
        yield Flaw("media", "", " or ".join(envelope.media), failure.reply.media if failure.reply.body else "no body")
        return
    if body is ABSENT:
        return
    yield from ENVELOPES[envelope.family].flaws(failure)
    for member in envelope.require:
        if not holds(body, member):
            pointer = member if member.startswith("/") else f"/{member}"
            yield Flaw("required", pointer, f"a member {member!r}", "none")
    errors: tuple[SchemaError, ...] = ()
    if envelope.fragment is not None:
        errors = trace.contract.schemas.check(dict(envelope.fragment), body)
    elif schema and envelope.schema is not None:
        errors = held_against(trace.contract.schemas, envelope.schema, failure.reply)
    for error in errors[:5]:
        yield Flaw("schema", error.path, f"{error.keyword}", error.message)

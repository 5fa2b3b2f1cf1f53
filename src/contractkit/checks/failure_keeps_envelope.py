"""Check: failure-keeps-envelope."""

from collections.abc import Iterator

from contractkit.answer.error_shape import holds
from contractkit.answer.failing import broken_already, content_of, failure_of
from contractkit.answer.failure import Failure, Flaw
from contractkit.extensions import ENVELOPES, check
from contractkit.model import ABSENT, Mismatch, SchemaError, Severity, Trace
from contractkit.wire.media import covers


@check("failure-keeps-envelope")
def failure_keeps_envelope(trace: Trace) -> Iterator[Mismatch]:
    """A failure is said in the envelope of the service.

    The media type, members and their types, the repeated status and the rules of its family (docs/failures.md names
    the sources). Failures that the contract does not document are only noted: `strict: [envelope]` makes them major.
    """
    failure = failure_of(trace)
    if failure is None:
        return
    listed = content_of(trace)
    if listed and not any(covers(media.type, failure.reply.media) for media in listed):
        return  # media-type-documented says so
    if listed and broken_already(trace, failure):
        return
    for flaw in _flaws(trace, failure, schema=not listed):
        said = f"{flaw.rule} {flaw.pointer}".rstrip() if flaw.rule != "media" else f"{failure.status} {flaw.actual}"
        yield Mismatch(
            scope="envelope",
            expected=f"{flaw.expected} at {flaw.pointer}" if flaw.pointer else flaw.expected,
            actual=flaw.actual,
            pointer=flaw.pointer,
            detail=flaw.rule,
            cause=f"{failure.envelope.family}: {said}",
            severity=None if listed else Severity.NOTE,
        )


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
        errors = trace.contract.schemas.errors(envelope.schema, body, direction="response")
    for error in errors[:5]:
        yield Flaw("schema", error.path, f"{error.keyword}", error.message)

"""Check: unsupported-media-type-is-refused."""

from collections.abc import Iterator

from contractkit.answer.asked import REFUSED, UNSUPPORTED_MEDIA_TYPE, rule_asked
from contractkit.extensions import check
from contractkit.model import Intent, Mismatch, Trace
from contractkit.occasion import Occasion


@check("unsupported-media-type-is-refused", when=Occasion(REFUSED, (Intent.PROTOCOL, Intent.FAULT)))
def unsupported_media_type_is_refused(trace: Trace) -> Iterator[Mismatch]:
    """A body of an undocumented media type is refused with 415 where that is documented.

    RFC 9110, 15.5.16. A service that accepts it breaks `rejects(media unsupported)` instead.
    """
    status, answers = trace.subject.status, trace.interaction.answers
    if (
        rule_asked(trace.subject.case) != UNSUPPORTED_MEDIA_TYPE
        or status not in REFUSED
        or trace.interaction.body is None
    ):
        return
    if trace.interaction.body.required and any(answer.status == "415" for answer in answers):
        told = f"{status} instead of 415"
        yield Mismatch(f"protocol {UNSUPPORTED_MEDIA_TYPE}", "415", str(status), cause=told)

"""Check: media-type-documented."""

from collections.abc import Iterator

from contractkit.answer.media import bodiless, chosen, documented
from contractkit.extensions import check
from contractkit.model import Intent, Mismatch, Trace
from contractkit.occasion import MEANT, Occasion


@check("media-type-documented", hides=("body-is-well-formed", "body-matches-schema"), when=Occasion(intents=MEANT))
def media_type_documented(trace: Trace) -> Iterator[Mismatch]:
    """An answer with a body is of a media type its contract lists.

    OpenAPI 3.1, 4.8.17 (ranges such as `image/*` too); RFC 9110, 8.3: parameters and case do not matter.
    """
    case, reply = trace.subject.case, trace.reply
    if reply is None or reply.status is None or case.intent is Intent.ROBUST or not reply.body or bodiless(case, reply):
        return
    answer = case.interaction.answer(reply.status)
    if answer is None or not answer.media or documented(answer, reply) is not None:
        return
    yield Mismatch(
        scope=f"response {chosen(case.interaction, reply)}",
        expected=" or ".join(media.type for media in answer.media),
        actual=reply.media or "no Content-Type",
        definition=answer.pointer,
    )

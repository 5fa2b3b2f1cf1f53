"""An answer in; the documented answer and media type it is of out (OpenAPI 3.1, 4.8.16 and 4.8.17). Pure."""

from contractkit.model import Answer, Case, Interaction, Media, Message
from contractkit.wire.media import bare, covers, parameters

BODILESS = frozenset({204, 205, 304})  # RFC 9110, 15.3.5, 15.3.6, 15.4.5


def documented(answer: Answer, reply: Message) -> Media | None:
    """The media type of the answer that this message is of: the most exact, then the one whose parameters agree."""
    told = reply.media
    fitting = [media for media in answer.media if covers(media.type, told)] if told else []
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    return min(fitting, key=lambda media: _distance(media, reply))


def chosen(interaction: Interaction, reply: Message) -> str | None:
    """`201 application/json`: the scope of an answer; its first documented media type where it is of none."""
    answer = interaction.answer(reply.status) if reply.status is not None else None
    if answer is None:
        return None
    if not answer.media:
        return answer.status
    return f"{answer.status} {(documented(answer, reply) or answer.media[0]).type}"


def bodiless(case: Case, reply: Message) -> bool:
    """Whether HTTP lets this answer carry no body at all (RFC 9110, 9.3.2 for HEAD)."""
    return reply.status in BODILESS or case.request.method == "HEAD"


def _distance(media: Media, reply: Message) -> tuple[int, int]:
    wanted = parameters(media.type)
    given = parameters(reply.header("content-type") or "")
    return bare(media.type).count("*"), sum(given.get(name) != value for name, value in wanted.items())

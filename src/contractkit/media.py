"""Media types: which documented one an answer is of. Pure (RFC 9110, 8.3.1)."""

from contractkit.model import Answer, Interaction, Media, Message


def plain(type: str) -> str:
    """Without parameters, lower case."""
    return type.split(";")[0].strip().lower()


def matches(documented: str, seen: str) -> bool:
    """`application/*` and `*/*` match; parameters and case do not matter."""
    wanted, got = plain(documented), plain(seen)
    if wanted in (got, "*/*", "*"):
        return True
    return wanted.endswith("/*") and got.startswith(wanted[:-1])


def documented(answer: Answer, reply: Message) -> Media | None:
    """The media of the answer that this message is of, the most exact first."""
    fitting = [m for m in answer.media if matches(m.type, reply.media)]
    return min(fitting, key=lambda m: "*" in m.type, default=None)


def chosen(interaction: Interaction, reply: Message) -> str | None:
    """`201 application/json`: the scope of an answer; its first documented media type where it is of none."""
    answer = interaction.answer(reply.status or 0)
    if answer is None:
        return None
    if not answer.media:
        return answer.status
    media = documented(answer, reply) or answer.media[0]
    return f"{answer.status} {media.type}"

"""Every message of an operation, and of its reply, is one of its channel."""

from collections.abc import Iterator

from contractkit.lint.rule import RULES, Finding
from contractkit.lint.spots import Spot, operations, spot, version
from contractkit.lint.survey import Survey
from contractkit.source.pointer import pointer_in


@RULES.register("message-channels")
def message_channels(survey: Survey) -> Iterator[Finding]:
    """AsyncAPI 3.0, Operation Object and Operation Reply Object: a subset of the messages of the referenced channel."""
    if version(survey) != 3:
        return
    for operation in operations(survey):
        yield from _strangers(survey, operation)
        reply = spot(survey, f"{operation.pointer}/reply")
        if reply is not None:
            yield from _strangers(survey, reply)


def _strangers(survey: Survey, holder: Spot) -> Iterator[Finding]:
    channel, listed = spot(survey, f"{holder.pointer}/channel"), holder.node.get("messages")
    if channel is None or not isinstance(listed, list):
        return
    own = tuple(f"{way}/messages/" for way in channel.ways)
    for index, written in enumerate(listed):
        ref = written.get("$ref") if isinstance(written, dict) else None
        if isinstance(ref, str) and not pointer_in(ref).startswith(own):
            name = channel.ways[1] if len(channel.ways) > 1 else channel.pointer
            message = f"{ref!r} is no message of the channel; refer to one of #{name}/messages"
            yield Finding("message-of-no-channel", f"{holder.pointer}/messages/{index}", message, key=False)

"""No two messages of a document have the same `messageId`."""

from collections.abc import Iterator

from contractkit.lint.rule import RULES, Finding
from contractkit.lint.spots import Spot, operations, spot, spots, version
from contractkit.lint.survey import Survey


@RULES.register("message-ids")
def message_ids(survey: Survey) -> Iterator[Finding]:
    """AsyncAPI 2.4 to 2.6, Message Object: the id MUST be unique among all messages described in the API."""
    if version(survey) != 2:
        return
    first: dict[str, str] = {}
    for message in _messages(survey):
        name = message.node.get("messageId")
        if isinstance(name, str) and first.setdefault(name, message.pointer) != message.pointer:
            told = f"messageId {name!r} is also that of the message at {first[name]}; give each an id of its own"
            yield Finding("duplicate-message-id", f"{message.pointer}/messageId", told)


def _messages(survey: Survey) -> Iterator[Spot]:
    """Each once, where it stands, however many refer to it."""
    held = list(spots(survey, "/components/messages"))
    for operation in operations(survey):
        one = spot(survey, f"{operation.pointer}/message")
        held += [] if one is None else [one, *spots(survey, f"{one.pointer}/oneOf")]
    yield from {one.pointer: one for one in held}.values()

"""`event.payload(message part)`: payload, headers, key, content type and envelope of what was seen conform."""

from collections.abc import Iterator

from contractkit.events.caused import own
from contractkit.events.parts import parts_of
from contractkit.family import family, obligation
from contractkit.model import Action, Contract, Interaction, Kind, Obligation, Part, Severity, Standard, Trace


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    role = interaction.event if interaction is not None else None
    if interaction is None or role is None:
        return
    messages = role.messages if role.action is Action.SEND else role.reply.messages if role.reply else ()
    one_of_several = role.action is not Action.SEND and len(messages) > 1  # a request may never lead to some of them
    for message in messages:
        for part, pointer in parts_of(message, contract.conventions.terms(interaction.id)):
            yield obligation(
                contract,
                interaction,
                "event.payload",
                f"{message.name} {part}",
                severity=Severity.MAJOR,
                rules=("event-matches-contract", *(("event-ids-are-unique",) if part is Part.ENVELOPE else ())),
                location=contract.locate(pointer or message.pointer),
                how="by every message that an own stimulus caused",
                standard=Standard.TEST_E2E_BACK,
                charged=not one_of_several,
            )


def bears(obligation: Obligation, trace: Trace) -> bool:
    name = obligation.qualifier.rpartition(" ")[0]
    return any(one.type is not None and one.type.name == name for one in own(trace))


def blocked(obligation: Obligation, trace: Trace) -> str | None:
    """A payload of a format that nothing here can read: then no part of its events is judged."""
    name = obligation.qualifier.rpartition(" ")[0]
    if obligation.qualifier.endswith(f" {Part.KEY}") and any(heard.keyless for heard in own(trace)):
        return "messages of this broker have no key"
    why = (h.type.unjudged for h in own(trace) if h.type is not None and h.type.name == name)
    return next((one for one in why if one is not None), None)


family("event.payload", promise, bears=bears, blocked=blocked, kinds=(Kind.EVENT,))

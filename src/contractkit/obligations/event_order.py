"""`event.order(message)`: events of one key keep their sequence; an older version does not overwrite a newer one."""

from collections.abc import Iterator

from contractkit.events.aims import IN_A_ROW, OLDER, SEQUENCE, consumed
from contractkit.events.rows import rows
from contractkit.family import family, obligation
from contractkit.model import Action, Contract, Interaction, Kind, Obligation, Severity, Standard, Trace
from contractkit.model.terms import NOTHING_AGREED

HOW = {
    SEQUENCE: ("taken-in-sequence", "by events about two things in turns, of which the last ones must hold"),
    OLDER: ("older-changes-nothing", "by two events in their order, and one that comes late"),
    IN_A_ROW: ("sent-in-sequence", "by what causes them, again and again about one thing without waiting"),
}


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    role = interaction.event if interaction is not None else None
    terms = contract.conventions.terms(interaction.id) if interaction is not None else NOTHING_AGREED
    receives, order = role is not None and role.action is Action.RECEIVE, terms.order
    if interaction is None or role is None or order is None or not (receives or terms.caused_by):
        return
    ways = (SEQUENCE, OLDER) if receives and order.version is not None else (SEQUENCE,) if receives else (IN_A_ROW,)
    for message in role.messages:
        for way in ways:
            rule, how = HOW[way]
            yield obligation(
                contract,
                interaction,
                "event.order",
                f"{message.name} {way}" if way is SEQUENCE else message.name,
                severity=Severity.MAJOR,
                rules=(rule,),
                location=contract.locate(message.pointer, key=True),
                how=how,
                standard=Standard.DATA_CONSIST,
            )


def bears(obligation: Obligation, trace: Trace) -> bool:
    after, target = trace.after, trace.subject.case.target
    if after is None or target is None or not after.fenced:
        return False
    message, _, way = obligation.qualifier.partition(" ")
    if target.keyword == IN_A_ROW:
        return not way and any(row.name == message for row in rows(after))
    return target == consumed(message, way or OLDER)


family("event.order", promise, bears=bears, kinds=(Kind.EVENT,))

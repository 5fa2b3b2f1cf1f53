"""A flaw of an event in, the mismatch it is in a run and in a team's own tests out. Pure."""

from contractkit.events.flaws import EventFlaw
from contractkit.model import EventType, Mismatch


def mismatch(type: EventType, flaw: EventFlaw) -> Mismatch:
    """The rule is part of its identity where it is not that of a schema, which the pointer names."""
    rule = flaw.rule if flaw.rule != "schema" else ""
    return Mismatch(
        scope=f"event.payload {type.name} {flaw.part}",
        expected=flaw.expected,
        actual=flaw.actual,
        pointer=flaw.pointer,
        detail=" ".join(word for word in (rule, flaw.detail) if word),
        definition=flaw.definition,
        severity=flaw.severity,
    )

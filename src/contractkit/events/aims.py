"""What a stimulus of events is about: the targets that probes give to cases, and obligations know them by."""

from contractkit.model import Target

ACKNOWLEDGED, NOT_ACKNOWLEDGED = "acknowledged", "not acknowledged"  # what a broker shows of an event
OLDER, SEQUENCE, REPLAY, IN_A_ROW = "older", "sequence", "replay", "in-a-row"
ACCEPTED, REFUSED, REPLAYED, STATE = "accepted", "refused", "replayed", "state"
OF_MESSAGES = frozenset(  # kinds whose promises begin with the name of a message
    f"event.{kind}" for kind in ("produces", "payload", "consumes", "rejects", "duplicate", "replay", "order", "reply")
)


def cause(operation: str, how: str) -> Target:
    """A request (or command) to an operation that is declared to cause events."""
    return Target(f"cause {operation}", how)


def consumed(message: str, how: str = "processed") -> Target:
    """A valid event that is to be processed; `how`: processed, duplicate, older, sequence, replay, reply, foreign."""
    return Target(f"consumes {message}", how)


def rejected(message: str, target: Target) -> Target:
    """An event that is broken in exactly one way."""
    return Target(f"{message} {target.place}", target.keyword)

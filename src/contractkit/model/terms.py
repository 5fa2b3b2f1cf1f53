"""What is agreed on of an event beside its schemas: what causes it, what it does, and what must never happen."""

import re
from dataclasses import dataclass

PROCESSED = ("read", "creates", "event", "call")
RESTART = "restart"
_FUNCTION = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*")


@dataclass(frozen=True, slots=True)
class Effect:
    """What shows that an event was processed. `kind`: one of PROCESSED.

    `read`: an HTTP operation whose answer changes; `creates`: one that answers from then on; `event`: an operation
    that sends an event then; `call`: `package.module:function`, given the payload, true once it was processed.
    `given`: where in the payload its parameters are taken from, by name, where they are not members of that name.
    """

    kind: str
    name: str
    given: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Ordered:
    """Events of one key are taken, or sent, in their sequence.

    The newest `version`, a pointer into the payload, holds, in whatever order events come; None where there is none.
    """

    version: str | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """For one operation of an event contract; `why`: what says so, for people.

    `caused_by`: operations (HTTP, or what receives a command) or functions (`package.module:function`) that cause its
    messages. `state`: an HTTP operation by
    which what an event tells can be read within `within` seconds. `tenant`, `correlation`: runtime expressions.
    `dead_letter`: the channel of what is refused; `reject`: nack or refuse, where nothing is kept. `duplicate`: "once".
    `consumer`: the group, durable or queue whose progress the broker shows. `id`: where an event's own id stands.
    `reply_to`: where requests say they want their answer, for protocols that have a place for it.
    `answers`: the operation whose requests its messages are the replies to.
    `several`: one request may cause more than one event of a type; `sometimes`: and not every one causes any.
    `replayed`: "none": a request sent again with its idempotency key causes nothing more.
    `replay`: how the log is read again from its start: RESTART, with `consumer` set back, or `package.module:function`.
    """

    why: str = ""
    caused_by: tuple[str, ...] = ()
    state: Effect | None = None
    tenant: str | None = None
    correlation: str | None = None
    key: str | None = None
    id: str | None = None
    replayed: str | None = None
    several: bool = False
    sometimes: bool = False
    effect: Effect | None = None
    dead_letter: str | None = None
    reject: str | None = None
    duplicate: str | None = None
    order: Ordered | None = None
    replay: str | None = None
    consumer: str | None = None
    reply_to: str | None = None
    answers: str | None = None
    within: float = 5.0

    @property
    def rejects(self) -> str | None:
        """The declared way of refusing an event; None where nothing is declared."""
        return f"dead-lettered on {self.dead_letter}" if self.dead_letter else self.reject


NOTHING_AGREED = Terms()


def is_function(name: str) -> bool:
    """Whether a name under `caused_by` is `package.module:function`, and no operation."""
    return _FUNCTION.fullmatch(name) is not None

"""The seams of events: what a broker, its inbox and the bench of an event probe must do."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from contractkit.model import (
    Case,
    Contract,
    Event,
    Heard,
    Interaction,
    Obligation,
    Observation,
    Target,
    Topic,
    Trace,
)
from contractkit.settings import Settings
from contractkit.trigger import Trigger

if TYPE_CHECKING:
    from contractkit.protocols import Bench


class Inbox(Protocol):
    """Hears a topic from the moment it is handed over. A context manager: leaving it stops listening."""

    def take(self, timeout: float) -> tuple[Event, ...]:
        """What came since the last call, in the order of the broker; waits up to `timeout` seconds for the first.

        Raises BrokerError when the broker is gone.
        """

    def __enter__(self) -> "Inbox": ...

    def __exit__(self, *raised: object) -> None: ...


class Broker(Protocol):
    """A connection to one broker: BrokerError when it is gone, Unsendable for what no broker of its kind takes."""

    def publish(self, topic: Topic, event: Event) -> Event:
        """Publish, and wait until the broker has it; the event as it stands there now, with its position."""

    def subscribe(self, topic: Topic) -> Inbox:
        """Listen to what is published from now on; `{x}` in the address stands for any one segment."""

    def handled(self, topic: Topic, event: Event, by: str) -> bool | None:
        """Whether the consumer `by` (group, durable, queue) has done with an event; None where that is not shown."""

    def close(self) -> None:
        """Let go of connections and threads; safe to call twice."""


@runtime_checkable
class Log(Protocol):
    """A broker that keeps what was published, so that it can be read again."""

    def rewind(self, topic: Topic, by: str) -> str:
        """Set the consumer `by` back to the start of a topic; why that cannot be done, "" once it is."""


class EventBench(Protocol):
    """What a probe of events works at: it causes and publishes, and has what followed judged."""

    @property
    def contract(self) -> Contract: ...

    @property
    def interaction(self) -> Interaction: ...

    @property
    def obligations(self) -> tuple[Obligation, ...]: ...

    @property
    def settings(self) -> Settings: ...

    @property
    def seed(self) -> int: ...

    @property
    def broker(self) -> Broker: ...

    @property
    def protocol(self) -> frozenset[str]:
        """What contracts call the protocol of the broker."""

    def salt(self) -> str:
        """A fresh marker for unique values: `ck` and six hex digits."""

    def http(self, operation: str) -> "Bench | None":
        """A bench for an HTTP operation of any contract of this run; None where none is called so."""

    def receiver(self, operation: str) -> "EventBench | None":
        """A bench for an operation that receives, of a contract of events of this run; nothing is promised at it."""

    def publish(self, case: Case, topic: Topic, event: Event) -> Observation:
        """Publish an event; raises Unsendable for what the broker does not take, BrokerError when it is gone."""

    def heard(self, heard: Heard) -> None:
        """An event that was heard, for the log and the count of its message."""

    def awaited(self, message: str, *, processed: bool) -> None:
        """A valid event of the interaction was published, and whether its effect was seen in time."""

    def reached(self) -> None:
        """The interaction was seen to work: its message was heard, or an event of it was processed."""

    def call(self, name: str, *arguments: object) -> object:
        """Call a function of the team, `package.module:function`; raises RunAborted where that fails."""

    def restart(self, operation: str, *, back: tuple[Topic, str] | None = None) -> str:
        """Stop and start the service that answers an HTTP operation; why that cannot be done, "" once it is.

        `back`: a topic, and the consumer that is set back to its start meanwhile.
        """

    def ended(self) -> str | None:
        """How a target of this run ended (`exit code 3`); None while all are there."""

    def revive(self) -> str:
        """Start targets that ended anew; why that cannot be done, "" once it is."""

    def named(self, seen: Observation) -> str:
        """An event that was published, as a person finds it in the log."""

    @property
    def broker_url(self) -> str:
        """As the service knows it, BROKER_URL."""

    def base_urls(self) -> Mapping[str, str]:
        """Of the services of this run, started if need be, by contract id; raises TargetError."""

    def trigger(self, case: Case, trigger: Trigger) -> tuple[Observation, object]:
        """Call the function of the team that a case names, and what it returned; raises Unarranged where it fails."""

    def judge(self, trace: Trace, *, again: Callable[[], Trace | None] | None = None) -> frozenset[str]:
        """Judge a trace; `again` makes an equal one anew. Returns the confirmed fingerprints."""

    def blame(self, trace: Trace, *, again: Callable[[], Trace | None]) -> None:
        """Judge a trace of what this bench publishes by what its own operation promises, for whom it is a stimulus."""

    def suspects(self, trace: Trace) -> frozenset[str]:
        """The fingerprints a trace shows, confirmed or not; nothing is found by it, but proofs count."""

    def tried(self, interaction: Interaction, text: str) -> None:
        """One attempt at reaching an interaction and what came of it."""

    def left(self) -> int:
        """Cases left in this item's budget."""

    def skipped(self, target: Target | None, why: str) -> None:
        """A planned case that was not sent: its obligations are unproven for this reason."""

    def blocked(self, obligation: str, why: str) -> None:
        """Why an obligation (`kind qualifier`) could not be exercised."""

    def blow_if_spent(self) -> None:
        """Raise RunAborted when the run's fuse has blown."""

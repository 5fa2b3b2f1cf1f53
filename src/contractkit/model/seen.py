"""What was seen: observations of single stimuli, what followed them on channels, and the traces that are judged."""

from dataclasses import dataclass, field, replace

from contractkit.model.contract import Contract, Interaction
from contractkit.model.events import EventType
from contractkit.model.exchange import Case, Event, Message


@dataclass(frozen=True, slots=True)
class Fault:
    """Why nothing was seen: `kind` is timeout, refused, reset, garbage, too-large, gone, redirect-loop, skipped."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Observation:
    """What was seen once. Exactly one of `reply` and `fault` is set.

    `accepted`: by a 2xx or 3xx that the contract documents (a range or default of an error does not count).
    """

    case: Case
    reply: Message | None = None
    fault: Fault | None = None
    sequence: int = 0
    seconds: float = 0.0
    crash: str | None = None  # traceback of an in-process app that crashed: for the log and the cause only
    accepted: bool = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "accepted", self.status is not None and _documented(self.case, self.status))

    @property
    def status(self) -> int | None:
        return self.reply.status if self.reply else None


def _documented(case: Case, status: int) -> bool:
    answer = case.interaction.answer(status) if 200 <= status < 400 else None
    return answer is not None and answer.status.lower() != "default"


@dataclass(frozen=True, slots=True)
class Heard:
    """An event with the type it is of; None: no type can be said, and `why`.

    `by`: names of the operations that send it, without a type of those that may; `named`: the type it says of itself;
    `late`: after the deadline.
    """

    event: Event
    type: EventType | None = None
    why: str = ""
    named: str | None = None
    by: frozenset[str] = frozenset()
    late: bool = False
    ambiguous: bool = False  # it fits more than one type
    taken: bool = False  # another event had its source and id
    keyless: bool = False  # messages of its broker have no key


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What followed a stimulus, on channels and in the state of the service.

    `events`: those it caused, in order; `dead`: on the dead letter channel; `fenced`: an accepted control sent after it
    was seen through, so that what is not here does not come. `processed`: whether its effect was seen, None where none
    was looked for, and by what (`evidence`). `readings`: of the state, before and after. `control`: whether a good
    event sent after a bad one was processed. `marks`: by what the stimulus is known again.
    """

    events: tuple[Heard, ...] = ()
    dead: tuple[Event, ...] = ()
    fenced: bool = False
    processed: bool | None = None
    evidence: str = ""
    readings: tuple[Observation, ...] = ()
    control: bool | None = None
    correlation: str | None = None
    tenant: str | None = None
    row: tuple[str, ...] = ()  # correlation ids of stimuli about one thing, in their sequence
    others: tuple[str, ...] = ()  # texts that only other tenants know
    within: float = 5.0
    told: str = ""  # what came of waiting, for people
    ended: str = ""  # how the service ended before anything came of it: `exit code 3`, `signal 11`
    reader: Contract | None = None  # of the operation that `readings` are answers of


@dataclass(frozen=True, slots=True)
class Trace:
    """The observations one judgement needs: what was seen, and the accepted control one edit away."""

    contract: Contract
    subject: Observation
    control: Observation | None = None
    neighbour: Observation | None = None  # an accepted request with another valid value at the same place
    followed: Observation | None = None  # what the Location of the subject's answer led to
    around: tuple[Observation, ...] = ()  # what was read twice before the subject and once after it
    others: tuple[Observation, ...] = ()  # what another tenant made, or what is said of nothing in particular
    known: tuple[Observation, ...] = ()  # what its subject was told of its own
    after: Aftermath | None = None  # of a stimulus of events

    def beside(self, control: Observation | None) -> "Trace":
        return replace(self, control=control)

    @property
    def interaction(self) -> Interaction:
        return self.subject.case.interaction

    @property
    def reply(self) -> Message | None:
        return self.subject.reply

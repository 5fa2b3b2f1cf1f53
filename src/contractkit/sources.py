"""What is sent to cause events, and where it comes from: requests, commands, or calls of a function."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from contractkit.drawing import Drawing
from contractkit.events.marks import Marks
from contractkit.generate.candidates import Candidate
from contractkit.model import Intent, Observation

UNTRACED = "no request carries a correlation id: name its header, correlation: {header: X-Correlation-ID}"


@dataclass(frozen=True, slots=True)
class Stimulus:
    """What was sent, and what came of it; `marks`: by what its events are known; `since`: time.monotonic().

    `refused`: it was turned away, so that nothing may come of it. `said`: its marks are only what a function
    said. `untraced`: why it has no correlation id, where it has none. `done`: to be told when its events are there.
    """

    seen: Observation
    marks: Marks
    note: str
    tenant: str | None = None
    accepted: bool = False
    refused: bool = False
    identity: str | None = None  # by which what it is about can be read
    since: float = field(default_factory=time.monotonic)
    said: bool = False
    untraced: str = UNTRACED
    done: Callable[[], object] = lambda: None


class Source(Protocol):
    """Where stimuli of one operation come from, sent by one identity."""

    @property
    def reachable(self) -> bool: ...

    @property
    def tenant(self) -> str | None: ...

    def accepted(self, candidate: Candidate | None = None) -> Stimulus | None: ...

    def repeatable(self) -> Stimulus | None:
        """An accepted one that can be sent again as the same; None where two of them are two."""

    def again(self, stimulus: Stimulus) -> Stimulus | None: ...

    def more(self, stimulus: Stimulus, turn: int) -> Stimulus | None:
        """Another one about the same thing, right behind; None where each is about a thing of its own."""

    def refused(self, candidate: Candidate, intent: Intent) -> Stimulus | None: ...

    def edges(self) -> Iterator[Candidate]: ...

    def faults(self) -> Iterator[tuple[Candidate, Intent]]: ...

    def drawing(self) -> Drawing | None: ...

    def situations(self) -> Iterator[tuple[Candidate, Intent]]: ...

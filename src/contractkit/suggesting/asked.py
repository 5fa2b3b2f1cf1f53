"""What a service was asked while it was watched: requests that it accepted, and events that were published to it."""

from dataclasses import dataclass

from contractkit.events.marks import Marks


@dataclass(frozen=True, slots=True)
class Asked:
    """Once. Times are of time.monotonic(), in seconds.

    `since`: just before it. `quiet`: from when on nothing else had been asked, None where others were asked at about
    the same time; `until`: up to when nothing else was. `supposed`: its
    correlation id is in a header that nobody names.
    """

    operation: str
    since: float
    marks: Marks
    tenant: str | None = None
    quiet: float | None = None
    until: float = 0.0
    supposed: bool = False

    @property
    def alone(self) -> bool:
        return self.quiet is not None

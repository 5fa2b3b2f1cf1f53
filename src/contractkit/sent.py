"""An event as it was published: what it is about, and by what it and what it causes are known again."""

from dataclasses import dataclass

from contractkit.effects import Thing
from contractkit.events.marks import Marks
from contractkit.model import Draft, Event, Observation


@dataclass(frozen=True, slots=True)
class Sent:
    """An event as it was published, what it is about, and by what it is known again."""

    seen: Observation
    event: Event
    draft: Draft
    thing: Thing
    marks: Marks
    since: float  # time.monotonic() just before

    def caused(self, event: Event) -> bool:
        """By what it carries; where nothing can tell, by when it came."""
        if self.marks.none:
            return event.at >= self.since
        return self.marks.traced(event) or self.marks.known(event)

    @property
    def partition(self) -> str:
        """Where its order is kept; "" where the broker has one order only."""
        return self.event.position.partition("/")[0] if "/" in self.event.position else ""


def lines_of(event: Event) -> tuple[tuple[str, str], ...]:
    """Key and headers as they are shown of a stimulus."""
    key = (("key", event.key),) if event.key is not None else ()
    return (*key, *event.message.headers)

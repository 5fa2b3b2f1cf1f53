"""An event as it was published: what it is about, and by what it and what it causes are known again."""

from dataclasses import dataclass

from contractkit.effects import Thing
from contractkit.events.marks import Marks
from contractkit.model import Draft, Event, Observation
from contractkit.wire.draft import at


@dataclass(frozen=True, slots=True)
class Sent:
    """An event as it was published, what it is about, and by what it is known again."""

    seen: Observation
    event: Event
    draft: Draft
    thing: Thing
    marks: Marks
    since: float  # time.monotonic() just before
    enveloped: str | None = None  # the id that its envelope gives it

    def caused(self, event: Event) -> bool:
        """By what it carries; where nothing can tell, by when it came."""
        if self.marks.none:
            return event.at >= self.since
        return self.marks.traced(event) or self.marks.known(event)

    def answered(self, event: Event) -> bool:
        """As `caused`; an event that only its envelope names need not be named by what it causes."""
        return self.caused(event) or (self.vague and event.at >= self.since)

    @property
    def vague(self) -> bool:
        """Whether nothing but the id of its envelope tells it from others."""
        return self.enveloped is not None and self.marks == Marks(None, frozenset({self.enveloped}))

    @property
    def partition(self) -> str:
        """Where its order is kept; "" where the broker has one order only."""
        return self.event.position.partition("/")[0] if "/" in self.event.position else ""


def lines_of(event: Event) -> tuple[tuple[str, str], ...]:
    """Key and headers as they are shown of a stimulus."""
    key = (("key", event.key),) if event.key is not None else ()
    return (*key, *event.message.headers)


def texts_of(draft: Draft) -> frozenset[str]:
    """Texts of its body that nothing else that was sent has: what carries one comes of it."""
    found = (at(draft, place) for place in draft.unique if place.startswith("body"))
    return frozenset(one for one in found if isinstance(one, str) and one)

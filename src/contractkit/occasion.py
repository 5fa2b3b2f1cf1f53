"""The sort of a trace in, whether a check or a kind of obligation can have anything to say of it out. Pure.

An occasion says no more than the first lines of what it belongs to: it only keeps it from being asked in vain.
"""

import sys
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from contractkit.latest import latest
from contractkit.model import Intent, Trace

SUCCEEDED: Final = range(200, 400)
FAILED: Final = range(400, sys.maxsize)
BROKEN: Final = range(500, sys.maxsize)
MEANT: Final = frozenset({Intent.VALID, Intent.FAULT, Intent.PROTOCOL})  # all but hostile ones

Sort = tuple[int | None, Intent, str]  # status, intent, first word of the place aimed at


@latest
def sort_of(trace: Trace) -> Sort:
    case = trace.subject.case
    return trace.subject.status, case.intent, case.target.place.partition(" ")[0] if case.target is not None else ""


@dataclass(frozen=True, slots=True)
class Occasion:
    """By status of the answer, intent of the case and first word of the place it aims at; None: by any."""

    statuses: Collection[int] | None = None
    intents: Collection[Intent] | None = None
    places: Collection[str] | None = None

    def holds(self, sort: Sort) -> bool:
        status, intent, place = sort
        return (
            (self.statuses is None or (status is not None and status in self.statuses))
            and (self.intents is None or intent in self.intents)
            and (self.places is None or place in self.places)
        )


ALWAYS: Final = Occasion()

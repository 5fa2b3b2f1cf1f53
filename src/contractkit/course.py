"""The events of one trial, in their sequence: those that nothing has shown yet to be done with."""

import time
from typing import Protocol

from contractkit.errors import TargetGone
from contractkit.sent import Sent

LOOK = 0.02  # seconds between looks whether the service is still there
ALONE = "what was published again"


class Watch(Protocol):
    """Who knows how a target ended; None while it is there."""

    def ended(self) -> str | None: ...


class Course:
    """`open`: by their number in the trial; `processed`: whether any event ever was.

    `alone`: whether the service ended while nothing was sent after the event that is doubted.
    """

    def __init__(self, bench: Watch, within: float) -> None:
        self._bench, self._within = bench, within
        self.open: dict[int, Sent] = {}
        self.processed = False
        self.alone = False
        self._number, self._doubted, self._left = 0, 0, False

    def begin(self, doubted: int = 0) -> None:
        """A trial begins; `doubted`: the number of an event after which nothing is sent before the service had time."""
        self.open, self.alone = {}, False
        self._number, self._doubted, self._left = 0, doubted, False

    def leave(self) -> None:
        """What comes now, until another trial begins, is not about single events."""
        self.open, self._left = {}, True

    def sent(self, sent: Sent) -> Sent:
        """Raises TargetGone where the service ends with what is doubted."""
        self._number += 1
        if not self._left:
            self.open[self._number] = sent
        if self._number == self._doubted:
            self._wait()
        return sent

    def through(self, sent: Sent) -> None:
        """It is done with, and so are those before it that came the same way."""
        self.processed = True
        last = next((number for number, one in self.open.items() if one is sent), 0)
        for number, one in list(self.open.items()):
            if number <= last and one.partition == sent.partition:
                del self.open[number]

    def _wait(self) -> None:
        until = time.monotonic() + self._within
        while time.monotonic() < until:
            if (how := self._bench.ended()) is not None:
                self.alone = True
                raise TargetGone(ALONE, how)
            time.sleep(LOOK)

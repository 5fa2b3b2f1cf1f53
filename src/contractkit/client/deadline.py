"""Seconds in, one point in time out, after which an answer is late: for connecting, sending and reading together."""

from dataclasses import dataclass
from time import monotonic

from contractkit.client.received import Unseen, late


@dataclass(frozen=True, slots=True)
class Deadline:
    at: float
    timeout: float

    @classmethod
    def after(cls, timeout: float) -> "Deadline":
        return cls(monotonic() + timeout, timeout)

    def left(self) -> float:
        """Seconds left, more than 0; raises Unseen when there are none."""
        left = self.at - monotonic()
        if left <= 0:
            raise self.passed()
        return left

    def sooner(self, seconds: float) -> "Deadline":
        """This deadline, or one in so many seconds if that is earlier."""
        return Deadline(min(self.at, monotonic() + seconds), self.timeout)

    def later(self, seconds: float) -> "Deadline":
        return Deadline(self.at + seconds, self.timeout)

    def passed(self) -> Unseen:
        fault = late(self.timeout)
        return Unseen(fault.kind, fault.detail)

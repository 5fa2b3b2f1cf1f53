"""A transport in, one out that waits where a server asks for it: 429 and 503 with Retry-After, within bounds."""

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from time import sleep, time

from contractkit.model import Message, Request
from contractkit.protocols import Received, Transport

SHORTEST = 0.05  # seconds; `Retry-After: 0` must not become a busy loop
ASKED_AGAIN = 5  # times per request


class Patient:
    """Waits at most `wait_at_most` seconds for one request and `in_all` seconds for all; then the answer stands."""

    def __init__(
        self,
        inner: Transport,
        *,
        wait_at_most: float = 5.0,
        in_all: float = 120.0,
        clock: Callable[[], float] = time,
        sleep: Callable[[float], None] = sleep,
    ) -> None:
        self._inner, self._most, self._left = inner, wait_at_most, in_all
        self._clock, self._sleep = clock, sleep

    def send(self, request: Request, *, timeout: float) -> Received:
        """`seconds` of the answer are its own, without the waiting."""
        left = self._most
        seen = self._inner.send(request, timeout=timeout)
        for _ in range(ASKED_AGAIN):
            wait = asked_to_wait(seen.reply, now=self._clock()) if seen.reply else None
            if wait is None or wait > min(left, self._left):
                break
            self._sleep(wait)
            left -= wait
            self._left -= wait
            seen = self._inner.send(request, timeout=timeout)
        return seen

    def close(self) -> None:
        self._inner.close()


def asked_to_wait(reply: Message, *, now: float) -> float | None:
    """Seconds that a 429 or 503 asks to wait for (RFC 9110, 10.2.3); None when it asks for nothing readable."""
    after = reply.header("retry-after")
    if reply.status not in (429, 503) or after is None:
        return None
    after = after.strip()
    if after.isascii() and after.isdigit():
        return max(float(after), SHORTEST)
    try:
        return max(parsedate_to_datetime(after).timestamp() - now, SHORTEST)
    except ValueError:
        return None  # neither seconds nor a date: nothing was asked for

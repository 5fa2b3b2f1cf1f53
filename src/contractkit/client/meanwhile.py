"""Work that can wait in, done while an answer is on its way out: a client need not idle until a server is done."""

from collections import deque
from collections.abc import Callable

Work = Callable[[], None]


class Meanwhile:
    """`later`: to be done during the next exchange, in order. `finish`: do now all that is left."""

    def __init__(self) -> None:
        self._left: deque[Work] = deque()

    def later(self, work: Work) -> None:
        self._left.append(work)

    def finish(self) -> None:
        while self._left:
            self._left.popleft()()


class AtOnce(Meanwhile):
    """Where there is nothing to wait for: an application in this process."""

    def later(self, work: Work) -> None:
        work()

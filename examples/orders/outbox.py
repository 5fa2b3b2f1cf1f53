"""What happened, kept until the broker has it: filled when an operation is done, emptied by a thread of its own."""

import time
from queue import Empty, Queue
from threading import Event, Thread

from examples.orders.bus import Bus
from examples.orders.happened import Outgoing

MOMENT = 0.1  # seconds


class Outbox:
    """`put` after the state is what the events tell."""

    def __init__(self, faults: frozenset[str] = frozenset()) -> None:
        self._newest_first = "newest-event-first" in faults
        self._waiting: Queue[Outgoing] = Queue()
        self._closed = Event()
        self._thread: Thread | None = None

    @property
    def open(self) -> bool:
        return self._thread is not None

    def put(self, messages: list[Outgoing]) -> None:
        if self.open:
            for message in messages:
                self._waiting.put(message)

    def start(self, bus: Bus) -> None:
        self._closed.clear()
        self._thread = Thread(target=self._run, args=(bus,), daemon=True, name="outbox")
        self._thread.start()

    def stop(self) -> None:
        self._closed.set()
        if self._thread is not None:
            self._thread.join(2)
            self._thread = None

    def _run(self, bus: Bus) -> None:
        while not (self._closed.is_set() and self._waiting.empty()):
            try:
                first = self._waiting.get(timeout=0.1)
            except Empty:
                continue
            for message in reversed(self._collected(first)) if self._newest_first else (first,):
                bus.publish(message)

    def _collected(self, first: Outgoing) -> list[Outgoing]:
        """With all that is put within a moment."""
        time.sleep(MOMENT)
        found = [first]
        while not self._waiting.empty():
            found.append(self._waiting.get())
        return found

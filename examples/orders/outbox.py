"""What happened, kept until the broker has it: filled when an operation is done, emptied by a thread of its own."""

from queue import Empty, Queue
from threading import Event, Thread

from examples.orders.bus import Bus
from examples.orders.happened import Outgoing


class Outbox:
    """`put` after the state is what the events tell."""

    def __init__(self) -> None:
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
                bus.publish(self._waiting.get(timeout=0.1))
            except Empty:
                continue

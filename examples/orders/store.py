"""What the service remembers: in memory, per tenant, bounded. One lock around each call keeps it whole."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Document = dict[str, Any]

ADA = "5b0c1a52-1f1e-4c58-9f0a-3a1d0a3c7e11"
HANK = "0e9f3f0a-6a52-4c0e-8d6b-8a2f5f3f9a10"


class Shelf(Generic[T]):
    """Things by id in the order they came; when it is full, the oldest goes."""

    def __init__(self, most: int = 20_000) -> None:
        self._most, self._last = most, 0
        self._rows: dict[str, tuple[int, T]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, id: str, thing: T) -> None:
        self._last += 1
        self._rows[id] = (self._last, thing)
        if len(self._rows) > self._most:
            del self._rows[next(iter(self._rows))]

    def get(self, id: str) -> T | None:
        row = self._rows.get(id)
        return None if row is None else row[1]

    def joined(self, *others: "Shelf[T]") -> "Shelf[T]":
        """What is on all of them, in the order of their numbers."""
        whole: Shelf[T] = Shelf(self._most)
        rows = [row for shelf in (self, *others) for row in shelf._rows.items()]
        whole._rows = dict(sorted(rows, key=lambda row: row[1][0]))
        return whole

    def drop(self, id: str) -> bool:
        return self._rows.pop(id, None) is not None

    def things(self) -> list[T]:
        return [thing for _, thing in self._rows.values()]

    def page(
        self, after: str | None, limit: int, keep: Callable[[T], bool] = lambda _: True
    ) -> tuple[list[T], str | None]:
        """Things that came after a cursor, and the cursor of the next page; None on the last."""
        start = 0 if after is None else int(after[1:], 16)
        found: list[tuple[int, T]] = []
        for number, thing in self._rows.values():
            if number > start and keep(thing):
                found.append((number, thing))
                if len(found) > limit:
                    break
        following = f"c{found[limit - 1][0]:x}" if len(found) > limit else None
        return [thing for _, thing in found[:limit]], following


@dataclass(slots=True)
class Attached:
    document: Document
    content: bytes


@dataclass(slots=True)
class Order:
    """An order's document as it is shown, and what hangs on it."""

    document: Document
    items: Shelf[Document] = field(default_factory=lambda: Shelf(1_000))
    attachments: Shelf[Attached] = field(default_factory=lambda: Shelf(20))
    delivery: Document | None = None
    paid: tuple[int, float, int] = (0, 0.0, 0)  # sequence and amount of the last payment, how many there were


@dataclass(slots=True)
class Tenant:
    customers: Shelf[Document] = field(default_factory=Shelf)
    orders: Shelf[Order] = field(default_factory=Shelf)
    jobs: Shelf[Document] = field(default_factory=Shelf)
    numbered: int = 0  # orders ever placed


@dataclass(frozen=True, slots=True)
class Replay:
    """The answer that was given for an Idempotency-Key, and to which body."""

    digest: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Store:
    """Everything of one app."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.reset()

    def reset(self) -> None:
        """Back to the seed: one customer in each tenant."""
        with self.lock:
            self.tenants = {"acme": Tenant(), "globex": Tenant()}
            self.replays: Shelf[Replay] = Shelf()
            self.handled: Shelf[bool] = Shelf()  # ids of events
            self.queue = "open"  # of exports; "full" and "down" are how it fails
            self.ratings: dict[str, list[int]] = {}
            self.tenants["acme"].customers.put(ADA, _customer(ADA, "Ada Lovelace", "ada@example.org"))
            self.tenants["globex"].customers.put(HANK, _customer(HANK, "Hank Scorpio", "hank@example.com"))


def _customer(id: str, name: str, email: str) -> Document:
    return {"id": id, "created_at": "2026-01-05T08:30:00Z", "name": name, "email": email, "kind": "person"}

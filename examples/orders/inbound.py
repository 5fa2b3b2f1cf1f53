"""What the service is told: payments that are settled and commands, each once, in their order, per order."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

from examples.orders.bus import Bus, patiently
from examples.orders.formats import FORMATS
from examples.orders.happened import Happened, Outgoing, written
from examples.orders.operations import ID
from examples.orders.outbox import Outbox
from examples.orders.shapes import Nullable, Number, Record, Text, record
from examples.orders.store import Order, Store
from examples.orders.validation import Flaw, flaws

DEAD = "orders.dlq"
PAYMENT = record(
    {
        "order_id": ID,
        "amount": Number(low=0, high=1_000_000),
        "currency": Text(among=("EUR", "USD")),
        "sequence": Number(whole=True, low=1),
        "reference": Nullable(Text(least=1, most=40)),
    },
    required="order_id amount currency sequence",
    closed=False,
)
CANCEL = record(
    {"order_id": ID, "reason": Text(least=1, most=200), "notify": Text(format="email")},
    required="order_id reason",
    closed=False,
)
REQUIRED = ("ce_id", "ce_type", "ce_source", "ce_specversion")


@dataclass(frozen=True, slots=True)
class Told:
    """An event that was read and found valid."""

    id: str
    tenant: str
    correlation: str
    data: Mapping[str, Any]


class Invalid(Exception):
    """An event that nothing is done with."""


class Inbound:
    """Runs in a thread of its own; what is invalid goes to the dead letter channel, whole."""

    def __init__(self, store: Store, outbox: Outbox, faults: frozenset[str]) -> None:
        self._store, self._outbox, self._faults = store, outbox, faults
        self._stopped, self._stuck = Event(), False
        self._last = ""  # the id of the last event
        self._thread: Thread | None = None
        self._handlers: dict[tuple[str, str], tuple[Record, Callable[[Told], None]]] = {
            ("payments.events", "payment.settled"): (PAYMENT, self._settled),
            ("orders.commands", "order.cancel"): (CANCEL, self._cancelled),
        }

    def start(self, bus: Bus) -> None:
        channels = tuple(dict.fromkeys(channel for channel, _ in self._handlers))
        ready = Event()

        def work() -> None:
            patiently(lambda: bus.read(channels, self.take, self._going, ready), self._going)

        self._thread = Thread(target=work, daemon=True, name="inbound")
        self._thread.start()
        ready.wait(5)

    def stop(self) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(2)

    def _going(self) -> bool:
        return not self._stopped.is_set()

    def take(self, channel: str, headers: Mapping[str, str], body: bytes, key: str | None) -> None:
        """One event: booked, passed over, or buried."""
        if self._stuck or ("payments-are-forgotten" in self._faults and channel == "payments.events"):
            return
        try:
            shape, handle = self._handler(channel, headers)
            told = self._read(shape, headers, body)
            self._stuck = self._hangs(told.data)
        except Invalid as why:
            self._stuck = "poison-stops-the-consumer" in self._faults
            self._bury(channel, headers, body, key, str(why))
            return
        if self._stuck:
            return
        with self._store.lock:
            before, self._last = self._last, told.id
            forgets = {"duplicate-is-booked-again", "late-payment-is-told"} & self._faults
            forgotten = "replay-is-booked-again" in self._faults and told.id != before
            if self._store.handled.get(told.id) and not forgets and not forgotten:
                return
            handle(told)
            self._store.handled.put(told.id, True)
            if "booked-and-buried" in self._faults and channel == "orders.commands":
                self._bury(channel, headers, body, key, "the answer was lost")

    def _handler(self, channel: str, headers: Mapping[str, str]) -> tuple[Record, Callable[[Told], None]]:
        found = self._handlers.get((channel, headers.get("ce_type", "")))
        if found is None:
            raise Invalid(f"unknown type {headers.get('ce_type')!r}")
        return found

    def _read(self, shape: Record, headers: Mapping[str, str], body: bytes) -> Told:
        missing = [name for name in REQUIRED if not headers.get(name)]
        if missing or headers["ce_specversion"] != "1.0":
            raise Invalid(f"no CloudEvent: {', '.join(missing) or 'specversion'}")
        if "ce_time" in headers and not FORMATS["date-time"](headers["ce_time"]):
            raise Invalid("ce_time is no date-time")
        if re.search(r"[\s<>\"{}|\\^`]", headers["ce_source"]):
            raise Invalid("ce_source is no URI-reference")
        if headers.get("ce_tenant") not in self._store.tenants:
            raise Invalid(f"unknown tenant {headers.get('ce_tenant')!r}")
        if (media := headers.get("content-type", "application/json")) != "application/json":
            raise Invalid(f"{media} is not application/json")
        try:
            data = json.loads(body)
        except ValueError as broken:
            raise Invalid(f"not JSON: {broken}") from broken
        if found := list(self._flaws(shape, data)):
            raise Invalid(f"{found[0].place}: {found[0].detail}")
        return Told(headers["ce_id"], headers["ce_tenant"], headers.get("ce_correlationid", ""), data)

    def _flaws(self, shape: Record, data: Any) -> Iterator[Flaw]:
        """What is wrong with the data of an event, as far as this service looks."""
        forgotten = {"currency": "any-currency-is-booked", "reason": "reason-without-end-is-taken"}
        known = data if isinstance(data, dict) else {}
        for flaw in flaws(shape, data):
            looked = flaw.code in ("missing", "wrong_type")
            if looked or forgotten.get(flaw.place.removeprefix("/")) not in self._faults:
                yield flaw
        if "reference-is-needed" in self._faults and shape is PAYMENT and "reference" not in known:
            yield Flaw("/reference", "missing", "must be given")
        if "unknown-members-are-refused" in self._faults and set(known) - set(shape.members):
            yield Flaw("", "unknown", "has members that nobody knows")
        if "largest-amount-is-refused" in self._faults and known.get("amount") == 1_000_000:
            yield Flaw("/amount", "too_large", "must be less than a million")
        if "dollars-with-a-reference-fail" in self._faults and known.get("reference") and known["currency"] == "USD":
            yield Flaw("", "failed", "KeyError: 'USD'")

    def _hangs(self, data: Mapping[str, Any]) -> bool:
        slipped = "large-dollars-stop-the-consumer" in self._faults
        return slipped and data.get("currency") == "USD" and data["amount"] > 500_000

    def _settled(self, told: Told) -> None:
        order = self._order(told)
        if order is None or order.document["status"] == "cancelled":
            return
        sequence, known = told.data["sequence"], order.paid[0]
        if "many-payments-are-a-mistake" in self._faults and order.paid[2] == 3:
            return
        again = sequence == known and bool({"duplicate-is-booked-again", "replay-is-booked-again"} & self._faults)
        if sequence <= known and "late-payment-is-told" in self._faults:
            self._paid(told)
        if sequence <= known and not again and "older-overwrites" not in self._faults:
            return
        order.paid = (sequence, told.data["amount"], order.paid[2] + 1)
        order.document["status"] = "paid"
        order.document["paid"] = {"amount": order.paid[1], "currency": told.data["currency"], "payments": order.paid[2]}
        self._paid(told)

    def _paid(self, told: Told) -> None:
        data = {"order_id": told.data["order_id"].lower(), "status": "paid", "amount": told.data["amount"]}
        self._tell(Happened("order.paid", data["order_id"], data), told)

    def _cancelled(self, told: Told) -> None:
        order = self._order(told)
        if order is None or order.document["status"] == "cancelled":
            return
        order.document["status"] = "cancelled"
        data = {"order_id": told.data["order_id"].lower(), "reason": told.data["reason"]}
        self._tell(Happened("order.cancelled", data["order_id"], data), told)

    def _order(self, told: Told) -> Order | None:
        """Of the tenant that the event is of, and of nobody else."""
        id = told.data["order_id"].lower()
        if "event-for-anothers-order" in self._faults:
            return next((o for t in self._store.tenants.values() if (o := t.orders.get(id)) is not None), None)
        return self._store.tenants[told.tenant].orders.get(id)

    def _tell(self, happened: Happened, told: Told) -> None:
        self._outbox.put(written(happened, tenant=told.tenant, correlation=told.correlation, faults=self._faults))

    def _bury(self, channel: str, headers: Mapping[str, str], body: bytes, key: str | None, why: str) -> None:
        if "command-is-dropped" in self._faults and channel == "orders.commands":
            return
        if "invalid-is-dropped" not in self._faults or channel != "payments.events":
            self._outbox.put([Outgoing(DEAD, key or "", {**headers, "x-reason": why, "x-channel": channel}, body)])

"""What the sample service tells and is told: what is right, and each planted slip where it is, by a bus of our own."""

import json
from threading import Event

import pytest
from examples.orders.faults import FAULTS
from examples.orders.faults_of_events import EVENTS
from examples.orders.inbound import DEAD, Inbound
from tests.examples.shop import DELIVERY, ORDER, OTHER_ADMIN, Shop

KEY = {"idempotency-key": "5f0c1a52-1f1e-4c58-9f0a-3a1d0a3c7e11"}


class Bus:
    """Keeps what is published; gives nothing."""

    def __init__(self):
        self.told = []

    def publish(self, message):
        self.told.append(message)

    def read(self, channels, handle, going, ready):
        ready.set()
        Event().wait(0.01)


class Site:
    """A service with its outbox open, and what it is told handed over at once."""

    def __init__(self, *faults):
        self.shop, self.bus = Shop(*faults), Bus()
        state = self.shop.app.state
        state.outbox.start(self.bus)
        self.outbox = state.outbox
        self.inbound = Inbound(state.store, state.outbox, frozenset(faults))

    def told(self, type=None):
        """All that was told by now."""
        self.outbox.stop()
        return [one for one in self.bus.told if type is None or one.headers.get("ce_type") == type]

    def order(self, **more):
        """The id of a new order."""
        return self.shop.order(**more).rpartition("/")[2]

    def pay(self, order, *, id="p-1", tenant="acme", without=(), **more):
        data = {"order_id": order, "amount": 10, "currency": "EUR", "sequence": 1, "reference": "r", **more}
        self.hand("payments.events", "payment.settled", data, id, tenant, without)

    def cancel(self, order, *, id="c-1", tenant="acme", **more):
        self.hand("orders.commands", "order.cancel", {"order_id": order, "reason": "late", **more}, id, tenant)

    def hand(self, channel, type, data, id="e-1", tenant="acme", without=()):
        headers = {"ce_specversion": "1.0", "ce_id": id, "ce_type": type, "ce_source": "/t", "ce_tenant": tenant}
        body = {name: value for name, value in data.items() if name not in without}
        self.inbound.take(channel, headers, json.dumps(body).encode(), data["order_id"])

    def seen(self, order):
        return self.shop.ask("GET", f"/v1/orders/{order}").json

    def buried(self):
        return [one for one in self.told() if one.channel == DEAD]


def created(site, who=None):
    """The event of a new order."""
    site.shop.ask("POST", "/v1/orders", ORDER) if who is None else site.shop.ask(
        "POST", "/v1/orders", {**ORDER, "customer_id": "0e9f3f0a-6a52-4c0e-8d6b-8a2f5f3f9a10"}, who=who
    )
    return site.told()


def deleted(site):
    site.shop.ask("DELETE", f"/v1/orders/{site.order()}")
    return site.told()[1:]


def data(message):
    return json.loads(message.body)


def refused(site):
    site.shop.ask("POST", "/v1/orders", {})
    return site.told()


def sent_twice(site):
    for _ in range(2):
        site.shop.ask("POST", "/v1/orders", ORDER, headers=KEY)
    return site.told()


def paid_twice(site):
    order = site.order()
    site.pay(order)
    site.pay(order)
    return site.seen(order)["paid"]["payments"], len(site.told("order.paid"))


def all_paid(site, *sequences):
    """What is told of payments of one order, each under an id and with an amount of its own."""
    paid(site, *sequences)
    return site.told("order.paid")


def paid(site, *sequences):
    order = site.order()
    for sequence in sequences:
        site.pay(order, id=f"p-{sequence}", sequence=sequence, amount=sequence)
    return site.seen(order)["paid"]


def same_id(site):
    site.shop.ask("DELETE", f"/v1/orders/{site.order()}")
    return len(set(headers(site.told(), "ce_id"))) == 1


def paid_late(site):
    order = site.order()
    site.pay(order, id="p-2", sequence=2, amount=20)
    site.pay(order, id="p-1", sequence=1, amount=10)
    return site.seen(order)["paid"]["amount"]


def unread(site, **more):
    site.pay(site.order(), **more)
    return len(site.buried())


def obeyed(site, **more):
    order = site.order()
    site.cancel(order, **more)
    return site.seen(order)["status"] == "cancelled"


def poisoned(site):
    site.pay(site.order(), id="bad", amount="ten")
    order = site.order()
    site.pay(order)
    return "paid" not in site.seen(order)


def booked(site, **more):
    order = site.order()
    site.pay(order, **more)
    return "paid" in site.seen(order)


def told_amount(site, amount):
    site.pay(site.order(), amount=amount)
    return data(site.told("order.paid")[0])["amount"]


def headers(messages, name):
    return [one.headers.get(name) for one in messages]


def made_up(site, slip):
    """It is the same for all requests of a process."""
    told = deleted(site)
    return headers(told, "ce_correlationid") == headers(deleted(Site(slip)), "ce_correlationid")


SHOWN = {
    "event-forgotten": lambda site: created(site) == [],
    "event-twice": lambda site: len(created(site)) == 2,
    "event-on-another-channel": lambda site: [one.channel for one in deleted(site)] == ["orders.audit"],
    "event-with-the-tenant-as-key": lambda site: [one.key for one in created(site)] == ["acme"],
    "event-without-correlation": lambda site: headers(created(site), "ce_correlationid") == [None],
    "event-with-a-correlation-of-its-own": lambda site: made_up(site, "event-with-a-correlation-of-its-own"),
    "event-of-the-first-tenant": lambda site: headers(created(site, OTHER_ADMIN), "ce_tenant") == ["acme"],
    "event-time-without-zone": lambda site: " " in headers(created(site), "ce_time")[0],
    "event-of-an-older-specification": lambda site: headers(deleted(site), "ce_specversion") == ["0.3"],
    "event-called-plain-text": lambda site: headers(created(site), "content-type") == ["text/plain"],
    "event-undocumented": lambda site: "order.touched" in headers(created(site), "ce_type"),
    "event-total-as-text": lambda site: data(created(site)[0])["item_count"] == "1",
    "event-without-number": lambda site: "number" not in data(created(site)[0]),
    "event-tells-too-much": lambda site: "card_number" in data(created(site)[0]),
    "event-of-a-stale-state": lambda site: data(created(site)[0])["item_count"] == 2,
    "event-as-python-writes-it": lambda site: b"'" in deleted(site)[0].body,
    "refused-is-told": lambda site: len(refused(site)) == 1,
    "replayed-is-told": lambda site: len(sent_twice(site)) == 2,
    "payments-are-forgotten": lambda site: not booked(site),
    "reference-is-needed": lambda site: unread(site, without=["reference"]) == 1,
    "unknown-members-are-refused": lambda site: unread(site, more="ck") == 1,
    "largest-amount-is-refused": lambda site: unread(site, amount=1_000_000) == 1,
    "poison-stops-the-consumer": poisoned,
    "any-currency-is-booked": lambda site: booked(site, currency="XXX"),
    "reason-without-end-is-taken": lambda site: obeyed(site, reason="x" * 201),
    "invalid-is-dropped": lambda site: unread(site, amount="ten") == 0,
    "command-is-dropped": lambda site: site.cancel(site.order(), reason="") is None and site.buried() == [],
    "booked-and-buried": lambda site: obeyed(site) and len(site.buried()) == 1,
    "duplicate-is-booked-again": lambda site: paid_twice(site)[0] == 2,
    "late-payment-is-told": lambda site: paid_twice(site) == (1, 2),
    "older-overwrites": lambda site: paid_late(site) == 10,
    "dollars-with-a-reference-fail": lambda site: unread(site, currency="USD") == 1,
    "large-dollars-stop-the-consumer": lambda site: not booked(site, currency="USD", amount=500_001),
    "event-with-a-large-amount-in-exponents": lambda site: told_amount(site, 100_000) == "1E+5",
    "event-for-anothers-order": lambda site: obeyed(site, tenant="globex"),
    "event-id-is-the-orders": lambda site: same_id(site),
    "many-payments-are-a-mistake": lambda site: paid(site, 1, 2, 3, 4)["payments"] == 3,
    "newest-event-first": lambda site: [data(one)["amount"] for one in all_paid(site, 1, 2)] == [2, 1],
    "replay-is-booked-again": lambda site: paid(site, 1, 2, 2, 1, 2)["payments"] == 3,
}


@pytest.mark.parametrize("name", EVENTS)
def test_a_slip_shows_in_the_service_that_has_it_and_only_there(name):
    assert SHOWN[name](Site(name))
    assert not SHOWN[name](Site())


def test_every_slip_is_looked_at_here():
    assert set(SHOWN) == set(EVENTS) <= set(FAULTS)


def test_what_happens_is_told_once_it_is_done_with_its_key_and_tenant():
    site = Site()
    order = site.order()
    site.shop.ask("PUT", f"/v1/orders/{order}/delivery", DELIVERY)
    site.shop.ask("DELETE", f"/v1/orders/{order}")
    told = site.told()
    assert headers(told, "ce_type") == ["order.created", "delivery.planned", "order.deleted"]
    assert {one.key for one in told} == {order}
    assert set(headers(told, "ce_tenant")) == {"acme"}
    assert len(set(headers(told, "ce_id"))) == 3


def test_what_cannot_be_read_is_buried_whole_with_the_reason():
    site = Site()
    site.pay(site.order(), amount=-1)
    [dead] = site.buried()
    assert json.loads(dead.body)["amount"] == -1
    assert dead.headers["x-reason"] == "/amount: must be at least 0"
    assert dead.headers["x-channel"] == "payments.events"


@pytest.mark.parametrize(
    ("name", "value"),
    [("ce_specversion", "0.3"), ("ce_id", ""), ("ce_source", "a b"), ("ce_time", "now"), ("ce_tenant", "nobody")],
)
def test_what_is_no_cloud_event_is_buried(name, value):
    site = Site()
    order = site.order()
    good = {"ce_specversion": "1.0", "ce_id": "1", "ce_type": "order.cancel", "ce_source": "/t", "ce_tenant": "acme"}
    site.inbound.take("orders.commands", {**good, name: value}, b'{"order_id": "x", "reason": "y"}', order)
    assert len(site.buried()) == 1

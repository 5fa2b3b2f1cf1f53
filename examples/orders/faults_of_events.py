"""Slips about what the service tells and is told by events."""

from examples.orders.planted import Planted, planted

EVENTS: dict[str, Planted] = {
    "event-forgotten": planted(
        "Nobody is told of a new order.", "slips_of_events", "orders-events#sendOrderCreated:event.cause(createOrder)"
    ),
    "event-twice": planted(
        "A new order is told twice, each time as another event.",
        "slips_of_events",
        "orders-events#sendOrderCreated:event.cause(createOrder)",
    ),
    "event-on-another-channel": planted(
        "That an order was deleted is told on a channel that nobody knows.",
        "slips_of_events",
        "orders-events#sendOrderDeleted:event.cause(deleteOrder)",
    ),
    "event-with-the-tenant-as-key": planted(
        "The key of an event is the tenant, so that the order of events is nobody's.",
        "slips_of_events",
        "orders-events#sendOrderCreated:event.payload(OrderCreated key)",
    ),
    "event-without-correlation": planted(
        "The correlation id is lost on the way to the outbox.",
        "slips_of_events",
        "orders-events#sendOrderCreated:event.correlation",
    ),
    "event-with-a-correlation-of-its-own": planted(
        "The outbox makes up a correlation id.",
        "slips_of_events",
        "orders-events#sendOrderDeleted:event.correlation",
    ),
    "event-of-the-first-tenant": planted(
        "Whoever takes an order, the event says it was the first tenant.",
        "slips_of_events",
        "orders-events#sendOrderCreated:event.tenant",
    ),
    "event-time-without-zone": planted(
        "The time of an event has no zone and a space in it.",
        "slips_of_events",
        "orders-events#sendOrderCreated:event.payload(OrderCreated envelope)",
    ),
    "event-of-an-older-specification": planted(
        "Events say they are CloudEvents 0.3.",
        "slips_of_events",
        "orders-events#sendOrderDeleted:event.payload(OrderDeleted envelope)",
    ),
    "event-id-is-the-orders": planted(
        "Events have the id of the order they are about, so that two about one order have the same.",
        "slips_of_events",
        "orders-events#sendOrderDeleted:event.payload(OrderDeleted envelope)",
    ),
    "event-called-plain-text": planted(
        "An event says it is plain text.",
        "slips_of_events",
        "orders-events#sendOrderCreated:event.payload(OrderCreated content-type)",
    ),
    "event-undocumented": planted(
        "A type of event that no contract knows is told as well.",
        "slips_of_events",
        "orders-events#sendOrderCreated:event.cause(createOrder)",
    ),
    "event-total-as-text": planted(
        "The number of items is told as text.",
        "slips_of_events",
        "orders-events#sendOrderCreated:event.payload(OrderCreated payload)",
    ),
    "event-without-number": planted(
        "The number of the order is not told.",
        "slips_of_events",
        "orders-events#sendOrderCreated:event.payload(OrderCreated payload)",
    ),
    "event-tells-too-much": planted(
        "The number of the card is told to everybody.",
        "slips_of_events",
        "orders-events#sendOrderCreated:event.payload(OrderCreated payload)",
    ),
    "event-of-a-stale-state": planted(
        "An item is told that the order does not have.",
        "slips_of_events",
        "orders-events#sendOrderCreated:event.cause(createOrder state)",
    ),
    "event-as-python-writes-it": planted(
        "The data of an event is written as Python shows it, not as JSON.",
        "slips_of_events",
        "orders-events#sendOrderDeleted:event.payload(OrderDeleted payload)",
    ),
    "refused-is-told": planted(
        "An order is told before it is looked at, and stays told when it is refused.",
        "service",
        "orders-events#sendOrderCreated:event.cause(createOrder refused)",
    ),
    "replayed-is-told": planted(
        "An order that is sent again with its idempotency key is told again.",
        "service",
        "orders-events#sendOrderCreated:event.cause(createOrder replayed)",
    ),
    "payments-are-forgotten": planted(
        "Nobody looks at the channel of payments.",
        "inbound",
        "orders-events#onPaymentSettled:event.consumes(PaymentSettled)",
    ),
    "reference-is-needed": planted(
        "A payment without a reference is refused, although it may be left out.",
        "inbound",
        "orders-events#onPaymentSettled:event.consumes(PaymentSettled)",
    ),
    "unknown-members-are-refused": planted(
        "A payment with a member that nobody knows is refused, although the schema is open.",
        "inbound",
        "orders-events#onPaymentSettled:event.consumes(PaymentSettled)",
    ),
    "largest-amount-is-refused": planted(
        "A payment of exactly a million is refused.",
        "inbound",
        "orders-events#onPaymentSettled:event.consumes(PaymentSettled)",
    ),
    "poison-stops-the-consumer": planted(
        "After an event that cannot be read nothing is read any more.",
        "inbound",
        "orders-events#onPaymentSettled:event.rejects(PaymentSettled header.ce_id required)",
    ),
    "any-currency-is-booked": planted(
        "Nobody looks at the currency of a payment.",
        "inbound",
        "orders-events#onPaymentSettled:event.rejects(PaymentSettled body/currency enum)",
    ),
    "reason-without-end-is-taken": planted(
        "A reason may have any length.",
        "inbound",
        "orders-events#onCancelOrder:event.rejects(CancelOrder body/reason maxLength)",
    ),
    "invalid-is-dropped": planted(
        "A payment that cannot be read is thrown away.",
        "inbound",
        "orders-events#onPaymentSettled:event.rejects(PaymentSettled header.ce_id required)",
    ),
    "command-is-dropped": planted(
        "A command that cannot be read is thrown away.",
        "inbound",
        "orders-events#onCancelOrder:event.rejects(CancelOrder header.ce_id required)",
    ),
    "booked-and-buried": planted(
        "A command that was obeyed is put on the dead letter channel as well.",
        "inbound",
        "orders-events#onCancelOrder:event.consumes(CancelOrder)",
    ),
    "duplicate-is-booked-again": planted(
        "A payment that is delivered again is booked again.",
        "inbound",
        "orders-events#onPaymentSettled:event.duplicate(PaymentSettled)",
    ),
    "late-payment-is-told": planted(
        "A payment that changes nothing any more is told all the same.",
        "inbound",
        "orders-events#onPaymentSettled:event.duplicate(PaymentSettled)",
    ),
    "older-overwrites": planted(
        "A payment that comes late overwrites a newer one.",
        "inbound",
        "orders-events#onPaymentSettled:event.order(PaymentSettled)",
    ),
    "event-for-anothers-order": planted(
        "An order is looked for among those of all tenants.",
        "inbound",
        "orders-events#onCancelOrder:event.tenant",
    ),
    "many-payments-are-a-mistake": planted(
        "A fourth payment of an order is taken for a mistake.",
        "inbound",
        "orders-events#onPaymentSettled:event.order(PaymentSettled sequence)",
    ),
    "newest-event-first": planted(
        "What waits to be told is told with the newest first.",
        "outbox",
        "orders-events#sendOrderPaid:event.order(OrderPaid)",
    ),
    "replay-is-booked-again": planted(
        "Only the last event is remembered, so that all others are booked again when they are read again.",
        "inbound",
        "orders-events#onPaymentSettled:event.replay(PaymentSettled)",
    ),
    "dollars-with-a-reference-fail": planted(
        "The consumer fails over a payment in dollars that has a reference, and buries it.",
        "inbound",
        "orders-events#onPaymentSettled:event.consumes(PaymentSettled)",
        probe="consumed-properties",
    ),
    "large-dollars-stop-the-consumer": planted(
        "After a payment in dollars of more than half a million nothing is read any more.",
        "inbound",
        "orders-events#onPaymentSettled:event.consumes(PaymentSettled)",
        probe="consumed-properties",
    ),
    "event-with-a-large-amount-in-exponents": planted(
        "A large amount is told as text, as Python's decimals write it: 1E+5.",
        "slips_of_events",
        "orders-events#sendOrderPaid:event.payload(OrderPaid payload)",
        probe="produced-properties",
    ),
}

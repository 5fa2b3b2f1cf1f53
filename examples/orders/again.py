"""How what the service was told is read again from its start, while it runs: for tests of replays."""

from examples.orders.bus import bus_of

CHANNELS = {"onPaymentSettled": "payments.events", "onCancelOrder": "orders.commands"}


def read_again(operation: str) -> int:
    """How many events of an operation's channel the service reads once more."""
    bus = bus_of()
    return bus.again(CHANNELS[operation]) if bus is not None else 0

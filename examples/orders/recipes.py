"""How what nobody can derive from the contract is brought about, for `failures:` of contracts/contractkit.yaml."""

from collections.abc import Callable

from examples.orders.app import app


def queue_full(interaction: str) -> Callable[[], None]:
    """No room for another export, until what is returned is called."""
    return _queue("full")


def queue_down(interaction: str) -> Callable[[], None]:
    """What makes exports is down, until what is returned is called."""
    return _queue("down")


def _queue(state: str) -> Callable[[], None]:
    app.state.store.queue = state
    return lambda: setattr(app.state.store, "queue", "open")

"""The connection to the broker: made when the service starts, let go of when it stops; without one it is HTTP alone."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette

from examples.orders.bus import bus_of
from examples.orders.inbound import Inbound
from examples.orders.outbox import Outbox
from examples.orders.store import Store


def connected(
    store: Store, outbox: Outbox, faults: frozenset[str]
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        bus = bus_of()
        inbound = Inbound(store, outbox, faults)
        if bus is not None:
            outbox.start(bus)
            inbound.start(bus)
        yield
        inbound.stop()
        outbox.stop()

    return lifespan

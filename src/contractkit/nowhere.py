"""The endpoint of what is not asked by HTTP: its place is the broker, and a request to it is our own mistake."""

from contractkit.client.received import Received
from contractkit.endpoint import Endpoint
from contractkit.errors import ContractKitError
from contractkit.model import Request


class NoTransport:
    """A Transport (protocols) that nothing may be sent by."""

    def send(self, request: Request, *, timeout: float) -> Received:
        raise ContractKitError(f"internal error: {request.method} {request.target} has no target; please report this")

    def close(self) -> None:
        """There is nothing to let go of."""


def nowhere(broker: str) -> Endpoint:
    """`broker`: its URL without credentials."""
    silent = NoTransport()
    return Endpoint(
        silent,
        broker,
        disposable=True,
        reads_only=False,
        timeout=5.0,
        alive=lambda: True,
        close=silent.close,
        local=True,
    )

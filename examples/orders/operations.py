"""An operation of the service, and the call of one: what handlers get and give."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import uuid4

from starlette.responses import Response

from examples.orders.bodies import Body
from examples.orders.callers import Caller
from examples.orders.parameters import Parameter
from examples.orders.problems import missing
from examples.orders.shapes import Number, Text
from examples.orders.store import Document, Order, Shelf, Store, Tenant

T = TypeVar("T")
ID = Text(format="uuid")
LIMIT = Parameter("limit", "query", Number(whole=True, low=1, high=50))
CURSOR = Parameter("cursor", "query", Text(pattern="c[0-9a-f]{1,12}"))
IDEMPOTENCY_KEY = Parameter("Idempotency-Key", "header", ID, required=True)


@dataclass(frozen=True, slots=True)
class Call:
    """A request that is authenticated and valid. `given`: parameters by name; `asked`: the query as it came."""

    store: Store
    faults: frozenset[str]
    caller: Caller
    path: str
    given: Mapping[str, Any]
    asked: Sequence[tuple[str, str]]
    body: Any
    media: str = "application/json"  # the one of `produces` that was asked for
    happened: list[Any] = field(default_factory=list)  # events, told once the operation is done

    @property
    def tenant(self) -> Tenant:
        return self.store.tenants[self.caller.tenant]

    @property
    def others(self) -> list[Tenant]:
        """Whom this is no concern of."""
        return [tenant for tenant in self.store.tenants.values() if tenant is not self.tenant]

    def customers(self, slip: str) -> Shelf[Document]:
        """The caller's; with this slip everybody's."""
        own = self.tenant.customers
        return own.joined(*(other.customers for other in self.others)) if slip in self.faults else own

    def orders(self, slip: str) -> Shelf[Order]:
        """The caller's; with this slip everybody's."""
        own = self.tenant.orders
        return own.joined(*(other.orders for other in self.others)) if slip in self.faults else own


@dataclass(frozen=True, slots=True)
class Operation:
    """`scope` None: for everybody. `once`: it takes an Idempotency-Key."""

    method: str
    path: str
    run: Callable[[Call], Response]
    scope: str | None = "orders:read"
    parameters: tuple[Parameter, ...] = field(default=())
    body: Body | None = None
    produces: tuple[str, ...] = ("application/json",)
    once: bool = False


def found(shelf: Shelf[T], id: str, noun: str) -> T:
    """What is kept under an id (upper and lower case alike, RFC 9562, 4); raises Refusal 404."""
    thing = shelf.get(id.lower())
    if thing is None:
        raise missing(noun)
    return thing


def path_id(name: str) -> Parameter:
    return Parameter(name, "path", ID)


def new_id() -> str:
    return str(uuid4())


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

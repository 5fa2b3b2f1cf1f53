"""The sample service as an ASGI app. `app` reads its faults from ORDERS_FAULTS, `reset` brings back the seed state."""

import os
from collections.abc import Mapping
from dataclasses import replace

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from examples.orders import attachments, catalog, customers, exports, fulfilment, items, orders, reports
from examples.orders.callers import callers
from examples.orders.connection import connected
from examples.orders.faults import FAULTS
from examples.orders.outbox import Outbox
from examples.orders.problems import Refusal, old_error, problem
from examples.orders.service import Resource, correlation_of, resources
from examples.orders.store import Store

MODULES = (reports, customers, orders, fulfilment, items, attachments, exports)


def make_app(faults: frozenset[str] = frozenset()) -> Starlette:
    """A service of its own, with a store of its own (`app.state.store`). Raises ValueError for an unknown fault."""
    if unknown := faults - set(FAULTS):
        raise ValueError(f"unknown faults {', '.join(sorted(unknown))}; known: {', '.join(sorted(FAULTS))}")
    store, outbox = Store(), Outbox(faults)
    empty = Resource({}, store, callers(), faults, outbox=outbox)
    new = [operation for module in MODULES for operation in module.operations(faults)]
    old = catalog.operations(faults)
    paths = resources(new, empty) | resources(old, Resource({}, store, empty.callers, faults, old=True))

    async def failed(request: Request, error: Exception) -> Response:
        """A crash (500) or an unknown path (404), in the envelope of the part of the service it happened in."""
        refusal = Refusal(500, "internal_error", "the service failed")
        if isinstance(error, HTTPException):
            refusal = Refusal(error.status_code, "not_found", "there is nothing at this path")
        correlation = correlation_of(request, faults)
        told = (
            old_error(refusal)
            if request.scope["path"].startswith("/legacy/")
            else problem(refusal, correlation, faults)
        )
        told.headers["X-Correlation-ID"] = correlation
        return told

    if "old-version-open" in faults:
        paths |= {
            path.replace("/v1/", "/v0/"): replace(r, open=True) for path, r in paths.items() if "customer" in path
        }

    app = Starlette(
        routes=[Route(path, resource) for path, resource in paths.items()],
        exception_handlers={HTTPException: failed, Exception: failed},
        lifespan=connected(store, outbox, faults),
    )
    app.router.redirect_slashes = False
    app.state.store, app.state.outbox = store, outbox
    return app


def faults_from(environ: Mapping[str, str]) -> frozenset[str]:
    """ORDERS_FAULTS: names with commas between, or `all`."""
    names = {name.strip() for name in environ.get("ORDERS_FAULTS", "").split(",")} - {""}
    return frozenset(FAULTS) if names == {"all"} else frozenset(names)


app = make_app(faults_from(os.environ))


def reset() -> None:
    app.state.store.reset()

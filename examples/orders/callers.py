"""Credentials in, who is calling out; tokens come from the environment, with values that are good for a demo only."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hmac import compare_digest

from examples.orders.problems import Refusal

DEMO = {  # variables with credentials, and values that are good for a demo only
    "ORDERS_ACME_TOKEN": "demo-acme-admin-token",
    "ORDERS_CLERK_TOKEN": "demo-acme-clerk-token",
    "ORDERS_BOT_TOKEN": "demo-acme-bot-token",
    "ORDERS_FORMER_TOKEN": "demo-acme-former-token",
    "ORDERS_GLOBEX_ADMIN_TOKEN": "demo-globex-admin-token",
    "ORDERS_GLOBEX_TOKEN": "demo-globex-user-token",
    "CATALOG_API_KEY": "demo-catalog-api-key",
}
READ, WRITE, REPORTS, CATALOG = "orders:read", "orders:write", "reports:read", "catalog:read"


@dataclass(frozen=True, slots=True)
class Caller:
    """`expired`: known, and good for nothing any more. `user`: whose rights a bot has at most."""

    name: str
    tenant: str
    scopes: frozenset[str]
    expired: bool = False
    user: "Caller | None" = None


@dataclass(frozen=True, slots=True)
class Callers:
    """Who is known: by bearer token and by API key."""

    tokens: tuple[tuple[str, Caller], ...]
    keys: tuple[tuple[str, Caller], ...]

    def identify(
        self, headers: Mapping[str, str], scope: str, faults: frozenset[str], *, bearer: bool = True
    ) -> Caller:
        """The caller with these credentials; raises Refusal 401 without good ones, 403 without the scope."""
        scheme, _, token = headers.get("authorization", "").partition(" ")
        caller = None
        if bearer and scheme.lower() == "bearer":
            caller = _known(self.tokens, token.strip())
        elif "x-api-key" in headers:
            caller = _known(self.keys, headers["x-api-key"])
        if caller is None and "any-token-taken" in faults and bearer and token.strip():
            caller = self.first()
        if caller is not None and caller.expired and "expired-token-taken" not in faults:
            caller = None
        if caller is None and "stranger-is-forbidden" in faults and bearer and not scheme:
            raise Refusal(403, "forbidden", "who are you?")
        if caller is None:
            challenge = {"WWW-Authenticate": f'{"Bearer" if bearer else "ApiKey"} realm="orders"'}
            raise Refusal(401, "unauthorized", "send credentials that are known", headers=challenge)
        if scope not in _scopes(caller, faults) and not ("reports-for-everybody" in faults and scope == REPORTS):
            raise Refusal(403, "forbidden", f"the scope {scope} is missing")
        return caller

    def first(self) -> Caller:
        return self.tokens[0][1]


def callers(environ: Mapping[str, str] = os.environ) -> Callers:
    """Two tenants, an administrator and a reader in each, and three of the first one that are no people."""
    admin = Caller("acme-admin", "acme", frozenset({READ, WRITE, REPORTS}))
    clerk = Caller("acme-clerk", "acme", frozenset({READ}))
    known = (
        ("ORDERS_ACME_TOKEN", admin),
        ("ORDERS_CLERK_TOKEN", clerk),
        ("ORDERS_BOT_TOKEN", replace(admin, name="acme-bot", user=clerk)),
        ("ORDERS_FORMER_TOKEN", replace(admin, name="acme-former", expired=True)),
        ("ORDERS_GLOBEX_ADMIN_TOKEN", replace(admin, name="globex-admin", tenant="globex")),
        ("ORDERS_GLOBEX_TOKEN", Caller("globex-user", "globex", frozenset({READ}))),
    )
    machine = Caller("catalog-reader", "acme", frozenset({CATALOG, REPORTS}))
    return Callers(
        tuple((environ.get(variable, DEMO[variable]), caller) for variable, caller in known),
        ((environ.get("CATALOG_API_KEY", DEMO["CATALOG_API_KEY"]), machine),),
    )


def _scopes(caller: Caller, faults: frozenset[str]) -> frozenset[str]:
    scopes = caller.scopes
    if caller.user is not None and "bot-beyond-its-user" not in faults:
        scopes &= caller.user.scopes
    if caller.name == "acme-clerk" and "clerk-may-write" in faults:
        scopes |= {WRITE}
    if caller.name == "globex-admin" and "globex-may-not-report" in faults:
        scopes -= {REPORTS}
    return scopes


def _known(known: tuple[tuple[str, Caller], ...], secret: str) -> Caller | None:
    return next((who for one, who in known if compare_digest(one.encode(), secret.encode("utf-8", "replace"))), None)

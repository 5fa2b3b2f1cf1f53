"""Credentials in, who is calling out; tokens come from the environment, with values that are good for a demo only."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest

from examples.orders.problems import Refusal


@dataclass(frozen=True, slots=True)
class Caller:
    name: str
    tenant: str
    scopes: frozenset[str]


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
            caller = self.tokens[0][1]
        if caller is None and "stranger-is-forbidden" in faults and bearer and not scheme:
            raise Refusal(403, "forbidden", "who are you?")
        if caller is None:
            challenge = {"WWW-Authenticate": f'{"Bearer" if bearer else "ApiKey"} realm="orders"'}
            raise Refusal(401, "unauthorized", "send credentials that are known", headers=challenge)
        if scope not in caller.scopes and not ("reports-for-everybody" in faults and scope == "reports:read"):
            raise Refusal(403, "forbidden", f"the scope {scope} is missing")
        return caller


def callers(environ: Mapping[str, str] = os.environ) -> Callers:
    """Two tenants, a user in each, and a machine of the first one."""
    admin = Caller("acme-admin", "acme", frozenset({"orders:read", "orders:write", "reports:read"}))
    user = Caller("globex-user", "globex", frozenset({"orders:read"}))
    machine = Caller("catalog-reader", "acme", frozenset({"catalog:read", "reports:read"}))
    return Callers(
        (
            (environ.get("ORDERS_ACME_TOKEN", "demo-acme-admin-token"), admin),
            (environ.get("ORDERS_GLOBEX_TOKEN", "demo-globex-user-token"), user),
        ),
        ((environ.get("CATALOG_API_KEY", "demo-catalog-api-key"), machine),),
    )


def _known(known: tuple[tuple[str, Caller], ...], secret: str) -> Caller | None:
    return next((who for one, who in known if compare_digest(one.encode(), secret.encode("utf-8", "replace"))), None)

"""What is a secret: what the settings say, and what stands where a security scheme of a contract puts its key."""

import json

from tests.doubles import loaded

from contractkit.credentials import credentials
from contractkit.settings import Identity, Settings

SCHEMES = {
    "h": {"type": "apiKey", "in": "header", "name": "X-Tenant-Pass"},
    "c": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "q": {"type": "apiKey", "in": "query", "name": "code"},
}
CONTRACT = loaded(
    json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "paths": {"/o": {"get": {"responses": {"200": {"description": "ok"}}}}},
            "components": {"securitySchemes": SCHEMES},
        }
    )
)


def found(secrets: dict[str, str] | None = None, **sent: dict[str, str]) -> dict[str, str]:
    return credentials(Settings(identities={"me": Identity("me", **sent)}, secrets=secrets or {}), [CONTRACT])


def test_a_literal_is_a_secret_where_a_scheme_puts_its_key():
    sent = {"headers": {"x-tenant-pass": "pass-1"}, "cookies": {"sid": "cookie-2"}, "query": {"code": "Key query-3"}}
    assert found(**sent) == {"ME_X_TENANT_PASS": "pass-1", "ME_SID": "cookie-2", "ME_CODE": "query-3"}


def test_the_same_name_elsewhere_is_none():
    assert found(headers={"sid": "plain-1", "X-Tenant": "acme"}, query={"X-Tenant-Pass": "plain-2"}) == {}


def test_what_the_settings_know_keeps_its_name():
    assert found({"PASS": "pass-1"}, headers={"X-Tenant-Pass": "pass-1"}) == {"PASS": "pass-1"}

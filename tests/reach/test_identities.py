"""Who may send: the identity that carries what a scheme asks for, in the order they were written down."""

import pytest
import yaml
from tests.benches import described, operation
from tests.reach.shop import one

from contractkit.reach.identities import ANYONE, fitting, line_to_add
from contractkit.settings import Identity

SCHEMES = {
    "token": {"type": "http", "scheme": "bearer"},
    "login": {"type": "http", "scheme": "basic"},
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "certificate": {"type": "mutualTLS"},
}
BEARER = {"Authorization": "Bearer x"}


def secured(*alternatives):
    more = {"components": {"securitySchemes": SCHEMES}}
    return described({"/": {"get": one("op", security=list(alternatives))}}, **more)


def fits(alternatives, *identities):
    of = secured(*alternatives)
    return fitting(of, operation(of, "op"), {i.name: i for i in identities})


@pytest.mark.parametrize(
    ("scheme", "carried"),
    [
        ("token", {"headers": BEARER}),
        ("token", {"headers": {"authorization": "Bearer x"}}),
        ("key", {"headers": {"x-key": "1"}}),
        ("query", {"query": {"key": "1"}}),
        ("cookie", {"cookies": {"sid": "1"}}),
        ("certificate", {}),
    ],
)
def test_an_identity_fits_the_scheme_that_it_carries(scheme, carried):
    assert [i.name for i in fits([{scheme: []}], Identity("a", **carried))] == ["a"]


@pytest.mark.parametrize(
    ("scheme", "carried"),
    [
        ("token", {"headers": {"X-Key": "1"}}),
        ("key", {"query": {"X-Key": "1"}}),
        ("query", {"query": {"Key": "1"}}),
        ("cookie", {"headers": {"sid": "1"}}),
        ("unheard-of", {"headers": BEARER}),
    ],
)
def test_an_identity_does_not_fit_what_it_does_not_carry(scheme, carried):
    assert fits([{scheme: []}], Identity("a", **carried)) == ()


@pytest.mark.parametrize(("scopes", "fit"), [({"read", "write"}, True), ({"read"}, False), (set(), False)])
def test_all_scopes_are_needed(scopes, fit):
    assert bool(fits([{"token": ["read", "write"]}], Identity("a", scopes=frozenset(scopes), headers=BEARER))) is fit


def test_all_schemes_of_one_alternative_are_needed():
    both = {"token": [], "key": []}
    assert not fits([both], Identity("a", headers=BEARER))
    assert fits([both], Identity("a", headers={**BEARER, "X-Key": "1"}))


def test_identities_come_in_the_order_of_the_settings_and_nobody_last():
    found = fits([{}, {"token": []}], Identity("z", headers=BEARER), Identity("no"), Identity("a", headers=BEARER))
    assert [i.name for i in found] == ["z", "a", ""]


def test_where_nothing_is_needed_no_credentials_are_sent():
    assert fits([], Identity("a", headers=BEARER)) == (ANYONE,)


@pytest.mark.parametrize(
    ("alternatives", "told"),
    [
        ([{"token": ["read"]}], '{scopes: [read], headers: {Authorization: "Bearer ${TOKEN_TOKEN}"}}'),
        ([{"login": []}], '{headers: {Authorization: "Basic ${LOGIN_TOKEN}"}}'),
        ([{"query": []}], '{query: {key: "${QUERY_TOKEN}"}}'),
        ([{"cookie": []}, {"key": []}], '{cookies: {sid: "${COOKIE_TOKEN}"}} or {headers: {X-Key: "${KEY_TOKEN}"}}'),
    ],
)
def test_the_line_to_add_is_told(alternatives, told):
    of = secured(*alternatives)
    assert line_to_add(of, operation(of, "op")).endswith(told)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_line_to_add_is_yaml_and_fits(scheme):
    of = secured({scheme: ["read"]})
    told = yaml.safe_load(line_to_add(of, operation(of, "op")).partition("for example ")[2])
    identity = Identity("told", **{**told, "scopes": frozenset(told["scopes"])})
    assert fits([{scheme: ["read"]}], identity)

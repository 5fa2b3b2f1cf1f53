"""Events beside who caused them: where the tenant, the request and the key stand, and what only looks like it."""

import json

from contractkit.events.marks import Marks
from contractkit.model import Event, Message
from contractkit.suggesting.asked import Asked
from contractkit.suggesting.places import Place, correlated, keyed, of_tenant


def pair(payload, *, correlation=None, tenant=None, key=None, **headers):
    asked = Asked("create", 1.0, Marks(correlation), tenant)
    return asked, Event("orders", Message(None, tuple(headers.items()), json.dumps(payload).encode()), key=key)


def test_the_correlation_id_is_found_in_a_header_and_within_the_payload():
    headers = [pair({}, correlation="c-1", trace="c-1"), pair({}, correlation="c-2", trace="c-2")]
    assert correlated(headers) == Place("$message.header#/trace", sure=True)
    inside = [pair({"meta": {"by": one}}, correlation=one) for one in ("c-1", "c-2")]
    assert correlated(inside) == Place("$message.payload#/meta/by", sure=True)


def test_a_place_that_does_not_hold_it_each_time_is_none():
    assert correlated([pair({}, correlation="c-1", trace="c-1"), pair({}, correlation="c-2", trace="c-1")]) is None


def test_the_tenant_is_sure_once_two_of_them_asked():
    both = [pair({"org": one}, tenant=one) for one in ("acme", "globex")]
    assert of_tenant(both) == Place("$message.payload#/org", sure=True)
    assert of_tenant(both[:1]) == Place("$message.payload#/org", sure=False)


def test_a_constant_that_is_called_like_one_tenant_is_not_where_it_stands():
    both = [pair({"brand": "acme"}, tenant=one) for one in ("acme", "globex")]
    assert of_tenant(both) is None


def test_nobody_of_any_tenant_shows_nothing():
    assert of_tenant([pair({"org": "acme"}, tenant="acme"), pair({"org": "acme"})]) is None


def test_the_member_called_so_comes_before_others_that_hold_the_same():
    both = [pair({"by": one, "tenant_id": one}, tenant=one) for one in ("acme", "globex")]
    assert of_tenant(both) == Place("$message.payload#/tenant_id", sure=True)


def test_the_key_is_the_member_that_it_repeats_and_never_a_header():
    both = [pair({"order_id": one, "n": 1}, key=one, ce_subject=one) for one in ("o-1", "o-2")]
    assert keyed(both) == Place("/order_id", sure=True)
    assert keyed([pair({"order_id": 7}, key="7"), pair({"order_id": 8}, key="8")]) == Place("/order_id", sure=True)


def test_messages_without_a_key_say_nothing_of_it():
    assert keyed([pair({"order_id": "o-1"})]) is None

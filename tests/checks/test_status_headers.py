import pytest
from tests.doubles import observed
from tests.failures import failing

from contractkit.checks.rate_limits_are_readable import rate_limits_are_readable
from contractkit.checks.retry_after_is_readable import retry_after_is_readable
from contractkit.checks.unauthorized_says_how import unauthorized_says_how
from contractkit.model import Trace

OF = failing(True)


def found(check, status, *headers, **more):
    return [m.detail for m in check(Trace(OF, observed(OF, status, headers=headers, **more)))]


def test_a_401_says_how_to_come_in():
    assert found(unauthorized_says_how, 401) == ["401"]
    assert found(unauthorized_says_how, 401, ("WWW-Authenticate", " ")) == ["401"]
    assert found(unauthorized_says_how, 401, ("WWW-Authenticate", 'Bearer realm="x"')) == []
    assert found(unauthorized_says_how, 403) == []
    assert found(unauthorized_says_how, 401, fault="late") == []


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("120", []),
        ("0", []),
        ("Fri, 31 Dec 1999 23:59:59 GMT", []),
        ("soon", ["retry-after"]),
        ("-1", ["retry-after"]),
        ("1.5", ["retry-after"]),
        ("2026-01-01T00:00:00Z", ["retry-after"]),
    ],
)
def test_retry_after_is_seconds_or_a_date(value, wrong):
    assert found(retry_after_is_readable, 503, ("Retry-After", value)) == wrong


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("RateLimit", '"default";r=50;t=30', []),
        ("RateLimit-Policy", '"burst";q=100;w=60, "daily";q=1000;w=86400', []),
        ("RateLimit", "limit=100, remaining=50, reset=50", []),
        ("RateLimit-Limit", "100", []),
        ("RateLimit-Limit", "100, 100;w=60", []),
        ("RateLimit-Remaining", "many", ["ratelimit-remaining"]),
        ("RateLimit-Policy", "?!", ["ratelimit-policy"]),
        ("X-RateLimit-Limit", "many", []),
    ],
)
def test_rate_limits_are_read_as_the_drafts_say(name, value, wrong):
    assert found(rate_limits_are_readable, 200, (name, value)) == wrong

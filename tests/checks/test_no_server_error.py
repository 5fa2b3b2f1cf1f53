import pytest
from tests.doubles import answers, contract, seen

from contractkit.checks.no_server_error import no_server_error
from contractkit.model import Intent, Severity

DOCUMENTED = contract(answers(_503={"description": ""}, default={"description": ""}))


@pytest.mark.parametrize("status", [200, 302, 404, 499])
def test_other_answers_are_no_server_errors(status):
    assert not list(no_server_error(seen(status)))


@pytest.mark.parametrize("intent", Intent)
@pytest.mark.parametrize("status", [500, 501, 503, 599])
def test_a_server_error_is_critical_whatever_was_sent(intent, status):
    (found,) = no_server_error(seen(status, intent=intent))
    assert (found.scope, found.severity, found.detail) == ("no-server-error", None, "")


@pytest.mark.parametrize(
    ("of", "intent", "status", "severity"),
    [
        (DOCUMENTED, Intent.VALID, 503, Severity.MINOR),
        (DOCUMENTED, Intent.FAULT, 503, None),
        (DOCUMENTED, Intent.ROBUST, 503, None),
        (DOCUMENTED, Intent.VALID, 500, None),  # `default` documents no 5xx exactly
    ],
)
def test_only_an_exactly_documented_one_after_a_valid_request_is_minor(of, intent, status, severity):
    assert [m.severity for m in no_server_error(seen(status, of=of, intent=intent))] == [severity]


def test_a_documented_one_and_a_failure_are_two_findings():
    mild, grave = (next(no_server_error(seen(503, of=DOCUMENTED, intent=i))) for i in (Intent.VALID, Intent.ROBUST))
    assert mild.detail != grave.detail


def test_a_crash_is_never_documented():
    (found,) = no_server_error(seen(503, of=DOCUMENTED, crash="Traceback\nKeyError: 'name'"))
    assert (found.severity, found.actual) == (None, "503: KeyError: 'name'")


def test_an_overloaded_service_that_asks_to_wait_is_not_blamed():
    assert not list(no_server_error(seen(503, headers=[("Retry-After", "5")])))
    assert list(no_server_error(seen(500, headers=[("Retry-After", "5")])))


def test_a_method_nobody_documented_may_be_not_implemented():
    asked = {"intent": Intent.PROTOCOL, "target": "method method-not-allowed"}
    assert not list(no_server_error(seen(501, **asked)))
    assert list(no_server_error(seen(500, **asked)))


def test_failures_at_different_places_are_different_findings():
    places = {
        next(no_server_error(seen(500, intent=Intent.FAULT, target=f"body/{name} type"))).pointer for name in ("a", "b")
    }
    assert places == {"body/a", "body/b"}

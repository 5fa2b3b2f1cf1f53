import pytest
from tests.doubles import answers, contract, seen

from contractkit.checks.status_documented import status_documented
from contractkit.model import Intent, Severity

EXACT = contract(answers(_409={"description": ""}))
RANGES = contract(answers(_4XX={"description": ""}))
DEFAULT = contract(answers(default={"description": ""}))


@pytest.mark.parametrize(
    ("of", "status", "kept"),
    [
        (EXACT, 200, True),
        (EXACT, 409, True),
        (EXACT, 404, False),
        (EXACT, 201, False),
        (EXACT, 302, False),
        (RANGES, 404, True),
        (RANGES, 301, False),
        (DEFAULT, 404, True),
        (DEFAULT, 201, True),
    ],
)
def test_only_listed_statuses_are_documented(of, status, kept):
    assert (not list(status_documented(seen(status, of=of)))) is kept


@pytest.mark.parametrize("status", [429, 500, 503])
def test_throttling_and_server_errors_are_other_promises(status):
    assert not list(status_documented(seen(status)))


@pytest.mark.parametrize(
    ("intent", "target", "status", "severity"),
    [
        (Intent.VALID, None, 404, None),
        (Intent.VALID, "body/name maxLength", 413, None),
        (Intent.FAULT, "body/name maxLength", 400, Severity.MINOR),
        (Intent.FAULT, "body/name maxLength", 201, None),
        (Intent.PROTOCOL, "body malformed-json", 400, Severity.MINOR),
    ],
)
def test_an_undocumented_refusal_of_bad_input_is_minor(intent, target, status, severity):
    (found,) = status_documented(seen(status, intent=intent, target=target))
    assert (found.severity, found.detail) == (severity, str(status))


@pytest.mark.parametrize(
    ("intent", "target", "status"),
    [
        (Intent.ROBUST, None, 404),
        (Intent.FAULT, "media unsupported", 415),
        (Intent.FAULT, "path.id type", 404),
        (Intent.FAULT, "body/name maxLength", 413),
        (Intent.PROTOCOL, "method method-not-allowed", 405),
    ],
)
def test_requests_beyond_the_documented_path_media_type_and_size_are_not_charged(intent, target, status):
    assert not list(status_documented(seen(status, intent=intent, target=target)))


def test_a_fault_in_the_path_is_charged_with_other_statuses():
    assert list(status_documented(seen(418, intent=Intent.FAULT, target="path.id type")))

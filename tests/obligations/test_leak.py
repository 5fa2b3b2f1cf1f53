import pytest
from tests.doubles import answers, contract, seen, with_content
from tests.judging import judged, promised, state

from contractkit.model import Intent, Severity, Standard, State

TRACE = {"detail": "Traceback (most recent call last):\n  File \"/app/a.py\", line 3, in f\nKeyError: 'x'"}


def documented(*statuses: str):
    return contract(answers(**{f"_{status}": with_content({"application/json": {}}) for status in statuses}))


@pytest.mark.parametrize(
    ("statuses", "charged"), [(("400",), True), (("405",), True), (("default",), True), ((), False), (("404",), False)]
)
def test_it_is_charged_where_a_documented_failure_is_sure_to_be_seen(statuses, charged):
    assert promised(documented(*statuses), "leak").charged is charged


def test_it_is_critical_and_of_the_contract_standard():
    found = promised(contract(), "leak")
    assert (found.severity, found.standard, found.id) == (
        Severity.CRITICAL,
        Standard.TEST_CONTRACT,
        "orders#createOrder:leak",
    )


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"status": 200}, None),
        ({"status": 302}, None),
        ({"status": 404, "body": {"title": "Not found"}}, State.PROVEN),
        ({"status": 401, "control": None}, None),
        ({"status": 422, "body": {"title": "No"}, "intent": Intent.ROBUST}, State.PROVEN),
        ({"status": 200, "body": TRACE}, None),
        ({"status": 400, "body": TRACE}, State.VIOLATED),
        ({"status": 500, "body": TRACE}, State.VIOLATED),
        ({"status": 418, "body": TRACE, "intent": Intent.ROBUST, "control": None}, State.VIOLATED),
        ({"fault": "timeout"}, None),
    ],
)
def test_every_refusal_and_failure_speaks_of_it(more, expected):
    assert state("leak", seen(of=documented("404"), **more)) is expected


def test_a_server_error_does_not_hide_a_leak():
    found = judged("leak", seen(500, TRACE, of=documented("404")))
    assert found is not None
    assert [m.detail for m in found.mismatches] == ["python-traceback"]

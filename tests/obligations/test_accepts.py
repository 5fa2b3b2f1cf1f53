import pytest
from tests.doubles import contract, seen
from tests.judging import promised, state

from contractkit.model import Intent, Severity, State

SCOPE, TARGET = "accepts body/name maxLength", "body/name maxLength"
SENT = {"name": "a", "quantity": 1, "lines": [{"sku": "x"}]}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"status": 200}, State.PROVEN),
        ({"status": 201}, State.BLOCKED),  # nobody documented it
        ({"status": 422}, State.BLOCKED),
        ({"status": 422, "neighbour": 422}, State.BLOCKED),
        ({"status": 422, "neighbour": 200}, State.VIOLATED),
        ({"status": 400, "neighbour": 200}, State.VIOLATED),
        ({"status": 409, "neighbour": 200}, State.BLOCKED),
        ({"status": 500, "neighbour": 200}, State.BLOCKED),
        ({"fault": "timeout"}, State.BLOCKED),
        ({"status": 200, "target": "body/name minLength"}, None),
        ({"status": 200, "target": None}, None),
        ({"status": 200, "intent": Intent.FAULT}, None),
    ],
)
def test_a_refusal_counts_only_beside_an_accepted_neighbour(more, expected):
    assert state(SCOPE, seen(**{"target": TARGET, "sent": SENT, **more})) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, State.VIOLATED),
        ({"detail": "no"}, State.VIOLATED),
        ({"errors": [{"pointer": "/name"}]}, State.VIOLATED),
        ({"detail": [{"loc": ["body", "name"]}]}, State.VIOLATED),
        ({"errors": [{"pointer": "/quantity"}]}, State.BLOCKED),
        ({"detail": [{"loc": ["query", "limit"]}]}, State.BLOCKED),
        ({"errors": [{"pointer": "/quantity"}, {"pointer": "/name"}]}, State.VIOLATED),
        ({"detail": "sku is unknown"}, State.BLOCKED),
    ],
)
def test_a_refusal_that_names_another_place_is_not_about_this_one(said, expected):
    assert state(SCOPE, seen(422, said, target=TARGET, sent=SENT, neighbour=200)) is expected


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [("/lines/0/sku", State.VIOLATED), ("/lines", State.VIOLATED), ("/lines/0/note", State.BLOCKED)],
)
def test_a_refusal_may_name_what_the_place_lies_in(pointer, expected):
    sent = {"name": "a", "lines": [{"sku": "x", "note": "y"}]}
    trace = seen(422, {"pointer": pointer}, target="body/lines/*/sku maxLength", sent=sent, neighbour=200)
    assert state("accepts body/lines/*/sku maxLength", trace) is expected


@pytest.mark.parametrize(
    ("scope", "severity"),
    [
        ("accepts body/name maxLength", Severity.MAJOR),
        ("accepts body/quantity maximum", Severity.MAJOR),
        ("accepts body/quantity absent", Severity.MAJOR),
        ("accepts query.limit maximum", Severity.MAJOR),
        ("accepts body/name pattern", Severity.MINOR),
        ("accepts body/email format", Severity.MINOR),
    ],
)
def test_what_a_text_looks_like_is_minor(scope, severity):
    assert promised(contract(), scope).severity is severity

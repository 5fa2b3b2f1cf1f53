import pytest
from tests.doubles import GOOD, answers, contract, seen

from contractkit.checks.invalid_input_is_rejected import invalid_input_is_rejected
from contractkit.model import Edit, Intent, Severity

TARGET = "body/name maxLength"
REDIRECTS = contract(answers(_303={"description": ""}))
READ_ONLY = {"lenient": "readonly", "target": "body/id readOnly", "edits": [Edit("body/id", 77)]}


def found(*args, **more):
    return list(invalid_input_is_rejected(seen(*args, **{"intent": Intent.FAULT, "target": TARGET, **more})))


@pytest.mark.parametrize(
    ("status", "more", "kept"),
    [
        (400, {}, True),
        (422, {}, True),
        (500, {}, True),
        (200, {}, False),
        (202, {}, False),  # accepted, documented or not
        (302, {}, True),  # leads somewhere nobody documented
        (303, {"of": REDIRECTS}, False),
        (200, {"intent": Intent.VALID}, True),
        (200, {"intent": Intent.ROBUST, "target": None}, True),
    ],
)
def test_a_single_fault_is_not_accepted(status, more, kept):
    assert (not found(status, **more)) is kept


@pytest.mark.parametrize("lenient", ["coercion", "format", "readonly"])
def test_a_leniency_is_a_note(lenient):
    (mismatch,) = found(200, lenient=lenient)
    assert (mismatch.severity, mismatch.detail) == (Severity.NOTE, lenient)


def test_an_accepted_fault_is_major():
    assert [m.severity for m in found(200)] == [None]


@pytest.mark.parametrize(
    ("answered", "before", "severity"),
    [
        ({**GOOD, "id": 77}, {**GOOD, "id": 5}, None),
        ({**GOOD, "id": 6}, {**GOOD, "id": 5}, Severity.NOTE),
        ({**GOOD, "id": 77}, {**GOOD, "id": 77}, Severity.NOTE),
        ([], GOOD, Severity.NOTE),
        (b"{", GOOD, Severity.NOTE),
    ],
)
def test_a_read_only_value_that_is_taken_over_is_major(answered, before, severity):
    (mismatch,) = found(200, answered, control_body=before, **READ_ONLY)
    assert mismatch.severity == severity


def test_taken_over_and_ignored_are_two_findings():
    taken, ignored = (found(200, {**GOOD, "id": id}, control_body=GOOD, **READ_ONLY)[0].detail for id in (77, 1))
    assert taken != ignored

import pytest
from tests.doubles import GOOD, contract, seen
from tests.judging import judged, promised, state

from contractkit.model import Edit, Intent, Severity, State


def fault(target, **more):
    return seen(**{"intent": Intent.FAULT, "target": target, **more})


@pytest.mark.parametrize(
    ("target", "status", "expected"),
    [
        ("body/name maxLength", 422, State.PROVEN),
        ("body/name maxLength", 400, State.PROVEN),
        ("body/name maxLength", 413, State.PROVEN),
        ("body/name maxLength", 404, State.BLOCKED),
        ("body/name maxLength", 401, State.BLOCKED),
        ("body/name maxLength", 403, State.BLOCKED),
        ("body/name maxLength", 408, State.BLOCKED),
        ("body/name maxLength", 409, State.BLOCKED),
        ("body/name maxLength", 429, State.BLOCKED),
        ("body/name maxLength", 500, State.BLOCKED),
        ("body/name maxLength", 200, State.VIOLATED),
        ("body/name type", 413, State.BLOCKED),
        ("path.id type", 404, State.PROVEN),
        ("query.limit maximum", 404, State.BLOCKED),
        ("media unsupported", 415, State.PROVEN),
        ("body/name type", 415, State.BLOCKED),
    ],
)
def test_only_a_refusal_of_this_very_fault_is_a_proof(target, status, expected):
    assert state(f"rejects {target}", fault(target, status=status)) is expected


@pytest.mark.parametrize("status", [200, 422])
@pytest.mark.parametrize("control", [None, 401, 422])
def test_nothing_is_claimed_without_an_accepted_baseline(status, control):
    trace = fault("body/name maxLength", status=status, control=control)
    assert state("rejects body/name maxLength", trace) is State.BLOCKED


@pytest.mark.parametrize(
    ("target", "lenient", "status", "expected"),
    [
        ("body/email format", "format", 422, State.PROVEN),
        ("body/id readOnly", "readonly", 422, State.PROVEN),
        ("body/quantity type", "coercion", 422, None),  # says nothing of values that cannot be coerced
        ("body/quantity type", "coercion", 200, State.VIOLATED),
    ],
)
def test_a_leniency_speaks_for_its_own_keyword_only(target, lenient, status, expected):
    assert state(f"rejects {target}", fault(target, lenient=lenient, status=status)) is expected


@pytest.mark.parametrize(
    ("strict", "severity"), [(set(), Severity.NOTE), ({"coercion"}, None), ({"format"}, Severity.NOTE)]
)
def test_the_settings_may_be_strict_about_a_leniency(strict, severity):
    trace = fault("body/quantity type", lenient="coercion", status=200)
    (found,) = judged("rejects body/quantity type", trace, strict=frozenset(strict)).mismatches
    assert found.severity == severity


def test_strictness_does_not_soften_a_value_that_was_taken_over():
    trace = fault(
        "body/id readOnly", lenient="readonly", status=200, body={**GOOD, "id": 9}, edits=[Edit("body/id", 9)]
    )
    assert [m.severity for m in judged("rejects body/id readOnly", trace).mismatches] == [None]


def test_it_is_found_on_the_line_of_its_constraint():
    place = promised(contract(), "rejects body/lines/*/sku maxLength").location
    assert place.pointer == "/components/schemas/Line/properties/sku"

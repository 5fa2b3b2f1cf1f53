import pytest
from tests.doubles import answers, contract, seen
from tests.judging import ids, promised, state

from contractkit.model import Intent, State

OF = contract(
    answers(_404={"description": ""}, _503={"description": ""}, _4XX={"description": ""}, default={"description": ""})
)


def test_exact_failures_are_promised_and_not_charged():
    assert ids(OF, "failure") == ["failure(404)", "failure(503)"]
    assert not any(one.charged for one in promised(OF) if one.kind == "failure")


def test_a_failure_that_merely_happens_proves_nothing():
    assert state("failure 404", seen(404, of=OF)) is None


def test_how_it_will_be_provoked_is_said():
    assert "a well-formed id that nothing has" in promised(OF, "failure 404").how
    assert (
        "add under failures: in contractkit.yaml {operation: createOrder, status: 503"
        in promised(OF, "failure 503").how
    )


@pytest.mark.parametrize(
    ("status", "answer", "more", "expected"),
    [
        (404, 404, {"target": "failure 404 unknown-id"}, State.PROVEN),
        (404, 404, {"target": "failure 404 unknown-id", "control": None}, State.BLOCKED),
        (404, 422, {"target": "failure 404 unknown-id"}, State.VIOLATED),
        (404, 401, {"target": "failure 404 unknown-id"}, State.BLOCKED),
        (404, 503, {"target": "failure 404 unknown-id"}, State.BLOCKED),
        (503, 503, {"target": "failure 503 recipe"}, State.PROVEN),
        (503, 200, {"target": "failure 503 recipe"}, State.BLOCKED),
        (422, 422, {"target": "body/name type", "intent": Intent.FAULT}, State.PROVEN),
        (422, 422, {"target": "body/name type", "intent": Intent.FAULT, "control": None}, None),
        (405, 405, {"target": "protocol method-not-allowed"}, State.PROVEN),
        (413, 413, {"target": "body/name maxLength", "intent": Intent.FAULT}, State.PROVEN),
        (413, 413, {"target": "body/name minimum", "intent": Intent.FAULT}, None),
        (422, 422, {"intent": Intent.VALID}, None),
        (404, 404, {"target": "path.id type", "intent": Intent.FAULT}, None),  # a malformed id is no unknown one
    ],
)
def test_a_failure_is_shown_by_its_own_situation(status, answer, more, expected):
    every = {f"_{one}": {"description": ""} for one in (401, 404, 405, 413, 422, 503)}
    of = contract(answers(**every))
    trace = seen(answer, of=of, **({"intent": Intent.PROTOCOL} | more))
    assert state(f"failure {status}", trace) is expected

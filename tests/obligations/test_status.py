import pytest
from tests.doubles import answers, contract, seen
from tests.judging import state

from contractkit.model import Intent, State

OF = contract(answers(_422={"description": ""}))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, State.PROVEN),
        ({"status": 422, "intent": Intent.FAULT, "target": "body/name type"}, State.PROVEN),
        ({"status": 422, "control": None}, None),  # never reached: whoever answered
        ({"intent": Intent.ROBUST}, None),
        ({"intent": Intent.PROTOCOL, "target": "body malformed-json", "status": 422}, None),
        ({"status": 404}, State.VIOLATED),
        ({"status": 404, "control": None}, State.VIOLATED),
        ({"status": 429}, State.BLOCKED),
        ({"status": 500}, State.BLOCKED),
        ({"status": 415, "intent": Intent.FAULT, "target": "media unsupported"}, State.BLOCKED),
        ({"fault": "no answer in 10 s"}, State.BLOCKED),
    ],
)
def test_it_is_proven_by_documented_answers_of_a_reached_operation(more, expected):
    assert state("status", seen(**{"of": OF, **more})) is expected

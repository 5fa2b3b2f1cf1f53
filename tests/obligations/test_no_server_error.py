import pytest
from tests.doubles import contract, seen
from tests.judging import promised, state

from contractkit.model import Intent, State


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, State.PROVEN),
        ({"status": 422, "intent": Intent.ROBUST}, State.PROVEN),
        ({"status": 401, "control": None}, None),  # the plan was never sent
        ({"status": 500, "control": None}, State.VIOLATED),
        ({"status": 500, "intent": Intent.ROBUST}, State.VIOLATED),
        ({"status": 503, "headers": [("Retry-After", "1")]}, State.BLOCKED),
        ({"fault": "timeout"}, State.BLOCKED),
        ({"fault": "timeout", "control": None}, State.BLOCKED),
    ],
)
def test_every_case_has_to_be_answered(more, expected):
    assert state("no-server-error", seen(**more)) is expected


def test_it_wants_every_case_of_the_plan():
    assert promised(contract(), "no-server-error").every

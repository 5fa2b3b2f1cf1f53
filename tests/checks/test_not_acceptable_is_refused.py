import pytest
from tests.doubles import answers, contract, seen

from contractkit.checks.not_acceptable_is_refused import not_acceptable_is_refused
from contractkit.model import Intent

DOCUMENTED = contract(answers(_406={"description": ""}))


@pytest.mark.parametrize(
    ("of", "status", "kept"),
    [
        (DOCUMENTED, 406, True),
        (DOCUMENTED, 200, True),  # Accept may be disregarded
        (DOCUMENTED, 400, False),
        (DOCUMENTED, 415, False),
        (DOCUMENTED, 404, True),
        (contract(), 400, True),
    ],
)
def test_the_documented_refusal_is_used(of, status, kept):
    trace = seen(status, of=of, intent=Intent.PROTOCOL, target="accept not-acceptable")
    assert (not list(not_acceptable_is_refused(trace))) is kept


def test_other_requests_are_not_asked_about_it():
    assert not list(not_acceptable_is_refused(seen(400, of=DOCUMENTED)))

import pytest
from tests.doubles import seen

from contractkit.checks.valid_input_is_accepted import valid_input_is_accepted
from contractkit.model import Intent


@pytest.mark.parametrize(
    ("status", "intent", "target", "kept"),
    [
        (200, Intent.VALID, "body/name maxLength", True),
        (400, Intent.VALID, "body/name maxLength", False),
        (422, Intent.VALID, "query.limit maximum", False),
        (422, Intent.VALID, None, True),  # no edge of anything
        (422, Intent.FAULT, "body/name maxLength", True),
        (422, Intent.ROBUST, None, True),
        (409, Intent.VALID, "body/name maxLength", True),
        (500, Intent.VALID, "body/name maxLength", True),
    ],
)
def test_a_valid_edge_is_not_refused(status, intent, target, kept):
    assert (not list(valid_input_is_accepted(seen(status, intent=intent, target=target)))) is kept


def test_the_refusal_is_quoted():
    (found,) = valid_input_is_accepted(seen(422, {"detail": "too long"}, target="body/name maxLength"))
    assert (found.scope, found.actual) == ("accepts body/name maxLength", "422 too long")

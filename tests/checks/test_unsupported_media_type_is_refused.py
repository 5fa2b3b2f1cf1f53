import pytest
from tests.doubles import answers, contract, seen

from contractkit.checks.unsupported_media_type_is_refused import unsupported_media_type_is_refused
from contractkit.model import Intent

DOCUMENTED = contract(answers(_415={"description": ""}))
UNDOCUMENTED = contract(answers(_400={"description": ""}))


@pytest.mark.parametrize(
    ("of", "status", "target", "kept"),
    [
        (DOCUMENTED, 415, "media unsupported", True),
        (DOCUMENTED, 400, "media unsupported", False),
        (DOCUMENTED, 422, "media unsupported", False),
        (DOCUMENTED, 200, "media unsupported", True),  # `rejects` says so
        (DOCUMENTED, 401, "media unsupported", True),
        (DOCUMENTED, 400, "body/name type", True),
        (UNDOCUMENTED, 400, "media unsupported", True),
    ],
)
def test_the_documented_refusal_is_used(of, status, target, kept):
    trace = seen(status, of=of, intent=Intent.FAULT, target=target)
    assert (not list(unsupported_media_type_is_refused(trace))) is kept

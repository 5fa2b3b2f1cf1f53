import pytest
from tests.doubles import seen

from contractkit.checks.method_not_allowed_says_allow import method_not_allowed_says_allow
from contractkit.model import Intent

ASKED = {"intent": Intent.PROTOCOL, "target": "method method-not-allowed"}


@pytest.mark.parametrize(
    ("status", "headers", "more", "kept"),
    [
        (405, [("Allow", "GET")], ASKED, True),
        (405, [("allow", "")], ASKED, True),  # nothing is allowed: a list too
        (405, [], ASKED, False),
        (405, [], {}, False),
        (405, [], {"intent": Intent.ROBUST}, True),
        (404, [], ASKED, True),
        (200, [], ASKED, True),
    ],
)
def test_a_405_names_the_methods_there_are(status, headers, more, kept):
    assert (not list(method_not_allowed_says_allow(seen(status, headers=headers, **more)))) is kept

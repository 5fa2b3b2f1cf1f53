import pytest
from tests.doubles import seen

from contractkit.checks.method_not_allowed_says_allow import method_not_allowed_says_allow
from contractkit.model import Intent, Severity

ASKED = {"intent": Intent.PROTOCOL, "target": "method method-not-allowed", "method": "PUT"}


@pytest.mark.parametrize(
    ("status", "headers", "more", "kept"),
    [
        (405, [("Allow", "GET, post")], ASKED, True),
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


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("POST", []),
        ("GET, HEAD, OPTIONS, POST", []),
        ("POST, PUT", [("refused", None)]),
        ("GET", [("documented", Severity.NOTE)]),
        ("PUT", [("refused", None), ("documented", Severity.NOTE)]),
    ],
)
def test_what_it_names_is_true(said, found):
    trace = seen(405, headers=[("Allow", said)], **ASKED)
    assert [(m.detail, m.severity) for m in method_not_allowed_says_allow(trace)] == found

import pytest
from tests.doubles import seen

from contractkit.checks.malformed_json_is_rejected import malformed_json_is_rejected
from contractkit.model import Intent


@pytest.mark.parametrize(
    ("status", "intent", "target", "kept"),
    [
        (400, Intent.PROTOCOL, "body malformed-json", True),
        (415, Intent.PROTOCOL, "body malformed-json", True),
        (200, Intent.PROTOCOL, "body malformed-json", False),
        (204, Intent.PROTOCOL, "body malformed-json", False),
        (500, Intent.PROTOCOL, "body malformed-json", False),
        (200, Intent.PROTOCOL, "method method-not-allowed", True),
        (200, Intent.VALID, None, True),
        (200, Intent.ROBUST, None, True),
    ],
)
def test_what_is_not_json_is_refused_and_fells_nobody(status, intent, target, kept):
    assert (not list(malformed_json_is_rejected(seen(status, intent=intent, target=target)))) is kept

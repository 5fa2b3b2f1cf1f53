import pytest
from tests.doubles import GOOD, answers, contract, seen

from contractkit.checks.no_body_where_none_may_be import no_body_where_none_may_be
from contractkit.model import Intent

EMPTY = contract(answers(_204={"description": ""}, _205={"description": ""}, _304={"description": ""}))


@pytest.mark.parametrize(
    ("status", "body", "method", "kept"),
    [
        (204, b"", "POST", True),
        (204, b"{}", "POST", False),
        (205, b"x", "POST", False),
        (304, b"x", "POST", False),
        (304, b"", "POST", True),
        (200, GOOD, "POST", True),
        (200, b"", "HEAD", True),
        (200, GOOD, "HEAD", False),
    ],
)
def test_answers_without_content_have_none(status, body, method, kept):
    assert (not list(no_body_where_none_may_be(seen(status, body, of=EMPTY, method=method)))) is kept


def test_hostile_input_is_no_excuse():
    assert list(no_body_where_none_may_be(seen(204, b"x", of=EMPTY, intent=Intent.ROBUST)))


def test_an_undocumented_status_is_another_finding():
    assert not list(no_body_where_none_may_be(seen(204, b"x")))

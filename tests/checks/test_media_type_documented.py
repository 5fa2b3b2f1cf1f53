import pytest
from tests.doubles import GOOD, JSON, answers, contract, seen, with_content

from contractkit.checks.media_type_documented import media_type_documented
from contractkit.model import Intent

SEVERAL = contract({"200": with_content({JSON: {}, "image/*": {}, "text/csv; charset=utf-8": {}})})
PROBLEM = contract(answers(_404=with_content({"application/problem+json": {}}), _410={"description": ""}))


@pytest.mark.parametrize(
    ("media", "kept"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("application/json;odata.metadata=minimal", True),
        ("image/png", True),
        ("text/csv", True),
        ("text/plain", False),
        ("application/problem+json", False),
        ("application/jsonx", False),
        (None, False),
    ],
)
def test_parameters_and_case_do_not_matter(media, kept):
    assert (not list(media_type_documented(seen(200, GOOD, of=SEVERAL, media=media)))) is kept


def test_a_structured_suffix_is_a_type_of_its_own():
    assert not list(media_type_documented(seen(404, {}, of=PROBLEM, media="application/problem+json")))
    assert list(media_type_documented(seen(404, {}, of=PROBLEM, media=JSON)))


@pytest.mark.parametrize(
    "more",
    [
        {"status": 410, "body": b"gone", "media": "text/html"},  # documented without any content
        {"status": 418, "body": b"teapot", "media": "text/html"},  # not documented at all
        {"status": 404},  # no body
        {"status": 404, "body": b"x", "media": "text/html", "intent": Intent.ROBUST},
    ],
)
def test_where_no_media_type_is_promised_none_is_missed(more):
    assert not list(media_type_documented(seen(**{"of": PROBLEM, **more})))


def test_what_was_expected_is_said():
    (found,) = media_type_documented(seen(404, b"<h1>", of=PROBLEM, media="text/html"))
    assert (found.scope, found.expected, found.actual) == (
        "response 404 application/problem+json",
        "application/problem+json",
        "text/html",
    )

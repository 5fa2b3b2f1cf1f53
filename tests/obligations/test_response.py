import pytest
from tests.doubles import GOOD, JSON, answers, contract, seen, with_content
from tests.judging import ids, promised, state

from contractkit.model import Intent, State

KINDS = with_content({JSON: {}, "text/csv": {}})
OF = contract(
    answers(
        _202=KINDS,
        _204={"description": ""},
        _304={"description": ""},
        _404=with_content({JSON: {}}),
        _4XX={"description": ""},
        default={"description": ""},
    )
)
XML = contract({"200": with_content({"application/xml": {"type": "object"}})})


def test_each_status_and_media_type_is_a_promise():
    assert ids(OF, "response") == [
        "response(200 application/json)",
        "response(202 application/json)",
        "response(202 text/csv)",
        "response(204)",
        "response(304)",
        "response(404 application/json)",
        "response(4XX)",
        "response(default)",
    ]


def test_successes_are_charged_and_what_needs_a_situation_is_not():
    charged = {one.qualifier for one in promised(OF) if one.kind == "response" and one.charged}
    assert charged == {"200 application/json", "202 application/json", "202 text/csv", "204"}


@pytest.mark.parametrize(
    ("scope", "more", "expected"),
    [
        ("response 200 application/json", {"body": GOOD}, State.PROVEN),
        ("response 200 application/json", {"body": {}}, State.VIOLATED),
        ("response 200 application/json", {"body": GOOD, "intent": Intent.ROBUST}, None),
        ("response 200 application/json", {"body": b"{", "intent": Intent.ROBUST}, State.VIOLATED),
        ("response 202 text/csv", {"status": 202, "body": b"a,b", "media": "text/csv"}, State.PROVEN),
        ("response 202 application/json", {"status": 202, "body": b"a,b", "media": "text/csv"}, None),
        ("response 204", {"status": 204}, State.PROVEN),
        ("response 204", {"status": 204, "body": b"x"}, State.VIOLATED),
        ("response 404 application/json", {"status": 404, "body": {}}, State.PROVEN),
        ("response 4XX", {"status": 404, "body": {}}, None),
        ("response 4XX", {"status": 409}, State.PROVEN),
        ("response default", {"status": 500}, State.BLOCKED),
    ],
)
def test_it_is_proven_by_an_answer_of_its_own(scope, more, expected):
    assert state(scope, seen(**{"of": OF, **more})) is expected


@pytest.mark.parametrize(("body", "expected"), [(b"<a/>", State.BLOCKED), (b"<a>", State.VIOLATED)])
def test_a_schema_that_cannot_be_judged_is_no_proof_and_hides_no_finding(body, expected):
    assert state("response 200 application/xml", seen(200, body, of=XML, media="application/xml")) is expected

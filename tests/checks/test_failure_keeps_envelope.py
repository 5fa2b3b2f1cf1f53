import pytest
from tests.doubles import observed
from tests.failures import PROBLEM, TEXT, failing, failure, pinned, said

from contractkit.checks.failure_keeps_envelope import failure_keeps_envelope
from contractkit.model import Intent, Severity, Trace

CODED = {"type": "object", "required": ["code"], "properties": {"code": TEXT}}
OF = pinned(failing(CODED, media=PROBLEM), family="problem+json", require=("code",))
FINE = {"title": "Not Found", "status": 404, "code": "not_found"}


def found(status, body, *, of=OF, media=PROBLEM, **more):
    return [*failure_keeps_envelope(failure(of, status, body, media=media, **more))]


def test_a_documented_failure_out_of_its_envelope_is_as_severe_as_promised():
    (one,) = found(404, {**FINE, "status": 400})
    assert (one.scope, one.severity, one.pointer, one.detail) == ("envelope", None, "/status", "status-equals")
    assert one.cause == "problem+json: status-equals /status"


@pytest.mark.parametrize(
    ("status", "body", "media"),
    [
        (404, FINE, PROBLEM),
        (404, FINE, "application/problem+json; charset=utf-8"),
        (404, FINE, "Application/Problem+JSON"),
        (405, FINE | {"status": 405}, PROBLEM),
        (200, {"status": 7}, "application/json"),
        (404, b"", PROBLEM),  # an empty body is somebody else's finding
    ],
)
def test_what_keeps_it_stays_silent(status, body, media):
    assert found(status, body, media=media) == []


@pytest.mark.parametrize(
    ("status", "body", "media", "what"),
    [
        (405, b"Method Not Allowed", "text/plain", "media 405"),
        (403, {"detail": "no"}, "application/json", "media 403"),
        (405, {"title": "no"}, PROBLEM, "required /code"),
    ],
)
def test_an_undocumented_failure_is_only_noted(status, body, media, what):
    (one,) = found(status, body, media=media)
    assert (one.severity, said([one])) == (Severity.NOTE, [what])


@pytest.mark.parametrize(
    "more",
    [
        {"method": "HEAD"},
        {"crash": "Traceback"},  # that body is ours
        {"fault": "late"},
    ],
)
def test_an_answer_that_is_none_of_the_applications_is_not_judged(more):
    assert found(500, b"Internal Server Error", media="text/plain", **more) == []


@pytest.mark.parametrize("status", [400, 413, 414, 431])
def test_what_the_server_answers_ahead_of_the_application_is_not_judged(status):
    assert found(status, b"Invalid HTTP request received.", media="text/plain", intent=Intent.ROBUST) == []


def test_what_the_schema_of_the_failure_forbids_is_not_said_again():
    assert found(404, {"title": 7}) == []


def test_a_wrong_media_type_of_a_documented_failure_is_not_said_again():
    assert found(404, {"status": 7}, media="application/json") == []


def test_members_can_be_required_by_pointer():
    of = pinned(failing(True, statuses=("404",)), family="google", require=("/error/details",))
    body = {"error": {"code": 404, "message": "", "status": "NOT_FOUND"}}
    assert said(found(404, body, of=of, media="application/json")) == ["required /error/details"]


def test_failures_of_a_service_with_a_schema_of_its_own_keep_it_everywhere():
    of = failing({"$ref": "#/components/schemas/Error"}, Error=CODED)
    assert said(found(405, {"message": "no"}, of=of, media="application/json")) == ["schema /required"]
    assert found(405, {"code": "no", "more": 1}, of=of, media="application/json") == []


def test_a_schema_from_a_file_is_kept_by_documented_failures_too():
    of = pinned(failing(True), family="custom", schema="errors.json", fragment=CODED)
    assert said(found(404, {}, of=of, media="application/json")) == ["schema /required"]
    assert found(404, {"code": ""}, of=of, media="application/json") == []


def test_without_an_envelope_nothing_is_said():
    of = failing()
    assert [*failure_keeps_envelope(Trace(of, observed(of, 404, b"<html>", media="text/html")))] == []


def test_two_envelopes_hold_for_two_parts_of_a_service():
    of = pinned(failing(True), family="fastapi", match="POST /orders")
    assert said(found(404, {"message": "no"}, of=of, media="application/json")) == ["required /detail"]
    of = pinned(failing(True), family="fastapi", match="/v2/**")
    assert found(404, {"message": "no"}, of=of, media="application/json") == []


def typed(**members):
    return {"type": "object", "properties": members}


NULLABLE = typed(type=TEXT, title=TEXT, status={"type": "integer"}, detail={"type": ["string", "null"]})
INT, ENUM = {"type": "integer"}, {"type": "string", "enum": ["error"]}


@pytest.mark.parametrize(
    ("schema", "body", "media"),
    [
        (NULLABLE, {"title": "no", "status": 404, "detail": None}, PROBLEM),
        (typed(type=TEXT, title=TEXT, status=ENUM), {"type": "a", "title": "b", "status": "error"}, "application/json"),
        (
            typed(error=typed(code=INT, message=TEXT, status=TEXT)),
            {"error": {"code": 1400, "message": "", "status": "error"}},
            "application/json",
        ),
        (
            typed(timestamp=TEXT, status=TEXT, error=TEXT, path=TEXT),
            {"timestamp": "", "status": "BAD_REQUEST", "error": "", "path": ""},
            "application/json",
        ),
        (
            typed(timestamp=TEXT, status=INT, error=TEXT, path=TEXT, errors={"type": "object"}),
            {"timestamp": "", "status": 404, "error": "", "path": "", "errors": {"name": "no"}},
            "application/json",
        ),
    ],
)
def test_what_the_contract_says_of_a_member_wins_over_the_family(schema, body, media):
    assert found(404, body, of=failing(schema, media=media), media=media) == []


def test_a_failure_documented_without_a_body_may_have_none():
    of = pinned(failing(None), family="problem+json")
    assert found(404, b"", of=of, media=None) == []
    assert said(found(405, b"", of=of, media=None)) == ["media 405"]


def test_the_finding_says_which_family_was_taken_and_why():
    (one,) = found(404, {"status": 400}, of=failing(NULLABLE, media=PROBLEM))
    assert "problem+json, inferred: 2 of 2 documented failures have application/problem+json; if it" in one.expected

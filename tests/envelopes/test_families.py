"""Each family: how its schema is recognised, what its bodies get wrong, and what is unusual and all the same right."""

import pytest
from tests.failures import PROBLEM, TEXT, failing, failure, own, pinned, said

from contractkit.checks.failure_keeps_envelope import failure_keeps_envelope
from contractkit.extensions import ENVELOPES

INT = {"type": "integer"}


def has(**members):
    return {"type": "object", "properties": members}


def listing(**members):
    return {"type": "array", "items": has(**members)}


SCHEMAS = {
    "problem+json": has(type=TEXT, title=TEXT, status=INT, detail=TEXT),
    "jsonapi": has(errors=listing(status=TEXT, title=TEXT, source=has(pointer=TEXT))),
    "google": has(error=has(code=INT, message=TEXT, status=TEXT, details={"type": "array"})),
    "azure": has(error=has(code=TEXT, message=TEXT, target=TEXT, innererror=has())),
    "stripe": has(error=has(type=TEXT, code=TEXT, message=TEXT, param=TEXT)),
    "spring": has(timestamp=TEXT, status=INT, error=TEXT, path=TEXT),
    "fastapi": has(detail=listing(loc={"type": "array"}, msg=TEXT, type=TEXT)),
    "django-rest": has(non_field_errors={"type": "array"}, name={"type": "array"}),
    "laravel": has(message=TEXT, errors={"type": "object", "additionalProperties": {"type": "array"}}),
    "rails": has(status=INT, error=TEXT),
}


def test_every_family_but_custom_has_a_schema_here():
    assert {id for id, _ in ENVELOPES} == {*SCHEMAS, "custom"}


@pytest.mark.parametrize("family", SCHEMAS)
def test_a_family_is_recognised_by_the_schema_of_its_failures(family):
    found = own(failing(SCHEMAS[family]))
    assert (found.family, found.pinned) == (family, False)
    assert found.why.startswith("inferred: 2 of 2 documented failures have ")


@pytest.mark.parametrize(("media", "family"), [(PROBLEM, "problem+json"), ("application/vnd.api+json", "jsonapi")])
def test_a_media_type_of_its_own_tells_most(media, family):
    assert own(failing(has(errors=listing(title=TEXT)), media=media)).family == family


def test_a_schema_of_no_family_that_all_failures_share_is_the_services_own():
    found = own(failing({"$ref": "#/components/schemas/Error"}, Error=has(code=TEXT, message=TEXT)))
    assert (found.family, found.schema) == ("custom", "/components/schemas/Error")


@pytest.mark.parametrize("schema", [None, True, {"type": "object"}])
def test_nothing_is_inferred_from_nothing(schema):
    assert own(failing(schema)) is None


WRONG = [
    ("problem+json", 404, {"title": "Not Found", "status": 400}, ["status-equals /status"]),
    ("problem+json", 404, {"title": 7}, ["type /title"]),
    ("problem+json", 404, {"type": "not a uri"}, ["type /type"]),
    ("problem+json", 404, {"instance": "<x>"}, ["type /instance"]),
    ("problem+json", 404, {"status": "404"}, ["type /status"]),
    ("problem+json", 404, ["no"], ["object"]),
    ("jsonapi", 404, {"errors": [{"status": 404}]}, ["type /errors/*/status"]),
    ("jsonapi", 404, {"errors": [{"status": "400"}]}, ["status-equals /errors/*/status"]),
    ("jsonapi", 404, {"errors": [{"title": "no"}], "data": None}, ["no-data /data"]),
    ("jsonapi", 404, {"errors": [{"reason": "no"}]}, ["empty /errors/*"]),
    ("jsonapi", 404, {"message": "no"}, ["required /errors"]),
    ("google", 404, {"error": {"code": 5, "message": "", "status": "NOT_FOUND"}}, ["status-equals /error/code"]),
    ("google", 404, {"error": {"code": 404, "message": "", "status": "ABORTED"}}, ["status-name /error/status"]),
    ("google", 404, {"error": {"code": 404, "message": ""}}, ["required /error/status"]),
    ("google", 404, {"error": "no"}, ["object /error"]),
    ("azure", 404, {"error": {"message": "no"}}, ["required /error/code"]),
    ("azure", 404, {"error": {"code": 404, "message": "no"}}, ["type /error/code"]),
    ("stripe", 404, {"error": {"message": "no"}}, ["required /error/type"]),
    ("spring", 404, {"timestamp": "", "status": 500, "error": "Not Found"}, ["status-equals /status"]),
    ("spring", 404, {"message": "no"}, ["required /status", "required /error"]),
    ("fastapi", 422, {"message": "no"}, ["required /detail"]),
    ("fastapi", 422, {"detail": [{"msg": "no"}]}, ["required /detail/*/loc"]),
    ("django-rest", 400, {}, ["empty"]),
    ("django-rest", 400, {"code": 7}, ["type /code"]),
    ("laravel", 422, {"errors": {}}, ["required /message"]),
    ("laravel", 422, {"message": "no", "errors": {"name": "is taken"}}, ["type /errors/*"]),
    ("rails", 404, {"status": 400, "error": "Not Found"}, ["status-equals /status"]),
    ("rails", 404, {"message": "no"}, ["required /error"]),
]
RIGHT = [
    ("problem+json", 404, {}),
    ("problem+json", 404, {"title": "Nicht gefunden", "detail": "gibt es nicht", "extra": {"a": 1}}),
    (
        "problem+json",
        404,
        {"type": "https://example.com/probs/out-of-credit#x", "status": 404, "instance": "/a/b?c=%20"},
    ),
    ("problem+json", 404, {"type": "about:blank", "status": 404.0}),
    ("jsonapi", 422, {"errors": [{"status": "422", "source": {"pointer": "/data"}}, {"status": "400"}], "meta": {}}),
    ("jsonapi", 404, {"errors": []}),
    ("google", 400, {"error": {"code": 400, "message": "", "status": "OUT_OF_RANGE", "details": []}}),
    ("google", 418, {"error": {"code": 418, "message": "", "status": "UNKNOWN"}}),
    ("azure", 404, {"error": {"code": "NotFound", "message": "no", "target": None}}),
    ("stripe", 402, {"error": {"type": "card_error", "decline_code": "lost_card", "param": None}}),
    ("spring", 404, {"timestamp": "2026-01-01", "status": 404, "error": "Not Found", "path": "/x", "message": None}),
    ("fastapi", 404, {"detail": "Not Found"}),
    ("fastapi", 422, {"detail": [{"loc": ["body", "a", 0], "msg": "no", "type": "missing", "input": {}, "ctx": {}}]}),
    ("django-rest", 404, {"detail": "Not found."}),
    ("django-rest", 400, {"name": ["This field is required."]}),
    ("django-rest", 400, ["Not a list."]),
    ("laravel", 404, {"message": ""}),
    ("rails", 404, {"status": 404, "error": "Not Found"}),
    ("rails", 422, {"errors": {"name": ["is taken"]}}),
    ("rails", 422, {"errors": ["Name is taken"]}),
]


def judged(family, status, body, **more):
    media = ENVELOPES[family].media[0]
    of = pinned(failing(True, media=media, statuses=("4XX",)), family=family)
    return said(failure_keeps_envelope(failure(of, status, body, media=media, **more)))


@pytest.mark.parametrize(("family", "status", "body", "found"), WRONG)
def test_what_a_family_forbids_is_found(family, status, body, found):
    assert judged(family, status, body) == found


@pytest.mark.parametrize(("family", "status", "body"), RIGHT)
def test_what_is_unusual_and_right_stays_silent(family, status, body):
    assert judged(family, status, body) == []


def test_azure_repeats_its_code_in_a_header():
    body = {"error": {"code": "NotFound", "message": "no"}}
    assert judged("azure", 404, body, headers=[("x-ms-error-code", "NotFound")]) == []
    assert judged("azure", 404, body, headers=[("x-ms-error-code", "Gone")]) == ["header-equals /error/code"]


def test_google_gives_each_detail_once_and_reasons_in_capitals():
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "QUOTA_EXCEEDED", "domain": "x"}

    def body(*details):
        return {"error": {"code": 429, "message": "", "status": "RESOURCE_EXHAUSTED", "details": [*details]}}

    assert judged("google", 429, body(info)) == []
    assert judged("google", 429, body(info, info)) == ["once /error/details/*/@type"]
    assert judged("google", 429, body({**info, "reason": "too much"})) == ["reason /error/details/*/reason"]
    assert judged("google", 429, body({"reason": "A_B"})) == ["required /error/details/*/@type"]


def test_problem_xml_is_recognised_and_not_read():
    of = pinned(failing(has(), media=PROBLEM), family="problem+json")
    assert not [*failure_keeps_envelope(failure(of, 405, b"<problem/>", media="application/problem+xml"))]


CODES = [
    ("problem+json", {"code": "gone", "type": "/x"}, ["gone"]),
    ("problem+json", {"type": "https://x/gone"}, ["https://x/gone"]),
    ("problem+json", {"type": "about:blank"}, []),
    ("jsonapi", {"errors": [{"code": "a"}, {"code": "b"}, {}]}, ["a", "b"]),
    ("google", {"error": {"status": "NOT_FOUND"}}, ["NOT_FOUND"]),
    ("google", {"error": {"status": "X", "details": [{"reason": "A_B"}]}}, ["A_B"]),
    ("azure", {"error": {"code": "Gone"}}, ["Gone"]),
    ("stripe", {"error": {"type": "card_error", "code": "declined"}}, ["declined"]),
    ("stripe", {"error": {"type": "card_error"}}, ["card_error"]),
    ("fastapi", {"detail": [{"type": "missing"}]}, ["missing"]),
    ("custom", {"error": {"code": 7}}, ["7"]),
    ("custom", [], []),
]


@pytest.mark.parametrize(("family", "body", "codes"), CODES)
def test_the_codes_of_a_failure_are_read(family, body, codes):
    envelope = own(pinned(failing(), family=family, schema="#/x"))
    assert [*ENVELOPES[family].codes(body, envelope)] == codes


PLACES = [
    ("problem+json", {"errors": [{"pointer": "#/items/0/sku"}]}, [("body", ("items", "sku"))]),
    ("problem+json", {"errors": [{"parameter": "limit", "in": "query"}]}, [("query", ("limit",))]),
    ("problem+json", {"invalid-params": [{"name": "age", "reason": "no"}]}, [(None, ("age",))]),
    ("problem+json", {"violations": [{"field": "items[0].sku"}]}, [(None, ("items", "sku"))]),
    ("jsonapi", {"errors": [{"source": {"pointer": "/data/attributes/title"}}]}, [("body", ("title",))]),
    ("jsonapi", {"errors": [{"source": {"parameter": "limit"}}]}, [("query", ("limit",))]),
    ("google", {"error": {"details": [{"fieldViolations": [{"field": "a.b"}]}]}}, [(None, ("a", "b"))]),
    ("azure", {"error": {"target": "name", "details": [{"target": "age"}]}}, [(None, ("name",)), (None, ("age",))]),
    ("stripe", {"error": {"param": "items[0][sku]"}}, [(None, ("items", "sku"))]),
    ("spring", {"errors": [{"field": "name"}]}, [(None, ("name",))]),
    ("fastapi", {"detail": [{"loc": ["body", "items", 0, "sku"]}]}, [("body", ("items", "sku"))]),
    ("fastapi", {"detail": "Not Found"}, []),
    ("django-rest", {"detail": "no", "name": ["no"]}, [(None, ("name",))]),
    ("laravel", {"message": "no", "errors": {"items.0.sku": ["no"]}}, [(None, ("items", "sku"))]),
    ("rails", {"errors": {"name": ["no"]}}, [(None, ("name",))]),
    ("custom", {"field": "name"}, [(None, ("name",))]),
    ("problem+json", {"source": "thing-service", "target": "/things"}, []),
]


@pytest.mark.parametrize(("family", "body", "places"), PLACES)
def test_the_places_a_failure_names_are_read(family, body, places):
    envelope = own(pinned(failing(), family=family, schema="#/x"))
    assert [(one.root, one.steps) for one in ENVELOPES[family].places(body, envelope)] == places


@pytest.mark.parametrize("family", [id for id, _ in ENVELOPES])
@pytest.mark.parametrize("body", [None, 7, "x", [], [1, None], {}, {"error": None}, {"errors": 7}, {"detail": [7]}])
def test_no_body_whatever_upsets_a_family(family, body):
    envelope = own(pinned(failing(), family=family, schema="#/x"))
    assert isinstance(judged(family, 404, body), list)
    assert isinstance([*ENVELOPES[family].codes(body, envelope)], list)
    assert isinstance([*ENVELOPES[family].places(body, envelope)], list)

import pytest
from tests.doubles import GOOD, JSON, LINE, answers, contract, seen, with_content

from contractkit.checks.body_matches_schema import MOST, body_matches_schema
from contractkit.errors import Unjudged
from contractkit.model import Intent, Severity

EVENTS, LINES = "text/event-stream", "application/x-ndjson"
TEXTS = contract(
    {
        "200": with_content(
            {
                "text/plain": {"type": "integer", "maximum": 5},
                "application/octet-stream": {"type": "string", "maxLength": 3},
                "application/x-www-form-urlencoded": {"type": "object", "properties": {"a": {"type": "integer"}}},
                "application/xml": {"type": "object"},
                "image/png": {},
                "text/csv": {"type": "object"},
            }
        )
    }
)


def streams(**given):
    content = {kind: {key: schema} for kind, (key, schema) in given.items()}
    return contract({"200": {"description": "", "content": {k.replace("_", "/", 1): v for k, v in content.items()}}})


def found(*args, **more):
    return sorted((m.pointer, m.detail) for m in body_matches_schema(seen(*args, **more)))


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (GOOD, []),
        ({**GOOD, "unknown": 1}, []),
        ({**GOOD, "total": 3}, []),
        ({**GOOD, "at": "2026-11-21T09:00:00Z"}, []),
        ({**GOOD, "lines": [{"sku": "a"}, {"sku": "b"}]}, []),
        ({**GOOD, "id": "1"}, [("/properties/id/type", "")]),
        ({**GOOD, "id": 1.5}, [("/properties/id/type", "")]),
        ({**GOOD, "state": "gone"}, [("/properties/state/enum", "")]),
        ({**GOOD, "secret": "x"}, [("/properties/secret/writeOnly", "")]),
        ({"total": 1}, [("/required", "id")]),
        ({}, [("/required", "id"), ("/required", "total")]),
        ({**GOOD, "lines": [{"sku": 1}, {"sku": 2}, {}]}, [
            ("/properties/lines/items/properties/sku/type", ""),
            ("/properties/lines/items/required", "sku"),
        ]),
        ([], [("/type", "")]),
        (None, [("/type", "")]),
    ],
)  # fmt: skip
def test_each_broken_rule_is_one_mismatch_at_its_use_site(body, pointers):
    assert found(200, body) == pointers


@pytest.mark.parametrize(("version", "severity"), [("3.1.0", Severity.MINOR), ("3.0.3", None)])
def test_a_format_is_minor_where_it_is_an_annotation(version, severity):
    of = contract(answers(), version=version)
    (mismatch,) = body_matches_schema(seen(200, {**GOOD, "at": "yesterday"}, of=of))
    assert mismatch.severity == severity
    assert all(m.severity is None for m in body_matches_schema(seen(200, {**GOOD, "id": "x"}, of=of)))


def test_the_rule_is_found_where_it_is_defined():
    (mismatch,) = body_matches_schema(seen(200, {**GOOD, "lines": [{"sku": 1}]}))
    assert mismatch.definition == "/components/schemas/Line/properties/sku/type"


@pytest.mark.parametrize(
    ("media", "body", "pointers"),
    [
        ("text/plain", b"5", []),
        ("text/plain", b"6", [("/maximum", "")]),
        ("text/plain", b"five", [("/type", "")]),
        ("application/octet-stream", b"\xff\xfe", []),
        ("application/octet-stream", b"\xff\xfe\xfd\xfc", [("/maxLength", "")]),
        ("application/x-www-form-urlencoded", b"a=1", []),
        ("application/x-www-form-urlencoded", b"a=x", [("/properties/a/type", "")]),
        ("image/png", b"\x89PNG", []),
        ("text/unknown", b"x", []),
    ],
)
def test_other_media_types_are_read_as_a_fair_client_reads_them(media, body, pointers):
    assert found(200, body, of=TEXTS, media=media) == pointers


@pytest.mark.parametrize("media", ["application/xml", "text/csv"])
def test_what_cannot_be_held_against_a_schema_is_not_called_conforming(media):
    with pytest.raises(Unjudged):
        found(200, b"<a/>", of=TEXTS, media=media)


@pytest.mark.parametrize("key", ["itemSchema", "x-itemSchema"])
@pytest.mark.parametrize(("body", "wrong"), [(b'{"sku":"a"}\n{"sku":"b"}\n', 0), (b'{"sku":"a"}\n{}\n{"sku":1}', 2)])
def test_the_items_of_a_stream_are_judged_one_by_one(key, body, wrong):
    of = streams(**{"application_x-ndjson": (key, LINE)})
    assert len(found(200, body, of=of, media=LINES)) == wrong


def test_a_stream_described_as_an_array_is_judged_whole():
    of = streams(**{"application_x-ndjson": ("schema", {"type": "array", "maxItems": 1, "items": LINE})})
    assert found(200, b'{"sku":"a"}', of=of, media=LINES) == []
    assert found(200, b'{"sku":"a"}\n{"sku":"b"}', of=of, media=LINES) == [("/maxItems", "")]


def test_events_are_judged_by_their_fields():
    event = {
        "type": "object",
        "required": ["data"],
        "properties": {"data": {"maxLength": 3}, "retry": {"type": "integer"}},
    }
    of = streams(**{"text_event-stream": ("itemSchema", event)})
    assert found(200, b": hi\n\nid: 1\ndata: a\ndata:b\nretry: 5\n\n", of=of, media=EVENTS) == []
    assert found(200, b"event: x\r\n\r\ndata: long\r\n\r\n", of=of, media=EVENTS) == [
        ("/itemSchema/properties/data/maxLength", ""),
        ("/itemSchema/required", "data"),
    ]


@pytest.mark.parametrize("schema", [LINE, {"type": "string", "maxLength": 3}, {"type": ["string", "array"]}])
def test_a_stream_whose_items_nobody_described_is_not_judged_by_a_schema(schema):
    with pytest.raises(Unjudged, match="itemSchema"):
        found(200, b"data: x\n\n", of=streams(**{"text_event-stream": ("schema", schema)}), media=EVENTS)


def test_a_stream_described_as_a_text_and_no_more_satisfies_that():
    text = {"type": "string", "description": "one event a second"}
    assert found(200, b"data: x\n\n", of=streams(**{"text_event-stream": ("schema", text)}), media=EVENTS) == []


@pytest.mark.parametrize(
    "more",
    [
        {"status": 404, "body": {}},
        {"status": 200},
        {"status": 200, "body": {}, "media": "text/html"},
        {"status": 200, "body": {}, "method": "HEAD"},
        {"status": 200, "body": {}, "intent": Intent.ROBUST},
    ],
)
def test_it_is_silent_where_no_schema_speaks(more):
    assert found(**more) == []


def test_an_answer_that_is_wrong_all_over_is_reported_within_bounds():
    schema = {"type": "object", "properties": {f"m{i}": {"type": "integer"} for i in range(3 * MOST)}}
    of = contract({"200": with_content({JSON: schema})})
    assert len(found(200, {f"m{i}": "x" for i in range(3 * MOST)}, of=of)) == MOST

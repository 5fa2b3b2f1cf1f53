"""Judging values: which ones are refused, by which keyword, at which place, by the author's own path."""

from time import perf_counter

import pytest

from contractkit.errors import ContractError, ValidatorsDisagree
from contractkit.schema import SchemaBook
from contractkit.schema.second_opinion import SecondOpinion

HOME = "/components/schemas"


def book(version="3.1.0", **schemas):
    return SchemaBook({"openapi": version, "components": {"schemas": schemas}}, version)


def told(found):
    return [(e.instance, e.path, e.keyword) for e in found]


def refused(schema, value, *, version="3.1.0", **how):
    """Keywords that speak against a value."""
    return [e.keyword for e in book(version, S=schema).errors(f"{HOME}/S", value, **how)]


@pytest.mark.parametrize(
    ("schema", "good", "bad", "keyword"),
    [
        ({"type": "integer"}, 1.0, 1.5, "type"),
        ({"type": "integer"}, 2**80, True, "type"),
        ({"type": "number", "multipleOf": 0.1}, 3.3, 3.35, "multipleOf"),
        ({"type": "string", "maxLength": 2}, "\U0001f600\U0001f600", "abc", "maxLength"),
        ({"pattern": "^\\d+$"}, "12", "\u0661", "pattern"),
        ({"pattern": "^\\p{L}$"}, "\u00e9", "1", "pattern"),
        ({"format": "email"}, "a@b.example", "nobody", "format"),
        ({"format": "uuid"}, "6a2f41a3-c54c-fce8-32d2-0324e1c32e22", "6a2f41a3", "format"),
        ({"format": "date-time"}, "2026-01-01T00:00:00Z", "2026-01-01", "format"),
        ({"format": "date-time"}, "2026-01-01t00:00:00.5-01:00", "2026-01-01T00:00:0,Z", "format"),
        ({"format": "date-time"}, "2026-12-31T23:59:60Z", "202*-12-31T23:59:59Z", "format"),
        ({"format": "date-time"}, "2024-02-29T00:00:00z", "2026-02-29T00:00:00Z", "format"),
        ({"format": "time"}, "10:00:00Z", "10:00:0,Z", "format"),
        ({"format": "time"}, "10:00:00.25+01:00", "10:00:00+01:0-", "format"),
        ({"format": "date"}, "2026-01-01", "2026-01-1", "format"),
        ({"format": "date"}, "2024-02-29", "20,4-02-29", "format"),
        ({"format": "int32"}, 2**31 - 1, 2**31, "format"),
        ({"format": "int64"}, -(2**63), 2**63, "format"),
        ({"format": "byte"}, "YQ==", "?", "format"),
        ({"enum": [1, "a"]}, "a", "b", "enum"),
        ({"const": None}, None, 0, "const"),
        ({"uniqueItems": True}, [1, True], [1, 1.0], "uniqueItems"),
        ({"required": ["a"]}, {"a": None}, {}, "required"),
        ({"properties": {"a": {}}, "additionalProperties": False}, {"a": 1}, {"b": 1}, "additionalProperties"),
        (
            {"patternProperties": {"^x": {}}, "additionalProperties": False},
            {"xy": 1},
            {"y": 1},
            "additionalProperties",
        ),
        ({"properties": {"a": {}}, "unevaluatedProperties": False}, {"a": 1}, {"b": 1}, "unevaluatedProperties"),
        ({"properties": {"a": False}}, {"b": 1}, {"a": 1}, "false"),
        ({"propertyNames": {"maxLength": 1}}, {"a": 1}, {"ab": 1}, "propertyNames"),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1, "b": 1}, {"a": 1}, "dependentRequired"),
        ({"prefixItems": [{}], "items": False}, [1], [1, 2], "false"),
        ({"contains": {"const": 1}, "minContains": 2}, [1, 1], [1], "contains"),
        ({"oneOf": [{"type": "string"}, {"maxLength": 1}]}, "ab", "a", "oneOf"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, None, 1, "anyOf"),
        ({"not": {"type": "string"}}, 1, "a", "not"),
        ({"type": ["string", "null"]}, None, 1, "type"),
    ],
)
def test_both_validators_refuse_what_a_keyword_forbids_and_accept_its_near_miss(schema, good, bad, keyword):
    assert refused(schema, good) == []
    assert refused(schema, bad) == [keyword]


def test_a_time_is_refused_in_one_sentence_whoever_refuses_it():
    schemas = book(N={"properties": {"at": {"type": "string", "format": "date-time"}}})
    by_both = schemas.errors("/components/schemas/N", {"at": "noon"})
    by_ours = schemas.errors("/components/schemas/N", {"at": "2026-01-01T10:00:0,Z"})
    assert [(one.keyword, one.path) for one in (*by_both, *by_ours)] == [("format", "/properties/at/format")] * 2
    assert by_both[0].definition == by_ours[0].definition == "/components/schemas/N/properties/at/format"
    assert "no date or time as RFC 3339 has it" in by_ours[0].message
    assert schemas.errors("/components/schemas/N", {"at": "noon"}, formats=False) == ()


@pytest.mark.parametrize("name", ["float", "double", "password", "binary", "decimal", "x-own"])
def test_formats_that_say_nothing_about_the_value_and_unknown_ones_refuse_nothing(name):
    assert refused({"format": name}, "anything") == []
    assert refused({"format": name}, 1.5) == []


@pytest.mark.parametrize("schema", [{"format": "email"}, {"format": "int32"}])
@pytest.mark.parametrize("value", ["nobody", 2**40])
def test_formats_can_be_left_out_of_the_judgement(schema, value):
    assert refused(schema, value, formats=False) == []


def test_paths_lead_from_the_use_site_and_leave_references_out():
    schemas = book(
        List={"type": "array", "items": {"$ref": f"#{HOME}/Item"}},
        Item={"type": "object", "properties": {"$ref": {"type": "string"}, "n": {"$ref": f"#{HOME}/N"}}},
        N={"type": "integer"},
    )
    found = schemas.errors(f"{HOME}/List", [{"n": "x"}, {"$ref": 1}])
    assert told(found) == [
        ("/0/n", "/items/properties/n/type", "type"),
        ("/1/$ref", "/items/properties/$ref/type", "type"),
    ]
    assert [e.definition for e in found] == [f"{HOME}/N/type", f"{HOME}/Item/properties/$ref/type"]


def test_a_path_does_not_change_when_a_component_is_inlined():
    inlined = book(A={"properties": {"n": {"type": "integer"}}})
    named = book(A={"properties": {"n": {"$ref": f"#{HOME}/N"}}}, N={"type": "integer"})
    assert told(inlined.errors(f"{HOME}/A", {"n": "x"})) == told(named.errors(f"{HOME}/A", {"n": "x"}))


def test_pointers_may_hold_any_character_of_a_path():
    media = {"application/json; a=%20": {"schema": {"type": "integer"}}}
    operation = {"responses": {"200": {"content": media}}}
    schemas = SchemaBook({"openapi": "3.1.0", "paths": {"/a b/{id}/%7B": {"get": operation}}}, "3.1.0")
    pointer = "/paths/~1a b~1{id}~1%7B/get/responses/200/content/application~1json; a=%20/schema"
    assert told(schemas.errors(pointer, "x")) == [("", "/type", "type")]


def test_a_schema_can_be_followed_through_bare_references_and_a_circle_ends():
    schemas = book(
        A={"$ref": f"#{HOME}/B", "description": "says nothing"},
        B={"$ref": f"#{HOME}/C", "maxLength": 1},
        C={"type": "string"},
        Round={"$ref": f"#{HOME}/Round"},
    )
    assert schemas.follow(f"{HOME}/A") == (f"{HOME}/B", {"$ref": f"#{HOME}/C", "maxLength": 1})
    assert schemas.follow(f"{HOME}/Round")[0] == f"{HOME}/Round"


@pytest.mark.parametrize(
    "schema",
    [{"$ref": f"#{HOME}/S"}, {"allOf": [{"$ref": f"#{HOME}/S"}]}, {"properties": {"a": {"$ref": f"#{HOME}/S"}}}],
)
def test_a_schema_that_contains_itself_comes_to_an_end(schema):
    assert refused(schema, {"a": {"a": 1}}) == []


@pytest.mark.parametrize("schema", [{"pattern": "("}, {"minLength": "1"}, {"$ref": "#/nowhere"}, {"properties": []}])
def test_what_is_no_schema_is_an_error_with_its_pointer(schema):
    with pytest.raises(ContractError, match=f"{HOME}/S.*correct it"):
        book(S=schema).errors(f"{HOME}/S", "x")


def test_an_unknown_type_says_nothing_a_value_could_be_held_against():
    assert refused({"type": "text", "maximum": 3}, 4) == ["maximum"]
    assert refused({"type": "text"}, 1) == []


def test_a_type_called_as_programming_languages_do_is_meant():
    assert refused({"type": "int"}, "x") == ["type"]
    assert refused({"type": "int"}, 1) == refused({"type": "float"}, 1.5) == refused({"type": "bool"}, True) == []


def test_a_place_without_a_schema_is_an_error():
    with pytest.raises(ContractError, match="/nowhere"):
        book().at("/nowhere")
    with pytest.raises(ContractError, match="/nowhere"):
        book().errors("/nowhere", 1)


def test_a_pattern_only_one_validator_can_read_is_undecided_when_it_does_not_match():
    schema = {"type": "string", "pattern": r"^[\w-.]+$", "maxLength": 5}
    assert refused(schema, "a-b.c") == []
    assert refused(schema, "abc-def") == ["maxLength"]
    with pytest.raises(ValidatorsDisagree, match="jsonschema has nothing"):
        refused(schema, "a b")


def asked(monkeypatch, schema, values):
    """How often the second validator was asked."""
    seen = []
    answer = SecondOpinion.violations
    monkeypatch.setattr(SecondOpinion, "violations", lambda *args: seen.append(args) or answer(*args))
    of = book(Thing=schema)
    for value in values:
        assert of.errors(f"{HOME}/Thing", value)
    return len(seen)


def test_what_is_only_counted_is_agreed_on_once_for_each_place(monkeypatch):
    thing = {"type": "object", "properties": {"a": {"type": "string", "maxLength": 2}, "b": {"maxLength": 2}}}
    assert asked(monkeypatch, thing, [{"a": "abc"}, {"a": "abcd"}, {"a": 1}, {"a": None}, {"b": "abc"}]) == 3


def test_what_depends_on_the_value_is_agreed_on_each_time(monkeypatch):
    assert asked(monkeypatch, {"type": "string", "pattern": "^a", "maxLength": 2}, ["b", "c", "abc", "bcd"]) == 4


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_json_cannot_write_is_undecided(value):
    with pytest.raises(ValidatorsDisagree):
        refused({"type": "number"}, value)


def test_a_value_nested_too_deeply_is_undecided():
    value = []
    for _ in range(5000):
        value = [value]
    with pytest.raises(ValidatorsDisagree):
        refused({"type": "string"}, value)


def test_half_a_surrogate_pair_counts_as_one_character():
    assert refused({"type": "string", "maxLength": 1}, "\ud800") == []
    assert refused({"type": "string", "maxLength": 1}, "\ud800\ud800") == ["maxLength"]


def test_an_ad_hoc_schema_may_refer_to_the_document():
    schemas = book(N={"type": "integer"}, M={"nullable": True})
    made = {"type": "array", "items": {"$ref": f"#{HOME}/N"}, "maxItems": 1}
    assert schemas.check(made, [1]) == ()
    assert told(schemas.check(made, ["x", 2])) == [("", "/maxItems", "maxItems"), ("/0", "/items/type", "type")]


def test_the_quick_answer_is_that_of_the_full_one():
    schemas = book(N={"type": "integer", "format": "int32"})
    assert schemas.is_valid(f"{HOME}/N", 1)
    assert not schemas.is_valid(f"{HOME}/N", 2**40)
    assert schemas.is_valid(f"{HOME}/N", 2**40, formats=False)


def test_nothing_is_done_before_the_first_question():
    document = {"openapi": "3.0.0", "components": {"schemas": {f"S{i}": {"pattern": "("} for i in range(50_000)}}}
    begun = perf_counter()
    SchemaBook(document, "3.0.0")
    assert perf_counter() - begun < 0.01


def test_messages_are_short_whatever_the_value():
    (error,) = book(S={"oneOf": [{"type": "string"}]}).errors(f"{HOME}/S", {"a": ["x" * 100] * 1000})
    assert len(error.message) < 400

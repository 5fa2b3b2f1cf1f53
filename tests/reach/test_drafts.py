"""First drafts, cheapest first: examples, required-only, full; values that are known come before all."""

import pytest
from tests.benches import described, operation
from tests.reach.shop import NEW, body, one, path_id

from contractkit.model import ABSENT
from contractkit.reach.drafts import drafts

SALT = "ck0123ab"
EXAMPLE = {"name": "Ada", "note": "an example"}


def made(operation_, known=None, prefer=lambda place: (), path="/orders"):
    of = described({path: {"post": operation_}})
    return list(drafts(of, operation(of, "op"), known or {}, prefer, SALT))


def query(name, **more):
    return {"name": name, "in": "query", "schema": {"type": "integer"}, **more}


def test_examples_come_first_then_required_only_then_full():
    bodies = [d.body for d in made(one("op", requestBody=body(example=EXAMPLE)))]
    assert [sorted(b) for b in bodies] == [["name", "note"], ["name"], ["count", "name", "note"]]
    assert bodies[0] == EXAMPLE


def test_without_examples_required_only_comes_first():
    assert [sorted(d.body) for d in made(one("op", requestBody=body()))] == [["name"], ["count", "name", "note"]]


def test_equal_drafts_are_given_once():
    assert len(made(one("op"))) == 1


def test_an_optional_parameter_is_sent_with_its_example_or_in_full():
    parameters = [query("limit", example=5), query("page"), query("need", required=True)]
    keys = [sorted(d.parameters) for d in made(one("op", parameters=parameters))]
    assert keys[:3] == [["query.limit", "query.need"], ["query.need"], ["query.limit", "query.need", "query.page"]]


def test_known_values_win_over_examples():
    parameters = [query("limit", required=True, example=5)]
    assert {d.parameters["query.limit"] for d in made(one("op", parameters=parameters), {"query.limit": 7})} == {7}


def test_preferred_values_are_taken_in_a_body():
    first = made(one("op", requestBody=body()), prefer=lambda place: ("chosen",) if place == "body/name" else ())[0]
    assert first.body == {"name": "chosen"}


def test_json_is_tried_before_other_media_and_no_body_last():
    content = {"text/plain": {"schema": {"type": "string"}}, "application/json": {"schema": NEW}}
    found = made(one("op", requestBody={"content": content}))
    kinds = list(dict.fromkeys(d.media for d in found))
    assert kinds == ["application/json", "text/plain", None]
    assert next(d for d in found if d.media is None).body is ABSENT


def test_a_required_body_is_never_left_out():
    assert all(d.body is not ABSENT for d in made(one("op", requestBody=body())))


@pytest.mark.parametrize("name", ["Idempotency-Key", "X-Request-ID"])
def test_a_header_that_must_be_fresh_takes_no_example_and_is_salted(name):
    header = {"name": name, "in": "header", "required": True, "example": "same", "schema": {"type": "string"}}
    first = made(one("op", parameters=[header]))[0]
    assert first.parameters[f"header.{name}"] != "same"
    assert f"header.{name}" in first.unique


@pytest.mark.parametrize(
    ("schema", "salted"),
    [
        ({"type": "string"}, True),
        ({"type": "string", "enum": ["a"]}, False),
        ({"type": "string", "maxLength": 3}, False),
    ],
)
def test_a_free_text_in_a_path_names_nothing_of_anybodys(schema, salted):
    first = made(one("op", parameters=[path_id("name", schema)]), path="/things/{name}")[0]
    assert (first.parameters["path.name"] == SALT) is salted
    assert ("path.name" in first.unique) is salted


def test_a_path_name_that_the_contract_forgot_is_sent_all_the_same():
    assert made(one("op"), path="/things/{forgotten}")[0].parameters == {"path.forgotten": SALT}


def test_what_cannot_be_made_gives_no_draft():
    schema = {"type": "integer", "minimum": 5, "maximum": 1}
    assert made(one("op", requestBody=body(schema))) == []


ISBN = {"type": "string", "pattern": "^97[89][0-9]{10}$"}


@pytest.mark.parametrize(
    ("schema", "prefer", "anew"),
    [
        (ISBN, (), True),
        ({"type": "integer", "minimum": 1000, "maximum": 1999}, (), True),
        ({"enum": ["a1", "b1"]}, (), False),  # may not be another one
        (ISBN, ("9781234567897",), False),  # given by the settings
    ],
)
def test_a_member_that_names_what_is_created_is_made_anew(schema, prefer, anew):
    new = {"type": "object", "required": ["isbn"], "properties": {"isbn": schema}}
    below = {"get": one("read", parameters=[path_id("isbn", schema)])}
    of = described({"/books": {"post": one("op", requestBody=body(new))}, "/books/{isbn}": below})
    first = next(drafts(of, operation(of, "op"), {}, lambda place: prefer, SALT))
    assert ("body/isbn" in first.unique) is anew


def test_a_member_that_names_nothing_below_is_left_as_it_is():
    new = {"type": "object", "required": ["isbn"], "properties": {"isbn": ISBN}}
    of = described({"/books": {"post": one("op", requestBody=body(new))}})
    assert next(drafts(of, operation(of, "op"), {}, lambda place: (), SALT)).unique == frozenset()

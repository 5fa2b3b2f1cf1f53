"""What a case is called names the member or header it is about, once."""

import pytest
from tests.generate.asking import asking, valid, wrong

from contractkit.generate.candidates import Candidate
from contractkit.model import Edit, Target


@pytest.mark.parametrize(
    ("place", "keyword", "note", "told"),
    [
        ("body/quantity", "minimum", "exactly the minimum 0", "/quantity: exactly the minimum 0"),
        ("body/lines/*/sku", "type", "null where string is asked", "/lines/*/sku: null where string is asked"),
        ("header.x-tenant", "enum", "a value that is not listed", "x-tenant: a value that is not listed"),
        ("body", "additionalProperties", "a member that nobody knows", "a member that nobody knows"),
        ("body/at", "format", "a random event that breaks body/at format", "a random event that breaks body/at format"),
    ],
)
def test_a_case_is_told_with_its_place(place, keyword, note, told):
    assert Candidate((Edit(place, 0),), note, Target(place, keyword)).told == told


def test_a_case_that_is_about_no_place_is_told_as_it_is():
    assert Candidate((), "a valid event").told == "a valid event"


def test_one_character_is_not_several():
    text = asking({"type": "string", "minLength": 1, "maxLength": 2})
    assert next(one.note for one in valid(text, "body minLength")) == "exactly 1 character"
    assert next(one.note for one in valid(text, "body maxLength")) == "exactly 2 characters"
    assert [one.note for one in wrong(text, "body maxLength")] == ["3 characters, maxLength is 2"]

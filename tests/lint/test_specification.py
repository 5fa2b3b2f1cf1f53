"""openapi-spec-validator is asked within a bound of time, and what it finds gets a place."""

from time import perf_counter

import pytest
from tests.lint.documents import contract, operation

from contractkit.lint import validity


@pytest.mark.parametrize("head", [{"openapi": "3.1.0"}, {"openapi": "3.0.3"}, {"swagger": "2.0"}])
def test_a_valid_document_has_no_defects(head):
    assert validity(contract(paths={"/a": {"get": operation()}}, **head)) == ((), None)


@pytest.mark.parametrize(
    ("head", "item", "place"),
    [
        ({"openapi": "3.0.3"}, {"get": operation(deprecated="yes")}, "/paths/~1a/get/deprecated"),
        (
            {"openapi": "3.1.0"},
            {"get": operation(parameters=[{"name": "q", "in": "query", "schema": {"minimum": "x"}}])},
            "/paths/~1a/get/parameters/0/schema/minimum",
        ),
        ({"swagger": "2.0"}, {"get": operation(deprecated="yes")}, "/paths/~1a/get/deprecated"),
    ],
)
def test_a_violation_is_told_where_it_lies(head, item, place):
    found, unfinished = validity(contract(paths={"/a": item}, **head))
    assert unfinished is None
    assert [(d.rule, d.location.pointer, d.interaction) for d in found] == [("specification", place, "t#GET /a")]


def test_defaults_are_left_to_our_own_rule():
    query = {"name": "q", "in": "query", "schema": {"type": "integer", "default": "x"}}
    assert validity(contract(paths={"/a": {"get": operation(parameters=[query])}})) == ((), None)


def test_a_deadline_is_told_and_is_no_defect():
    begun = perf_counter()
    late = contract(paths={"/late": {"get": operation()}})
    found, unfinished = validity(late, seconds=0.05)
    assert (found, unfinished) == ((), "openapi-spec-validator did not finish within 0.05 seconds")
    assert perf_counter() - begun < 5
    assert validity(late) == ((), None)  # asked again: what is not finished is not remembered


def test_what_was_checked_to_the_end_is_checked_once(monkeypatch):
    wrong = contract(paths={"/again": {"get": operation(deprecated="yes")}})
    first = validity(wrong)
    assert first[0]
    monkeypatch.setattr("subprocess.Popen", None)
    assert validity(wrong) == first

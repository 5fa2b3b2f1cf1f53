"""Hostile requests: each is one edit, none is aimed at a promise."""

import pytest
from tests.generate.asking import JSON, asking, operation
from tests.operations import param

from contractkit.errors import Unsendable
from contractkit.generate.robust import robust
from contractkit.model import Draft
from contractkit.wire import encode
from contractkit.wire.draft import apply

BODY = {"type": "object", "properties": {"name": {"type": "string"}, "n": {"type": "integer"}}}
MADE = asking(BODY, param("limit", "query", {"type": "integer"}), param("X-A", "header"))
DRAFT = Draft(parameters={"query.limit": 1, "header.X-A": "a"}, body={"name": "a", "n": 1}, media=JSON)
FOUND = list(robust(MADE, operation(MADE), DRAFT))


@pytest.mark.parametrize(
    "note",
    [
        "a body without a media type",
        "a truncated body",
        "the member 'name' twice",
        "a query parameter that nobody knows",
        "hostile query.limit: given twice",
        "hostile query.limit: an empty text",
        "hostile header.X-A: an empty text",
        "hostile body/name: 10000 characters",
        "hostile body/name: NUL",
        "hostile body/n: beyond 2^53",
        "hostile body/n: minus zero",
        "2000 nested lists",
    ],
)
def test_every_kind_of_hostility_is_tried(note):
    assert [one.note for one in FOUND].count(note) == 1


def test_no_two_are_the_same_and_none_has_a_target():
    assert len({repr(one.edits) for one in FOUND}) == len(FOUND)
    assert {one.target for one in FOUND} == {None}


def test_each_can_be_sent():
    for one in FOUND:
        try:
            encode(MADE, operation(MADE), apply(DRAFT, one.edits))
        except Unsendable as why:
            pytest.fail(f"{one.note}: {why}")


def test_without_body_and_parameters_only_the_query_is_tried():
    bare = asking()
    assert {one.edits[0].place for one in robust(bare, operation(bare), Draft())} == {"query.contractkitUnknown"}


def test_places_take_turns_so_that_a_small_budget_reaches_them_all():
    first = {one.note.split(":")[0] for one in FOUND[:8]}
    assert {"hostile query.limit", "hostile header.X-A", "hostile body/name", "hostile body/n"} <= first

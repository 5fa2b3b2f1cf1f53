import re
from uuid import UUID

import pytest

from contractkit.errors import ContractKitError, Unsendable
from contractkit.model import ABSENT, Draft, Edit
from contractkit.wire.draft import apply, at, salted

BASE = Draft(
    parameters={"query.limit": 5, "query.filter": {"a": [1, 2]}, "header.a/b": "x"},
    body={"items": [{"sku": "s"}, {"sku": "t"}], "a/b": 1, "n": None},
    media="application/json",
)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("query.limit", 6),
        ("query.new", "x"),
        ("query.filter/a/1", 9),
        ("query.filter/b", True),
        ("header.a/b", "y"),
        ("body", [1]),
        ("body", None),
        ("body/items/0/sku", "u"),
        ("body/items/1", {}),
        ("body/a~1b", 2),
        ("body/new", {"x": 1}),
        ("media", "text/plain"),
        ("accept", "text/csv"),
        ("method", "PUT"),
        ("raw", '{"a":\x00\xff'),
    ],
)
def test_a_value_set_at_a_place_is_found_there(place, value):
    assert at(apply(BASE, [Edit(place, value)]), place) == value


@pytest.mark.parametrize(
    "place", ["query.limit", "query.filter/a", "body", "body/items/0/sku", "body/n", "media", "body/never-was-there"]
)
def test_a_removed_place_is_absent(place):
    assert at(apply(BASE, [Edit(place)]), place) is ABSENT


def test_removing_an_item_moves_the_later_ones_up():
    assert apply(BASE, [Edit("body/items/0")]).body["items"] == [{"sku": "t"}]


@pytest.mark.parametrize(("token", "expected"), [("-", [1, 2, 3]), ("2", [1, 2, 3]), ("0", [3, 2])])
def test_an_item_is_appended_or_replaced(token, expected):
    assert apply(BASE, [Edit(f"query.filter/a/{token}", 3)]).parameters["query.filter"]["a"] == expected


@pytest.mark.parametrize(
    "place", ["body/customer/name", "body/items/2/sku", "body/items/9", "body/items/x", "body/n/x", "query.gone/a"]
)
def test_an_edit_creates_nothing_on_its_way(place):
    with pytest.raises(ContractKitError, match=f"cannot edit {re.escape(place)}"):
        apply(BASE, [Edit(place, 1)])


def test_the_old_draft_is_not_changed():
    before = repr(BASE)
    apply(BASE, [Edit("body/items/0/sku", "u"), Edit("query.filter/a/0", 7), Edit("body/n")])
    assert repr(BASE) == before


def test_edits_are_done_in_turn():
    assert apply(BASE, [Edit("body", {}), Edit("body/x", [1]), Edit("body/x/-", 2)]).body == {"x": [1, 2]}


def test_null_is_a_value_and_not_absent():
    assert at(BASE, "body/n") is None


def test_an_edited_place_is_neither_unique_nor_made_any_more():
    draft = Draft(
        parameters={"path.id": 1},
        body={"a": {"name": "ck111111"}, "b": "ck222222"},
        unique=frozenset({"body/a/name", "body/b"}),
        made=frozenset({"path.id"}),
    )
    edited = apply(draft, [Edit("body/a", {"name": "fixed"}), Edit("path.id", 2)])
    assert (edited.unique, edited.made) == (frozenset({"body/b"}), frozenset())


def test_a_raw_body_is_one_character_per_byte():
    assert apply(BASE, [Edit("raw", "\xff")]).raw == b"\xff"
    with pytest.raises(Unsendable, match="one character per byte"):
        apply(BASE, [Edit("raw", "€")])


def resalted(value, salt="ck999999"):
    return salted(Draft(body={"v": value}, unique=frozenset({"body/v"})), salt).body["v"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ck3fa2b1", "ck999999"),
        ("Name ck3fa2b1", "Name ck999999"),
        ("a.ck3fa2b1@example.org", "a.ck999999@example.org"),
        ("SKU-CK3FA2B1", "SKU-CK999999"),
        ("2024-01-02", "2024-01-02"),
        (True, True),
        (None, None),
        (7, 7),
    ],
)
def test_a_marker_is_replaced_and_what_cannot_vary_is_kept(value, expected):
    assert resalted(value) == expected


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("abcde", "[a-z]{5}"),
        ("AB-1234", "[A-Z]{2}-[0-9]{4}"),
        ("jo@example.org", "[a-z]{2}@example\\.org"),
        ("00ff12", "[0-9a-f]{6}"),
        (12345, "1[0-9]{4}"),
        (-120, "-1[0-9]{2}"),
        ("ck0a1b2c-x", "ck999999-x"),
    ],
)
def test_another_value_has_the_same_form(value, form):
    made = resalted(value)
    assert made != value
    assert re.fullmatch(form, str(made))
    assert type(made) is type(value)


def test_a_uuid_becomes_another_uuid():
    old = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    made = resalted(old)
    assert made != old
    assert UUID(made).version == 4


def test_salting_is_deterministic_and_differs_by_salt():
    old = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    assert resalted(old) == resalted(old)
    assert resalted(old) != resalted(old, "ck000001")


def test_different_markers_stay_different():
    draft = Draft(body=["ck111111", "ck222222", "ck111111-b"], unique=frozenset({"body/0", "body/1", "body/2"}))
    first, second, third = salted(draft, "ck999999").body
    assert first == "ck999999"
    assert second != first
    assert third == f"{first}-b"


def test_salting_keeps_the_places_for_the_next_time():
    draft = Draft(body={"v": "ck111111"}, unique=frozenset({"body/v", "body/gone"}), made=frozenset({"path.id"}))
    again = salted(salted(draft, "ck222222"), "ck333333")
    assert (again.body, again.unique, again.made) == ({"v": "ck333333"}, draft.unique, draft.made)

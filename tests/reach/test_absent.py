"""Ids that nothing is called by: of the form of the one in use, and none that a test counts to."""

from types import SimpleNamespace
from typing import Any

import pytest

from contractkit.model import ABSENT, Draft, Parameter, Where
from contractkit.reach.absent import drawn, nobodys
from contractkit.schema import SchemaBook

SALTS = SimpleNamespace(salt=lambda: "ck123456")


def unnamed(known: Any, **schema: Any) -> Any:
    """What nothing is called by, where `known` is an id that keeps the schema."""
    parameter = Parameter("id", Where.PATH, "", schema="/components/schemas/Id", required=True)
    schemas = SchemaBook({"components": {"schemas": {"Id": schema}}}, "3.1.0")
    bench: Any = SimpleNamespace(salt=SALTS.salt, contract=SimpleNamespace(schemas=schemas))
    return nobodys(bench, parameter, Draft({parameter.key: known}))


@pytest.mark.parametrize(
    ("known", "schema", "value"),
    [
        (7, {"type": "integer"}, 2_000_000_011),
        ("7", {"type": "string"}, "2000000011"),
        ("b7", {"type": "string"}, "b2000000011"),
        ("b7", {"type": "string", "pattern": "^b[0-9]{1,9}$"}, "b999999937"),
        ("ORD-0017", {"type": "string"}, "ORD-9973"),
        ("0017", {"type": "string", "pattern": "^[0-9]{4}$"}, "9973"),
        ("b7", {"type": "string", "maxLength": 2}, None),
        (True, {"type": "boolean"}, None),
    ],
)
def test_what_is_counted_is_counted_on(known, schema, value):
    assert unnamed(known, **schema) == value


@pytest.mark.parametrize("known", ["red-shoe", "9f1b2c3d4e5f", "2d4c6f1e-0b7a-4e0e-9d37-6a1f5b0c8e21", "a/b"])
def test_what_is_not_counted_keeps_its_form(known):
    value = unnamed(known, type="string")
    assert value != known
    assert len(value) == len(known)
    assert "/" not in value


@pytest.mark.parametrize("known", ["ORD-000017", "b12345"])
def test_a_number_of_many_digits_becomes_another_of_as_many(known):
    prefix = known.rstrip("0123456789")
    value = unnamed(known, type="string", pattern=f"^{prefix}[0-9]{{{len(known) - len(prefix)}}}$")
    assert value is not None
    assert value != known


def test_nothing_stands_for_an_id_that_is_not_known():
    assert drawn(SALTS, ABSENT) == []

"""Copies of credentials that are no good any more."""

import pytest

from contractkit.reach.credentials import tampered

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.dBjftJeZ4CVPmB92K27uhbUJU1p1r"


@pytest.mark.parametrize("scheme", ["", "Bearer "])
def test_a_signature_is_changed_and_nothing_else(scheme):
    made = tampered(scheme + JWT)
    assert made is not None
    assert (made.rpartition(".")[0], len(made)) == (scheme + JWT.rpartition(".")[0], len(scheme + JWT))
    assert made != scheme + JWT


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer opaque-token", "Basic YTpi", "Bearer a.b.c"])
def test_what_is_no_jwt_is_left_alone(value):
    assert tampered(value) is None

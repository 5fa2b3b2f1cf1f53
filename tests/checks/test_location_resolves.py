from dataclasses import replace

import pytest
from tests.doubles import seen

from contractkit.checks.location_resolves import location_resolves

MADE = {"headers": (("location", "/orders/1"), ("content-type", "application/json")), "body": {"id": 1}}


@pytest.mark.parametrize(
    ("status", "kept"), [(200, True), (404, False), (410, False), (401, True), (403, True), (500, True), (304, True)]
)
def test_what_was_created_is_found_at_its_location(status, kept):
    created = replace(seen(201, **MADE), followed=seen(status).subject)
    assert (not list(location_resolves(created))) is kept


def test_a_location_that_was_not_followed_says_nothing():
    assert not list(location_resolves(seen(201, **MADE)))

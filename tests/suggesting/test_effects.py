"""What may show that an event was processed: by names of parameters, by what members refer to, and in which order."""

from pathlib import Path

import pytest
import yaml

from contractkit.loading import load_contract
from contractkit.suggesting.effects import MOST, effects, version_place

PATHS = (
    "/orders",
    "/orders/{order_id}",
    "/orders/{order_id}/items",
    "/orders/{order_id}/items/{item_id}",
    "/users/{id}",
)


@pytest.fixture(scope="module")
def readers(tmp_path_factory):
    def read(path):
        names = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
        given = [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names]
        return {"get": {"operationId": path, "parameters": given, "responses": {"200": {"description": "it"}}}}

    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {p: read(p) for p in PATHS}}
    path: Path = tmp_path_factory.mktemp("contracts") / "t.openapi.yaml"
    path.write_text(yaml.safe_dump(document))
    return [(one.name, one) for one in load_contract(path).interactions]


def tried(readers, payload):
    return [(effect.name, dict(effect.given)) for effect in effects(readers, payload)]


def test_the_nearest_reading_comes_first_and_lists_are_none(readers):
    found = tried(readers, {"order_id": "o-1", "item_id": "i-1"})
    assert found[:3] == [(PATHS[1], {}), (PATHS[2], {}), (PATHS[3], {})]
    assert PATHS[0] not in dict(found)
    assert len(found) <= MOST


def test_a_member_that_refers_to_the_resource_is_mapped(readers):
    assert tried(readers, {"user_ref": "u-1", "amount": 3}) == [(PATHS[4], {"id": "/user_ref"})]
    assert tried(readers, {"about": {"order": "o-1"}}) == [
        (PATHS[1], {"order_id": "/about/order"}),
        (PATHS[2], {"order_id": "/about/order"}),
    ]


def test_a_payload_that_names_nothing_leads_nowhere(readers):
    assert tried(readers, {"amount": 3, "invoice_id": "i"}) == []


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        ({"id": "a", "sequence": 3}, "/sequence"),
        ({"specversion": "1.0", "data": {"orderVersion": 2}}, "/data/orderVersion"),
        ({"version": "2026-01-01T00:00:00Z"}, "/version"),
        ({"version": "v1"}, None),
        ({"schema_version": 2, "apiVersion": 1}, None),
        ({"versions": 3, "consequence": 1}, None),
        (None, None),
    ],
)
def test_a_version_is_known_by_its_name_and_its_kind(payload, place):
    assert version_place(payload) == place

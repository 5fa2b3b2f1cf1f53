"""What gives an id: documented links first, then the collection's POST, its GET, a PUT that creates, and names."""

import pytest
from tests.benches import described, operation
from tests.reach.shop import one, orders, path_id

from contractkit.reach.producers import of_noun, of_path


def names(of, consumer, parameter):
    return [p.interaction.name for p in of_path(of, operation(of, consumer), parameter)]


def test_the_collection_gives_the_id_created_before_listed():
    assert names(orders(), "read", "order_id") == ["create", "list"]


def test_a_documented_link_comes_first():
    paths = {
        "/orders": {"post": one("create", "201")},
        "/carts": {
            "post": one("checkout")
            | {
                "responses": {
                    "200": {
                        "description": "",
                        "links": {"made": {"operationId": "read", "parameters": {"id": "$response.body#/order"}}},
                    }
                }
            }
        },
        "/orders/{id}": {"parameters": [path_id("id")], "get": one("read")},
    }
    first, second = of_path(of := described(paths), operation(of, "read"), "id")
    assert (first.interaction.name, dict(first.link)) == ("checkout", {"id": "$response.body#/order"})
    assert (second.interaction.name, dict(second.link)) == ("create", {})


@pytest.mark.parametrize(("status", "producers"), [("201", ["put"]), ("200", [])])
def test_a_put_gives_an_id_only_where_it_creates(status, producers):
    single = {"parameters": [path_id("id")], "put": one("put", status), "get": one("read")}
    assert names(described({"/things/{id}": single}), "read", "id") == producers


def test_an_operation_does_not_give_its_own_id():
    assert (
        names(described({"/things/{id}": {"parameters": [path_id("id")], "put": one("put", "201")}}), "put", "id") == []
    )


@pytest.mark.parametrize(
    ("path", "gives"),
    [
        ("/customers", True),
        ("/v1/customers", True),
        ("/customer", True),
        ("/customs", False),
        ("/customers/{x}", False),
    ],
)
def test_a_reference_is_given_by_the_collection_of_its_name(path, gives):
    of = described(
        {
            path: {"post": one("make", "201", parameters=[path_id("x")] if "{" in path else [])},
            "/o": {"post": one("order")},
        }
    )
    found = [p.place for p in of_noun(of, operation(of, "order"), "body/customer_id", "customer")]
    assert found == (["body/customer_id"] if gives else [])


def started(**headers):
    return one("start") | {"responses": {"202": {"description": "", "headers": headers}}}


LOCATION = {"schema": {"type": "string"}}


def test_where_nothing_else_gives_the_id_a_location_may():
    job = {"parameters": [path_id("job_id")], "get": one("job")}
    of = described({"/exports": {"post": started(Location=LOCATION)}, "/jobs/{job_id}": job})
    (found,) = of_path(of, operation(of, "job"), "job_id")
    assert (found.interaction.name, found.led) == ("start", "/jobs/{job_id}")


@pytest.mark.parametrize("jobs", [{"post": one("make", "201")}, {"get": one("list")}])
def test_a_location_gives_nothing_that_a_collection_gives(jobs):
    job = {"parameters": [path_id("job_id")], "get": one("job")}
    of = described({"/exports": {"post": started(Location=LOCATION)}, "/jobs": jobs, "/jobs/{job_id}": job})
    assert "start" not in names(of, "job", "job_id")


def test_without_a_documented_location_nothing_leads_there():
    job = {"parameters": [path_id("job_id")], "get": one("job")}
    of = described({"/exports": {"post": started()}, "/jobs/{job_id}": job})
    assert names(of, "job", "job_id") == []


@pytest.mark.parametrize("said", [{"schema": {"enum": ["eu", "us"]}}, {"example": "eu"}])
def test_what_the_contract_lists_itself_is_led_to_by_nothing(said):
    region = {"parameters": [path_id("region") | said], "get": one("stock")}
    of = described({"/exports": {"post": started(Location=LOCATION)}, "/regions/{region}": region})
    assert names(of, "stock", "region") == []

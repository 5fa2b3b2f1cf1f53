"""What was created on a server that lives on is deleted, last first; what stays is told."""

import pytest
from tests.benches import described, desk, reply
from tests.reach.shop import ORDER, body, one, path_id

from contractkit.cleanup import clean
from contractkit.model import Draft

DELETE = {"parameters": [path_id()], "delete": one("delete", "204")}
CREATE = {"post": one("create", "201", schema=ORDER, requestBody=body())}
SHOP = described({"/orders": CREATE, "/orders/{order_id}": DELETE})
NO_DELETE = described({"/orders": CREATE, "/orders/{order_id}": {"parameters": [path_id()], "get": one("read")}})


def cleaned(tmp_path, ids, *, status=204, of=SHOP):
    """The deletions that were sent, and what was left; `ids`: of the orders that were created."""
    given, asked = iter(ids), []

    def service(request):
        if request.method == "POST":
            return reply(201, {"id": next(given), "name": "Ada"})
        asked.append(f"{request.method} {request.target}")
        return reply(status)

    on = desk(of, "create", service, tmp_path, keeps=True)
    for _ in ids:
        on.send(on.case(on.interaction, Draft(body={"name": "Ada"}, media="application/json")))
    return asked, clean(on, on.created)


def test_the_last_is_deleted_first(tmp_path):
    asked, left = cleaned(tmp_path, [1, 2, 3])
    assert asked == ["DELETE /orders/3", "DELETE /orders/2", "DELETE /orders/1"]
    assert left == ()


@pytest.mark.parametrize(
    ("status", "left"), [(204, ()), (404, ()), (410, ()), (403, ("/orders/1",)), (500, ("/orders/1",))]
)
def test_what_could_not_be_deleted_is_left(tmp_path, status, left):
    assert cleaned(tmp_path, [1], status=status)[1] == left


def test_one_thing_is_deleted_once(tmp_path):
    assert cleaned(tmp_path, [1, 1])[0] == ["DELETE /orders/1"]


def test_without_a_documented_delete_nothing_is_sent(tmp_path):
    assert cleaned(tmp_path, [1], of=NO_DELETE) == ([], ())

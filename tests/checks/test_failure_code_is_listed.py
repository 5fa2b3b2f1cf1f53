import pytest
from tests.failures import failing, failure, own

from contractkit.checks.failure_code_is_listed import failure_code_is_listed

LISTED = {"type": "object", "properties": {"code": {"type": "string", "enum": ["gone", "taken"]}, "message": {}}}
OF = failing({"$ref": "#/components/schemas/Error"}, Error=LISTED)


def found(status, body, of=OF):
    return [m.detail for m in failure_code_is_listed(failure(of, status, body))]


def test_the_codes_are_those_the_contract_lists():
    assert own(OF).codes == {"gone", "taken"}


def test_a_code_that_is_not_listed_is_found():
    assert found(409, {"code": "odd"}) == ["odd"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (409, {"code": "taken"}),
        (409, {"message": "no"}),
        (201, {"code": "odd"}),
        (404, {"code": "odd"}),  # the schema of the documented failure says so
        (409, b"no json"),
    ],
)
def test_all_else_stays_silent(status, body):
    assert found(status, body) == []


def test_where_no_codes_are_listed_any_will_do():
    free = {"type": "object", "properties": {"code": {"type": "string"}, "message": {}}}
    assert found(409, {"code": "odd"}, of=failing({"$ref": "#/components/schemas/Error"}, Error=free)) == []

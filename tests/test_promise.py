import json
from dataclasses import replace

import pytest
from tests.doubles import JSON, answers, contract, document, loaded, with_content

from contractkit.model import Defect
from contractkit.promise import promise, standards

OF = contract(
    answers(_204={"description": ""}, _404=with_content({"application/problem+json": {}}), default={"description": ""})
)


def test_ids_name_contract_operation_kind_and_qualifier():
    ids = [one.id for one in promise(OF, OF.interactions[0])]
    assert len(ids) == len(set(ids))
    for id in (
        "orders#createOrder:status",
        "orders#createOrder:no-server-error",
        "orders#createOrder:response(204)",
        "orders#createOrder:response(404 application/problem+json)",
        "orders#createOrder:failure(404)",
        "orders#createOrder:rejects(body/lines/*/sku maxLength)",
        "orders#createOrder:accepts(query.limit maximum)",
        "orders#createOrder:protocol(malformed-json)",
    ):
        assert id in ids


def test_scopes_are_kind_and_qualifier():
    for one in promise(OF, OF.interactions[0]):
        assert one.scope == f"{one.kind} {one.qualifier}".strip()


def test_every_promise_says_how_it_is_exercised_and_where_it_stands():
    for one in (*promise(OF, None), *promise(OF, OF.interactions[0])):
        assert one.how
        assert one.location.line >= 1


def test_brackets_of_a_parameters_name_are_encoded_in_ids_alone():
    whole = json.loads(document(answers()))
    whole["paths"]["/orders/{id}"]["parameters"][1]["name"] = "limit[]"
    of = loaded(json.dumps(whole))
    found = next(one for one in promise(of, of.interactions[0]) if one.scope == "rejects query.limit[] maximum")
    assert found.id == "orders#createOrder:rejects(query.limit%5B%5D maximum)"


def test_the_input_of_an_operation_that_cannot_be_read_is_not_enumerated():
    own = OF.interactions[0]
    broken = replace(OF, id="broken", defects=(Defect("dangling-ref", "x", own.location, own.id, stops=True),))
    kinds = {one.kind for one in promise(broken, own)}
    assert not kinds & {"accepts", "rejects"}
    assert {"status", "response", "no-server-error"} <= kinds


@pytest.mark.parametrize("reordered", [True, False])
def test_what_is_unrelated_changes_no_id(reordered):
    whole = json.loads(document(answers()))
    whole["paths"] = {"/first": {"get": {"responses": {"200": {"description": ""}}}}, **whole["paths"]}
    whole["info"]["description"] = "longer"
    of = loaded(json.dumps(whole, sort_keys=reordered))
    own = of.interaction("createOrder")
    assert {one.id for one in promise(of, own)} == {one.id for one in promise(contract(), contract().interactions[0])}


def test_an_item_is_selected_by_its_standards_without_enumerating_anything():
    assert standards(OF, OF.interactions[0], "requests") == ("TEST_CONTRACT",)
    assert {one.standard.name for one in promise(OF, OF.interactions[0])} == {"TEST_CONTRACT"}


def test_a_json_body_of_each_documented_type_is_a_promise():
    of = contract({"200": with_content({JSON: {}, "application/hal+json": {}})})
    assert sum(one.kind == "response" for one in promise(of, of.interactions[0])) == 2

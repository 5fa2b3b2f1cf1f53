"""Recipes for failures: from the settings and from a conftest, and what is wrong with them told before all else."""

import pytest
from tests.plugin.place import Place

DOWN = '        "422": {$ref: "#/components/responses/Refused"}\n        "503": {description: down}\n    post'
CONFTEST = """
import pets

DOWN = []


def pytest_contractkit_app(contract_id):
    def app(environ, start_response):
        if not DOWN:
            return pets.app(environ, start_response)
        start_response("503 X", [])
        return [b""]

    return app


def pytest_contractkit_failures():
    def switch(operation):
        DOWN.append(operation)
        return DOWN.clear

    return [{"operation": "listPets", "status": 503, "call": switch}]
"""


def proven(place: Place) -> dict[str, str]:
    return {o["id"]: o["state"] for o in place.json("ledger.json")["obligations"]}


def test_a_conftest_brings_about_what_nobody_can_derive(place: Place) -> None:
    place.contract(old='        "422": {$ref: "#/components/responses/Refused"}\n    post', new=DOWN)
    place.write("conftest.py", CONFTEST)
    place.settings("")
    said = place.typed("--contracts=contracts")
    assert (said.status, said.decision) == (0, "GO")
    assert proven(place)["pets#listPets:failure(503)"] == "proven"


def test_without_a_recipe_the_line_to_add_is_told(place: Place) -> None:
    place.contract(old='        "422": {$ref: "#/components/responses/Refused"}\n    post', new=DOWN)
    said = place.contracts()
    assert said.decision == "GO"
    reasons = {o["id"]: o["reason"] for o in place.json("ledger.json")["obligations"]}
    assert "{operation: listPets, status: 503, header:" in reasons["pets#listPets:failure(503)"]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("failures: [{operation: nobody, status: 503, header: 'X: y'}]", "no operation matches 'nobody'"),
        ("failures: [{operation: listPets, status: 503, identity: kim, send: {query.limit: 1}}]", "no identity 'kim'"),
        ("failures: [{operation: listPets, status: 503}]", "this recipe changes nothing"),
        ("failures: [{operation: listPets, status: 503, call: 'pets:nothing'}]", "module 'pets' has no 'nothing'"),
    ],
)
def test_a_recipe_that_cannot_be_followed_is_told_before_anything_is_sent(
    place: Place, settings: str, says: str
) -> None:
    place.settings(f"targets: {{pets.openapi.yaml: {{app: pets:app}}}}\n{settings}\n")
    said = place.contracts()
    assert said.status != 0
    assert "contracts/contractkit.yaml:3" in said
    assert says in said

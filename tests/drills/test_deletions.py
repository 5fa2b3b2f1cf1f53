"""Deleting a promise buys no GO."""

from tests.plugin.place import Place

SECOND = """\
openapi: 3.1.0
info: {title: more pets, version: "1"}
paths:
  /pets:
    get:
      operationId: allPets
      responses: {"200": {description: the pets, content: {application/json: {schema: {type: array}}}}}
"""
APPS = 'targets: {"*": {app: "pets:app"}}\npolicy: {budget: {examples: 0}}\n'


def test_an_operation_that_is_gone_is_caution_until_it_is_named(place: Place) -> None:
    assert place.contracts().decision == "GO"
    text = (place.root / "contracts" / "pets.openapi.yaml").read_text()
    start, end = text.index("    post:"), text.index("components:\n  responses")
    place.write("contracts/pets.openapi.yaml", text[:start] + text[end:])
    for _ in range(2):
        said = place.contracts()
        assert said.decision == "CAUTION"
        assert "operation pets#addPet was promised in the last full run and is gone" in said
    place.write("contracts/waivers.yaml", "version: 1\nremoved: [{match: pets#addPet, reason: nobody adds pets}]\n")
    assert place.contracts().decision == "GO"


def test_a_contract_that_is_gone_is_caution(place: Place) -> None:
    place.settings(APPS)
    path = place.write("contracts/more.openapi.yaml", SECOND)
    place.contracts()
    path.unlink()
    said = place.contracts()
    assert said.decision == "CAUTION"
    assert "contract more was promised in the last full run and is gone" in said

"""Contracts of several files: one document with local references, and the way back to each file and line."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from contractkit.loading import load
from contractkit.model import Contract
from contractkit.source.pointer import at, pointer_in
from contractkit.source.references import references


def contract(tmp_path: Path, files: Mapping[str, str]) -> Contract:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    loaded = load(tmp_path)
    assert loaded.problems == ()
    return loaded.contracts[0]


HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"


def one(response: str, rest: str = "") -> str:
    return f"{HEAD}paths:\n  /a:\n    get:\n      responses:\n        200: {response}\n{rest}"


FILES = {
    "o.yaml": one("{$ref: 'sub/r.yaml#/Ok'}", "components: {schemas: {Q: {type: string}}}\n"),
    "sub/r.yaml": """\
Ok:
  description: x
  content:
    application/json:
      schema: {$ref: "../schemas/order%20item.json"}
""",
    "schemas/order item.json": """\
{"$id": "https://shop.test/order.json", "type": "object",
 "properties": {
  "self": {"$ref": "#"},
  "n": {"$ref": "#/$defs/n"},
  "anchored": {"$ref": "#here"},
  "by-id": {"$ref": "https://shop.test/order.json#/$defs/n"},
  "main": {"$ref": "../o.yaml#/components/schemas/Q"}},
 "$defs": {"n": {"$anchor": "here", "type": "integer"}}}
""",
}


def test_every_reference_of_a_bundle_is_local_and_leads_somewhere(tmp_path: Path) -> None:
    document = contract(tmp_path, FILES).document
    targets = {use.pointer: at(document, pointer_in(use.text)) for use in references(document)}
    assert len(targets) == 7
    here = "/x-files/schemas~1order item.json"
    assert targets[f"{here}/properties/main/$ref"] == {"type": "string"}
    assert targets[f"{here}/properties/n/$ref"] == {"$anchor": "here", "type": "integer"}
    assert targets[f"{here}/properties/anchored/$ref"] is targets[f"{here}/properties/by-id/$ref"]
    assert targets[f"{here}/properties/self/$ref"] is document["x-files"]["schemas/order item.json"]


def test_pointers_of_a_bundle_lead_back_to_file_and_line(tmp_path: Path) -> None:
    made = contract(tmp_path, FILES)
    schema = made.interactions[0].answers[0].media[0].schema
    assert schema == "/x-files/sub~1r.yaml/Ok/content/application~1json/schema"
    where = made.locate(schema, key=True)
    assert (str(where), where.pointer) == ("sub/r.yaml:5", "/Ok/content/application~1json/schema")
    assert str(made.locate("/x-files/schemas~1order item.json/$defs/n")) == "schemas/order item.json:8"
    assert str(made.interactions[0].location) == "o.yaml:5"


def test_the_digest_covers_every_file_and_not_the_place(tmp_path: Path) -> None:
    before = contract(tmp_path / "a", FILES).digest
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    assert load(tmp_path / "b").contracts[0].digest == before
    assert contract(tmp_path / "a", {"sub/r.yaml": FILES["sub/r.yaml"] + "# more\n"}).digest != before


def test_a_document_of_one_file_is_not_copied_or_changed(tmp_path: Path) -> None:
    made = contract(tmp_path, {"o.yaml": one("{$ref: '#/components/responses/A'}", "components: {responses: {A: {}}}")})
    assert "x-files" not in made.document


DANGLING = [
    ("{$ref: '#/components/responses/Godo'}", "/components/responses has no 'Godo'; did you mean 'Good'?"),
    ("{$ref: '#/components/parameters/Ok'}", "/components has no 'parameters'"),
    ("{$ref: 'r.yaml#/Ok'}", "'r.yaml#/Ok' leads nowhere: there is no file 'r.yaml'"),
    ("{$ref: 'known.yaml#/Godo'}", "'known.yaml#/Godo' leads nowhere: the file has no 'Godo'; did you mean 'Good'?"),
    ("{$ref: '#nowhere'}", "has no 'nowhere'"),
    ("{content: {a/b: {schema: {$ref: '#/components/schemas/A'}}}}", "/components has no 'schemas'"),
    ("{$ref: '#/components/responses/X'}", "leads only back to itself"),
]


@pytest.mark.parametrize(("response", "words"), DANGLING)
def test_a_reference_to_nowhere_stops_its_operation_only(tmp_path: Path, response: str, words: str) -> None:
    rest = "  /b:\n    get: {responses: {200: {description: ok}}}\n"
    rest += "components: {responses: {Good: {description: ok}, X: {$ref: '#/components/responses/Y'},"
    rest += " Y: {$ref: '#/components/responses/X'}}}\n"
    files = {"o.yaml": one(response, rest), "known.yaml": "Good: {description: x}"}
    if "known" not in response:
        del files["known.yaml"]
    made = contract(tmp_path, files)
    (stopped,) = [d for d in made.defects if d.stops]
    assert (stopped.interaction, str(stopped.location).split(":")[0]) == ("o#GET /a", "o.yaml")
    assert stopped.rule == ("circular-ref" if "itself" in words else "dangling-ref")
    assert words in stopped.message
    assert len(made.interactions) == 2


def test_a_reference_nobody_needs_stops_nothing(tmp_path: Path) -> None:
    made = contract(tmp_path, {"o.yaml": one("{description: ok}", "components: {schemas: {A: {$ref: '#/x'}}}\n")})
    assert [(d.rule, d.interaction, d.stops) for d in made.defects] == [("dangling-ref", None, False)]


def test_a_reference_nobody_follows_is_data(tmp_path: Path) -> None:
    schema = "{type: object, example: {$ref: '#/x'}, default: {$ref: y.yaml}, enum: [{$ref: 'http://z'}]}"
    media = f"{{schema: {schema}, examples: {{e: {{value: {{$ref: q}}}}}}}}"
    made = contract(tmp_path, {"o.yaml": one(f"{{content: {{a/b: {media}}}}}")})
    assert made.defects == ()


def test_a_property_may_be_called_like_a_keyword(tmp_path: Path) -> None:
    schema = "{properties: {$ref: {type: string}, example: {$ref: '#/components/schemas/A'}, default: {$ref: '#/no'}}}"
    rest = "components: {schemas: {A: {type: string}}}\n"
    made = contract(tmp_path, {"o.yaml": one(f"{{content: {{a/b: {{schema: {schema}}}}}}}", rest)})
    assert ["'#/no'" in d.message for d in made.defects] == [True]


def test_recursive_schemas_are_fine(tmp_path: Path) -> None:
    files = {
        "o.yaml": one("{content: {a/b: {schema: {$ref: 'a.yaml'}}}}"),
        "a.yaml": "properties: {b: {$ref: b.yaml}}",
        "b.yaml": "properties: {a: {$ref: a.yaml}}",
    }
    assert contract(tmp_path, files).defects == ()


def test_mappings_and_operation_references_follow_their_files(tmp_path: Path) -> None:
    mapping = "{propertyName: kind, mapping: {cat: ./pets.yaml#/Cat, dog: Dog}}"
    media = f"{{a/b: {{schema: {{oneOf: [{{$ref: 'pets.yaml#/Cat'}}], discriminator: {mapping}}}}}}}"
    made = contract(tmp_path, {"o.yaml": one(f"{{content: {media}}}"), "pets.yaml": "Cat: {type: object}\n"})
    schema: Any = at(made.document, made.interactions[0].answers[0].media[0].schema or "")
    assert schema["discriminator"]["mapping"] == {"cat": "#/x-files/pets.yaml/Cat", "dog": "Dog"}


def test_documents_that_use_dynamic_references_are_left_as_they_are(tmp_path: Path) -> None:
    rest = (
        "components: {schemas: {T: {$id: 'https://t.test/tree', $dynamicAnchor: node,"
        " properties: {kids: {items: {$dynamicRef: '#node'}}}}}}\n"
    )
    made = contract(tmp_path, {"o.yaml": one("{content: {a/b: {schema: {$ref: '#/components/schemas/T'}}}}", rest)})
    assert made.document["components"]["schemas"]["T"]["$id"] == "https://t.test/tree"
    assert made.defects == ()

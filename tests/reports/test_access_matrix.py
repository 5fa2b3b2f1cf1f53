"""The access matrix, and the negative paths of the results, of services that were really asked."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.probes.guarded import Notes, contract, ran

from contractkit.extensions import REPORTS
from contractkit.negative_paths import rows


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return ran(tmp_path_factory.mktemp("notes"), Notes("abe-writes", "no-bea"))


def test_the_table_says_who_was_let_in(result):
    text = REPORTS["access-matrix.md"](result)
    lines = text.splitlines()
    assert "| operation | anonymous | invalid | weak-spots | ann | abe | bea | old |" in lines
    assert "| `add` | refused | refused |  | allowed | **let in** | **refused** | refused |" in lines
    assert "| `health` | allowed |  |  |  |  |  |  |" in lines
    assert any(line.startswith("- `remove`, abe: must be refused, it lacks write (CK-") for line in lines)


def test_the_json_has_a_cell_for_each_operation_and_everybody(result):
    data = json.loads(REPORTS["access-matrix.json"](result))
    cells = {(cell["operation"], cell["who"]): cell for cell in data["cells"]}
    assert data["run"] == result.run.id
    assert cells["add", "abe"]["promised"] == "refused"
    assert cells["add", "abe"]["state"] == "violated"
    assert len(cells["add", "abe"]["found"]) == 1
    assert cells["show", "old"] == {
        "contract": "notes",
        "operation": "show",
        "method": "GET",
        "path": "/v1/notes/{id}",
        "who": "old",
        "promised": "refused",
        "why": "its credentials are expired",
        "state": "proven",
        "reason": None,
        "found": [],
    }


def test_negative_paths_are_counted(result):
    counted = {row.subject: row for row in rows(result)}
    authorization = counted["authorization"]
    assert authorization.violated == 3
    assert authorization.tried == authorization.refused + 3
    assert authorization.unproven == 0
    assert (counted["billing"].tried, counted["billing"].unproven) == (0, 0)
    assert "| billing | 0 | 0 | 0 | unproven: nothing is promised |" in REPORTS["analysis"](
        replace(result, outputs={"analysis": "a.md"})
    )


def test_subjects_are_named_by_the_settings(tmp_path):
    result = ran(tmp_path, Notes(), subjects={"removal": ("remove",)})
    counted = {row.subject: row for row in rows(result)}
    assert counted["removal"].refused == 5


def test_a_contract_that_asks_nobody_promises_nothing(tmp_path):
    document = contract()
    del document["components"]
    for path in document["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                operation.pop("security", None)
    text = REPORTS["access-matrix.md"](ran(tmp_path, Notes("open"), document=document))
    assert "Nothing is promised" in text


def test_the_json_is_as_its_schema_says(result):
    root = Path(__file__).parents[2]
    schema = json.loads((root / "docs/schemas/access-matrix.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(json.loads(REPORTS["access-matrix.json"](result)))

"""From folders to contracts: which files count, what is refused, and how one file cannot stop another."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from contractkit.errors import ContractError, UsageError
from contractkit.loading import Loaded, contract_id, load, load_contract

OK = """\
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a:
    get:
      responses:
        200: {description: ok}
"""
REAL = Path(__file__).parent / "data" / "real"

Folder = Callable[..., Loaded]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Writes files into `contracts/` and loads it, with names relative to the folder above."""

    def write(files: Mapping[str, str], **options: object) -> Loaded:
        root = tmp_path / "contracts"
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        root.mkdir(exist_ok=True)
        return load(root, base=tmp_path, **options)  # type: ignore[arg-type]

    return write


def ids(loaded: Loaded) -> list[str]:
    return [c.id for c in loaded.contracts]


def test_a_folder_holds_many_contracts(folder: Folder) -> None:
    loaded = folder({"b.yaml": OK, "a.json": '{"swagger": "2.0", "paths": {}}', "deep/c.openapi.yml": OK})
    assert (ids(loaded), loaded.problems) == (["a", "b", "deep/c"], ())


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("orders.yaml", "orders"),
        ("orders.openapi.yaml", "orders"),
        ("orders.swagger.json", "orders"),
        ("v1/orders.asyncapi.yml", "v1/orders-events"),
        ("openapi.yaml", "openapi"),
        ("orders.v1.yaml", "orders.v1"),
    ],
)
def test_an_id_is_the_path_without_extensions(name: str, id: str) -> None:
    assert contract_id(name) == id


def test_an_id_can_be_pinned(folder: Folder) -> None:
    loaded = folder({"orders.yaml": OK}, ids={"orders.yaml": "shop"})
    assert loaded.contracts[0].interactions[0].id == "shop#GET /a"


def test_pinning_an_id_for_a_missing_file_is_a_problem(folder: Folder) -> None:
    loaded = folder({"orders.yaml": OK}, ids={"order.yaml": "shop"})
    assert "no contract file 'order.yaml'" in loaded.problems[0]


def test_two_files_with_one_id_are_both_named(folder: Folder) -> None:
    loaded = folder({"o.yaml": OK, "o.json": '{"openapi": "3.0.0", "paths": {}}', "p.yaml": OK})
    assert ids(loaded) == ["p"]
    assert "contracts/o.json and contracts/o.yaml have the same contract id 'o'" in loaded.problems[0]


PROBLEMS = [
    (OK.replace("openapi:", "opanapi:"), "contracts/x.yaml:1: there is no key 'opanapi'; did you mean 'openapi'?"),
    (OK.replace("openapi:", "OpenAPI:"), "did you mean 'openapi'?"),
    (OK.replace("3.1.0", '"4.0"'), "contracts/x.yaml:1: 'openapi: \"4.0\"' is no version"),
    (OK.replace("3.1.0", "3"), "'openapi: 3' is no version"),
    (OK.replace("openapi: 3.1.0", "swagger: 2"), 'write swagger: "2.0"'),
    (OK.replace("openapi: 3.1.0\n", ""), "without its version"),
    ("", "contracts/x.yaml:1: the file is empty"),
    ("# only a comment\n", "holds a single value at the top"),
    ("- a\n", "contracts/x.yaml:1: holds a list at the top"),
    ("kind: Deployment\n", "is neither a contract, nor reached by '$ref'"),
    ("a: [\n", "contracts/x.yaml:2: not YAML"),
    ("a: [", "contracts/x.yaml:1: not YAML"),
    (OK.replace("{description: ok}", '{$ref: "https://x.test/r.yaml#/a"}'), "contracts/x.yaml:7: '$ref' to"),
    (OK.replace("{description: ok}", "{$ref: ../../r.yaml}"), "leaves the contracts folder 'contracts'"),
    (
        OK.replace("{description: ok}", "{$ref: broken.json}"),
        "contracts/x.yaml:7: refers to a file that cannot be read",
    ),
    ("openapi: 3.1.0\npaths: []\n", "contracts/x.yaml:2: 'paths' must be a mapping, not a list"),
]


@pytest.mark.parametrize(("text", "words"), PROBLEMS)
def test_a_file_that_cannot_be_used_is_one_problem_and_stops_no_other(folder: Folder, text: str, words: str) -> None:
    loaded = folder({"ok.yaml": OK, "x.yaml": text, "broken.json": "{"}, ignore=["broken.json"])
    assert ids(loaded) == ["ok"]
    assert len(loaded.problems) == 1
    assert words in loaded.problems[0]


@pytest.mark.parametrize("name", ["notes.txt", "data.csv", "app.py", "api.graphql"])
def test_a_file_of_an_unknown_kind_is_a_problem_with_a_hint(folder: Folder, name: str) -> None:
    loaded = folder({"ok.yaml": OK, name: "x"})
    assert loaded.problems == (
        f"contracts/{name}: is neither a contract nor a known companion of one; "
        "move it away, or add it to 'ignore:' in contractkit.yaml",
    )


@pytest.mark.parametrize("files", [{}, {"README.md": "hi"}, {".hidden": "x"}])
def test_a_folder_without_contracts_is_one_problem(folder: Folder, files: Mapping[str, str]) -> None:
    loaded = folder(files)
    assert len(loaded.problems) == 1
    assert "put an OpenAPI or Swagger document" in loaded.problems[0]


def test_a_missing_folder_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file or folder"):
        load(tmp_path / "nowhere")


COMPANIONS = {
    "README.md": "x",
    "LICENSE": "x",
    ".spectral.yaml": "[",
    "redocly.yaml": "[",
    "package.json": "[",
    "package-lock.json": "[",
    "shop.postman_collection.json": "[",
    "a-b.pact.json": "[",
    "web-shop.json": '{"consumer": {}, "provider": {}, "interactions": []}',
    "waivers.yaml": "[",
    "contractkit.yaml": "[",
    "flow.png": "x",
}


@pytest.mark.parametrize("name", sorted(COMPANIONS))
def test_known_companions_are_passed_over(folder: Folder, name: str) -> None:
    loaded = folder({"ok.yaml": OK, name: COMPANIONS[name]})
    assert (ids(loaded), loaded.problems) == (["ok"], ())
    assert all(one.judged for one in loaded.recognised)


TRAVELS, LATER = "it does not say where", "cannot be judged yet"
UNJUDGED = {
    "events.yaml": (
        "order.created: {type: object, properties: {id: {type: string}}}\norder.paid: {$ref: 's.json'}\n",
        TRAVELS,
    ),
    "order.json": ('{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}', TRAVELS),
    "item.json": ('{"$id": "item", "properties": {}}', TRAVELS),
    "order.avsc": ("{", TRAVELS),
    "shop.proto": ('syntax = "proto3";', LATER),
    "new.yaml": (OK.replace("3.1.0", "3.2.0"), LATER),
}


@pytest.mark.parametrize("name", sorted(UNJUDGED))
def test_contracts_of_other_kinds_are_recognised_with_the_reason(folder: Folder, name: str) -> None:
    text, reason = UNJUDGED[name]
    loaded = folder({"ok.yaml": OK, name: text})
    assert loaded.problems == ()
    (one,) = loaded.recognised
    assert (one.file, one.judged) == (f"contracts/{name}", False)
    assert reason in one.reason


EVENTS = {
    "a.asyncapi.yaml": "asyncapi: 3.0.0\ninfo: {title: A, version: '1'}\n",
    "a-events.yaml": "events: {order.paid: {schema: {type: object}, channel: orders, direction: send}}\n",
    "a-events.json": '{"$id": "a", "type": "object", "x-event": {"channel": "orders", "direction": "receive"}}',
}


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_contracts_of_events_are_contracts(folder: Folder, name: str) -> None:
    loaded = folder({"ok.yaml": OK, name: EVENTS[name]})
    assert (ids(loaded), loaded.recognised, loaded.problems) == (["a-events", "ok"], (), ())


def test_a_folder_of_other_kinds_only_is_no_problem(folder: Folder) -> None:
    assert folder({"a.proto": "x"}).problems == ()


def test_files_reached_by_ref_are_neither_contracts_nor_strangers(folder: Folder) -> None:
    files = {
        "ok.yaml": OK.replace("{description: ok}", "{$ref: 'parts/r.yaml#/Ok'}"),
        "parts/r.yaml": "Ok: {description: x, content: {application/json: {schema: {$ref: ../schemas/o.json}}}}",
        "schemas/o.json": '{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}',
    }
    loaded = folder(files, ignore=["parts"])
    assert (ids(loaded), loaded.recognised, loaded.problems) == (["ok"], (), ())


@pytest.mark.parametrize(
    "pattern", ["drafts/**", "drafts/", "drafts", "*.bad", "**/x.bad", "drafts/x.*", "drafts/?.bad"]
)
def test_ignored_files_are_not_looked_at(folder: Folder, pattern: str) -> None:
    assert folder({"ok.yaml": OK, "drafts/x.bad": "["}, ignore=[pattern]).problems == ()


@pytest.mark.parametrize("pattern", ["draft", "*.ba", "x/drafts/**", "/x.bad"])
def test_patterns_match_whole_names(folder: Folder, pattern: str) -> None:
    assert len(folder({"ok.yaml": OK, "drafts/x.bad": "["}, ignore=[pattern]).problems) == 1


def test_our_own_outputs_are_not_looked_at(folder: Folder, tmp_path: Path) -> None:
    outputs = [tmp_path / "contracts" / "out", tmp_path / "contracts" / "verdict.json"]
    loaded = folder({"ok.yaml": OK, "out/a/x.json": "[]", "verdict.json": "[]"}, outputs=outputs)
    assert loaded.problems == ()


def test_one_file_can_be_loaded_alone() -> None:
    assert load_contract(REAL / "oai-v3.0-uspto.yaml").title == "USPTO Data Set API"


@pytest.mark.parametrize("name", ["LICENCES.md", "missing.yaml"])
def test_loading_a_file_that_is_no_contract_is_an_error(name: str) -> None:
    with pytest.raises(ContractError, match=name):
        load_contract(REAL / name)


def test_real_documents_load_with_their_operations() -> None:
    loaded = load(REAL)
    assert loaded.problems == ()
    assert {c.id: len(c.interactions) for c in loaded.contracts} == {
        "asyncapi-2.6-simple": 1,
        "asyncapi-2.6-streetlights-kafka": 4,
        "asyncapi-3.1-operation-security": 1,
        "asyncapi-3.1-simple": 1,
        "asyncapi-2.6-correlation-id": 2,
        "asyncapi-2.6-rpc-client": 2,
        "asyncapi-2.6-rpc-server": 2,
        "asyncapi-2.6-streetlights-mqtt": 4,
        "asyncapi-3.1-correlation-id": 2,
        "asyncapi-3.1-rpc-client": 2,
        "asyncapi-3.1-rpc-server": 2,
        "asyncapi-3.1-streetlights-kafka": 4,
        "asyncapi-3.1-streetlights-mqtt": 4,
        "box-2026.0": 3,
        "oai-v2.0-petstore-expanded": 4,
        "oai-v2.0-uber": 5,
        "oai-v3.0-callback-example": 1,
        "oai-v3.0-link-example": 6,
        "oai-v3.0-uspto": 3,
        "oai-v3.1-non-oauth-scopes": 1,
        "oai-v3.1-webhook-example": 0,
    }
    assert all(r.judged for r in loaded.recognised)

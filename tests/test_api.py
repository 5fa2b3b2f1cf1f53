"""`import contractkit`: the examples of the documentation, run in somebody's repository."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from tests.commands.pets import APP, CONTRACT, pytest_there, register, repository

import contractkit
from contractkit import Decision, check_response, load, verify
from contractkit.errors import ContractError, UsageError
from contractkit.settings import Settings, TargetSettings

NOTHING_RANDOM = {"examples": 0}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A repository to stand in, forgotten by Python afterwards."""
    root = repository(tmp_path)
    monkeypatch.chdir(root)
    monkeypatch.syspath_prepend(str(root))
    yield root
    sys.modules.pop("pets", None)


def application(fault: str = "") -> Any:
    """The application object itself."""
    names: dict[str, Any] = {}
    exec(APP.replace('os.environ.get("PETS_FAULT", "")', repr(fault)), names)
    return names["app"]


def test_the_public_names_are_all_there():
    assert {name for name in contractkit.__all__ if getattr(contractkit, name, None) is None} == set()


def test_a_name_that_is_not_public_is_refused():
    with pytest.raises(AttributeError, match="has no attribute 'promise_everything'"):
        _ = contractkit.promise_everything


def test_a_contract_is_loaded_from_its_file(root: Path):
    contract = load("contracts/pets.openapi.yaml")
    assert [i.name for i in contract.interactions] == ["listPets", "addPet"]


def test_a_file_that_holds_no_contract_is_an_error_with_its_line(root: Path):
    Path("no.yaml").write_text("opanapi: 3.1.0\ninfo: {}\npaths: {}\n")
    with pytest.raises(ContractError, match=r"no\.yaml:1: there is no key 'opanapi'; did you mean 'openapi'\?"):
        load("no.yaml")


def test_a_response_is_checked_in_a_teams_own_test(root: Path):
    from starlette.applications import Starlette
    from starlette.responses import JSONResponse
    from starlette.routing import Route
    from starlette.testclient import TestClient

    contract = load("contracts/pets.openapi.yaml")
    pets = [{"id": 1, "name": "Rex"}, {"id": "two", "name": "Kim"}]
    client = TestClient(Starlette(routes=[Route("/pets", lambda request: JSONResponse(pets))]))
    [mismatch] = check_response(contract, client.get("/pets"))
    assert (mismatch.check, mismatch.pointer) == ("body-matches-schema", "/items/properties/id/type")
    pets.pop()
    assert not check_response(contract, client.get("/pets"))


@pytest.mark.parametrize("app", ["pets:app", application()], ids=["by its name", "as an object"])
def test_a_service_that_keeps_its_contract_is_go(root: Path, app: Any):
    result = verify("contracts/", app=app, **NOTHING_RANDOM)
    assert result.verdict.decision is Decision.GO, result.verdict.reasons


def test_a_service_that_breaks_it_holds(root: Path):
    result = verify("contracts/", app=application("long"), **NOTHING_RANDOM)
    assert result.verdict.decision is Decision.HOLD
    [found] = result.ledger.discrepancies.values()
    assert found.obligation == "pets#addPet:rejects(body/name maxLength)"
    assert (
        found.location.line
        == CONTRACT.splitlines().index(next(x for x in CONTRACT.splitlines() if "maxLength" in x)) + 1
    )


def test_verify_writes_nothing_unless_asked(root: Path):
    before = sorted(root.rglob("*.json"))
    verify("contracts/", app=application(), **NOTHING_RANDOM)
    assert sorted(root.rglob("*.json")) == before
    assert not list(root.rglob(".parts-*"))
    verify("contracts/", app=application(), write=True, **NOTHING_RANDOM)
    assert (root / "backend/outputs/phase-3/ledger.json").exists()


def test_a_selection_is_partial_and_never_go(root: Path):
    result = verify("contracts/", app=application(), only=lambda item: item.probe == "requests", **NOTHING_RANDOM)
    assert result.run.partial
    assert result.verdict.decision is not Decision.GO


def test_settings_may_be_given_instead_of_the_file(root: Path):
    settings = Settings(targets={"*": TargetSettings(app="pets:app")})
    (root / "contracts" / "contractkit.yaml").unlink()
    assert verify("contracts/", settings=settings, **NOTHING_RANDOM).verdict.decision is Decision.GO


def test_one_contract_file_is_enough(root: Path):
    result = verify("contracts/pets.openapi.yaml", app=application(), **NOTHING_RANDOM)
    assert result.verdict.decision is Decision.GO, result.verdict.reasons


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path: Path):
    with pytest.raises(UsageError, match="there is no "):
        verify(tmp_path / "nowhere")


def test_an_application_and_a_url_at_once_are_refused(root: Path):
    with pytest.raises(UsageError, match="give app or url, not both"):
        verify("contracts/", app="pets:app", url="http://127.0.0.1:1")


def test_a_check_in_a_conftest_runs_and_its_finding_appears(tmp_path: Path):
    root = repository(tmp_path)
    example = (Path(__file__).parents[1] / "docs" / "writing-a-check.md").read_text()
    (root / "conftest.py").write_text(example.split("```python\n", 1)[1].split("```", 1)[0])
    kept = pytest_there(root, "--contracts=contracts")
    assert kept.returncode == 0, kept.stdout
    shown = pytest_there(root, "--contracts=contracts", fault="header")
    assert shown.returncode == 1, shown.stdout
    assert "The service does not tell which software it runs." in shown.stdout
    assert {one["check"] for one in register(root)} == {"no-server-header"}
    assert {one["actual"] for one in register(root)} == {"pets/1.0"}


HOOKS = """
import json
from pathlib import Path

SEEN = Path(__file__).with_name("seen.ndjson")


def note(*what):
    with SEEN.open("a") as file:
        file.write(json.dumps(what) + "\\n")


def pytest_contractkit_app(contract_id):
    note("app", contract_id)
    from pets import app

    def guarded(environ, start_response):
        note("request", environ.get("HTTP_X_SIGNED"), environ.get("HTTP_AUTHORIZATION"))
        if environ.get("HTTP_AUTHORIZATION") != "Bearer kims-secret":
            start_response("401 Unauthorized", [("WWW-Authenticate", "Bearer"), ("Content-Length", "0")])
            return [b""]
        return app(environ, start_response)

    return guarded


def pytest_contractkit_identities():
    return {"kim": {"headers": {"Authorization": "Bearer kims-secret"}}}


def pytest_contractkit_values():
    return {"name": ["Bello"]}


def pytest_contractkit_before_send(interaction_id, headers):
    headers["X-Signed"] = interaction_id


def pytest_contractkit_reset():
    note("reset")


def pytest_contractkit_concluded(conclusion):
    note("concluded", conclusion.result.verdict.decision)
"""


def test_the_hooks_of_a_conftest_are_heard(tmp_path: Path):
    root = repository(tmp_path, settings="version: 1\npolicy: {budget: {examples: 0}}\n")
    contract = root / "contracts" / "pets.openapi.yaml"
    secured = dedent(
        """\
        security: [{bearer: []}]
        components:
          securitySchemes: {bearer: {type: http, scheme: bearer}}
        """
    )
    answers = '"401": {description: who are you}\n        "422"'
    contract.write_text(CONTRACT.replace("components:\n", secured, 1).replace('"422"', answers))
    (root / "conftest.py").write_text(HOOKS)
    done = pytest_there(root, "--contracts=contracts", "-q")
    assert "contractkit: GO" in done.stdout, done.stdout + done.stderr
    seen = [json.loads(line) for line in (root / "seen.ndjson").read_text().splitlines()]
    requests = {tuple(what[1:]) for what in seen if what[0] == "request"}
    assert {("pets#listPets", "Bearer kims-secret"), ("pets#addPet", "Bearer kims-secret")} == {
        one for one in requests if one[1] == "Bearer kims-secret"
    }
    assert {one for one, _ in requests} == {"pets#listPets", "pets#addPet"}
    assert [what for what in seen if what[0] == "reset"] == [["reset"]]
    assert seen[-1] == ["concluded", "GO"]
    outputs = "".join(path.read_text() for path in (root / "backend").rglob("*") if path.is_file())
    assert "kims-secret" not in outputs + done.stdout
    assert "Bello" in outputs

"""What a person types in a repository of his own, and what he gets: words, and an exit status."""

import json
import shutil
from pathlib import Path

import pytest
from tests.commands.pets import contractkit, pytest_there, register, repository

from contractkit.cli import COMMANDS, main

OUTPUTS = Path("backend/outputs/phase-3")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository after a full run on a service that keeps its contract."""
    root = repository(tmp_path_factory.mktemp("kept"))
    done = contractkit(root, "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository after a full run on a service that lets names be too long."""
    root = repository(tmp_path_factory.mktemp("broken"))
    done = contractkit(root, "verify", fault="long")
    assert done.returncode == 20, done.stdout + done.stderr
    return root


@pytest.fixture
def copy(broken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One's own copy of the broken repository, to stand in."""
    monkeypatch.chdir(shutil.copytree(broken, tmp_path / "copy"))
    return tmp_path / "copy"


def finding(root: Path) -> str:
    [one] = register(root)
    return str(one["id"])


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_says_how_it_is_used(command: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    assert command in capsys.readouterr().out


def test_verify_exits_by_the_verdict(kept: Path, broken: Path):
    assert json.loads((kept / OUTPUTS / "ledger.json").read_text())["verdict"]["decision"] == "GO"
    assert [one["obligation"] for one in register(broken)] == ["pets#addPet:rejects(body/name maxLength)"]


@pytest.mark.parametrize("command", ["verify", "list", "gate", "init", "explain x", "replay x", "adopt --owner me"])
def test_a_folder_that_is_not_there_is_one_sentence(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    if command.split()[0] in ("verify", "replay"):
        done = contractkit(tmp_path, *command.split(), "--contracts", "nowhere")
        status, told = done.returncode, done.stderr
    else:
        monkeypatch.chdir(tmp_path)
        status, told = main([*command.split(), "--contracts", "nowhere"]), capfd.readouterr().err
    assert status == 2
    assert "there is no nowhere" in told
    assert "Traceback" not in told


def test_list_names_each_obligation_and_how_it_is_exercised(copy: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["list"]) == 0
    out = capsys.readouterr().out
    assert "addPet  POST /pets  (contracts/pets.openapi.yaml:14)" in out
    assert "rejects(body/name maxLength)  [major] by the accepted baseline with this one fault" in out


def test_list_why_says_what_the_last_run_saw(copy: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["list", "--why", "addPet"]) == 0
    out = capsys.readouterr().out
    assert "reached, " in out
    assert "this one fault  violated" in out
    assert "listPets" not in out


def test_list_why_says_which_run_it_tells_of(copy: Path, capsys: pytest.CaptureFixture[str]):
    run = json.loads((copy / OUTPUTS / "ledger.json").read_text())["run"]
    which = f"of the full run {run['id']}, finished {run['finished']}"
    assert main(["list", "--why", "addPet"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == which
    pytest_there(copy, "--contracts=contracts", "-k", "listPets")
    assert main(["list", "--why", "addPet"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"{which}; the partial run after it is not in here"
    assert main(["list", "addPet"]) == 0
    assert which not in capsys.readouterr().out


def test_list_why_says_once_what_was_tried_of_what_was_not_reached(copy: Path, capsys: pytest.CaptureFixture[str]):
    nothing = "def app(environ, start):\n    start('404 Not Found', [('Content-Length', '0')])\n    return [b'']\n"
    (copy / "nowhere.py").write_text(nothing, "utf-8")
    pytest_there(copy, "--contracts=contracts", "--contracts-app=nowhere:app")
    assert main(["list", "--why", "listPets"]) == 0
    out = capsys.readouterr().out
    assert out.count("tried: GET /pets ->") == out.count("GET /pets ->") > 0
    assert "unproven: pets#listPets never gave a documented success\n" in out


def test_list_of_an_operation_that_is_not_there_is_a_usage_error(copy: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["list", "addPit"]) == 2
    assert "no operation's id contains 'addPit'" in capsys.readouterr().err


def test_explain_tells_all_of_a_discrepancy(copy: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["explain", finding(copy)]) == 0
    out = capsys.readouterr().out
    for part in ("contracts/pets.openapi.yaml:34", "expected   400 or 422", "status     open", "curl ", "POST /pets"):
        assert part in out


def test_explain_tells_all_of_an_obligation(copy: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["explain", "pets#addPet:rejects(body/name maxLength)"]) == 0
    out = capsys.readouterr().out
    assert "promised at  contracts/pets.openapi.yaml:34" in out
    assert finding(copy) in out


def test_explain_of_something_unknown_says_where_names_are(copy: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["explain", "pets#addPet:status(x)"]) == 2
    assert "`contractkit list` names the obligations" in capsys.readouterr().err


def test_replay_says_still_there(broken: Path):
    done = contractkit(broken, "replay", finding(broken), fault="long")
    assert (done.returncode, done.stdout.split("\n")[0]) == (20, f"{finding(broken)}: still there")
    assert "contractkit: trying contracts/pets.openapi.yaml::addPet::requests again\n" in done.stderr


def test_replay_says_gone(broken: Path):
    done = contractkit(broken, "replay", finding(broken))
    assert done.returncode == 0
    assert f"{finding(broken)}: gone" in done.stdout


def test_replay_says_when_it_cannot_be_said(copy: Path):
    contract = copy / "contracts" / "pets.openapi.yaml"
    contract.write_text(contract.read_text().replace("operationId: addPet", "operationId: createPet"))
    done = contractkit(copy, "replay", finding(copy))
    assert done.returncode == 10
    assert "cannot be said: the contract has no" in done.stdout


def test_replay_writes_nothing(copy: Path):
    before = {path: path.read_bytes() for path in sorted(copy.rglob("*")) if path.is_file() and ".pyc" not in path.name}
    contractkit(copy, "replay", finding(copy), fault="long")
    after = {path: path.read_bytes() for path in sorted(copy.rglob("*")) if path.is_file() and ".pyc" not in path.name}
    assert after == before


def test_replay_of_something_unknown_is_a_usage_error(broken: Path):
    done = contractkit(broken, "replay", "CK-00000000")
    assert done.returncode == 2
    assert "the register of the last full run has no CK-00000000" in done.stderr


def test_gate_repeats_the_verdict_of_the_files(
    copy: Path, kept: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    assert main(["gate"]) == 20
    assert capsys.readouterr().out.startswith("HOLD\n- 1 major discrepancy open")
    monkeypatch.chdir(kept)
    assert main(["gate"]) == 0
    assert capsys.readouterr().out == "GO\n"


def test_gate_trusts_no_edited_contract(copy: Path, capsys: pytest.CaptureFixture[str]):
    contract = copy / "contracts" / "pets.openapi.yaml"
    contract.write_text(contract.read_text() + "# edited\n")
    assert main(["gate"]) == 20
    assert "pets.openapi.yaml" in capsys.readouterr().out


def test_gate_before_any_run_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.chdir(repository(tmp_path))
    assert main(["gate"]) == 20
    assert "HOLD" in capsys.readouterr().out


def test_adopt_lets_an_old_service_start_with_a_caution(copy: Path):
    assert main(["adopt", "--owner", "backend", "--days", "30"]) == 0
    waived = pytest_there(copy, "--contracts=contracts", fault="long")
    assert waived.returncode == 0, waived.stdout
    assert "1 xfailed" in waived.stdout
    assert "contractkit: CAUTION" in waived.stdout
    assert main(["gate"]) == 10


def test_adopt_adds_nothing_the_second_time(copy: Path, capsys: pytest.CaptureFixture[str]):
    main(["adopt", "--owner", "backend"])
    first = (copy / "contracts" / "waivers.yaml").read_text()
    assert main(["adopt", "--owner", "backend"]) == 0
    assert (copy / "contracts" / "waivers.yaml").read_text() == first


def test_adopt_before_any_run_is_a_usage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(repository(tmp_path))
    assert main(["adopt", "--owner", "backend"]) == 2
    assert "run `pytest --contracts=...` first" in capsys.readouterr().err


def test_a_dry_run_prints_the_plan_and_writes_nothing(tmp_path: Path):
    root = repository(tmp_path)
    done = pytest_there(root, "--contracts=contracts", "--contracts-dry-run", "-k", "addPet")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "contracts/pets.openapi.yaml -> pets:app" in done.stdout
    assert "addPet  POST /pets\n    by nobody (no credentials): " in done.stdout
    assert "nothing was sent" in done.stdout
    assert "listPets" not in done.stdout
    assert not (root / "backend").exists()


def test_explain_shows_what_no_terminal_can(copy: Path):
    path = copy / OUTPUTS / "discrepancy-register.json"
    path.write_text(path.read_text().replace('"actual": "201"', '"actual": "\\ud800 and \\u2026"'))
    done = contractkit(copy, "explain", finding(copy))
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\ud800 and" in done.stdout

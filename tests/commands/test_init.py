"""`contractkit init` in a fresh repository: one file is written, and the next run works with it."""

from pathlib import Path

import pytest
from tests.commands.pets import contractkit, repository

from contractkit.cli import main


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository without settings, to stand in; `shop.py` makes an application by a factory."""
    root = repository(tmp_path, settings=None)
    (root / "shop.py").write_text("import flask\n\ndef create_app():\n    return flask.Flask('shop')\n")
    monkeypatch.chdir(root)
    return root


def test_init_writes_settings_that_the_other_commands_read(fresh: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["init"]) == 0
    out = capsys.readouterr().out
    assert "wrote contracts/contractkit.yaml" in out
    assert "application  shop:create_app() (Flask, shop.py:3)" in out
    assert 'addopts = "-p no:schemathesis"' in out
    assert "/backend/outputs/phase-3/" in out
    assert main(["list"]) == 0


def test_a_run_goes_by_what_init_wrote(fresh: Path):
    assert main(["init"]) == 0
    done = contractkit(fresh, "verify")
    assert done.returncode == 20  # an application without routes keeps nothing
    assert "operations  0/2 reached" in done.stdout


def test_init_keeps_a_file_that_is_there(fresh: Path, capsys: pytest.CaptureFixture[str]):
    path = fresh / "contracts" / "contractkit.yaml"
    path.write_text("version: 1\n")
    assert main(["init"]) == 2
    assert "contracts/contractkit.yaml is there already; --force writes over it" in capsys.readouterr().err
    assert path.read_text() == "version: 1\n"
    assert main(["init", "--force"]) == 0
    assert "targets:" in path.read_text()


def test_init_without_a_folder_finds_what_looks_like_a_contract(fresh: Path, capsys: pytest.CaptureFixture[str]):
    (fresh / "contracts").rename(fresh / "api")
    assert main(["init"]) == 2
    assert "api/pets.openapi.yaml looks like a contract: give --contracts=api" in capsys.readouterr().err


def test_init_on_an_empty_folder_says_what_belongs_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "contracts").mkdir()
    assert main(["init"]) == 2
    assert "put an OpenAPI or Swagger document" in capsys.readouterr().err


def test_init_names_the_file_of_the_pytest_settings(fresh: Path, capsys: pytest.CaptureFixture[str]):
    (fresh / "pytest.ini").write_text("[pytest]\n")
    main(["init"])
    assert "pytest.ini" in capsys.readouterr().out


def test_init_imports_nothing_it_finds(fresh: Path):
    (fresh / "shop.py").write_text("import flask\napp = flask.Flask('x')\nraise SystemExit('imported')\n")
    assert main(["init"]) == 0

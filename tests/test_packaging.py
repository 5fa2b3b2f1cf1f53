"""The wheel, built and installed as users do it, works in a repository that knows nothing of this one.

Nothing is borrowed from the outer environment: a fresh venv, all dependencies by pip (from its cache if it has them).
"""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.commands.pets import APP, SETTINGS, repository

ROOT = Path(__file__).parents[1]
NEWEST, OLDEST = "pytest>=9.2,<10", "pytest==8.4.*"

pytestmark = pytest.mark.slow


def run(*words: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A command in an environment that holds nothing of ours."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "PYTHON", "VIRTUAL_ENV", "COV"))}
    return subprocess.run(
        [str(word) for word in words], cwd=cwd, env={**kept, **more}, capture_output=True, text=True, timeout=240
    )


def pip(python: str | Path, *words: str | Path, cwd: Path) -> None:
    done = run(python, "-m", "pip", "--disable-pip-version-check", *words, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    pip(sys.executable, "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh venv with the wheel, on the newest pytest."""
    folder = tmp_path_factory.mktemp("venv")
    assert run(sys.executable, "-m", "venv", folder, cwd=folder).returncode == 0
    made = folder / "bin" / "python"
    pip(made, "install", "--quiet", "--no-compile", wheel, NEWEST, cwd=folder)
    return made


def test_the_wheel_holds_all_that_runs_and_nothing_else(wheel: Path):
    source = ROOT / "src"
    files = {path for path in (source / "contractkit").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == {path.relative_to(source).as_posix() for path in files}


def test_what_is_installed_is_sound(python: Path, tmp_path: Path):
    pip(python, "check", cwd=tmp_path)


@pytest.mark.parametrize("version", [NEWEST, OLDEST])
def test_a_foreign_repository_is_verified(python: Path, tmp_path: Path, version: str):
    pip(python, "install", "--quiet", "--no-compile", version, cwd=tmp_path)
    shown = run(python, "-m", "pytest", "--version", cwd=tmp_path)
    assert shown.stdout.split()[1].startswith("8.4." if version == OLDEST else "9.")
    root = repository(tmp_path)
    tests = root / "tests"
    tests.mkdir()
    (tests / "test_own.py").write_text("import pets\n\n\ndef test_own():\n    assert pets.PETS\n")
    settings = root / "pyproject.toml"
    settings.write_text(settings.read_text() + 'pythonpath = ["."]\n')

    alone = run(python, "-m", "pytest", "--contracts=contracts", cwd=root)
    assert alone.returncode == 0, alone.stdout + alone.stderr
    assert "contractkit: GO" in alone.stdout
    assert "test_own" not in alone.stdout

    beside = run(python, "-m", "pytest", "tests", "--contracts=contracts", "-v", cwd=root, PETS_FAULT="long")
    assert beside.returncode == 1
    assert "tests/test_own.py::test_own PASSED" in beside.stdout
    assert "contracts/pets.openapi.yaml::addPet::requests FAILED" in beside.stdout
    assert "contractkit: HOLD" in beside.stdout

    without = run(python, "-m", "pytest", "tests", cwd=root)
    assert (without.returncode, "contractkit:" in without.stdout) == (0, False)


def test_schemathesis_own_plugin_may_stay(python: Path, tmp_path: Path):
    root = repository(tmp_path)
    (root / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    done = run(python, "-m", "pytest", "--contracts=contracts", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_command_is_installed(python: Path, tmp_path: Path):
    root = repository(tmp_path, settings=None)
    command = python.with_name("contractkit")
    (root / "pets.py").write_text(APP)
    assert run(command, "init", cwd=root).returncode == 0
    (root / "contracts" / "contractkit.yaml").write_text(SETTINGS)
    assert run(command, "verify", cwd=root).returncode == 0
    assert run(command, "gate", cwd=root).stdout == "GO\n"

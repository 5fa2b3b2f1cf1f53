"""The gate trusts the files of one full run on these contracts and this commit, and nothing else."""

import json
import subprocess
from collections.abc import Callable

import pytest
from tests.commands.pets import contractkit
from tests.plugin.place import ROWDY, Place


def git(place: Place, *words: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    done = subprocess.run(["git", *who, *words], cwd=place.root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def committed(place: Place) -> str:
    """A repository whose commit was tested as a whole; returns the commit."""
    place.write(".gitignore", "backend/\ndocs/\n__pycache__/\n")
    git(place, "init", "-q")
    git(place, "add", ".")
    git(place, "commit", "-q", "-m", "first")
    assert place.contracts().decision == "GO"
    return git(place, "rev-parse", "HEAD")


def edited_ledger(place: Place) -> None:
    path = place.outputs / "ledger.json"
    path.write_text(path.read_text().replace('"unproven"', '"proven"', 1))


def edited_manifest(place: Place) -> None:
    edited_ledger(place)
    path = place.outputs / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["files"]["ledger.json"]
    path.write_text(json.dumps(manifest))


def another_commit(place: Place) -> None:
    place.write("pets.py", (place.root / "pets.py").read_text() + "\n")
    git(place, "commit", "-q", "-a", "-m", "second")


def killed(place: Place) -> None:
    place.write("conftest.py", "import os\ndef pytest_contractkit_before_send(interaction_id, headers): os._exit(0)\n")
    git(place, "add", "conftest.py")
    git(place, "commit", "-q", "-m", "second")
    assert place.typed("--contracts=contracts").status == 0  # nobody can say otherwise any more, but the gate


def broken_ledger(place: Place) -> None:
    (place.outputs / "ledger.json").write_text('{"version": 1, "run"')


SPOILT: dict[str, tuple[Callable[[Place], object], str]] = {
    "partial": (lambda p: p.contracts("-k", "addPet"), "the last run was partial"),
    "another commit": (another_commit, "was tested, not"),
    "edited contracts": (lambda p: p.contract(old="maxLength: 12", new="maxLength: 13"), "changed since the run"),
    "deleted contract": (lambda p: (p.root / "contracts/pets.openapi.yaml").unlink(), "contract"),
    "edited ledger": (edited_ledger, "changed since the run that wrote it"),
    "broken ledger": (broken_ledger, "changed since the run that wrote it"),
    "killed": (killed, "no run has ended since one began"),
    "edited manifest": (edited_manifest, "does not vouch for ledger.json"),
    "aborted": (lambda p: p.contracts("--contracts-url=http://127.0.0.1:1"), "aborted"),
    "no files": (lambda p: [f.unlink() for f in p.outputs.iterdir()], "no run has ended since one began"),
}


def test_what_was_tested_as_a_whole_is_go(place: Place) -> None:
    commit = committed(place)
    said = contractkit(place.root, "gate", "--commit", commit)
    assert (said.returncode, said.stdout.split()[0]) == (0, "GO"), said.stdout + said.stderr


@pytest.mark.parametrize("name", SPOILT)
def test_anything_else_is_hold(place: Place, name: str) -> None:
    committed(place)
    spoil, sentence = SPOILT[name]
    spoil(place)
    said = contractkit(place.root, "gate", "--commit", git(place, "rev-parse", "HEAD"))
    told = said.stdout + said.stderr
    assert said.returncode == 20, told
    assert sentence in " ".join(told.split())
    assert "GO" not in told.split()
    assert not [word for word in ROWDY if word in told]


def test_uncommitted_changes_are_no_commit(place: Place) -> None:
    commit = committed(place)
    place.write("pets.py", (place.root / "pets.py").read_text() + "\n")
    place.contracts()
    said = contractkit(place.root, "gate", "--commit", commit)
    assert said.returncode == 20
    assert "uncommitted changes" in said.stdout + said.stderr

"""A repository of somebody, and pytest typed in it: in this process where that is enough, in one of its own else."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.commands.pets import CONTRACT, repository

from contractkit.extensions import CHECKS, ENVELOPES, FAMILIES, FORMATS, PROBES, REPORTS, SITUATIONS
from contractkit.model import Ledger, Register
from contractkit.store import Store

# pytester forgets what was first imported within a run of its own: what all runs import is imported here, once.
for needed in (
    "hypothesis",
    "contractkit.pytest_session",
    "contractkit.schema.second_opinion",
    "contractkit.transports.wsgi",
):
    import_module(needed)
for registry in (CHECKS, ENVELOPES, FAMILIES, FORMATS, PROBES, REPORTS, SITUATIONS):
    list(registry)
OUTPUTS = "backend/outputs/phase-3"
CONTRACTS = "--contracts=contracts"
ROWDY = ("Traceback", "INTERNALERROR")


@dataclass(frozen=True, slots=True)
class Said:
    """What a run of pytest left on the terminal, and its exit status."""

    status: int
    text: str

    @property
    def decision(self) -> str | None:
        """The verdict in the headline, None where there is none."""
        found = re.search(r"^=+ contractkit: (\w+) =+$", self.text, re.MULTILINE)
        return found[1] if found else None

    def __contains__(self, sentence: str) -> bool:
        """Does it say so, however the lines are wrapped?"""
        return " ".join(sentence.split()) in " ".join(self.text.split())


@dataclass(frozen=True, slots=True)
class Place:
    """`root`: where pytest is typed; contracts/ is below."""

    root: Path
    pytester: pytest.Pytester
    patch: pytest.MonkeyPatch

    def pytest(self, *words: str, fault: str = "") -> Said:
        """In this process: quick."""
        self.patch.setenv("PETS_FAULT", fault)
        result = self.pytester.runpytest_inprocess("-p", "no:asyncio", *words)
        return Said(int(result.ret), f"{result.stdout}\n{result.stderr}")

    def contracts(self, *words: str, fault: str = "") -> Said:
        return self.pytest(CONTRACTS, *words, fault=fault)

    def typed(self, *words: str, fault: str = "") -> Said:
        """In a process of its own, as a person would."""
        with self.begun(*words, fault=fault) as process:
            out, _ = process.communicate(timeout=120)
        return Said(process.returncode, out)

    def begun(self, *words: str, fault: str = "") -> subprocess.Popen[str]:
        """Begun and not waited for."""
        outer = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "CONTRACTKIT_", "COLUMNS"))}
        return subprocess.Popen(
            [sys.executable, "-m", "pytest", *words],
            cwd=self.root,
            env={**outer, "PETS_FAULT": fault},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def write(self, name: str, content: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
        return path

    def settings(self, text: str) -> Path:
        """contracts/contractkit.yaml, below its version."""
        return self.write("contracts/contractkit.yaml", f"version: 1\n{text}")

    def contract(self, *, old: str = "", new: str = "") -> Path:
        """The contract, with something in it said otherwise."""
        assert old in CONTRACT
        return self.write("contracts/pets.openapi.yaml", CONTRACT.replace(old, new) if old else CONTRACT)

    @property
    def outputs(self) -> Path:
        return self.root / OUTPUTS

    def json(self, name: str) -> Any:
        """One of the files that were written."""
        return json.loads((self.outputs / name).read_text("utf-8"))

    def statuses(self) -> dict[str, str]:
        """Of the register: severities above note, by obligation."""
        found = self.json("discrepancy-register.json")["discrepancies"]
        return {d["obligation"]: d["status"] for d in found if d["severity"] != "note"}

    def remembered(self) -> tuple[Register, Ledger | None]:
        """Raises where a file of the last run is damaged."""
        store = Store(self.outputs)
        return store.load_register(), store.load_ledger()


@pytest.fixture
def place(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Place:
    root = repository(pytester.path)
    monkeypatch.chdir(root)
    return Place(root, pytester, monkeypatch)

"""The real command in a folder of its own, as a user types it, and what it wrote."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

QUIET = ("-p", "no:schemathesis", "-p", "no:cacheprovider", "-q", "--rootdir=.")
NEVER = ("Traceback (most recent call last)", "INTERNALERROR", "internal error")
OUTPUTS = Path("backend", "outputs", "phase-3")


@dataclass(frozen=True, slots=True)
class Server:
    """`document`: its own contract, as it gave it."""

    name: str
    base: str
    document: bytes


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    said: str
    folder: Path

    def file(self, name: str) -> Any:
        return json.loads((self.folder / OUTPUTS / name).read_text("utf-8"))

    @property
    def crashes(self) -> list[str]:
        return [word for word in NEVER if word in self.said]

    @property
    def reached(self) -> tuple[int, int]:
        """Operations reached, of how many."""
        operations = [i for i in self.file("ledger.json")["interactions"] if not i["id"].endswith("#*")]
        return sum(i["reached"] for i in operations), len(operations)

    @property
    def discrepancies(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.file("discrepancy-register.json")["discrepancies"]
        return found


def run(folder: Path, *arguments: str) -> Ran:
    """pytest with the contracts of `folder`/contracts."""
    command = [sys.executable, "-m", "pytest", *QUIET, "--contracts=contracts", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=1800)
    return Ran(done.returncode, done.stdout + done.stderr, folder)

"""`contractkit replay CK-xxxxxxxx`: sends the minimal example again and says still there, or gone."""

import argparse
import shutil
import sys
from contextlib import nullcontext, redirect_stdout
from dataclasses import replace
from importlib.util import find_spec
from io import StringIO
from typing import TYPE_CHECKING, Any

from contractkit.commands.verify import QUIET
from contractkit.errors import ContractKitError, UsageError
from contractkit.model import Evidence, Kind, Record, Register, Status
from contractkit.run import DOCUMENT, Run

if TYPE_CHECKING:
    import pytest

SENDING = ("app", "url", "config", "register")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", help="CK-xxxxxxxx")
    parser.add_argument("--app", metavar="MODULE:APP", help="in-process ASGI or WSGI application")
    parser.add_argument("--url", metavar="URL", help="live service")
    parser.add_argument("--register", metavar="FILE", help="the register that names it (default: of the last full run)")


def run(given: argparse.Namespace) -> int:
    """0 gone, 10 cannot be said, 20 still there. Goes through pytest, for the hooks and checks of a conftest."""
    import pytest

    words = [f"--contracts={given.contracts}", "-q", "-p", "no:schemathesis", "--contracts-dry-run", "-W", QUIET]
    words += [f"--contracts-{name}={value}" for name in SENDING if (value := getattr(given, name)) is not None]
    words += ["-n0"] if find_spec("xdist") else []
    again, said = Again(given.id), StringIO()
    with redirect_stdout(said):
        status = pytest.main(words, plugins=[again])
    if again.error is not None:
        raise again.error
    if again.told is None:
        print(said.getvalue(), file=sys.stderr)
        return 2 if status == pytest.ExitCode.USAGE_ERROR else 1
    print(f"{given.id}: {again.told}")
    return again.status


class Again:
    """A pytest plugin that sends one example again in place of collecting and running tests."""

    def __init__(self, id: str) -> None:
        self.id = id
        self.told: str | None = None
        self.status = 1
        self.error: ContractKitError | None = None
        self._capture: Any = None

    def pytest_collection(self, session: "pytest.Session") -> bool:
        import pytest

        self._capture = session.config.pluginmanager.get_plugin("capturemanager")
        plugin: Any = session.config.pluginmanager.get_plugin("contractkit-session")
        one: Run = plugin.run
        try:
            self._replay(one)
        except ContractKitError as error:
            self.error = error
        finally:
            one.close()
            shutil.rmtree(one.parts, ignore_errors=True)
        pytest.exit("replayed", returncode=0)

    def _say(self, line: str) -> None:
        """At once, and beside what pytest captures."""
        with self._capture.global_and_fixture_disabled() if self._capture is not None else nullcontext():
            print(line, file=sys.stderr, flush=True)

    def _replay(self, run: Run) -> None:
        record = next((r for r in run.previous.records.values() if r.discrepancy.id == self.id), None)
        if record is None:
            raise UsageError(f"the register of the last full run has no {self.id}; a run of a part writes none")
        self._say(f"contractkit: trying {record.discrepancy.node} again{_patience(run, record)}")
        outcome, found = run.redactor.text(_again(run, record)), record.discrepancy
        if outcome == Evidence.THERE:
            self.told, self.status = f"still there\n  {found.sentence}\n  got {found.actual}", 20
        elif outcome == Evidence.GONE:
            self.told, self.status = "gone (a full run that proves its obligation marks it fixed)", 0
        else:
            self.told, self.status = f"cannot be said: {outcome}", 10


def _patience(run: Run, record: Record) -> str:
    """Why it may take a while: the probe of an event is tried as a whole, and waits for what does not come."""
    found = record.discrepancy
    contract = next((c for c in run.loaded.contracts if c.id == found.contract), None)
    if contract is None or contract.kind is not Kind.EVENT:
        return ""
    within = contract.conventions.terms(found.interaction).within
    return f"; each event that does not come is waited for {within:g} s, several times, so this may take a minute"


def _again(run: Run, record: Record) -> str:
    found = record.discrepancy
    contract = next((c for c in run.loaded.contracts if c.id == found.contract), None)
    if contract is None:
        return f"contract {found.contract!r} is not there any more"
    item = next((i for i in run.items_of(contract) if i.node == found.node), None)
    if item is None:
        return f"the contract has no {found.node} any more"
    if item.probe == DOCUMENT:
        return str(Evidence.THERE if found.fingerprint in run.examine(item).discrepancies else Evidence.GONE)
    ledger = run.replay(item, Register({found.fingerprint: replace(record, status=Status.OPEN)}))
    if ledger.faults:
        return ledger.faults[0]
    reached = ledger.interactions.get(found.interaction)
    nothing = reached.tried[-1] if reached and reached.tried else "it has no example"
    return ledger.replays.get(found.fingerprint, nothing)

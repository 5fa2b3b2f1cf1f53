"""`contractkit replay CK-xxxxxxxx`: sends the minimal example again and says still there, or gone."""

import argparse
from dataclasses import replace

from contractkit.commands.opened import opened
from contractkit.errors import UsageError
from contractkit.model import Evidence, Record, Register, Status
from contractkit.run import DOCUMENT, Run


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", help="CK-xxxxxxxx")
    parser.add_argument("--app", metavar="MODULE:APP", help="in-process ASGI or WSGI application")
    parser.add_argument("--url", metavar="URL", help="live service")


def run(given: argparse.Namespace) -> int:
    """0 gone, 10 cannot be said, 20 still there."""
    with opened(given, sends=True) as one:
        record = next((r for r in one.previous.records.values() if r.discrepancy.id == given.id), None)
        if record is None:
            raise UsageError(f"the register of the last full run has no {given.id}")
        outcome = _again(one, record)
        if outcome == Evidence.THERE:
            print(f"{given.id}: still there\n  {record.discrepancy.sentence}\n  got {record.discrepancy.actual}")
            return 20
        if outcome == Evidence.GONE:
            print(f"{given.id}: gone (a full run that proves its obligation marks it fixed)")
            return 0
        print(f"{given.id}: cannot be said: {outcome}")
        return 10


def _again(run: Run, record: Record) -> str:
    found = record.discrepancy
    contract = next((c for c in run.loaded.contracts if c.id == found.contract), None)
    if contract is None:
        return f"contract {found.contract!r} is not there any more"
    probe = (found.node or "").rsplit("::", 1)[-1]
    item = next((i for i in run.items_of(contract) if i.node == found.node), None)
    if item is None:
        return f"the contract has no {found.node} any more"
    if probe == DOCUMENT:
        ledger = run.examine(item)
        return str(Evidence.THERE if found.fingerprint in ledger.discrepancies else Evidence.GONE)
    only = Register({found.fingerprint: replace(record, status=Status.OPEN)})
    ledger = run.replay(item, only)
    return ledger.faults[0] if ledger.faults else ledger.replays.get(found.fingerprint, "it has no example")

"""`contractkit explain CK-xxxxxxxx | OBLIGATION`: all that is known of it."""

import argparse

from contractkit.commands.opened import opened
from contractkit.errors import UsageError
from contractkit.model import Obligation, Record
from contractkit.promise import promise
from contractkit.run import Run
from contractkit.summary import told


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", help="CK-xxxxxxxx, or an obligation id")


def run(given: argparse.Namespace) -> int:
    with opened(given) as one:
        records = [
            r for r in one.previous.records.values() if given.id in (r.discrepancy.id, r.discrepancy.fingerprint)
        ]
        if records:
            for record in records:
                _discrepancy(record)
            return 0
        obligation = _obligation(one, given.id)
        if obligation is None:
            raise UsageError(
                f"{given.id!r} is neither a discrepancy of the register nor an obligation of these contracts; "
                "`contractkit list` names the obligations"
            )
        _promise(one, obligation)
    return 0


def _obligation(run: Run, id: str) -> Obligation | None:
    for contract in run.loaded.contracts:
        for interaction in (None, *contract.interactions):
            if id.startswith(interaction.id if interaction else f"{contract.id}#*"):
                for obligation in promise(contract, interaction):
                    if obligation.id == id:
                        return obligation
    return None


def _discrepancy(record: Record) -> None:
    found = record.discrepancy
    print(told(found))
    print(f"  cause      {found.cause}\n  status     {record.status}, owner {record.owner}")
    print(f"  seen       first {record.first_seen}, last {record.last_seen}, in {record.runs_seen} runs")
    if record.waiver:
        print(f"  waiver     {record.waiver.get('reason')} until {record.waiver.get('expires')}")
    if found.node:
        print(f"  item       {found.node}")
    if found.example:
        print(f"\n{found.example.request}\n\n{found.example.reply}")


def _promise(run: Run, obligation: Obligation) -> None:
    print(f"{obligation.id}\n  promised at  {obligation.location}")
    print(f"  severity     {obligation.severity} when violated, standard {obligation.standard}")
    print(f"  exercised    {obligation.how}")
    print(f"  broken by    {', '.join(sorted(obligation.rules))}")
    if not obligation.charged:
        print("  unproven is listed, not charged")
    ledger = run.store.load_ledger()
    if ledger is not None and (entry := ledger.entries.get(obligation.id)):
        print(f"  last run     {entry.state.shown}" + (f": {entry.reason}" if entry.reason else ""))
    for record in run.previous.records.values():
        if record.discrepancy.obligation == obligation.id:
            print(f"  {record.status:<12} {record.discrepancy.id} {record.discrepancy.actual}")

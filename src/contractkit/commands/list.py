"""`contractkit list`: obligations and how each is exercised; with --why what the last run tried and saw."""

import argparse
from collections.abc import Iterator

from contractkit.commands.opened import opened
from contractkit.model import Contract, Interaction, Ledger
from contractkit.promise import promise
from contractkit.reach.identities import fitting, line_to_add
from contractkit.run import Run


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--why", action="store_true", help="what the last run tried, saw and could not prove")
    parser.add_argument("match", nargs="?", default="", help="only interactions whose id contains this")


def run(given: argparse.Namespace) -> int:
    with opened(given) as one:
        last = one.store.load_ledger() if given.why else None
        for problem in one.loaded.problems:
            print(f"! {problem}")
        for contract in one.loaded.contracts:
            print(f"{contract.id}  {contract.file}  ({contract.version}, {len(contract.interactions)} operations)")
            for interaction in (None, *contract.interactions):
                if given.match in (interaction.id if interaction else f"{contract.id}#*"):
                    for line in _lines(one, contract, interaction, last):
                        print(line)
        for recognised in one.loaded.recognised:
            if not recognised.judged:
                print(f"{recognised.file}  {recognised.what}: {recognised.reason}")
    return 0


def _lines(run: Run, contract: Contract, interaction: Interaction | None, last: Ledger | None) -> Iterator[str]:
    if interaction is not None:
        yield f"\n  {interaction.name}  {interaction.method} {interaction.path}  ({interaction.location})"
        if excluded := run.settings.excluded(interaction):
            yield f"    excluded: {excluded.reason}"
            return
        identities = fitting(contract, interaction, run.settings.identities)
        who = ", ".join(i.name or "nobody" for i in identities) or line_to_add(contract, interaction)
        yield f"    sent by {who}"
        if last is not None and (known := last.interactions.get(interaction.id)):
            yield f"    {'reached' if known.reached else 'NOT reached'}, {known.requests} requests"
            yield from (f"    tried: {text}" for text in known.tried)
    for obligation in promise(contract, interaction):
        state = ""
        if last is not None and (entry := last.entries.get(obligation.id)):
            state = f"  {entry.state.shown}" + (f": {entry.reason}" if entry.reason else "")
        name = f"{obligation.kind}({obligation.qualifier})" if obligation.qualifier else obligation.kind
        yield f"    {name}  [{obligation.severity}] {obligation.how}{state}"

"""`contractkit list`: obligations and how each is exercised; with --why what the last run tried and saw."""

import argparse
from collections.abc import Iterator

from contractkit.commands.opened import opened
from contractkit.errors import UsageError
from contractkit.ledger import NEVER
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
        if given.why and last is None:
            raise UsageError("--why tells of the last full run, and there is none: run `pytest --contracts=...` first")
        chosen = [(c, [*_chosen(c, given.match)]) for c in one.loaded.contracts]
        if given.match and not any(interactions for _, interactions in chosen):
            raise UsageError(f"no operation's id contains {given.match!r}; `contractkit list` names them all")
        if (full := one.store.load_run()) is not None and given.why:
            since = "; the partial run after it is not in here" if one.store.partial else ""
            print(f"of the full run {full.id}, finished {full.finished}{since}")
        for problem in one.loaded.problems:
            print(f"! {problem}")
        for contract, interactions in chosen:
            if interactions:
                print(f"{contract.id}  {contract.file}  ({contract.version}, {len(contract.interactions)} operations)")
            for interaction in interactions:
                for line in _lines(one, contract, interaction, last):
                    print(line)
        for recognised in one.loaded.recognised:
            if not recognised.judged and not given.match:
                print(f"{recognised.file}  {recognised.what}: {recognised.reason}")
    return 0


def _chosen(contract: Contract, match: str) -> Iterator[Interaction | None]:
    """Interactions whose id contains a text; None stands for what hangs on no operation."""
    for interaction in (None, *contract.interactions):
        if match in (interaction.id if interaction else f"{contract.id}#*"):
            yield interaction


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
            head, never, _ = (entry.reason or "").partition(NEVER)  # what was tried stands above, once
            state = f"  {entry.state.shown}" + (f": {head}{never}" if entry.reason else "")
        name = f"{obligation.kind}({obligation.qualifier})" if obligation.qualifier else obligation.kind
        yield f"    {name}  [{obligation.severity}] {obligation.how}{state}"

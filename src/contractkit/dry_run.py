"""A run and the items that were selected in, lines for people out: what would be sent, by whom. Sends nothing."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from contractkit.dry_events import caused, stimuli
from contractkit.examining import NO_BROKER, NO_TARGET
from contractkit.generate.constraints import accepted, constraints, ordinary, rejected
from contractkit.generate.edges import edges
from contractkit.generate.faults import faults
from contractkit.generate.robust import robust
from contractkit.model import Contract, Interaction, Kind
from contractkit.options import Item
from contractkit.probes.produced import LINE
from contractkit.reach.identities import fitting, line_to_add
from contractkit.redact import Redactor
from contractkit.run import Run
from contractkit.settings import TargetSettings
from contractkit.static import stopped

EACH_WAY = 6  # requests, with what is made and read for them
MODES = 2  # valid and invalid random requests


def planned(run: Run, items: Iterable[Item]) -> Iterator[str]:
    """Operations, the identity that sends, and about how many requests each item sends.

    Searching a baseline, confirming a mismatch and cleaning up come on top; they are known only once answers are.
    """
    total = operations = 0
    for contract, of_contract in groupby(items, key=lambda item: item.contract):
        yield f"{contract.file} -> {_where(run, contract)}"
        why = dict(stopped(contract))
        of_operations = (item for item in of_contract if item.interaction is not None)
        for interaction, own in groupby(of_operations, key=lambda item: item.interaction):
            assert interaction is not None
            operations += 1
            yield f"  {interaction.name}  {interaction.method} {interaction.path}"
            if interaction.id in why:
                yield f"    nothing is sent, the contract stops it: {why[interaction.id]}"
                continue
            by, why_not = _who(run, contract, interaction)
            if why_not:
                yield f"    nothing is sent, {why_not}"
                continue
            counts = {item.probe: _counted(run, contract, interaction, item.probe) for item in own}
            total += sum(counts.values())
            sent = ", ".join(f"{probe} {count}" for probe, count in counts.items())
            yield f"    {by}: {sent}"
        for exclusion in run.settings.exclude:
            yield f"  excluded: {exclusion.match} ({exclusion.reason})"
    yield f"{operations} operations, about {total} requests and events, and those that prepare them; nothing was sent"


def _where(run: Run, contract: Contract) -> str:
    if contract.kind is not Kind.EVENT:
        return _target(run.targets.of(contract), run.redactor)
    broker = run.settings.broker
    if broker is None:
        return f"nothing is sent, {NO_BROKER}"
    behind = run.targets.behind(contract, run.loaded.contracts)
    started = "" if behind is None else f", {_target(behind[1], run.redactor)}"
    return run.redactor.text(f"broker {broker.shown}") + started


def _who(run: Run, contract: Contract, interaction: Interaction) -> tuple[str, str]:
    """Who sends, or why nobody does."""
    if interaction.event is not None:
        by = caused(contract, interaction)
        return by, "" if by else LINE.format(name=interaction.name)
    who = fitting(contract, interaction, run.settings.identities)
    if not who:
        return "", f"no identity fits: {line_to_add(contract, interaction)}"
    return f"by {who[0].name or 'nobody (no credentials)'}", ""


def _target(target: TargetSettings | None, redactor: Redactor) -> str:
    if target is None:
        return f"nothing is sent, {NO_TARGET}"
    if target.command:
        return redactor.text("process " + " ".join(target.command))
    return redactor.text(target.app or target.url or "the application of a conftest")


def _counted(run: Run, contract: Contract, interaction: Interaction, probe: str) -> int:
    if interaction.event is not None:
        return stimuli(contract, interaction, probe, run.settings)
    return _requests(run, contract, interaction, probe)


def _requests(run: Run, contract: Contract, interaction: Interaction, probe: str) -> int:
    """The cases of one item within its budget, and its baseline."""
    budget = run.settings.policy.budget
    match probe:
        case "requests":
            return min(budget.cases, 1 + _enumerated(contract, interaction, budget.cases))
        case "properties":
            return min(budget.cases, 1 + MODES * budget.examples)
        case "tenants":
            return 1 + EACH_WAY * sum(o.kind == "tenant" for o in run.promised(contract, interaction))
        case "weak-spots":
            return 1 + EACH_WAY
        case _:
            kinds = [o for o in run.promised(contract, interaction) if o.kind == probe]
            return 1 + len(kinds)


def _enumerated(contract: Contract, interaction: Interaction, most: int) -> int:
    draft = ordinary(contract, interaction)
    count = sum(1 for _ in robust(contract, interaction, draft))
    for constraint in constraints(contract, interaction):
        if accepted(constraint):
            count += sum(1 for _ in islice(edges(contract, interaction, constraint, draft), most))
        if rejected(constraint):
            count += sum(1 for _ in islice(faults(contract, interaction, constraint, draft), most))
        if count >= most:
            return most
    return count

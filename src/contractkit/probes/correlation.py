"""Requests with and without an id to be traced by: accepted ones and refused ones."""

from collections.abc import Iterator

from contractkit.exercise import Exercise
from contractkit.extensions import probe
from contractkit.generate.candidates import Candidate
from contractkit.generate.constraints import constraints, rejected
from contractkit.generate.faults import faults
from contractkit.ids import an_id
from contractkit.model import ABSENT, Contract, Edit, Interaction
from contractkit.protocols import Bench
from contractkit.reach.search import Baseline

PHASE = "correlation"


@probe(PHASE, wants=lambda contract, own: _promised(contract, own))
def correlation(bench: Bench) -> None:
    """The accepted baseline and one refusal beside it, each with an id of ours and without any."""
    rule = bench.contract.conventions.correlation(bench.interaction.id)
    exercise = Exercise(bench)
    base = exercise.baseline()
    if rule is None or base is None:
        return
    place = f"header.{rule.header}"
    required = next((p.required for p in bench.interaction.parameters if p.key.lower() == place.lower()), False)
    found: list[Candidate] = []
    if rule.mint and not required:
        found.append(Candidate((Edit(place, ABSENT),), "no id to be traced by"))
    if rule.echo:
        found.append(Candidate((Edit(place, an_id(bench)),), "an id to be traced by"))
        found += [
            Candidate((*wrong.edits, Edit(place, an_id(bench))), f"an id to be traced by; {wrong.note}", wrong.target)
            for wrong in _refused(bench, base)
        ]
    exercise.send_all(found, phase=PHASE)


def _promised(contract: Contract, own: Interaction) -> bool:
    rule = contract.conventions.correlation(own.id)
    return rule is not None and (rule.mint or rule.echo)


def _refused(bench: Bench, base: Baseline) -> Iterator[Candidate]:
    """One request with one fault."""
    for constraint in constraints(bench.contract, bench.interaction):
        if rejected(constraint):
            yield from list(faults(bench.contract, bench.interaction, constraint, base.draft))[:1]
            return

"""endpoint-gap-matrix.md: one row an operation: declared, reached, proven, violated, unproven, owner."""

from collections.abc import Iterator

from contractkit.extensions import REPORTS
from contractkit.model import Contract, Interaction, Obligation, Result, State


@REPORTS.register("endpoint-gap-matrix.md")
def gap_matrix(result: Result) -> str:
    """A table per contract, and below it what is unproven and charged, with the reason."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Result) -> Iterator[str]:
    yield "# Endpoint gap matrix"
    yield ""
    yield f"{result.run.tag}, Task {result.run.task}. Statuses declared and not provoked are listed, not charged."
    by_interaction: dict[str, list[Obligation]] = {}
    for obligation in result.obligations:
        by_interaction.setdefault(obligation.interaction, []).append(obligation)
    for contract in result.contracts:
        yield f"\n## {contract.id}: {contract.title} ({contract.file})\n"
        yield "| operation | method and path | declared | reached | proven | violated | unproven | owner |"
        yield "|---|---|---|---|---|---|---|---|"
        for interaction in contract.interactions:
            yield _row(result, interaction, by_interaction.get(interaction.id, []))
        yield from _gaps(result, contract, by_interaction)
    for recognised in result.recognised:
        yield f"\nNot judged: `{recognised.file}`, {recognised.what}: {recognised.reason}."


def _row(result: Result, interaction: Interaction, obligations: list[Obligation]) -> str:
    states = [result.ledger.entries[o.id].state for o in obligations]
    known = result.ledger.interactions.get(interaction.id)
    messages = interaction.event.messages if interaction.event is not None else ()
    declared = ", ".join([*(a.status for a in interaction.answers), *(m.name for m in messages)])
    cells = (
        f"`{interaction.name}`",
        f"{interaction.method} {interaction.path}",
        declared,
        "yes" if known and known.reached else "**no**",
        str(states.count(State.PROVEN)),
        str(states.count(State.VIOLATED)),
        str(len(states) - states.count(State.PROVEN) - states.count(State.VIOLATED)),
        result.owners.get(interaction.id, "backend"),
    )
    return "| " + " | ".join(cells) + " |"


def _gaps(result: Result, contract: Contract, by_interaction: dict[str, list[Obligation]]) -> Iterator[str]:
    ids = [f"{contract.id}#*", *(i.id for i in contract.interactions)]
    gaps = [
        (o, e.reason or "not seen")
        for id in ids
        for o in by_interaction.get(id, ())
        if o.charged and (e := result.ledger.entries[o.id]).state in (State.NOT_SEEN, State.BLOCKED)
    ]
    if gaps:
        yield "\nUnproven:\n"
        yield from (f"- `{o.id}`: {' '.join(reason.split())}" for o, reason in gaps[:200])
        if len(gaps) > 200:
            yield f"- and {len(gaps) - 200} more in ledger.json"

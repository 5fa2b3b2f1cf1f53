"""endpoint-gap-matrix.md: a row an operation, a row a message: declared, reached or seen, proven, violated, owner."""

from collections.abc import Iterator

from contractkit.extensions import REPORTS
from contractkit.model import Contract, Interaction, Obligation, Result, State
from contractkit.traffic import RECEIVE, UNUSED, Row, rows

UNSEEN = 100  # messages that are named above all; each has its row


@REPORTS.register("endpoint-gap-matrix.md")
def gap_matrix(result: Result) -> str:
    """What was never seen; a table per contract, and below it what is unproven and charged, with the reason."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Result) -> Iterator[str]:
    yield "# Endpoint gap matrix"
    yield ""
    yield f"{result.run.tag}, Task {result.run.task}. Statuses declared and not provoked are listed, not charged."
    messages = {contract.id: list(rows(result, contract)) for contract in result.contracts}
    yield from _unseen([row for found in messages.values() for row in found if not row.seen])
    by_interaction: dict[str, list[Obligation]] = {}
    for obligation in result.obligations:
        by_interaction.setdefault(obligation.interaction, []).append(obligation)
    for contract in result.contracts:
        title = f": {contract.title}" if contract.title else ""
        yield f"\n## {contract.id}{title} ({contract.file})\n"
        yield "| operation | method and path | declared | reached | proven | violated | unproven | owner |"
        yield "|---|---|---|---|---|---|---|---|"
        for interaction in contract.interactions:
            yield _row(result, interaction, by_interaction.get(interaction.id, []))
        yield from _messages(result, messages[contract.id])
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


def _unseen(missing: list[Row]) -> Iterator[str]:
    if missing:
        yield "\n**Messages never seen in this run:**\n"
        yield from (f"- `{row.message}` {_said(row)} (`{row.operation.id}`)" for row in missing[:UNSEEN])
        if len(missing) > UNSEEN:
            yield f"- and {len(missing) - UNSEEN} more"


def _said(row: Row) -> str:
    return (
        f"on {row.channel}: no operation sends it" if row.direction == UNUSED else f"{row.direction} on {row.channel}"
    )


def _messages(result: Result, found: list[Row]) -> Iterator[str]:
    if not found:
        return
    yield "\nMessages: seen is how often one was heard on its channel, of those received how many were processed."
    yield "What is promised of a whole operation counts at each of its messages.\n"
    yield "| message | operation | direction | channel | declared | seen | proven | violated | unproven | owner |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for row in found:
        counts = (str(row.proven), str(row.violated), str(row.unproven))
        owner = result.owners.get(row.operation.id, "backend")
        operation = "**none**" if row.direction == UNUSED else f"`{row.operation.name}`"
        cells = (
            f"`{row.message}`",
            operation,
            row.direction,
            row.channel,
            str(row.location),
            _seen(row),
            *counts,
            owner,
        )
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _seen(row: Row) -> str:
    """Counts, or in bold that there are none."""
    if row.direction != RECEIVE:
        return str(row.traffic.heard) if row.seen else "**never**"
    if not row.traffic.published:
        return "**never published**"
    done = f"{row.traffic.published} published, {row.traffic.processed} processed"
    return done if row.seen else f"**{done}**"


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

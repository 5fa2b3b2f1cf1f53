"""access-matrix.md and access-matrix.json: who may do what by the contract, and whether the service keeps to it."""

from collections.abc import Iterator, Sequence

from contractkit import codec
from contractkit.extensions import REPORTS
from contractkit.matrix import Cell, cells
from contractkit.model import Result

SHOWN = 100  # cells that are explained; all of them stand in the JSON


@REPORTS.register("access-matrix.json")
def access_matrix_json(result: Result) -> str:
    """`{version, run, cells: [{contract, operation, method, path, who, promised, why, state, reason, found}]}`."""
    return codec.text({"version": 1, "run": result.run.id, "cells": [_data(cell) for cell in cells(result)]})


@REPORTS.register("access-matrix.md")
def access_matrix(result: Result) -> str:
    """A table per contract, and below it what is violated and what is unproven."""
    return "\n".join(_lines(result)) + "\n"


def _data(cell: Cell) -> dict[str, object]:
    own = cell.interaction
    return {
        "contract": cell.contract,
        "operation": own.name,
        "method": own.method,
        "path": own.path,
        "who": cell.who,
        "promised": cell.promised,
        "why": cell.why,
        "state": cell.state,
        "reason": cell.reason or None,
        "found": list(cell.found),
    }


def _lines(result: Result) -> Iterator[str]:
    yield "# Access matrix"
    yield ""
    yield f"{result.run.tag}, Task {result.run.task}, SEC-API. What is promised and proven; **bold** is violated: it"
    yield "was the other way round. `invalid`: credentials that nobody was given. `weak-spots`: other ways of asking."
    known = list(cells(result))
    for contract in result.contracts:
        own = [cell for cell in known if cell.contract == contract.id]
        yield f"\n## {contract.id}: {contract.title} ({contract.file})\n"
        if own:
            yield from _table(own)
            yield from _told("Violated", [cell for cell in own if cell.state == "violated"])
            yield from _told("Unproven", [cell for cell in own if cell.state == "unproven"])
        else:
            yield "Nothing is promised: the contract asks nobody for credentials, and no rule under `access:` does."


def _table(own: Sequence[Cell]) -> Iterator[str]:
    everybody = list(dict.fromkeys(cell.who for cell in own))
    by_operation: dict[str, dict[str, Cell]] = {}
    for cell in own:
        by_operation.setdefault(cell.interaction.name, {})[cell.who] = cell
    yield "| operation | " + " | ".join(everybody) + " |"
    yield "|---" * (len(everybody) + 1) + "|"
    for name, row in by_operation.items():
        yield f"| `{name}` | " + " | ".join(_shown(row.get(who)) for who in everybody) + " |"


def _shown(cell: Cell | None) -> str:
    if cell is None:
        return ""
    if cell.state == "violated":
        return "**refused**" if cell.promised == "allowed" else "**let in**"
    return cell.promised if cell.state == "proven" else "unproven"


def _told(title: str, found: Sequence[Cell]) -> Iterator[str]:
    if found:
        yield f"\n{title}:\n"
    for cell in found[:SHOWN]:
        named = f" ({', '.join(cell.found)})" if cell.found else ""
        reason = f": {cell.reason}" if cell.reason else ""
        yield f"- `{cell.interaction.name}`, {cell.who}: must be {cell.promised}, {cell.why}{named}{reason}"
    if len(found) > SHOWN:
        yield f"- and {len(found) - SHOWN} more in access-matrix.json"

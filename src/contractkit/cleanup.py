"""What an item created on a living server, deleted again, last first; what is left over is said."""

from collections.abc import Iterable, Iterator

from contractkit.desk import Desk
from contractkit.errors import ContractKitError
from contractkit.model import Case, Contract, Draft, Interaction, Observation
from contractkit.reach.harvest import ids
from contractkit.reach.names import collection

MOST = 500  # deletions of one item


def clean(desk: Desk, seen: Iterable[Observation]) -> tuple[str, ...]:
    """Delete what these accepted requests created, where the contract has a delete; returns what could not be."""
    left: list[str] = []
    for case in list(_deletions(desk, reversed(list(seen))))[:MOST]:
        reply = desk.send(case).reply
        if reply is None or reply.status is None or not (reply.status < 400 or reply.status in (404, 410)):
            left.append(case.request.target)
    return tuple(left)


def _deletions(desk: Desk, seen: Iterable[Observation]) -> Iterator[Case]:
    done: set[str] = set()
    for one in seen:
        for interaction, parameter, noun in _deletes(desk.contract, one.case.interaction):
            path = f"{one.case.interaction.path.rstrip('/')}/{{{parameter}}}"
            value = next(ids(one.reply, parameter, noun, path=path), None) if one.reply else None
            if value is None:
                continue
            known = {k: v for k, v in one.case.draft.parameters.items() if interaction.parameter(k) is not None}
            draft = Draft({**known, f"path.{parameter}": value}, identity=one.case.draft.identity)
            try:
                case = desk.case(interaction, draft, phase="cleanup")
            except ContractKitError:
                continue  # an id that cannot be written in a path names nothing we could delete
            if case.request.target not in done:
                done.add(case.request.target)
                yield case


def _deletes(contract: Contract, maker: Interaction) -> Iterator[tuple[Interaction, str, str]]:
    if maker.method != "POST":
        return
    for other in contract.interactions:
        before, _, last = other.path.rstrip("/").rpartition("/")
        if other.method == "DELETE" and before == maker.path.rstrip("/") and last.startswith("{"):
            found = collection(other.path, last[1:-1])
            yield other, last[1:-1], found[1] if found else last[1:-1]

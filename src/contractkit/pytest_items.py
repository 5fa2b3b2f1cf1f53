"""Contract files as pytest collectors: FILE::OPERATION::PROBE. Nothing is generated before an item runs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contractkit.codec import ledger_part_to_data
from contractkit.errors import ContractKitError
from contractkit.model import Contract, Discrepancy, Ledger, Severity, State
from contractkit.options import Item

if TYPE_CHECKING:
    from contractkit.pytest_session import Session

PART = pytest.StashKey[dict[str, Any]]()


class ContractFailure(Exception):
    """A pytest item that holds unwaived discrepancies of major or critical severity."""

    def __init__(self, found: tuple[Discrepancy, ...]) -> None:
        self.found = found
        super().__init__(", ".join(d.id for d in found))


class ContractFile(pytest.File):
    """One contract."""

    contract: Contract
    session_of_run: Session

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        names: dict[str, list[Item]] = {}
        for item in self.session_of_run.run.items_of(self.contract):
            names.setdefault(item.interaction.name if item.interaction else "*", []).append(item)
        for name, items in names.items():
            yield OperationNode.from_parent(self, name=name, items=items, of=self.session_of_run)


class OperationNode(pytest.Collector):
    """One interaction of a contract."""

    def __init__(self, *, items: list[Item], of: Session, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._items, self._of = items, of

    def collect(self) -> Iterable[pytest.Item]:
        for item in self._items:
            yield ContractItem.from_parent(self, name=item.probe, item=item, of=self._of)


class ContractItem(pytest.Item):
    """One probe on one interaction."""

    def __init__(self, *, item: Item, of: Session, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.item, self.of = item, of
        self.add_marker("contracts")
        for standard in of.standards(item):
            self.add_marker(standard)

    def runtest(self) -> None:
        ledger = self.of.run.examine(self.item)
        self.stash[PART] = ledger_part_to_data(ledger)
        self._tell(ledger)

    def _tell(self, ledger: Ledger) -> None:
        settings, found = self.of, sorted(ledger.discrepancies.values(), key=lambda d: d.fingerprint)
        self.user_properties.append(("contractkit.tag", settings.run.settings.outputs.tag))
        self.user_properties += [("contractkit.discrepancy", d.id) for d in found]
        if ledger.faults:
            self.of.abort(ledger.faults[0])
            raise ContractKitError(ledger.faults[0])
        heavy = tuple(d for d in found if d.severity >= Severity.MAJOR)
        waived = tuple(d for d in heavy if settings.waived(d))
        light = tuple(d for d in found if d.severity is Severity.MINOR)
        if light:
            self.add_report_section("call", "contractkit", "\n".join(settings.told(d) for d in light))
        if open_ := tuple(d for d in heavy if d not in waived):
            raise ContractFailure(open_)
        if waived:
            pytest.xfail("waived: " + ", ".join(d.id for d in waived))
        if not any(e.state in (State.PROVEN, State.VIOLATED) for e in ledger.entries.values()):
            pytest.skip(_why(ledger))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        error = excinfo.value
        if isinstance(error, ContractFailure):
            return "\n\n".join(self.of.told(d) for d in error.found)
        if isinstance(error, (ContractKitError, pytest.xfail.Exception)):
            return str(error)
        frame = excinfo.traceback[-1]
        where = f"{Path(str(frame.path)).name}:{frame.lineno + 1}"
        self.of.abort(f"internal error in {self.nodeid}: {type(error).__name__}: {error}")
        return (
            f"contractkit itself failed at {where}: {type(error).__name__}: {error}\n"
            "Please report it with the contract; the run ends in HOLD."
        )

    def reportinfo(self) -> tuple[Any, int | None, str]:
        interaction = self.item.interaction
        line = interaction.location.line - 1 if interaction else 0
        return self.path, line, f"{interaction.name if interaction else 'document'} {self.item.probe}"


def _why(ledger: Ledger) -> str:
    for reached in ledger.interactions.values():
        if reached.tried and not reached.reached:
            return f"not reached: {reached.tried[-1]}"
    reasons = [e.reason for e in ledger.entries.values() if e.reason]
    return reasons[0] if reasons else "nothing was seen"

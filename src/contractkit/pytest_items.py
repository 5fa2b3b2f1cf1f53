"""Contract files as pytest collectors: FILE::OPERATION::PROBE. Nothing is generated before an item runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from contractkit.codec import ledger_part_to_data
from contractkit.errors import ContractKitError, RunAborted, accident
from contractkit.model import Contract, Discrepancy, Ledger, Severity, State
from contractkit.options import Item
from contractkit.pytest_arguments import command
from contractkit.summary import told

if TYPE_CHECKING:
    from contractkit.pytest_session import Session

FULL, NAMED = 1, 8  # discrepancies of one item shown whole, and by name
PART = pytest.StashKey[dict[str, Any]]()


class ContractFailure(Exception):
    """A pytest item that holds unwaived discrepancies of major or critical severity."""

    def __init__(self, found: tuple[Discrepancy, ...]) -> None:
        self.found = found
        super().__init__(", ".join(d.id for d in found))


class ContractFile(pytest.File):
    """One contract."""

    contract: Contract
    of: Session

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        names: dict[str, list[Item]] = {}
        for item in self.of.run.items_of(self.contract):
            names.setdefault(item.interaction.name if item.interaction else "*", []).append(item)
        for name, items in names.items():
            yield OperationNode.from_parent(self, name=name, items=items, of=self.of)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        return _said(self, excinfo)


class OperationNode(pytest.Collector):
    """One interaction of a contract."""

    def __init__(self, *, items: list[Item], of: Session, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._items, self._of = items, of

    def collect(self) -> Iterable[pytest.Item]:
        for item in self._items:
            yield ContractItem.from_parent(self, name=item.probe, item=item, of=self._of)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        return _said(self, excinfo)


class ContractItem(pytest.Item):
    """One probe on one interaction."""

    def __init__(self, *, item: Item, of: Session, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.item, self.of, self.sent = item, of, 0
        self.add_marker("contracts")
        for standard in of.standards(item):
            self.add_marker(standard)

    def runtest(self) -> None:
        try:
            ledger = self.of.run.examine(self.item)
            self.stash[PART] = ledger_part_to_data(ledger)
            self.sent = sum(reached.requests for reached in ledger.interactions.values())
            self._tell(ledger)
        except ContractFailure:
            raise
        except Exception as error:
            ours = not isinstance(error, (ContractKitError, RunAborted))
            self.of.abort(f"{self.nodeid}: {accident(error)}" if ours else str(error))
            raise

    def _tell(self, ledger: Ledger) -> None:
        found = sorted(ledger.discrepancies.values(), key=lambda d: d.fingerprint)
        self.user_properties.append(("contractkit.tag", self.of.run.settings.outputs.tag))
        self.user_properties += [("contractkit.discrepancy", d.id) for d in found]
        if ledger.faults:
            raise RunAborted(ledger.faults[0])
        heavy = tuple(d for d in found if d.severity >= Severity.MAJOR)
        waived = tuple(d for d in heavy if self.of.waived(d))
        light = tuple(d for d in found if d.severity is Severity.MINOR)
        if light:
            again = self._again()
            self.add_report_section("call", "contractkit", "\n".join(told(d, again=again) for d in light))
        if open_ := tuple(d for d in heavy if d not in waived):
            raise ContractFailure(open_)
        if waived:
            pytest.xfail("waived: " + ", ".join(d.id for d in waived))
        if not any(e.state in (State.PROVEN, State.VIOLATED) for e in ledger.entries.values()):
            pytest.skip(_why(ledger))

    def _again(self) -> str | None:
        """What shows it again where no register will: in a run of a part, and in one that stops at a failure."""
        if not (self.of.left_out or self.config.getoption("maxfail")):
            return None
        return self.of.run.redactor.text(command(self.config, self.nodeid))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, ContractFailure):
            return _shown("\n\n".join(_brief(excinfo.value.found, self._again())), excinfo)
        return _said(self, excinfo)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        interaction = self.item.interaction
        here = interaction is not None and interaction.location.file == self.item.contract.file
        line = interaction.location.line - 1 if interaction and here else 0  # an operation may stand in another file
        return self.path, line, f"{interaction.name if interaction else 'document'} {self.item.probe}"


def _brief(found: tuple[Discrepancy, ...], again: str | None) -> Iterator[str]:
    """The first discrepancy of each cause in full, as many as one screen holds; of the others the names."""
    firsts = {d.cause: d for d in reversed(found)}
    shown = [d for d in found if firsts[d.cause] is d][:FULL]
    yield from (told(one, again=again) for one in shown)
    if rest := [d for d in found if d not in shown]:
        names = [f"{d.id} {d.severity}: {d.obligation}" for d in rest[:NAMED]]
        kept = "the register" if again is None else "ledger.partial.json"
        more = [f"and {len(rest) - NAMED} more in {kept}"] if len(rest) > NAMED else []
        yield "\n".join(("and", *names, *more))


def _said(node: pytest.Item | pytest.Collector, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:
    """A sentence, where pytest would show a traceback; what pytest itself raises is shown as pytest does."""
    error = excinfo.value
    if isinstance(error, (ContractKitError, RunAborted)):
        return _shown(str(error), excinfo)
    if not isinstance(error, Exception) or node.config.getoption("fulltrace", False):
        return str(excinfo.getrepr(style="long"))
    return _shown(accident(error), excinfo)


def _shown(text: str, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:
    """All of `text` where the failure is shown, its first line in the list of failures, which CI does not shorten."""
    told = pytest.ExceptionInfo.from_exc_info((ContractKitError, ContractKitError(text), excinfo.tb))
    shown = told.getrepr(style="value", chain=False)
    if shown.reprcrash:
        shown.reprcrash.message = text.partition("\n")[0]
    return shown


def _why(ledger: Ledger) -> str:
    for reached in ledger.interactions.values():
        if reached.tried and not reached.reached:
            return f"not reached: {reached.tried[-1]}"
    reasons = [e.reason for e in ledger.entries.values() if e.reason]
    if not any(reached.requests for reached in ledger.interactions.values()):
        return "nothing was sent: policy.budget leaves it nothing to send"
    return reasons[0] if reasons else "nothing was seen"

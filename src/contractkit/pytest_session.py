"""What a pytest session does with contracts: loads them, runs their items, concludes once, in the controller."""

import json
import secrets
import time
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

from contractkit.codec import ledger_part_from_data
from contractkit.conclude import Conclusion, conclude
from contractkit.errors import ContractKitError, accident
from contractkit.ledger import join_all
from contractkit.model import Contract, Decision, Discrepancy, Kind, Ledger
from contractkit.options import Item
from contractkit.promise import standards
from contractkit.pytest_arguments import contracts_path, options, take_arguments
from contractkit.pytest_conftest import called, hooks
from contractkit.pytest_items import PART, ContractFile, ContractItem
from contractkit.run import Run

WORKER_INPUT, WORKER_PROBLEM = "contractkit_run", "contractkit_problem"
COLOURS = {Decision.GO: "green", Decision.CAUTION: "yellow", Decision.HOLD: "red"}


def begin(config: pytest.Config) -> None:
    """Called once `--contracts` is known."""
    path = contracts_path(config)
    take_arguments(config, path)
    config.pluginmanager.register(Session(config, path), "contractkit-session")


class Session:
    """One pytest session, in the controller or in a worker."""

    def __init__(self, config: pytest.Config, path: Path) -> None:
        given = getattr(config, "workerinput", {})
        self.config = config
        self.worker: str = given.get("workerid", "main")
        self.in_worker = WORKER_INPUT in given
        self.run_id: str = given.get(WORKER_INPUT) or time.strftime(
            "%Y%m%dT%H%M%SZ-", time.gmtime()
        ) + secrets.token_hex(3)
        self.collect_only = bool(config.getoption("collectonly", False))
        self.dry_run = bool(config.getoption("--contracts-dry-run"))
        self.started = time.time()
        self.conclusion: Conclusion | None = None
        self.problem: str | None = None
        self._chosen: set[str] | None = None
        self._parts: dict[str, Ledger] = {}
        self._faults: list[str] = []
        self._lines: tuple[str, ...] = ()
        self._options = options(config, path)
        self._files: dict[Path, Contract] = {}
        self._run: Run | None = None

    @property
    def run(self) -> Run:
        if self._run is None:
            self._run = Run(self._options, run_id=self.run_id, worker=self.worker, hooks=hooks(self.config))
        return self._run

    def standards(self, item: Item) -> tuple[str, ...]:
        return standards(item.contract, item.interaction, item.probe)

    def waived(self, found: Discrepancy) -> bool:
        return self.run.waived(found)

    @cached_property
    def left_out(self) -> bool:
        """Whether a planned item was not selected; known once all is collected."""
        return self._chosen is not None and bool({item.node for item in self.run.items()} - self._chosen)

    def abort(self, why: str) -> None:
        """End the run early: what has been confirmed so far is kept."""
        self._fault(why)
        self._pytest_session.shouldfail = why

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self._pytest_session = session
        try:
            self.run.prepare(write=not (self.collect_only or self.dry_run or self.in_worker))
        except Exception as error:
            if self.config.getoption("fulltrace", False):
                raise
            self.problem = str(error) if isinstance(error, ContractKitError) else accident(error)
            if self.in_worker:
                return  # told in the collection: xdist replaces a worker that does not start, again and again
            raise pytest.UsageError(f"contractkit: HOLD: {self.problem}") from None
        root = self._options.root
        self._files = {(root / contract.file).resolve(): contract for contract in self.run.loaded.contracts}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> None:
        if self.problem is not None:
            self.config.workeroutput[WORKER_PROBLEM] = session.shouldfail = self.problem  # type: ignore[attr-defined]
            raise session.Failed(self.problem)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput[WORKER_INPUT] = self.run_id

    def pytest_report_header(self) -> str:
        target = self._options.app or self._options.url or "targets of the settings file"
        return f"contractkit: contracts {self.config.getoption('--contracts')}, {target}, run {self.run_id}"

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        contract = self._files.get(file_path.resolve())
        if contract is None:
            return None
        node: ContractFile = ContractFile.from_parent(parent, path=file_path)
        node.contract, node.of = contract, self
        return node

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Events come after requests: what they make would only be in the way of lists that requests look at."""
        items.sort(key=lambda item: isinstance(item, ContractItem) and item.item.contract.kind is Kind.EVENT)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._choose(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Iterable[str]) -> None:
        self._choose(ids)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """A dry run prints instead of running, the user's own tests too: nothing is sent."""
        if not self.dry_run:
            return None
        from contractkit.dry_run import planned

        chosen = {item.nodeid for item in session.items}
        distributed = not session.items and self.config.pluginmanager.has_plugin("dsession")
        self._lines = tuple(planned(self.run, (i for i in self.run.items() if distributed or i.node in chosen)))
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        report = yield
        if isinstance(item, ContractItem) and call.when == "call":
            report.contractkit = json.dumps(item.stash.get(PART, None))
            report.contractkit_faults = list(self._faults)
            report.contractkit_sent = item.sent
            report.sections = [(title, self.run.redactor.text(said)) for title, said in report.sections]
            if report.skipped and not hasattr(report, "wasxfail"):  # pytest names the line that called skip()
                path, line, _ = item.reportinfo()
                report.longrepr = (str(path), (line or 0) + 1, report.longrepr[2])
        return report

    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str] | None:
        """With -v, how much an item that passed has sent."""
        sent = getattr(report, "contractkit_sent", 0)
        return ("passed", ".", f"PASSED ({sent} requests)") if sent and report.passed else None

    def pytest_runtest_logreport(self, report: Any) -> None:
        if self.in_worker:
            return
        part = getattr(report, "contractkit", None)
        if part is not None and (data := json.loads(part)) is not None:
            self._parts[report.nodeid] = ledger_part_from_data(data)
        for fault in getattr(report, "contractkit_faults", ()):
            self._fault(fault)
        if report.when == "???":
            self._fault(f"a worker was lost while it ran {report.nodeid}")

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        if why := getattr(node, "workeroutput", {}).get(WORKER_PROBLEM):
            self._fault(why)
        elif error:
            self._fault(f"the worker {node.gateway.id} was lost: {str(error).strip().splitlines()[-1]}")

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Comes too, with an exception of its own, when pytest stops itself (-x, errors of collection)."""
        if excinfo.type is KeyboardInterrupt:
            self._fault("the run was interrupted")
        elif isinstance(excinfo.value, pytest.exit.Exception):
            self._fault(f"pytest was told to exit: {excinfo.value.msg}")

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self._fault(f"pytest failed by itself: {excinfo.typename}: {str(excinfo.value)[:200]}")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        try:
            if not (self.in_worker or self.collect_only or self.dry_run):
                self._conclude()
        except ContractKitError as error:
            self.problem = str(error)
        except Exception as error:
            if self.config.getoption("fulltrace", False):
                raise
            self.problem = accident(error)
        finally:
            if self._run is not None:
                self._run.close()
            if self._run is not None and not self.in_worker:
                rmtree(self._run.parts, ignore_errors=True)
        if self.problem or (self.conclusion and self.conclusion.fails(strict=self._options.strict)):
            session.exitstatus = int(session.exitstatus) or int(exitstatus) or 1
        elif self.dry_run and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and self._lines:
            session.exitstatus = pytest.ExitCode.OK  # workers were to collect
        if exitstatus == pytest.ExitCode.INTERNAL_ERROR:  # of which pytest gives no summary
            self._tell(self.config.pluginmanager.get_plugin("terminalreporter"))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter: Any) -> Any:
        """After pytest's own list of what failed: the verdict is the last screen."""
        told = yield
        self._tell(terminalreporter)
        return told

    def _tell(self, terminalreporter: Any) -> None:
        decision = self.conclusion.result.verdict.decision if self.conclusion and not self.problem else Decision.HOLD
        if self.problem or self.conclusion:
            terminalreporter.write_sep("=", f"contractkit: {decision}", **{COLOURS[decision]: True, "bold": True})
        if self.problem:
            terminalreporter.write_line(self.problem)
        for line in self._lines:
            terminalreporter.write_line(line)

    def _choose(self, ids: Iterable[str]) -> None:
        """What was selected: here, or by the workers."""
        self._chosen = (self._chosen or set()) | set(ids)

    def _fault(self, why: str) -> None:
        if why not in self._faults:
            self._faults.append(why)

    def _conclude(self) -> None:
        planned = {item.node for item in self.run.items()}
        stopped = not self._faults and bool(planned - self._parts.keys())
        self.conclusion = conclude(
            self.run,
            join_all(self._parts.values()),
            partial=self.left_out or stopped,
            faults=tuple(self._faults),
            started=self.started,
        )
        self._lines = self.conclusion.lines
        announce = self.config.hook.pytest_contractkit_concluded
        called("concluded", lambda: announce(conclusion=self.conclusion))

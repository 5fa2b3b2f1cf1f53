"""What a pytest session does with contracts: loads them, runs their items, concludes once, in the controller."""

from __future__ import annotations

import json
import os
import secrets
import time
from pathlib import Path
from typing import Any

import pytest

from contractkit.codec import ledger_part_from_data
from contractkit.conclude import Conclusion, conclude
from contractkit.errors import ContractKitError, StoreError
from contractkit.ledger import EMPTY, join
from contractkit.model import Decision, Discrepancy, Ledger
from contractkit.options import Hooks, Item, Options
from contractkit.promise import standards
from contractkit.pytest_items import PART, ContractFile, ContractItem
from contractkit.run import Run
from contractkit.settings.file import identity_from_data
from contractkit.summary import told

WORKER_INPUT = "contractkit_run"


def begin(config: pytest.Config) -> None:
    """Called once `--contracts` is known."""
    root = Path(config.getoption("--contracts"))
    path = root if root.is_absolute() else Path(config.invocation_params.dir) / root
    if not path.exists():
        raise pytest.UsageError(f"--contracts: there is no {root}; give a folder of contracts or one contract file")
    if Path(config.rootpath) not in (path.resolve(), *path.resolve().parents):
        raise pytest.UsageError(
            f"--contracts: {root} lies outside pytest's rootdir {config.rootpath.name}/; see --rootdir"
        )
    _take_arguments(config, path)
    config.pluginmanager.register(Session(config, path.resolve()), "contractkit-session")


def _take_arguments(config: pytest.Config, path: Path) -> None:
    """Without positional arguments only contracts run; with them, contracts are added."""
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        config.args[:] = [str(path)]
        return
    asked = [Path(config.invocation_params.dir, str(a).split("::")[0]).resolve() for a in config.args]
    if not any(a == path.resolve() or path.resolve() in a.parents for a in asked):
        config.args.append(str(path))


class Session:
    """One pytest session, in the controller or in a worker."""

    def __init__(self, config: pytest.Config, path: Path) -> None:
        self.config = config
        given = getattr(config, "workerinput", {}).get(WORKER_INPUT)
        self.worker = getattr(config, "workerinput", {}).get("workerid", "main")
        self.in_worker = given is not None
        self.run_id: str = given or f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{secrets.token_hex(3)}"
        self.collect_only = bool(config.getoption("collectonly", False))
        self.dry_run = bool(config.getoption("--contracts-dry-run"))
        self.started = time.time()
        self.ledger: Ledger = EMPTY
        self.seen: set[str] = set()
        self.faults: list[str] = []
        self.conclusion: Conclusion | None = None
        self.plan: tuple[str, ...] = ()
        self.problem: str | None = None
        self._options = self._read_options(config, path)
        self._run: Run | None = None

    @property
    def run(self) -> Run:
        if self._run is None:
            self._run = Run(self._options, run_id=self.run_id, worker=self.worker, hooks=self._hooks())
        return self._run

    def standards(self, item: Item) -> tuple[str, ...]:
        return standards(item.contract, item.interaction, item.probe)

    def waived(self, found: Discrepancy) -> bool:
        return self.run.waived(found)

    def told(self, found: Discrepancy) -> str:
        return told(found)

    def abort(self, why: str) -> None:
        """End the run early: what has been confirmed so far is kept."""
        if why not in self.faults:
            self.faults.append(why)
        self._pytest_session.shouldfail = why

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self._pytest_session = session
        try:
            self.run.prepare(write=not (self.collect_only or self.dry_run or self.in_worker))
        except ContractKitError as error:
            if self.in_worker:
                raise
            self.problem = str(error)
            raise pytest.UsageError(f"contractkit: {error}") from None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput[WORKER_INPUT] = self.run_id

    def pytest_report_header(self) -> str:
        target = self._options.app or self._options.url or "targets of the settings file"
        return f"contractkit: contracts {self.config.getoption('--contracts')}, {target}, run {self.run_id}"

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        for contract in self.run.loaded.contracts:
            if (self._options.root / contract.file).resolve() == file_path.resolve():
                node: ContractFile = ContractFile.from_parent(parent, path=file_path)
                node.contract, node.session_of_run = contract, self
                return node
        return None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """A dry run prints instead of running, the user's own tests too: nothing is sent."""
        if not self.dry_run:
            return None
        from contractkit.dry_run import planned

        chosen = {item.nodeid for item in session.items}
        distributed = not session.items and self.config.pluginmanager.has_plugin("dsession")
        self.plan = tuple(planned(self.run, (i for i in self.run.items() if distributed or i.node in chosen)))
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        report = yield
        if isinstance(item, ContractItem) and call.when == "call":
            report.contractkit = json.dumps(item.stash.get(PART, None))
            report.contractkit_faults = list(self.faults)
        return report

    def pytest_runtest_logreport(self, report: Any) -> None:
        if self.in_worker:
            return
        part = getattr(report, "contractkit", None)
        if part is not None and (data := json.loads(part)) is not None:
            self.ledger = join(self.ledger, ledger_part_from_data(data))
            self.seen.add(report.nodeid)
        self.faults += [f for f in getattr(report, "contractkit_faults", ()) if f not in self.faults]
        if report.when == "???":
            self.faults.append(f"a worker was lost while it ran {report.nodeid}")

    def pytest_keyboard_interrupt(self) -> None:
        self.faults.append("the run was interrupted")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        try:
            if not (self.in_worker or self.collect_only or self.dry_run or self.problem):
                self.conclusion = self._conclude()
                self.config.hook.pytest_contractkit_concluded(conclusion=self.conclusion)
        except StoreError as error:
            self.problem = str(error)
        finally:
            self.run.close()
        if self.problem or (self.conclusion and self.conclusion.fails(strict=self._options.strict)):
            session.exitstatus = int(exitstatus) or 1

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.problem:
            terminalreporter.write_sep("=", "contractkit: HOLD", red=True, bold=True)
            terminalreporter.write_line(self.problem)
        for line in self.plan:
            terminalreporter.write_line(line)
        if self.conclusion:
            decision = self.conclusion.result.verdict.decision
            colour = {Decision.GO: "green", Decision.CAUTION: "yellow", Decision.HOLD: "red"}[decision]
            terminalreporter.write_sep("=", f"contractkit: {decision}", **{colour: True, "bold": True})
            for line in self.conclusion.lines:
                terminalreporter.write_line(line)

    def _conclude(self) -> Conclusion:
        planned = {item.node for item in self.run.items()}
        return conclude(
            self.run,
            self.ledger,
            missing=frozenset(planned - self.seen),
            faults=tuple(self.faults),
            started=self.started,
        )

    def _read_options(self, config: pytest.Config, path: Path) -> Options:
        config_file = config.getoption("--contracts-config")
        previous = config.getoption("--contracts-register")
        here = Path(config.invocation_params.dir)
        sends = not self.collect_only
        return Options(
            contracts=path,
            root=Path(config.rootpath).resolve(),
            environ=dict(os.environ) if sends else None,
            config=(here / config_file).resolve() if config_file else None,
            app=config.getoption("--contracts-app"),
            url=config.getoption("--contracts-url"),
            seed=config.getoption("--contracts-seed"),
            examples=config.getoption("--contracts-examples"),
            nightly=config.getoption("--contracts-profile") == "nightly",
            register=(here / previous).resolve() if previous else None,
            commit=config.getoption("--contracts-commit"),
            strict=config.getoption("--contracts-strict"),
        )

    def _hooks(self) -> Hooks:
        hook = self.config.hook
        identities = {k: v for given in hook.pytest_contractkit_identities() for k, v in (given or {}).items()}
        values = {k: tuple(v) for given in hook.pytest_contractkit_values() for k, v in (given or {}).items()}
        return Hooks(
            app=lambda id: hook.pytest_contractkit_app(contract_id=id),
            identities={name: identity_from_data(name, data) for name, data in identities.items()},
            values=values,
            before_send=lambda id, headers: hook.pytest_contractkit_before_send(interaction_id=id, headers=headers),
            reset=lambda: hook.pytest_contractkit_reset(),
        )

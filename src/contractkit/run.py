"""Options in, items to examine out; each item ends in a ledger, and conclude.py turns the joined ledger into a Result."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from contractkit.desk import Desk, Workplace
from contractkit.endpoint import Endpoint, load_object, open_endpoint
from contractkit.errors import RunAborted, TargetError, UsageError
from contractkit.extensions import PROBES
from contractkit.load import Loaded, load
from contractkit.log import Log
from contractkit.model import Contract, Entry, Interaction, Ledger, Register, State
from contractkit.model.result import Reached
from contractkit.promise import promise
from contractkit.redact import Redactor
from contractkit.replay import replay
from contractkit.settings import Identity, Settings, TargetSettings
from contractkit.settings_file import read_settings
from contractkit.static import judge_document, stopped

DOCUMENT = "document"
SETTINGS_FILE = "contractkit.yaml"
NO_TARGET = "no target: give --contracts-app, --contracts-url, or targets: in contractkit.yaml"


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for, however: `contracts` a folder or file, `root` what paths are relative to."""

    contracts: Path
    root: Path
    environ: Mapping[str, str] | None = None  # None: nothing will be sent, variables stay unread
    config: Path | None = None
    app: str | None = None
    url: str | None = None
    seed: int = 0
    examples: int | None = None
    nightly: bool = False
    register: Path | None = None
    commit: str | None = None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One probe on one interaction; `interaction` None for what the document itself promises."""

    contract: Contract
    interaction: Interaction | None
    probe: str

    @property
    def node(self) -> str:
        name = self.interaction.name if self.interaction else "*"
        return f"{self.contract.file}::{name}::{self.probe}"


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a conftest gives: an application by contract id, more identities and values, a look at each request."""

    app: Callable[[str], Any] = lambda _: None
    identities: Mapping[str, Identity] = field(default_factory=dict)
    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    before_send: Callable[[str, dict[str, str]], Any] | None = None
    reset: Callable[[], Any] = lambda: None


class Run:
    """The resources of one worker: loaded contracts, open targets, its log. Close it."""

    def __init__(
        self,
        options: Options,
        *,
        run_id: str,
        worker: str = "main",
        hooks: Hooks | None = None,
        settings: Settings | None = None,
    ) -> None:
        self.options, self.run_id, self.worker = options, run_id, worker
        self.hooks, self._given = hooks or Hooks(), settings
        self.started = time.monotonic()
        self._endpoints: dict[object, Endpoint] = {}

    @cached_property
    def settings(self) -> Settings:
        settings = self._given or self._read()
        policy = settings.policy
        if self.options.nightly:
            budget = policy.budget
            deep = replace(budget, cases=budget.cases * 10, examples=max(budget.examples, 25) * 20)
            policy = replace(policy, budget=replace(deep, fuse_seconds=budget.fuse_seconds * 20))
        if self.options.examples is not None:
            policy = replace(policy, budget=replace(policy.budget, examples=self.options.examples))
        return replace(
            settings,
            policy=policy,
            identities={**settings.identities, **self.hooks.identities},
            values={**settings.values, **self.hooks.values},
        )

    @cached_property
    def loaded(self) -> Loaded:
        outputs = self.settings.outputs
        return load(
            self.options.contracts,
            base=self.options.root,
            ignore=self.settings.ignore,
            ids=self.settings.ids,
            outputs=(self.options.root / outputs.directory, self.options.root / outputs.analysis),
        )

    @cached_property
    def directory(self) -> Path:
        return self.options.root / self.settings.outputs.directory

    @cached_property
    def redactor(self) -> Redactor:
        return Redactor(self.settings.secrets, self.settings.redact)

    @cached_property
    def log(self) -> Log:
        return Log(self.parts, self.worker, self.redactor)

    @property
    def parts(self) -> Path:
        return self.directory / f".parts-{self.run_id}"

    def items(self) -> Iterator[Item]:
        """Everything a full run examines, in order; nothing is generated."""
        for contract in self.loaded.contracts:
            yield from self.items_of(contract)

    def items_of(self, contract: Contract) -> Iterator[Item]:
        yield Item(contract, None, DOCUMENT)
        for interaction in contract.interactions:
            if self.settings.excluded(interaction) is None:
                for id, one in PROBES:
                    if one.wants(interaction):
                        yield Item(contract, interaction, id)

    def target(self, contract: Contract) -> TargetSettings | None:
        """Options win over the settings file; None when there is no target for this contract."""
        folder = self.options.contracts if self.options.contracts.is_dir() else self.options.contracts.parent
        under = folder.resolve().relative_to(self.options.root.resolve()).as_posix()
        configured = self.settings.target(contract.file, under="" if under == "." else under)
        if self.options.app or self.options.url:
            kept = configured or TargetSettings()
            return replace(kept, app=self.options.app, url=self.options.url, command=())
        if configured is None and self.hooks.app(contract.id) is not None:
            return TargetSettings()
        return configured

    def examine(self, item: Item) -> Ledger:
        """What this item shows. Our own and the world's faults end in the ledger, never in silence."""
        if item.interaction is None:
            return judge_document(item.contract, promise(item.contract, None), node=item.node)
        obligations = tuple(promise(item.contract, item.interaction))
        why = dict(stopped(item.contract)).get(item.interaction.id)
        target = self.target(item.contract)
        if why is not None or target is None:
            reason = f"the contract stops it: {why}" if why else NO_TARGET
            seen = {item.interaction.id: Reached(tried=(reason,))}
            return Ledger({o.id: Entry(State.BLOCKED, reason) for o in obligations}, seen)
        try:
            endpoint = self.endpoint(item.contract, target)
        except TargetError as gone:
            return Ledger(faults=(str(gone),))
        contract = item.contract if target.base_path is None else replace(item.contract, base_path=target.base_path)
        desk = Desk(contract, item.interaction, obligations, self._place(endpoint), item.node)
        try:
            replay(desk, self.previous, item.probe)
            PROBES[item.probe].run(desk)
        except (RunAborted, TargetError) as aborted:
            return desk.ledger(faults=(str(aborted),))
        return desk.ledger()

    def endpoint(self, contract: Contract, target: TargetSettings) -> Endpoint:
        """The open endpoint of a target; contracts with the same target share it."""
        app = None if target.app or target.url or target.command else self.hooks.app(contract.id)
        key = (target.app, target.url, target.command, id(app) if app is not None else None)
        if key not in self._endpoints:
            log = self.parts / f"{self.worker}.target.log"
            self._endpoints[key] = open_endpoint(target, root=self.options.root, app=app, log=log)
            if target.reset:
                load_object(target.reset, self.options.root)()
            self.hooks.reset()
        return self._endpoints[key]

    def close(self) -> None:
        for endpoint in self._endpoints.values():
            endpoint.close()
        self._endpoints = {}
        if "log" in self.__dict__:
            self.log.close()

    def _place(self, endpoint: Endpoint) -> Workplace:
        fuse = self.started + self.settings.policy.budget.fuse_seconds
        return Workplace(
            self.settings,
            endpoint,
            self.log,
            self.redactor,
            self.run_id,
            self.options.seed,
            fuse,
            self.hooks.before_send,
        )

    def _read(self) -> Settings:
        folder = self.options.contracts if self.options.contracts.is_dir() else self.options.contracts.parent
        candidates = (self.options.config, folder / SETTINGS_FILE, self.options.root / SETTINGS_FILE)
        path = next((p for p in candidates if p is not None and p.is_file()), None)
        if self.options.config is not None and path != self.options.config:
            raise UsageError(f"there is no settings file {self.options.config}")
        return Settings() if path is None else read_settings(path, root=self.options.root, environ=self.options.environ)

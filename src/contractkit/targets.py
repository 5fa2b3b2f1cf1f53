"""A contract in, the target it is held against out: opened once, shared by contracts, closed by the run."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from contractkit.connected import Connected, connected
from contractkit.endpoint import Endpoint, load_object, open_endpoint
from contractkit.errors import UsageError
from contractkit.model import Contract, Kind
from contractkit.options import Hooks, Options
from contractkit.settings import PORT, Settings, TargetSettings
from contractkit.worker import worker


class Targets:
    """`under`: the contracts folder; `log`: where a command's output goes."""

    def __init__(self, options: Options, settings: Settings, hooks: Hooks, *, under: Path, log: Path) -> None:
        self._options, self._settings, self._hooks = options, settings, hooks
        self._under, self._log = under, log
        self._endpoints: dict[object, Endpoint] = {}
        self._applications: dict[str, Any] = {}
        self._broker: Connected | None = None

    def of(self, contract: Contract) -> TargetSettings | None:
        """Options win over a hook, a hook over the settings file; None when there is no target for this contract."""
        configured = self._configured(contract)
        kept = configured or TargetSettings()
        if self._options.app or self._options.url:
            return replace(kept, app=self._options.app, url=self._options.url, command=())
        if self._application(contract) is not None:
            return replace(kept, app=None, url=None, command=())
        return configured

    def behind(self, contract: Contract, beside: Iterable[Contract]) -> tuple[Contract, TargetSettings] | None:
        """What is started for a contract of events, and as whose: its own target, or the one application of all, or of
        a hook; mostly none, and its events are taken by what contracts `beside` it are held against, or runs already.

        A hook gives it by the HTTP contract that shares its target, or by its own id where there is no HTTP contract.
        """
        if self._options.url:
            return None
        configured = self._configured(contract)
        kept = replace(configured or TargetSettings(), app=self._options.app, url=None, command=())
        if self._options.app:
            return contract, kept
        http = [one for one in beside if one.kind is Kind.HTTP]
        sharing = [one for one in http if self._configured(one) == configured] if http else [contract]
        given = {id(app): one for one in sharing if (app := self._application(one)) is not None}
        if given:
            return (next(iter(given.values())), kept) if len(given) == 1 else None
        return (contract, configured) if configured is not None else None

    def open(self, contract: Contract, target: TargetSettings) -> Endpoint:
        """The open endpoint of a target; contracts with the same target share it."""
        app = None if target.app or target.url or target.command else self._application(contract)
        if contract.kind is Kind.HTTP and target.portless:
            raise UsageError(
                f"{target.location}: command: {target.command[0]} is not told its port; write {PORT} where it belongs"
            )
        self.broker()
        told = tuple(sorted(target.env.items())) if target.command else ()
        key = (target.app, target.url, target.command, told, id(app) if app is not None else None)
        if key not in self._endpoints:
            root, log = self._options.root, self._log
            if contract.kind is Kind.EVENT and target.portless:
                self._endpoints[key] = worker(target, root=root, log=log)
            else:
                self._endpoints[key] = open_endpoint(target, root=root, app=app, log=log)
            if target.reset:
                load_object(target.reset, self._options.root)()
            self._hooks.reset()
        return self._endpoints[key]

    def opened(self) -> tuple[Endpoint, ...]:
        """Those that are open now."""
        return tuple(self._endpoints.values())

    def missing(self, contract: Contract) -> bool:
        """Whether it is said nowhere what this contract is held against."""
        return self._settings.broker is None if contract.kind is Kind.EVENT else self.of(contract) is None

    def broker(self) -> Connected | None:
        """The broker of the settings, started if need be and connected once; None where there is none.

        Raises BrokerError, UsageError. Services learn of it as BROKER_URL, so it comes before any of them.
        """
        if self._broker is None and self._settings.broker is not None:
            self._broker = connected(self._settings.broker)
        return self._broker

    def close(self) -> None:
        for endpoint in self._endpoints.values():
            endpoint.close()
        self._endpoints = {}
        if self._broker is not None:
            self._broker.close()
            self._broker = None

    def _configured(self, contract: Contract) -> TargetSettings | None:
        under = self._under.resolve().relative_to(self._options.root.resolve()).as_posix()
        return self._settings.target(contract.file, under="" if under == "." else under)

    def _application(self, contract: Contract) -> Any:
        """What a hook gives for a contract, asked once: each call may make a new application."""
        if contract.id not in self._applications:
            self._applications[contract.id] = self._hooks.app(contract.id)
        return self._applications[contract.id]

"""Options in, items to examine out; each item ends in a ledger. conclude.py makes a Result of the joined ledger."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from contractkit.agreements import agreed
from contractkit.credentials import credentials
from contractkit.endpoint import Endpoint
from contractkit.errors import ContractError, UsageError
from contractkit.examining import examine
from contractkit.extensions import PROBES
from contractkit.identity import slice_digest
from contractkit.loading import Loaded, load
from contractkit.log import Log
from contractkit.model import Action, Contract, Discrepancy, Interaction, Kind, Ledger, Obligation, Register
from contractkit.options import Hooks, Item, Options
from contractkit.promise import promise
from contractkit.redact import Redactor
from contractkit.settings import Settings
from contractkit.settings.found import settings_beside
from contractkit.sound import checked
from contractkit.static import judge_document
from contractkit.store import CODES, PARTS, Store
from contractkit.targets import Targets
from contractkit.tokens import Tokens
from contractkit.triage import is_waived
from contractkit.vocabulary import Before, before_from
from contractkit.waivers import Waivers, read_waivers
from contractkit.workplace import Workplace, callable_of

DOCUMENT = "document"


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
        scratch: Path | None = None,
    ) -> None:
        self.options, self.run_id, self.worker, self._scratch = options, run_id, worker, scratch
        self.hooks, self._given = hooks or Hooks(), settings
        self.started = time.monotonic()
        self._promised: dict[str, tuple[Obligation, ...]] = {}
        self._lock = ExitStack()

    @cached_property
    def settings(self) -> Settings:
        settings = self._given or settings_beside(self.folder, self.options)
        policy = settings.policy
        if self.options.nightly:
            budget = policy.budget
            deep = replace(budget, cases=budget.cases * 10, examples=max(budget.examples, 25) * 20)
            policy = replace(policy, budget=replace(deep, fuse_seconds=budget.fuse_seconds * 20), nightly=True)
        if self.options.examples is not None:
            policy = replace(policy, budget=replace(policy.budget, examples=self.options.examples))
        return replace(
            settings,
            policy=policy,
            identities={**settings.identities, **self.hooks.identities},
            secrets={**settings.secrets, **self.hooks.secrets},
            values={**settings.values, **self.hooks.values},
            failures=(*settings.failures, *self.hooks.failures),
        )

    @cached_property
    def loaded(self) -> Loaded:
        outputs = self.settings.outputs
        schemas = [rule.file for rule in self.settings.envelope if rule.file is not None]
        found = load(
            self.options.contracts,
            base=self.options.root,
            ignore=self.settings.ignore,
            ids=self.settings.ids,
            outputs=(self.options.root / outputs.directory, self.options.root / outputs.analysis, *schemas),
        )
        return replace(found, contracts=tuple(agreed(c, self.settings) for c in found.contracts))

    @cached_property
    def directory(self) -> Path:
        return self.options.root / self.settings.outputs.directory

    @cached_property
    def redactor(self) -> Redactor:
        return Redactor(self.secrets, self.settings.redact)

    @cached_property
    def secrets(self) -> dict[str, str]:
        return credentials(self.settings, self.loaded.contracts)

    @cached_property
    def log(self) -> Log:
        return Log(self.parts, self.worker, self.redactor)

    @cached_property
    def targets(self) -> Targets:
        log = self.parts / f"{self.worker}.target.log"
        return Targets(self.options, self.settings, self.hooks, under=self.folder, log=log)

    @cached_property
    def tokens(self) -> Tokens:
        return Tokens(self.redactor, self.options.root)

    @cached_property
    def store(self) -> Store:
        return Store(self.directory)

    @cached_property
    def previous(self) -> Register:
        """The register of the last full run: remembered discrepancies are replayed first."""
        return self.store.load_register(self.options.register)

    @cached_property
    def before(self) -> tuple[str, ...]:
        """Ids of interactions and contracts that the last full ledger knew."""
        return self.store.load_known()

    @cached_property
    def spoken(self) -> Before:
        """The codes that the failures of the last full run gave."""
        return before_from(self.store.load(CODES))

    @cached_property
    def waivers(self) -> Waivers:
        return read_waivers(self.folder / "waivers.yaml", root=self.options.root)

    @cached_property
    def folder(self) -> Path:
        """The contracts folder."""
        return self.options.contracts if self.options.contracts.is_dir() else self.options.contracts.parent

    def prepare(self, *, write: bool) -> None:
        """Read all that can be wrong before anything is sent; `write`: make sure that results can be kept."""
        if self.options.app and self.options.url:
            raise UsageError("two targets were given: give an app or a URL, not both")
        if not self.loaded.contracts and not self.loaded.recognised:
            raise ContractError("\n".join(self.loaded.problems) or f"{self.options.contracts.name}/ holds no contract")
        if not self.loaded.problems:  # else a rule may be about what could not be read
            checked(self.loaded.contracts, self.settings)
        for recipe in self.settings.failures if self.options.environ is not None else ():
            callable_of(recipe, self.options.root)
        _ = self.previous, self.before, self.spoken, self.redactor
        if write:
            self._lock.enter_context(self.store.lock(self.options.root / self.settings.outputs.analysis))

    def waived(self, found: Discrepancy) -> bool:
        """Is this discrepancy waived today, by a waiver bound to the slice it was judged by?"""
        contract = next(c for c in self.loaded.contracts if c.id == found.contract)
        interaction = next((i for i in contract.interactions if i.id == found.interaction), None)
        obligation = next((o for o in self.promised(contract, interaction) if o.id == found.obligation), None)
        slice_ = slice_digest(contract, obligation) if obligation else None
        return is_waived(found, slice_, self.waivers, today=datetime.now(UTC).date())

    @property
    def parts(self) -> Path:
        """Where workers write their logs until they are joined; `scratch` when nothing is to be kept."""
        return self._scratch or self.directory / f"{PARTS}{self.run_id}"

    def items(self) -> Iterator[Item]:
        """Everything a full run examines, requests before events; nothing is generated."""
        for contract in sorted(self.loaded.contracts, key=lambda one: one.kind is Kind.EVENT):
            yield from self.items_of(contract)

    def items_of(self, contract: Contract) -> Iterator[Item]:
        """What is received comes first: there a consumer that broken events stop is told from one that takes none."""
        yield Item(contract, None, DOCUMENT)
        for interaction in sorted(contract.interactions, key=_sends):
            if self.settings.excluded(interaction) is None:
                for id, one in PROBES:
                    if one.kind is interaction.kind and one.wants(contract, interaction):
                        yield Item(contract, interaction, id)

    def promised(self, contract: Contract, interaction: Interaction | None) -> tuple[Obligation, ...]:
        """The obligations of an interaction, enumerated once."""
        key = interaction.id if interaction else f"{contract.id}#*"
        if key not in self._promised:
            charge = self.settings.policy.charge
            found = promise(contract, interaction)
            self._promised[key] = tuple(replace(o, charged=True) if o.kind in charge else o for o in found)
        return self._promised[key]

    def examine(self, item: Item) -> Ledger:
        """What this item shows. Our own and the world's faults end in the ledger, never in silence."""
        if item.interaction is None:
            return judge_document(item.contract, self.promised(item.contract, None), node=item.node)
        return examine(self, item, self.previous, PROBES[item.probe].run)

    def replay(self, item: Item, register: Register) -> Ledger:
        """Only the remembered examples of a register, sent again."""
        return examine(self, item, register, None)

    def close(self) -> None:
        if "targets" in self.__dict__:
            self.targets.close()
        if "log" in self.__dict__:
            self.log.close()
        self._lock.close()

    def place(self, endpoint: Endpoint) -> Workplace:
        fuse = self.started + self.settings.policy.budget.fuse_seconds
        seed, look = self.options.seed, self.hooks.before_send
        settings = replace(self.settings, secrets=self.secrets)
        place = Workplace(settings, endpoint, self.log, self.redactor, self.run_id, seed, fuse, look)
        return replace(place, root=self.options.root, tokens=self.tokens)


def _sends(interaction: Interaction) -> bool:
    return interaction.event is not None and interaction.event.action is not Action.RECEIVE

"""The settings as frozen values; read from contractkit.yaml by settings_file.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from contractkit.errors import UsageError
from contractkit.model import Interaction, Location
from contractkit.settings.brokers import BrokerSettings
from contractkit.settings.conventions import CorrelationRule, EnvelopeRule
from contractkit.settings.events import EventRule
from contractkit.settings.identities import AccessRule
from contractkit.settings.identities import Identity as Identity
from contractkit.settings.recipes import Recipe
from contractkit.settings.tenants import TenantRule

PORT = "{port}"  # in a command: the free port that it is given


@dataclass(frozen=True, slots=True)
class Tls:
    ca: str | None = None
    cert: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class TargetSettings:
    """Where one contract is exercised: exactly one of `app`, `url`, `command`."""

    app: str | None = None
    url: str | None = None
    command: tuple[str, ...] = ()
    ready: str | None = None
    base_path: str | None = None
    reset: str | None = None
    disposable: bool = False
    timeout: float = 10.0
    rate: float | None = None
    proxy: str | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    tls: Tls = Tls()
    location: Location | None = None

    @property
    def portless(self) -> bool:
        """A command that is told no port: a process that serves no HTTP."""
        return bool(self.command) and not any(PORT in text for text in (*self.command, *self.env.values()))


@dataclass(frozen=True, slots=True)
class Exclusion:
    match: str
    reason: str
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """Counts per item, and the fuse in seconds for the whole run."""

    cases: int = 400
    examples: int = 25
    fuse_seconds: float = 600.0


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """`allow_unproven`: share per kind, 0..1; `settle` in seconds.

    `repeats`: how often a request may be repeated to provoke a 429; `charge`: kinds that are charged although they are
    only listed by default.
    """

    allow_unproven: Mapping[str, float] = field(default_factory=lambda: {"accepts": 0.10, "rejects": 0.10})
    budget: Budget = Budget()
    settle: float = 2.0
    strict: frozenset[str] = frozenset()
    severities: Mapping[str, str] = field(default_factory=dict)
    top_causes: int = 5
    retention: int = 50
    nightly: bool = False
    repeats: int = 0
    charge: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outputs:
    directory: str = "backend/outputs/phase-3"
    analysis: str = "docs/Test_Result_Analysis.md"
    tag: str = "BACK-PH3"
    task: str = "3.2"


SUBJECTS = {  # of refusals that are told apart in the results; by tag or path
    "billing": ("*billing*", "*invoice*", "*payment*"),
    "webhooks": ("*webhook*", "*callback*"),
    "tools": ("*tool*",),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """`secrets`: NAME -> value of everything that must never be written."""

    file: str | None = None
    ignore: tuple[str, ...] = ()
    ids: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, TargetSettings] = field(default_factory=dict)
    broker: BrokerSettings | None = None
    events: tuple[EventRule, ...] = ()
    exclude: tuple[Exclusion, ...] = ()
    redact: tuple[str, ...] = ()
    identities: Mapping[str, Identity] = field(default_factory=dict)
    access: tuple[AccessRule, ...] = ()
    tenant: tuple[TenantRule, ...] = ()
    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    envelope: tuple[EnvelopeRule, ...] = ()
    correlation: CorrelationRule | None = None
    failures: tuple[Recipe, ...] = ()
    owners: tuple[tuple[str, str], ...] = ()
    subjects: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(SUBJECTS))
    policy: PolicySettings = PolicySettings()
    outputs: Outputs = Outputs()
    secrets: Mapping[str, str] = field(default_factory=dict)

    def target(self, contract_file: str, *, under: str = "") -> TargetSettings | None:
        """The target of a contract file: by path relative to the contracts folder, by name, by pattern, or `*`."""
        relative = contract_file.removeprefix(under).lstrip("/")
        name = relative.rsplit("/", 1)[-1]
        for key in (contract_file, relative, name):
            if key in self.targets:
                return self.targets[key]
        return next((t for k, t in self.targets.items() if fnmatchcase(relative, k) or fnmatchcase(name, k)), None)

    def excluded(self, interaction: Interaction) -> Exclusion | None:
        return next((e for e in self.exclude if matches(e.match, interaction)), None)

    def owner(self, interaction: Interaction) -> str:
        """The track that owns an interaction; `backend` where no rule matches."""
        return next((track for match, track in self.owners if matches(match, interaction)), "backend")


def matches(rule: str, interaction: Interaction) -> bool:
    """A rule names an operation id, a tag, a path, or `METHOD path`; `*` and `**` stand for anything."""
    method_and_path = f"{interaction.method} {interaction.path}"
    names = (interaction.name, interaction.id, method_and_path, interaction.path, *interaction.tags)
    return any(fnmatchcase(name, rule.replace("**", "*")) for name in names)


def one_kind(target: TargetSettings, name: str) -> TargetSettings:
    """Refuse a target that is of no kind or of two."""
    kinds = [k for k, v in (("app", target.app), ("url", target.url), ("command", target.command)) if v]
    if len(kinds) != 1:
        what = "is none of" if not kinds else "is two of"
        where = f"{target.location}: " if target.location else ""
        raise UsageError(f"{where}target {name!r} {what} app:, url:, command:; give exactly one")
    return target

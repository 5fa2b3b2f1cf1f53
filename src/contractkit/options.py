"""What a run is asked for, by whom it is helped, and the items it consists of; frozen values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contractkit.model import Contract, Interaction
from contractkit.settings import Identity
from contractkit.settings.recipes import Recipe


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
    """What a conftest gives: an application by contract id, more identities and values, a look at each request.

    `secrets`: NAME -> value of what its identities send.
    """

    app: Callable[[str], Any] = lambda _: None
    identities: Mapping[str, Identity] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    failures: tuple[Recipe, ...] = ()
    before_send: Callable[[str, dict[str, str]], Any] | None = None
    reset: Callable[[], Any] = lambda: None

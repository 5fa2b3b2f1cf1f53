"""The seams: what a transport, report, store and probe's bench must do. Implementations live one file each."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Any, Protocol

from contractkit.answer.error_shape import Shape
from contractkit.answer.failure import Failure, Flaw
from contractkit.answer.named import Named
from contractkit.client.received import Received as Received
from contractkit.model import (
    Case,
    Contract,
    Draft,
    Edit,
    Envelope,
    Intent,
    Interaction,
    Kind,
    Obligation,
    Observation,
    Recognised,
    Request,
    Result,
    Target,
    Trace,
)
from contractkit.occasion import Occasion
from contractkit.protocols.events import Broker as Broker
from contractkit.protocols.events import Inbox as Inbox
from contractkit.settings import Settings
from contractkit.settings.recipes import Recipe
from contractkit.source.opened import Opened


class Transport(Protocol):
    """Sends one request to one target. Never raises for what the service does: that is a Fault."""

    def send(self, request: Request, *, timeout: float) -> Received:
        """One deadline of `timeout` seconds for the whole answer; a request no wire can carry is Fault `skipped`."""

    def close(self) -> None:
        """Let go of connections, loops and threads; safe to call twice."""


class Format(Protocol):
    """One kind of file in a contracts folder. `named` is asked first (the file is not read then), `claims` after."""

    def named(self, path: PurePath) -> bool: ...

    def claims(self, document: Mapping[str, Any]) -> bool: ...

    def parse(self, opened: Opened) -> Contract | Recognised: ...


class Bench(Protocol):
    """What a probe works at: it makes and sends cases, has traces judged, and says what it tried."""

    @property
    def contract(self) -> Contract: ...

    @property
    def interaction(self) -> Interaction: ...

    @property
    def obligations(self) -> tuple[Obligation, ...]: ...

    @property
    def settings(self) -> Settings: ...

    @property
    def disposable(self) -> bool:
        """May examples and configured values be used by writes?"""

    @property
    def local(self) -> bool:
        """May undocumented methods that could write be tried?"""

    @property
    def exclusive(self) -> bool:
        """Does nobody else use this target?"""

    @property
    def seed(self) -> int: ...

    @property
    def base_url(self) -> str:
        """Scheme and authority of the target."""

    def salt(self) -> str:
        """A fresh marker for unique values: `ck` and six hex digits."""

    def case(
        self,
        interaction: Interaction,
        draft: Draft,
        *,
        intent: Intent = Intent.VALID,
        target: Target | None = None,
        edits: tuple[Edit, ...] = (),
        note: str = "",
        lenient: str | None = None,
        phase: str = "baseline",
    ) -> Case:
        """A case in wire form with the credentials of the draft's identity; raises Unsendable."""

    def send(self, case: Case) -> Observation: ...

    def judge(self, trace: Trace, *, again: Callable[[], Trace | None] | None = None) -> frozenset[str]:
        """Judge a trace; `again` makes an equal one from a fresh baseline. Returns the confirmed fingerprints."""

    def later(self, work: Callable[[], None]) -> None:
        """Do this, which sends nothing, while the next answer is on its way; at once where there is no waiting."""

    def judge_later(self, trace: Trace, *, again: Callable[[], Trace | None]) -> None:
        """Judge a trace while another answer is on its way; `settle` confirms what it shows."""

    def settle(self, *, all: bool = False) -> None:
        """Confirm what is suspected by now; `all`: judge first what is left to be judged."""

    def call(self, recipe: Recipe) -> object:
        """Call the team's function of a recipe with the id of the interaction; None where there is none."""

    def suspects(self, trace: Trace) -> frozenset[str]:
        """Fingerprints a trace shows, unconfirmed; nothing is recorded but proofs."""

    def wait(self, seconds: float) -> None:
        """Let the service settle; counts against the fuse."""

    def tried(self, interaction: Interaction, text: str) -> None:
        """One attempt at reaching an interaction and what the service said."""

    def left(self) -> int:
        """Cases left in this item's budget."""

    def skipped(self, target: Target | None, why: str) -> None:
        """A planned case that was not sent: its obligations are unproven for this reason."""

    def blow_if_spent(self) -> None:
        """Raise RunAborted when the run's fuse has blown."""


class Scene(Protocol):
    """What a situation is arranged with: the bench, and an accepted baseline of its operation."""

    @property
    def bench(self) -> Bench: ...

    @property
    def draft(self) -> Draft:
        """The accepted baseline, as it was sent."""

    def fresh(self) -> Draft | None:
        """A draft whose resources are made anew; None when they could not be."""

    def send(self, interaction: Interaction, draft: Draft) -> Observation:
        """A request of the preparation, which is not judged."""


class Report(Protocol):
    """One file written from a result; pure."""

    def __call__(self, result: Result) -> str: ...


class EnvelopeFamily(Protocol):
    """A way of saying failures: how a contract's schema of it is recognised, how its bodies are read and judged."""

    @property
    def media(self) -> tuple[str, ...]:
        """What failures of this family are sent as."""

    def telling(self, shape: Shape) -> str:
        """Why a schema of a failure is taken for this family; "" where it is not."""

    def flaws(self, failure: Failure) -> Iterator[Flaw]: ...

    def codes(self, body: Any, envelope: Envelope) -> Iterator[str]:
        """The machine codes a body gives."""

    def places(self, body: Any, envelope: Envelope) -> Iterator[Named]:
        """The parts of the request that a body names."""

    def says_places(self, shape: Shape) -> bool:
        """Whether failures of this shape name such parts."""


class Family(Protocol):
    """A kind of obligation: what is promised, when a trace speaks for it, and what keeps it from counting."""

    @property
    def kinds(self) -> frozenset[Kind]:
        """Of the interactions it is promised of."""

    @property
    def when(self) -> Occasion:
        """The traces that can bear on it."""

    def promise(self, contract: Contract, interaction: Interaction | None) -> Iterable[Obligation]: ...

    def bears(self, obligation: Obligation, trace: Trace) -> bool: ...

    def blocked(self, obligation: Obligation, trace: Trace) -> str | None: ...

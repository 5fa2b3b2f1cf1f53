"""The seams: what a transport, report, store and probe's bench must do. Implementations live one file each."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from contractkit.model import (
    Case,
    Contract,
    Fault,
    Interaction,
    Message,
    Obligation,
    Observation,
    Request,
    Result,
    Trace,
)


class Transport(Protocol):
    """Sends one request to one target. Never raises for what the service does: that is a Fault."""

    def send(self, request: Request, *, timeout: float) -> "Received": ...

    def close(self) -> None: ...


class Received(Protocol):
    """`reply` xor `fault`; `seconds` of wall time; `crash` is an in-process app's traceback."""

    reply: Message | None
    fault: Fault | None
    seconds: float
    crash: str | None


class Format(Protocol):
    """One kind of contract document."""

    def claims(self, document: Mapping[str, Any]) -> bool: ...

    def parse(self, source: Any) -> Contract: ...


class Bench(Protocol):
    """What a probe works at: it sends cases, has traces judged, and asks what is known."""

    contract: Contract
    interaction: Interaction
    obligations: tuple[Obligation, ...]

    def send(self, case: Case) -> Observation: ...

    def judge(self, trace: Trace, *, again: Callable[[], Trace | None] | None = None) -> frozenset[str]:
        """Judge a trace; `again` makes an equal one from a fresh baseline. Returns the confirmed fingerprints."""


class Report(Protocol):
    """One file written from a result; pure."""

    def __call__(self, result: Result) -> str: ...


class Family(Protocol):
    """A kind of obligation: what is promised, when a trace speaks for it, and what keeps it from counting."""

    def promise(self, contract: Contract, interaction: Interaction | None) -> Iterable[Obligation]: ...

    def bears(self, obligation: Obligation, trace: Trace) -> bool: ...

    def blocked(self, obligation: Obligation, trace: Trace) -> str | None: ...

"""The registries of everything that is added as a file: checks, families, probes, brokers, reports, formats."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from contractkit.errors import UsageError
from contractkit.generate.candidates import Candidate
from contractkit.model import Contract, Interaction, Kind, Mismatch, Standard, Trace
from contractkit.occasion import ALWAYS, Occasion
from contractkit.protocols import Broker, EnvelopeFamily, Family, Format, Report, Scene
from contractkit.registry import Registry
from contractkit.settings.brokers import BrokerSettings


@dataclass(frozen=True, slots=True)
class Check:
    """`sentence` is true while the contract is kept; `hides` are checks whose findings it makes meaningless.

    `when`: the traces it can say anything of.
    """

    id: str
    sentence: str
    kinds: frozenset[Kind]
    hides: frozenset[str]
    run: Callable[[Trace], Iterator[Mismatch]]
    when: Occasion = ALWAYS

    @property
    def own(self) -> bool:
        """Was it written outside contractkit? Then it may break any obligation of the scope it names."""
        return not self.run.__module__.startswith("contractkit.")

    def __call__(self, trace: Trace) -> Iterator[Mismatch]:
        return iter(self.told(trace))

    def told(self, trace: Trace) -> list[Mismatch]:
        found = [*self.run(trace)]
        return [replace(one, check=self.id) for one in found] if found else found


@dataclass(frozen=True, slots=True)
class Protocol:
    """How brokers of one kind are talked to. `schemes` of their URLs; `names`: what contracts call the protocol.

    `connect` raises BrokerError with what to do when the broker cannot be reached, UsageError when its extra is not
    installed.
    """

    id: str
    schemes: frozenset[str]
    names: frozenset[str]
    connect: Callable[[BrokerSettings], Broker]


@dataclass(frozen=True, slots=True)
class Probe:
    """`wants` says whether it has anything to do for an interaction's obligations; `run` works at a bench.

    `again` sends a remembered candidate of its own, and returns None for one that is sent as any single request is.
    """

    id: str
    wants: Callable[[Contract, Interaction], bool]
    run: Callable[[Any], None]  # at a Bench, or an EventBench
    standard: Standard = Standard.TEST_CONTRACT
    again: Callable[[Any, Candidate], frozenset[str] | None] | None = None
    kind: Kind = Kind.HTTP  # of the interactions it works on


ANY_REFUSAL = frozenset(range(400, 500))  # what may explain an answer to input that servers read as they like
ANY_METHOD = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True)
class Situation:
    """One in which an operation has to fail with one of these statuses, as its sentence says.

    `explained`: statuses that other things could explain as well, so that they show nothing; `repeatable`: methods
    that may be accepted all the same. `arrange` gives the candidates, beside the accepted baseline; it raises
    Unarranged with what is missing.
    """

    id: str
    statuses: frozenset[int]
    sentence: str
    explained: frozenset[int]
    repeatable: frozenset[str]
    arrange: Callable[[Scene], Iterator[Candidate]]


CHECKS: Registry[Check] = Registry("check", "contractkit.checks")
FAMILIES: Registry[Family] = Registry("obligation kind", "contractkit.obligations")
PROBES: Registry[Probe] = Registry("probe", "contractkit.probes")
REPORTS: Registry[Report] = Registry("report", "contractkit.reports")
ENVELOPES: Registry[EnvelopeFamily] = Registry("envelope family", "contractkit.envelopes")
SITUATIONS: Registry["Situation"] = Registry("situation", "contractkit.situations")
BROKERS: Registry[Protocol] = Registry("broker", "contractkit.brokers")
FORMATS: Registry[Format] = Registry("contract format", "contractkit.formats")


def check(
    id: str, *, kinds: Iterable[Kind] = (Kind.HTTP,), hides: Iterable[str] = (), when: Occasion = ALWAYS
) -> Callable[[Callable[[Trace], Iterator[Mismatch]]], Check]:
    """Register a check. Its docstring's first line is the sentence; more lines say the source of the rule.

    `when`: it is not asked about other traces, of which it would find nothing.
    """

    def decorate(function: Callable[[Trace], Iterator[Mismatch]]) -> Check:
        sentence = (function.__doc__ or "").strip().split("\n")[0]
        if not sentence:
            raise UsageError(f"check {id!r} has no docstring; its first line is the sentence people read")
        return CHECKS.add(id, Check(id, sentence, frozenset(kinds), frozenset(hides), function, when))

    return decorate


def situation(
    id: str, *, statuses: Iterable[int], explained: Iterable[int] = (), repeatable: Iterable[str] = ()
) -> Callable[[Callable[[Scene], Iterator[Candidate]]], Situation]:
    """Register a situation. The docstring's first line says what it is: "nobody's credentials"."""

    def decorate(function: Callable[[Scene], Iterator[Candidate]]) -> Situation:
        sentence = (function.__doc__ or "").strip().split("\n")[0].rstrip(".")
        excused = frozenset(explained), frozenset(repeatable)
        return SITUATIONS.add(id, Situation(id, frozenset(statuses), sentence, *excused, function))

    return decorate


def broker(
    id: str, *, schemes: Iterable[str], names: Iterable[str] = ()
) -> Callable[[Callable[[BrokerSettings], Broker]], Protocol]:
    """Register a kind of broker by the function that connects to one."""
    known = frozenset(schemes)
    return lambda function: BROKERS.add(id, Protocol(id, known, known | frozenset(names), function))


def probe(
    id: str,
    *,
    wants: Callable[[Contract, Interaction], bool] = lambda contract, interaction: True,
    standard: Standard = Standard.TEST_CONTRACT,
    again: Callable[[Any, Candidate], frozenset[str] | None] | None = None,
    kind: Kind = Kind.HTTP,
) -> Callable[[Callable[[Any], None]], Probe]:
    """Register a probe; its id is the last part of the pytest node id. `again` is given its Exercise."""
    return lambda function: PROBES.add(id, Probe(id, wants, function, standard, again, kind))


__all__ = [
    "ANY_METHOD",
    "ANY_REFUSAL",
    "BROKERS",
    "CHECKS",
    "ENVELOPES",
    "FAMILIES",
    "FORMATS",
    "PROBES",
    "REPORTS",
    "SITUATIONS",
    "Check",
    "Probe",
    "Protocol",
    "Situation",
    "broker",
    "check",
    "probe",
    "situation",
]

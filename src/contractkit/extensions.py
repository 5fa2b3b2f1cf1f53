"""The registries of everything that is added as a file: checks, families, probes, reports, formats, transports."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from contractkit.errors import UsageError
from contractkit.model import Contract, Interaction, Kind, Mismatch, Trace
from contractkit.protocols import Bench, EnvelopeFamily, Family, Format, Report
from contractkit.registry import Registry


@dataclass(frozen=True, slots=True)
class Check:
    """`sentence` is true while the contract is kept; `hides` are checks whose findings it makes meaningless."""

    id: str
    sentence: str
    kinds: frozenset[Kind]
    hides: frozenset[str]
    run: Callable[[Trace], Iterator[Mismatch]]

    @property
    def own(self) -> bool:
        """Was it written outside contractkit? Then it may break any obligation of the scope it names."""
        return not self.run.__module__.startswith("contractkit.")

    def __call__(self, trace: Trace) -> Iterator[Mismatch]:
        for found in self.run(trace):
            yield replace(found, check=self.id)


@dataclass(frozen=True, slots=True)
class Probe:
    """`wants` says whether it has anything to do for an interaction's obligations; `run` works at a bench."""

    id: str
    wants: Callable[[Contract, Interaction], bool]
    run: Callable[[Bench], None]


CHECKS: Registry[Check] = Registry("check", "contractkit.checks")
FAMILIES: Registry[Family] = Registry("obligation kind", "contractkit.obligations")
PROBES: Registry[Probe] = Registry("probe", "contractkit.probes")
REPORTS: Registry[Report] = Registry("report", "contractkit.reports")
ENVELOPES: Registry[EnvelopeFamily] = Registry("envelope family", "contractkit.envelopes")
FORMATS: Registry[Format] = Registry("contract format", "contractkit.formats")


def check(
    id: str, *, kinds: Iterable[Kind] = (Kind.HTTP,), hides: Iterable[str] = ()
) -> Callable[[Callable[[Trace], Iterator[Mismatch]]], Check]:
    """Register a check. Its docstring's first line is the sentence; more lines say the source of the rule."""

    def decorate(function: Callable[[Trace], Iterator[Mismatch]]) -> Check:
        sentence = (function.__doc__ or "").strip().split("\n")[0]
        if not sentence:
            raise UsageError(f"check {id!r} has no docstring; its first line is the sentence people read")
        return CHECKS.add(id, Check(id, sentence, frozenset(kinds), frozenset(hides), function))

    return decorate


def probe(
    id: str, *, wants: Callable[[Contract, Interaction], bool] = lambda contract, interaction: True
) -> Callable[[Callable[[Bench], None]], Probe]:
    """Register a probe; its id is the last part of the pytest node id."""
    return lambda function: PROBES.add(id, Probe(id, wants, function))


__all__ = ["CHECKS", "ENVELOPES", "FAMILIES", "FORMATS", "PROBES", "REPORTS", "Check", "Probe", "check", "probe"]

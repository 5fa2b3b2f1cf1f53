"""Samples in, medians, ratios and lines of a table out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured: `value` against the `limit` that is wanted; `work` says what either side did."""

    name: str
    value: float
    unit: str
    limit: str
    met: bool
    work: str

    def line(self) -> str:
        met = "ok  " if self.met else "MISS"
        first = f"{met} {self.name}: {self.value:.2f}{self.unit} (wanted {self.limit})"
        return f"{first}\n     {self.work}" if self.work else first


def at_least(name: str, value: float, limit: float, work: str, *, unit: str = "x") -> Figure:
    return Figure(name, value, unit, f">= {limit:g}{unit}", value >= limit, work)


def at_most(name: str, value: float, limit: float, work: str, *, unit: str = "x") -> Figure:
    return Figure(name, value, unit, f"<= {limit:g}{unit}", value <= limit, work)


def paired(rates: Sequence[float], others: Sequence[float]) -> float:
    """The median of the ratio that each round has: a machine is not as fast in one minute as in another."""
    return median(one / other for one, other in zip(rates, others, strict=True))


def spread(samples: Sequence[float], *, digits: int = 2) -> str:
    """`0.51 (0.49-0.60)`: the median, and the least and most around it."""
    return f"{median(samples):.{digits}f} ({min(samples):.{digits}f}-{max(samples):.{digits}f})"

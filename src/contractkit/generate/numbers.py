"""The rules of a place in, numbers at, within and just beyond its bounds out. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any

from contractkit.generate.rules import Rules

Number = int | float
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Range:
    """`step`: the distance to the nearest other number one would write there."""

    low: Decimal | None
    high: Decimal | None
    open_low: bool
    open_high: bool
    step: Decimal
    whole: bool

    @property
    def first(self) -> Decimal | None:
        """The smallest number within."""
        if self.low is None:
            return None
        found = (self.low / self.step).to_integral_value(ROUND_CEILING) * self.step
        return found + self.step if self.open_low and found == self.low else found

    @property
    def last(self) -> Decimal | None:
        if self.high is None:
            return None
        found = (self.high / self.step).to_integral_value(ROUND_FLOOR) * self.step
        return found - self.step if self.open_high and found == self.high else found

    def clamped(self, wanted: Decimal) -> Decimal:
        """The number within that is nearest to the wanted one, as far as bounds go."""
        found = (wanted / self.step).to_integral_value(ROUND_FLOOR) * self.step
        first, last = self.first, self.last
        if first is not None and found < first:
            found = first
        return last if last is not None and found > last else found

    @property
    def middle(self) -> Decimal:
        """A number well inside."""
        first, last = self.first, self.last
        if first is not None and last is not None:
            return self.clamped((first + last) / 2)
        if first is not None:
            return self.clamped(first + 2 * self.step)
        return self.clamped(Decimal(1) if last is None else last - 2 * self.step)


def range_of(rules: Rules) -> Range:
    words = rules.words
    whole = "integer" in rules.types and "number" not in rules.types
    low, open_low = _end(words, "minimum", "exclusiveMinimum", max)
    high, open_high = _end(words, "maximum", "exclusiveMaximum", min)
    return Range(low, high, open_low, open_high, _step(words, whole, low, high), whole)


def plain(number: Decimal) -> Number:
    """As JSON: an int when it is whole."""
    return int(number) if number == number.to_integral_value() else float(number)


def decimal(value: Any) -> Decimal:
    return Decimal(str(value))


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def ordinary(rules: Rules, turn: int) -> Iterator[Number]:
    """Plausible numbers, likeliest first; `turn` asks for others."""
    range_ = range_of(rules)
    for wanted in (1 + turn, 10 + turn):
        yield plain(range_.clamped(Decimal(wanted)))
    yield plain(range_.middle + turn * range_.step)
    first, last = range_.first, range_.last
    if first is not None:
        yield plain(first + turn * range_.step)
    if last is not None:
        yield plain(last - turn * range_.step)


def _step(words: Mapping[str, Any], whole: bool, low: Decimal | None, high: Decimal | None) -> Decimal:
    multiple: Any = words.get("multipleOf")
    if is_number(multiple) and multiple > 0:
        step = decimal(multiple)
        return Decimal(Fraction(step).numerator) if whole else step
    if whole:
        return Decimal(1)
    if low is not None and high is not None and 0 < high - low < 1:
        return (high - low) / 100
    return _CENT


def _end(words: Mapping[str, Any], closed: str, opened: str, tighter: Any) -> tuple[Decimal | None, bool]:
    a, b = words.get(closed), words.get(opened)
    if b is None:
        return (None if a is None else decimal(a)), False
    if a is None or tighter(decimal(a), decimal(b)) == decimal(b):
        return decimal(b), True
    return decimal(a), False

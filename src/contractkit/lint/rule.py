"""What a rule about contracts is; each rule is one file in `rules` that registers itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from contractkit.lint.survey import Survey
from contractkit.registry import Registry


@dataclass(frozen=True, slots=True)
class Finding:
    """`pointer`: the place in the bundled document, its key when `key`; `stops`: the operation cannot be exercised."""

    rule: str
    pointer: str
    message: str  # what is wrong and what to do
    interaction: str | None = None  # None: the one the pointer lies in
    stops: bool = False
    key: bool = True


Rule = Callable[[Survey], Iterable[Finding]]

RULES: Registry[Rule] = Registry("contract rule", "contractkit.lint.rules")

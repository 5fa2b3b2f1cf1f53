"""What one promise of a request's schema is made of: the place, the keyword, and what it says there."""

from dataclasses import dataclass
from typing import Any

from contractkit.generate.sites import Site
from contractkit.model import Target


@dataclass(frozen=True, slots=True)
class Option:
    """A value for a place, and what is telling about it."""

    value: Any
    note: str
    lenient: str | None = None


@dataclass(frozen=True, slots=True)
class Constraint:
    """`schema`: pointer of what holds the keyword; `value`: what it says; `required`: the place, all the way.

    `reference`: the place names another resource; `site`: None for what hangs on no schema (media type, the body
    itself); `edge`, `fault`: whether a valid edge or a single fault can be made for it.
    """

    target: Target
    schema: str
    value: Any
    required: bool = True
    reference: bool = False
    site: Site | None = None
    edge: bool = False
    fault: bool = False

    @property
    def keyword(self) -> str:
        return self.target.keyword

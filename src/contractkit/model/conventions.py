"""What holds for all answers of an operation beside their schemas: how failures are said, how requests are traced."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from contractkit.model.terms import NOTHING_AGREED, Terms


@dataclass(frozen=True, slots=True)
class Envelope:
    """How an operation says its failures.

    `family`: a file in envelopes/. `why`: what that was read off, for people. `media`: what failures may be sent as.
    `require`: members beyond the family's own. `schema`: pointer of the schema all failures keep, where the contract
    has one; `fragment`: the same from a file. `members`: JSON pointers into the body by role (code, message, status,
    correlation, field; `*` is any item). `places`: failures say what part of the request is wrong.
    """

    family: str
    why: str
    pinned: bool = False
    media: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    schema: str | None = None
    fragment: Mapping[str, object] | None = None
    members: Mapping[str, str] = field(default_factory=dict)
    places: bool = False
    codes: frozenset[str] | None = None  # the machine codes the contract lists; None = it lists none


@dataclass(frozen=True, slots=True)
class Correlation:
    """The header by which a request is traced. `body`: the member of failures that repeats it.

    `mint`: answers carry one although none was sent. `echo`: answers carry the one that was sent. `everywhere`: also
    answers that the contract does not say it of.
    """

    header: str
    why: str
    body: str | None = None
    mint: bool = True
    echo: bool = True
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether somebody is let do an operation. `who`: anonymous, with invalid credentials, or an identity.

    `why`: what says so, for people. `identity`: its name where it is one. `others`: asked for what another one of the
    same tenant made. `nowhere`: good for nothing at all. `charged`: False for what an answer may have nothing to tell
    by.
    """

    who: str
    allowed: bool
    why: str
    identity: str | None = None
    others: bool = False
    nowhere: bool = False
    charged: bool = True


@dataclass(frozen=True, slots=True)
class Tenancy:
    """A way by which another tenant may try to get at what is not its own; `what`: a place, answer or total.

    `refuses`: it must be refused; otherwise nothing may be shown. `status`: with what, None for 401, 403 and 404 alike;
    `hidden`: as if nothing were there; `pinned`: a rule of the settings says so, and not only the contract.
    """

    what: str
    how: str
    status: int | None = None
    hidden: bool = False
    pinned: bool = False
    refuses: bool = False
    charged: bool = True


class Conventions(Protocol):
    """Asked by interaction id; nothing is read off a contract before the first question."""

    def envelope(self, interaction: str) -> Envelope | None: ...

    def correlation(self, interaction: str) -> Correlation | None: ...

    def has_recipe(self, interaction: str) -> bool:
        """Whether the team says how some answer of it is brought about."""

    def admissions(self, interaction: str) -> tuple[Admission, ...]:
        """Who may do it and who may not, each once; empty where the contract asks nobody for credentials."""

    def tenancies(self, interaction: str) -> tuple[Tenancy, ...]:
        """The ways by which tenants must be kept apart in it, each once."""

    def crossed(self, interaction: str) -> bool:
        """Whether there may be such a way: a quick answer, for lists of what will be examined."""

    def hidden(self, interaction: str) -> bool:
        """Whether those who may not see something are told that it is not there."""

    def terms(self, interaction: str) -> Terms:
        """What is agreed on of an operation that sends or receives events."""


class Unconventional:
    """Nothing is agreed on beside the schemas."""

    def envelope(self, interaction: str) -> Envelope | None:
        return None

    def correlation(self, interaction: str) -> Correlation | None:
        return None

    def has_recipe(self, interaction: str) -> bool:
        return False

    def admissions(self, interaction: str) -> tuple[Admission, ...]:
        return ()

    def tenancies(self, interaction: str) -> tuple[Tenancy, ...]:
        return ()

    def crossed(self, interaction: str) -> bool:
        return False

    def hidden(self, interaction: str) -> bool:
        return False

    def terms(self, interaction: str) -> Terms:
        return NOTHING_AGREED


UNCONVENTIONAL = Unconventional()

"""Obligations, and what breaks them."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from contractkit.model.contract import Location


class Severity(IntEnum):
    """`note` is written and counted, and weighs nothing."""

    NOTE = 0
    MINOR = 1
    MAJOR = 2
    CRITICAL = 3

    def __str__(self) -> str:
        return self.name.lower()


class Standard(StrEnum):
    TEST_CONTRACT = "TEST-CONTRACT"
    TEST_E2E_BACK = "TEST-E2E-BACK"
    SEC_API = "SEC-API"
    DATA_CONSIST = "DATA-CONSIST"


class State(IntEnum):
    """What a run showed of an obligation; joining two runs takes the larger."""

    NOT_SEEN = 0
    PROVEN = 1
    BLOCKED = 2
    VIOLATED = 3

    @property
    def shown(self) -> str:
        """proven, violated or unproven: what people and files read."""
        return {State.PROVEN: "proven", State.VIOLATED: "violated"}.get(self, "unproven")


@dataclass(frozen=True, slots=True)
class Obligation:
    """One promise that can be checked.

    `id` is `<contract>#<interaction name>:<kind>(<qualifier>)`. `scope` is what a mismatch must carry to be its own:
    `status`, `no-server-error`, `response 201 application/json`, `failure 404`, `accepts query.limit maximum`,
    `rejects body/items/*/sku maxLength`, `protocol malformed-json`, `contract.valid`, `contract.example`.
    """

    id: str
    contract: str
    interaction: str  # id of the interaction; `<contract>#*` for promises that hang on no operation
    kind: str
    qualifier: str
    standard: Standard
    severity: Severity
    scope: str
    rules: frozenset[str]  # ids of the checks that can break it
    location: Location
    charged: bool = True  # False: unproven is listed, not charged
    every: bool = False  # wants every case of the plan, not one witness
    static: bool = False  # judged from the document alone
    how: str = ""  # how it will be exercised, in words


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What a check saw against what was promised.

    `pointer`: use-site pointer through the schema, or the place in the request; part of the fingerprint.
    `detail`: more identity (the exact status for `status`); `cause`: grouping key, see cause.py; `severity` overrides
    the obligation's. `expected` and `actual` are for people and are never part of an identity.
    """

    scope: str
    expected: str
    actual: str
    pointer: str = ""
    detail: str = ""
    cause: str | None = None
    severity: Severity | None = None
    definition: str = ""  # pointer of the broken rule in the contract's document, for file:line
    check: str = field(default="", kw_only=True)  # filled in by the registry

    def __str__(self) -> str:
        part = self.scope.rpartition(" ")[2] if self.scope.startswith("event.payload ") else self.scope
        return f"{part}: {self.actual}; expected: {self.expected}"

    __repr__ = __str__  # what a failing assertion of a team's own test shows

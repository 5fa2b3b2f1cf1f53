"""What a run showed and what is remembered: ledger, register, verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from contractkit.model.contract import Contract, Location, Recognised
from contractkit.model.promise import Obligation, Severity, Standard, State


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one obligation. `reason` is for people (why unproven); `witnesses` counts proving traces."""

    state: State = State.NOT_SEEN
    reason: str | None = None
    witnesses: int = 0
    discrepancies: frozenset[str] = frozenset()  # fingerprints


@dataclass(frozen=True, slots=True)
class Example:
    """The minimal example of a discrepancy, enough to send it again from a fresh baseline.

    `edits`: tuples (place, value) with value JSON or `{"absent": true}`; `request` and `reply` are redacted texts.
    """

    intent: str
    target: tuple[str, str] | None
    edits: tuple[tuple[str, Any], ...]
    identity: str | None
    request: str
    reply: str
    curl: str
    note: str = ""
    lenient: str | None = None


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A confirmed mismatch with a name and a place."""

    fingerprint: str  # sha256 hex; shown as CK- + its first 8
    cause: str  # what one fix closes; a string people can read
    obligation: str
    contract: str
    interaction: str
    kind: str
    standard: Standard
    severity: Severity
    check: str
    sentence: str  # the check's sentence, true while the contract is kept
    expected: str
    actual: str
    pointer: str
    location: Location
    method: str | None = None
    path: str | None = None
    example: Example | None = None
    node: str | None = None  # pytest node id
    flaky: bool = False

    @property
    def id(self) -> str:
        return f"CK-{self.fingerprint[:8]}"


@dataclass(frozen=True, slots=True)
class Traffic:
    """Of one message of an operation: how often it was heard; valid ones published, and processed of those."""

    heard: int = 0
    published: int = 0
    processed: int = 0

    def __add__(self, other: "Traffic") -> "Traffic":
        return Traffic(self.heard + other.heard, self.published + other.published, self.processed + other.processed)


@dataclass(frozen=True, slots=True)
class Reached:
    """Was an interaction answered with a documented 2xx/3xx; how many requests; what was tried when not."""

    reached: bool = False
    requests: int = 0
    tried: tuple[str, ...] = ()
    messages: Mapping[str, Traffic] = field(default_factory=dict)  # of events, by the name of the message

    @property
    def overheard(self) -> bool:
        """Nothing was asked of it: its events came while another one was looked at."""
        return not (self.reached or self.requests or self.tried)


@dataclass(frozen=True, slots=True, order=True)
class Coded:
    """A code for machines as a failure gave it. `situation`: the one thing that was wrong, "" where that is unclear."""

    interaction: str
    status: int
    code: str
    situation: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Obligation -> entry, for one run or one item. Joining commutes and associates (ledger.join)."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    interactions: Mapping[str, Reached] = field(default_factory=dict)
    discrepancies: Mapping[str, Discrepancy] = field(default_factory=dict)  # by fingerprint
    replays: Mapping[str, str] = field(default_factory=dict)  # fingerprint -> "gone", "there" or why not
    faults: tuple[str, ...] = ()  # sentences of what aborts the run (HOLD)
    leftovers: tuple[str, ...] = ()  # request targets of resources that this run created and could not delete
    codes: tuple[Coded, ...] = ()  # sorted, each once
    turned_away: frozenset[tuple[str, str]] = frozenset()  # (identity, id of an operation it may do), answered 401
    welcome: frozenset[str] = frozenset()  # identities whose credentials were good for something


class Evidence(StrEnum):
    """What a replay of a remembered example showed."""

    GONE = "gone"
    THERE = "there"


class Status(StrEnum):
    OPEN = "open"
    WAIVED = "waived"
    FIXED = "fixed"
    REGRESSED = "regressed"
    UNVERIFIED = "unverified"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Waiver:
    """One line of waivers.yaml. `match`: discrepancy or obligation id; `slice`: the digest it is bound to."""

    match: str
    reason: str
    owner: str
    expires: str  # ISO date
    location: Location
    ticket: str | None = None
    slice: str | None = None
    exemption: bool = False  # for an obligation that cannot be proven


@dataclass(frozen=True, slots=True)
class Record:
    """One discrepancy over all runs."""

    discrepancy: Discrepancy
    status: Status
    owner: str
    first_seen: str  # ISO time of the run
    last_seen: str
    runs_seen: int = 1
    waiver: Mapping[str, Any] | None = None
    assigned: Mapping[str, Any] | None = None
    history: tuple[Mapping[str, str], ...] = ()  # {at, run, status}
    slice: str | None = None  # digest of the contract slice it was judged by
    seed: int = 0  # of the run that last saw it

    @property
    def standing(self) -> Status:
        """The status beneath a waiver: what the runs showed."""
        if self.status is not Status.WAIVED:
            return self.status
        return Status(self.history[-1]["status"]) if self.history else Status.OPEN

    @property
    def live(self) -> bool:
        """Not fixed and not withdrawn; a waived one is live."""
        return self.standing in (Status.OPEN, Status.REGRESSED, Status.UNVERIFIED)


@dataclass(frozen=True, slots=True)
class Register:
    records: Mapping[str, Record] = field(default_factory=dict)  # by fingerprint


class Decision(StrEnum):
    GO = "GO"
    CAUTION = "CAUTION"
    HOLD = "HOLD"


@dataclass(frozen=True, slots=True)
class Verdict:
    decision: Decision
    reasons: tuple[str, ...]
    notes: tuple[str, ...] = ()  # listed in every verdict, weigh nothing (exclusions, withdrawn)


@dataclass(frozen=True, slots=True)
class RunInfo:
    """`started`, `finished`: ISO times with zone; `partial`: some planned items did not run."""

    id: str
    tag: str
    task: str
    started: str
    finished: str
    commit: str | None
    dirty: bool
    partial: bool
    aborted: bool = False
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """All that reports and gates read."""

    run: RunInfo
    contracts: tuple[Contract, ...]
    recognised: tuple[Recognised, ...]
    obligations: tuple[Obligation, ...]
    ledger: Ledger
    register: Register
    verdict: Verdict
    owners: Mapping[str, str] = field(default_factory=dict)  # interaction id -> track
    outputs: Mapping[str, str] = field(default_factory=dict)  # name of file -> path relative to the root
    removed: tuple[str, ...] = ()  # operations and contracts that vanished and that nobody has named yet
    top: int = 5
    subjects: Mapping[str, frozenset[str]] = field(default_factory=dict)  # of refusals -> ids of interactions

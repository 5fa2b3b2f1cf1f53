"""What contracts document and an event of a capture in; what it is, and all that is wrong with it, out. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contractkit.captures.carried import Carried
from contractkit.captures.known import Known, Spoken
from contractkit.errors import ContractKitError
from contractkit.events.cloud import Cloud
from contractkit.events.flaws import EventFlaw, flaws
from contractkit.events.reading import read
from contractkit.events.telling import Told, tell
from contractkit.model import Contract, EventType, Severity

UNDOCUMENTED = ("undocumented-type", "undocumented-channel", "no-type")


@dataclass(frozen=True, slots=True)
class Finding:
    """`contract`, `message`, `part`, `rule`, `pointer` and `detail` make it one with others; the rest is for people."""

    rule: str
    message: str
    expected: str
    actual: str
    contract: str = ""
    part: str = ""
    pointer: str = ""
    detail: str = ""
    definition: str = ""
    severity: Severity = Severity.MAJOR

    @property
    def key(self) -> tuple[str, ...]:
        return (self.contract, self.message, self.part, self.rule, self.pointer, self.detail)


@dataclass(frozen=True, slots=True)
class Judged:
    """`types`: (contract, message) that it was judged by; `unjudged`: why nothing can be claimed of some of it."""

    types: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    unjudged: tuple[str, ...] = ()


def judged(known: Known, one: Carried) -> Judged:
    """By every contract that documents what it says it is; where none does, that is what is wrong with it."""
    spoken = known.on(one.event.channel)
    if not spoken:
        return Judged((), (_no_channel(one.event.channel),))
    told: list[tuple[Spoken, Told]] = []
    unjudged: list[str] = []
    for held in spoken:
        given = held.as_given(headers=one.headers, key=one.key, structured=one.structured)
        try:
            told.append((held, tell(held.contract, given, one.event)))
        except ContractKitError as unclear:
            unjudged.append(str(unclear))
    typed = _typed(told)
    if not typed:
        return Judged((), () if unjudged else (_no_type(one, [said for _, said in told]),), tuple(unjudged))
    findings: list[Finding] = []
    for held, type in typed:
        key = held.keys.get(type.pointer) if one.key else None
        try:
            for flaw in flaws(held.contract, type, one.event, key=key):
                findings.append(finding(held.contract, type, flaw))
        except ContractKitError as unclear:
            unjudged.append(f"{type.name}: {unclear}")
    return Judged(tuple((held.contract.id, type.name) for held, type in typed), tuple(findings), tuple(unjudged))


def _typed(told: Iterable[tuple[Spoken, Told]]) -> list[tuple[Spoken, EventType]]:
    """Whoever knows it by name, else whoever is left: a contract of one message takes any event for it."""
    typed = [(held, said, said.type) for held, said in told if said.type is not None]
    named = [(held, type) for held, said, type in typed if said.named is not None]
    return named or [(held, type) for held, _, type in typed]


def cloud_in(known: Known, one: Carried) -> Cloud | None:
    """The CloudEvent that is carried; by source and id it is told from all others."""
    enveloped = any(type.envelope == "cloudevents" for held in known.on(one.event.channel) for type in held.types)
    try:
        return read(one.event, cloud=enveloped or one.structured).cloud
    except ContractKitError:
        return None


def finding(contract: Contract, type: EventType, flaw: EventFlaw) -> Finding:
    return Finding(
        flaw.rule,
        type.name,
        flaw.expected,
        flaw.actual,
        contract.id,
        str(flaw.part),
        flaw.pointer,
        flaw.detail,
        str(contract.locate(flaw.definition or _pointer(type, flaw))),
        Severity.MAJOR if flaw.severity is None else flaw.severity,
    )


def _pointer(type: EventType, flaw: EventFlaw) -> str:
    held = {"payload": type.payload, "headers": type.headers, "key": type.key}
    return held.get(str(flaw.part)) or type.pointer


def _no_channel(channel: str) -> Finding:
    return Finding("undocumented-channel", channel, "a channel that a contract documents", f"channel {channel}")


def _no_type(one: Carried, told: list[Told]) -> Finding:
    """By the name it says, else by what it comes closest to."""
    channel = f" on {one.event.channel}" if one.event.channel else ""
    named = next((said.named for said in told if said.named is not None), None)
    if named is not None and all(said.named is not None or not said.nearest for said in told):
        return Finding(
            "undocumented-type",
            named,
            f"a type of event that is documented{channel}",
            f"type {named!r}",
            detail=one.event.channel,
        )
    near: Iterator[Told] = (said for said in told if said.nearest)
    best = min(near, key=lambda said: len(said.nearest), default=told[0])
    flaw = best.nearest[0] if best.nearest else None
    return Finding(
        "no-type",
        one.event.channel or "any channel",
        f"an event of one documented type{channel}",
        best.why,
        pointer="" if flaw is None else flaw.pointer,
        detail="" if flaw is None else flaw.rule,
    )

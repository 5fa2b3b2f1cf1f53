"""Values for tests of what is remembered: obligations, discrepancies, runs, and Hypothesis strategies of ledgers."""

from datetime import date
from hashlib import sha256
from typing import Any

from hypothesis import strategies as st

from contractkit.model import (
    Discrepancy,
    Entry,
    Evidence,
    Example,
    Ledger,
    Location,
    Obligation,
    Reached,
    RunInfo,
    Severity,
    Standard,
    State,
    Traffic,
)

OPERATION = "orders#createOrder"
TODAY = date(2026, 11, 21)
PLACE = Location("contracts/orders.openapi.yaml", 12, "/paths/~1orders/post")
KINDS = ("status", "response", "accepts", "rejects", "failure", "contract.valid")


def promised(qualifier: str = "", *, kind: str = "response", interaction: str = OPERATION, **more: Any) -> Obligation:
    given = {"severity": Severity.MAJOR, "static": kind.startswith("contract."), "charged": kind != "failure", **more}
    return Obligation(
        id=f"{interaction}:{kind}({qualifier})",
        contract=interaction.split("#")[0],
        interaction=interaction,
        kind=kind,
        qualifier=qualifier,
        standard=Standard.TEST_CONTRACT,
        scope=f"{kind} {qualifier}",
        rules=frozenset({"body-matches-schema"}),
        location=PLACE,
        **given,
    )


def found(name: str = "a", *, obligation: Obligation | None = None, **more: Any) -> Discrepancy:
    broken = obligation or promised("201 application/json")
    given = {"severity": Severity.MAJOR, "cause": f"body-matches-schema: {name}", "example": example(), **more}
    return Discrepancy(
        fingerprint=sha256(f"{broken.id} {name}".encode()).hexdigest(),
        obligation=broken.id,
        contract=broken.contract,
        interaction=broken.interaction,
        kind=broken.kind,
        standard=broken.standard,
        check="body-matches-schema",
        sentence="Answers match their schema.",
        expected="an integer",
        actual="a text",
        pointer="/total",
        location=PLACE,
        method="POST",
        path="/orders",
        **given,
    )


def example(request: str = "POST /orders", **more: Any) -> Example:
    given = {"target": ("body/quantity", "maximum"), "edits": (("body/quantity", 101),), "identity": None, **more}
    return Example(intent="single-fault", request=request, reply="422", curl="curl -X POST", **given)


def ran(number: int = 1, **more: Any) -> RunInfo:
    started = f"2026-11-{number:02}T09:00:00+00:00"
    given = {"commit": "c0ffee" * 6, "dirty": False, "partial": False, **more}
    return RunInfo(f"run-{number}", "BACK-PH3", "3.2", started, started, **given)


def showing(*discrepancies: Discrepancy, proven: tuple[Obligation, ...] = (), **more: Any) -> Ledger:
    """The ledger of a run that found these and proved those; the operation was reached."""
    violated = {d.obligation: d for d in discrepancies}
    entries = {o.id: Entry(State.PROVEN, witnesses=1) for o in proven}
    for id in violated:
        prints = frozenset(d.fingerprint for d in discrepancies if d.obligation == id)
        entries[id] = Entry(State.VIOLATED, discrepancies=prints)
    given = {"interactions": {OPERATION: Reached(True, 3)}, **more}
    return Ledger(entries=entries, discrepancies={d.fingerprint: d for d in discrepancies}, **given)


words = st.sampled_from(["alpha", "beta; gamma", "delta\nepsilon", "ζ — “quoted”"])
obligations_of_a_contract = tuple(
    [promised(q, kind=k) for k in KINDS for q in ("one", "two")]
    + [promised("three", kind="rejects", severity=Severity.NOTE)]
    + [promised("one", kind="status", interaction="orders#listOrders")]
)
discrepancies = st.builds(
    found,
    st.sampled_from("abcdef"),
    obligation=st.sampled_from(obligations_of_a_contract),
    severity=st.sampled_from(Severity),
    flaky=st.booleans(),
    example=st.none() | st.builds(example, words, note=words),
)
entries = st.one_of(
    st.builds(Entry, st.just(State.NOT_SEEN), st.none() | words),
    st.builds(Entry, st.just(State.PROVEN), st.none(), st.integers(1, 5)),
    st.builds(Entry, st.just(State.BLOCKED), words, st.integers(0, 3)),
)
few = st.integers(0, 9)
traffic = st.dictionaries(words, st.builds(Traffic, few, few, few), max_size=2)
reached = st.builds(Reached, st.booleans(), few, st.lists(words, max_size=3).map(tuple), traffic)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    seen = {d.fingerprint: d for d in draw(st.lists(discrepancies, max_size=4))}
    told = draw(st.dictionaries(st.sampled_from([o.id for o in obligations_of_a_contract]), entries))
    for d in seen.values():
        known = told.get(d.obligation, Entry()).discrepancies
        told[d.obligation] = Entry(State.VIOLATED, None, 0, known | {d.fingerprint})
    return Ledger(
        entries=told,
        interactions=draw(st.dictionaries(st.sampled_from([OPERATION, "orders#listOrders"]), reached)),
        discrepancies=seen,
        replays=draw(
            st.dictionaries(
                st.sampled_from([found(n).fingerprint for n in "abcdef"]),
                st.sampled_from([Evidence.GONE.value, Evidence.THERE.value, "no baseline"]),
            )
        ),
        faults=draw(st.lists(words, max_size=1).map(tuple)),
    )

"""One result that every report is made of: proven, violated, waived, fixed, note and unproven."""

from dataclasses import replace

from tests.doubles import answers, contract
from tests.memory import example, found, promised, ran

from contractkit.ledger import settle
from contractkit.model import (
    Contract,
    Decision,
    Discrepancy,
    Entry,
    Interaction,
    Ledger,
    Location,
    Reached,
    Recognised,
    Record,
    Register,
    Result,
    Severity,
    Standard,
    State,
    Status,
    Verdict,
)

CANCEL = "orders#cancelOrder"
PROVEN = promised("201 application/json")
VIOLATED = promised("query.limit maximum", kind="rejects")
LISTED = promised("409", kind="failure")
TENANT = promised("other tenant", kind="tenant", severity=Severity.CRITICAL)
BLOCKED = promised("", kind="status", interaction=CANCEL)
DOCUMENT = promised("", kind="contract.valid", interaction="orders#*", severity=Severity.MINOR)
PROMISES = (DOCUMENT, PROVEN, VIOLATED, LISTED, replace(TENANT, standard=Standard.SEC_API), BLOCKED)
FILES = ("discrepancy-register.json", "discrepancy-register.md", "endpoint-gap-matrix.md", "ledger.json")
OUTPUTS = {name: f"backend/outputs/phase-3/{name}" for name in FILES}

PIPED = replace(
    found("a", obligation=VIOLATED, example=example("GET /orders?limit=101", note="one above the maximum 100")),
    expected="a refusal: 400 or 422",
    actual="200 <b>OK</b> |\nand a second line",
)
SAME_CAUSE = found("b", obligation=PROVEN, cause=PIPED.cause, severity=Severity.MINOR, example=None)
LEAK = replace(found("c", obligation=TENANT, severity=Severity.CRITICAL, flaky=True), standard=Standard.SEC_API)
WAIVED = found("d", obligation=BLOCKED, severity=Severity.MINOR)
FIXED = found("e", obligation=PROVEN)
NOTE = found("f", obligation=VIOLATED, severity=Severity.NOTE, cause="coercion")


def result() -> Result:
    records = (
        _record(PIPED, Status.OPEN),
        _record(SAME_CAUSE, Status.REGRESSED),
        _record(LEAK, Status.OPEN, owner="security"),
        _record(WAIVED, Status.WAIVED, waiver={"reason": "until the new gateway | or later", "expires": "2026-12-31"}),
        _record(FIXED, Status.FIXED),
        _record(NOTE, Status.OPEN),
    )
    entries = {
        PROVEN.id: Entry(State.PROVEN, witnesses=3),
        VIOLATED.id: Entry(State.VIOLATED, discrepancies=frozenset({PIPED.fingerprint})),
        TENANT.id: Entry(State.VIOLATED, discrepancies=frozenset({LEAK.fingerprint})),
        BLOCKED.id: Entry(State.BLOCKED, "DELETE /orders/1 -> 404\nno such order"),
        DOCUMENT.id: Entry(State.PROVEN, witnesses=1),
    }
    seen = {"orders#createOrder": Reached(True, 41), CANCEL: Reached(False, 7, ("DELETE /orders/1 -> 404",))}
    reasons = ("1 critical discrepancy is open: " + LEAK.id, "1 obligation is unproven: it needs an order to cancel")
    return Result(
        run=replace(ran(7), seed=0),
        contracts=(_contract(),),
        recognised=(Recognised("contracts/events.asyncapi.yaml", "AsyncAPI 3.0", "events are not judged yet"),),
        obligations=PROMISES,
        ledger=settle(Ledger(entries, seen), PROMISES),
        register=Register({r.discrepancy.fingerprint: r for r in records}),
        verdict=Verdict(Decision.HOLD, reasons, ("excluded: GET /health (not ours)",)),
        owners={CANCEL: "data"},
        outputs={**OUTPUTS, "analysis": "docs/Test_Result_Analysis.md"},
    )


def _record(one: Discrepancy, status: Status, *, owner: str = "backend", **more: dict[str, str]) -> Record:
    history = ({"at": "2026-11-07T09:00:00+00:00", "run": "run-7", "status": "open"},)
    first, last = "2026-11-01T09:00:00+00:00", "2026-11-07T09:00:00+00:00"
    return Record(one, status, owner, first, last, history=history, waiver=more.get("waiver"))


def _contract() -> Contract:
    loaded = contract(answers(_409={"description": "taken"}))
    first = loaded.interactions[0]
    cancel = Interaction(
        CANCEL, "orders", "cancelOrder", first.kind, "DELETE", "/orders/{id}", "", Location("contracts/o.yaml", 40)
    )
    return replace(
        loaded,
        file="contracts/orders.openapi.yaml",
        title="Orders | of everybody",
        digest="0123456789abcdef" * 4,
        interactions=(first, replace(cancel, answers=first.answers)),
    )

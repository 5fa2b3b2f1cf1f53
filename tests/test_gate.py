"""The gate trusts the files of the last full run only where contracts, commit and manifest agree."""

from pathlib import Path

import pytest
from tests.memory import PLACE, TODAY, found, promised, ran, showing

from contractkit import codec
from contractkit.gate import gate
from contractkit.ledger import settle
from contractkit.loading import load
from contractkit.model import Decision, Register, Result, RunInfo, Severity, Verdict, Waiver
from contractkit.register import record
from contractkit.store import LEDGER, MANIFEST, PARTIAL, REGISTER, Store
from contractkit.triage import triage
from contractkit.waivers import Waivers

COMMIT = "c0ffee" * 6 + "abcd"
CONTRACT = """\
openapi: 3.1.0
info: {title: Orders, version: '1'}
paths:
  /orders:
    get:
      operationId: listOrders
      responses:
        '200': {description: all orders}
"""
PROMISE = promised("201 application/json")
WAIVERS = """\
version: 1
waivers:
  - {match: "%s", reason: old clients, owner: backend, expires: 2026-12-31}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "orders.openapi.yaml").write_text(CONTRACT)
    return tmp_path


def run(place: Path, *discrepancies, decision="GO", info: RunInfo | None = None, waivers: Waivers | None = None):
    """A full run has written its files."""
    info = info or ran(commit=COMMIT)
    ledger = showing(*discrepancies, proven=() if discrepancies else (PROMISE,))
    register = record(Register(), ledger, [PROMISE], run=info, full=True, owners={})
    result = Result(
        run=info,
        contracts=load(place / "contracts", base=place).contracts,
        recognised=(),
        obligations=(PROMISE,),
        ledger=settle(ledger, [PROMISE]),
        register=triage(register, waivers or Waivers(), today=TODAY),
        verdict=Verdict(Decision(decision), ("because",) if decision != "GO" else ()),
    )
    store = Store(place / "out")
    files = {LEDGER: codec.ledger_to_data(result), REGISTER: codec.register_to_data(result.register)}
    store.save({"report.md": "# report\n", **{name: codec.text(data) for name, data in files.items()}})


def gated(place: Path, *, commit=None, today=TODAY) -> Verdict:
    return gate(place / "out", place / "contracts", commit=commit, base=place, today=today)


@pytest.mark.parametrize("decision", ["GO", "CAUTION", "HOLD"])
def test_a_verdict_that_still_speaks_for_the_contracts_is_passed_on(place, decision):
    run(place, decision=decision)
    assert gated(place) == Verdict(Decision(decision), ("because",) if decision != "GO" else ())


@pytest.mark.parametrize("asked", [None, COMMIT, COMMIT[:7], COMMIT.upper()])
def test_the_commit_that_was_tested_passes(place, asked):
    run(place)
    assert gated(place, commit=asked).decision is Decision.GO


def edit(path: Path, old: str, new: str):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def another_contract(place):
    (place / "contracts" / "bills.openapi.yaml").write_text(CONTRACT.replace("Orders", "Bills"))


def forged_ledger(place):
    """Edited, and the manifest made to match."""
    edit(place / "out" / LEDGER, '"HOLD"', '"GO"')
    text = {n: (place / "out" / n).read_text() for n in (LEDGER, REGISTER)}
    Store(place / "out").save(text)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda p: edit(p / "contracts" / "orders.openapi.yaml", "all orders", "some"), "changed since the run"),
        (lambda p: (p / "contracts" / "orders.openapi.yaml").unlink(), "was tested and is gone"),
        (another_contract, "bills.openapi.yaml: was not there"),
        (lambda p: (p / "contracts" / "new.yaml").write_text("- broken"), "contracts/new.yaml"),
        (lambda p: (p / "contracts" / "waivers.yaml").write_text("version: 7\n"), "contracts/waivers.yaml:1"),
        (lambda p: edit(p / "out" / LEDGER, '"dirty": false', '"dirty": true'), "ledger.json: changed since"),
        (lambda p: edit(p / "out" / "report.md", "report", "Report"), "report.md: changed since"),
        (lambda p: (p / "out" / "report.md").unlink(), "report.md: cannot be read"),
        (lambda p: (p / "out" / MANIFEST).unlink(), "manifest.json: is missing, so no run has ended"),
        (lambda p: (p / "out" / MANIFEST).write_text('{"version": 1, "files": {}}'), "does not vouch for ledger.json"),
        (lambda p: (p / "out" / MANIFEST).write_text('{"version": 2, "files": {}}'), "newer"),
        (lambda p: (p / "out" / MANIFEST).write_text('{"version": 1, "fi'), "truncated"),
        (lambda p: (p / "out" / PARTIAL).write_text("{}"), "the last run was partial"),
        (lambda p: [f.unlink() for f in (p / "out").iterdir()], "manifest.json: is missing"),
    ],
)
def test_whatever_does_not_agree_holds(place, change, told):
    run(place)
    change(place)
    verdict = gated(place)
    assert verdict.decision is Decision.HOLD
    assert any(told in reason for reason in verdict.reasons), verdict.reasons


@pytest.mark.parametrize(
    ("info", "commit", "told"),
    [
        (ran(commit=COMMIT), "f" * 40, "was tested, not ffffffffffff"),
        (ran(commit=COMMIT), COMMIT[:6], "was tested, not"),
        (ran(commit=None), COMMIT, "does not know which commit"),
        (ran(commit=COMMIT, dirty=True), COMMIT, "uncommitted changes"),
        (ran(commit=COMMIT, aborted=True), None, "was aborted"),
        (ran(commit=COMMIT, partial=True), None, "partial run"),
    ],
)
def test_a_run_of_something_else_holds(place, info, commit, told):
    run(place, info=info)
    verdict = gated(place, commit=commit)
    assert verdict.decision is Decision.HOLD
    assert told in verdict.reasons[0]


def test_uncommitted_changes_matter_only_where_a_commit_is_asked_for(place):
    run(place, info=ran(commit=COMMIT, dirty=True))
    assert gated(place).decision is Decision.GO


@pytest.mark.parametrize(("severity", "expected"), [("MAJOR", "HOLD"), ("MINOR", "HOLD"), ("NOTE", "GO")])
def test_a_verdict_that_its_register_does_not_allow_holds(place, severity, expected):
    run(place, found(severity=Severity[severity]), decision="GO")
    assert str(gated(place).decision) == expected


def test_an_edited_ledger_holds_even_with_a_new_manifest(place):
    run(place, found(), decision="HOLD")
    forged_ledger(place)
    assert gated(place).decision is Decision.HOLD


def waived(place):
    waiver = Waiver(found().id, "old clients", "backend", "2026-12-31", PLACE)
    (place / "contracts" / "waivers.yaml").write_text(WAIVERS % found().id)
    run(place, found(), decision="CAUTION", waivers=Waivers((waiver,)))


def test_a_waiver_that_still_counts_is_trusted(place):
    waived(place)
    assert gated(place).decision is Decision.CAUTION


def test_a_waiver_that_ran_out_since_holds(place):
    waived(place)
    verdict = gated(place, today=TODAY.replace(year=2027))
    assert verdict.decision is Decision.HOLD
    assert "contracts/waivers.yaml:3" in verdict.reasons[0]


def test_a_waiver_that_was_taken_back_since_holds(place):
    waived(place)
    (place / "contracts" / "waivers.yaml").unlink()
    assert "no waiver names" in gated(place).reasons[0]


def test_an_exemption_that_ran_out_since_holds(place):
    waived(place)
    text = (place / "contracts" / "waivers.yaml").read_text()
    (place / "contracts" / "waivers.yaml").write_text(
        text + '\nexemptions: [{match: "orders#x", reason: r, owner: o, expires: 2020-01-01}]\n'
    )
    assert gated(place).decision is Decision.HOLD

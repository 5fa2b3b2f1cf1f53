"""What random values showed once is tried again in later runs, whatever is drawn in them."""

from dataclasses import replace
from pathlib import Path

import pytest
from examples.orders.app import make_app
from examples.orders.callers import DEMO

from contractkit.model import Evidence, Record, Register, Status
from contractkit.options import Hooks, Options
from contractkit.run import Run
from contractkit.settings.file import read_settings

ROOT = Path(__file__).parents[2]
FAULTS = {
    "dollars-with-a-reference-fail": "onPaymentSettled::consumed-properties",
    "event-with-a-large-amount-in-exponents": "sendOrderPaid::produced-properties",
}


@pytest.fixture
def shown(tmp_path):
    """What an item shows of a service with these faults: of a whole run, or of what a register remembers alone."""
    found = read_settings(ROOT / "contracts/contractkit.yaml", root=ROOT, environ=DEMO)
    events = tuple(replace(rule, terms=replace(rule.terms, within=0.5)) for rule in found.events)

    def show(node, *faults, register=None, examples=60):
        app = make_app(frozenset(faults))
        options = Options(contracts=ROOT / "contracts", root=ROOT, environ=DEMO, examples=examples)
        settings = replace(found, targets={}, events=events)
        run = Run(options, run_id="r", hooks=Hooks(app=lambda _: app), settings=settings, scratch=tmp_path)
        try:
            item = next(one for one in run.items() if one.node.endswith(node))
            return run.examine(item) if register is None else run.replay(item, register)
        finally:
            run.close()

    return show


@pytest.mark.parametrize("fault", FAULTS)
def test_it_is_there_until_its_example_conforms(shown, fault):
    node = FAULTS[fault]
    [found] = shown(node, fault).discrepancies.values()
    register = Register({found.fingerprint: Record(found, Status.OPEN, "nobody", "2026-01-01", "2026-01-01")})
    assert shown(node, fault, register=register).replays == {found.fingerprint: Evidence.THERE}
    assert shown(node, register=register).replays == {found.fingerprint: Evidence.GONE}


def test_nothing_is_drawn_where_no_examples_are_wanted(shown):
    assert shown("onPaymentSettled::consumed-properties", examples=0).interactions == {}

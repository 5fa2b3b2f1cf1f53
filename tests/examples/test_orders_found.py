"""Each planted fault, alone, is found as what it is: its obligations are violated, and there is one cause."""

from dataclasses import replace
from pathlib import Path

import pytest
from examples.orders.app import make_app
from examples.orders.callers import DEMO
from examples.orders.faults import FAULTS

from contractkit import verify
from contractkit.settings.file import read_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def settings():
    """The demo's own, but for the target: that is given in each test."""
    found = read_settings(ROOT / "contracts/contractkit.yaml", root=ROOT, environ=DEMO)
    events = tuple(replace(rule, terms=replace(rule.terms, within=0.5)) for rule in found.events)
    return replace(found, targets={}, events=events)


def examined(settings, names, faults, examples=0):
    """What a run of the items that bear on these faults shows of a service with the faults of these names."""
    at_risk = {(o.partition(":")[0], fault.probe) for fault in faults for o in fault.obligations}
    return verify(
        ROOT / "contracts",
        app=make_app(frozenset(names)),
        settings=settings,
        examples=examples,
        only=lambda item: item.interaction is not None and (item.interaction.id, item.probe) in at_risk,
    )


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_alone_is_found_as_one_cause(settings, name):
    promised = set(FAULTS[name].obligations)
    random = FAULTS[name].probe.endswith("-properties")
    result = examined(settings, {name}, [FAULTS[name]], examples=60 if random else 0)
    violated = {o for o, entry in result.ledger.entries.items() if entry.state.shown == "violated"}
    assert promised <= violated
    assert len({d.cause for d in result.ledger.discrepancies.values()}) == 1


def test_the_sound_service_has_no_discrepancy_where_the_faults_are_planted(settings):
    result = examined(settings, (), FAULTS.values())
    assert [d.id for d in result.ledger.discrepancies.values()] == []

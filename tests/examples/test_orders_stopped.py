"""A consumer that stops after a broken event causes nothing more: that is said where its events are asked about."""

from dataclasses import replace
from pathlib import Path

from examples.orders.app import make_app
from examples.orders.callers import DEMO

from contractkit.options import Hooks, Options
from contractkit.run import Run
from contractkit.settings.file import read_settings

ROOT = Path(__file__).parents[2]


def test_what_is_not_caused_after_a_refused_command_is_told_as_that(tmp_path):
    found = read_settings(ROOT / "contracts/contractkit.yaml", root=ROOT, environ=DEMO)
    events = tuple(replace(rule, terms=replace(rule.terms, within=0.5)) for rule in found.events)
    options = Options(contracts=ROOT / "contracts", root=ROOT, environ=DEMO)
    app, settings = make_app(frozenset({"poison-stops-the-consumer"})), replace(found, targets={}, events=events)
    run = Run(options, run_id="r", hooks=Hooks(app=lambda _: app), settings=settings, scratch=tmp_path)
    try:
        ledger = run.examine(next(one for one in run.items() if one.node.endswith("sendOrderPaid::produced")))
    finally:
        run.close()
    reasons = {one.split(":", 1)[1]: entry.reason for one, entry in ledger.entries.items()}
    assert reasons["event.cause(onPaymentSettled refused)"] == "the accepted control after it caused nothing"

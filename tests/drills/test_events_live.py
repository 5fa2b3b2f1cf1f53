"""A living service on a living broker: two runs at once, and what is killed while a run looks at it."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from examples.orders.callers import DEMO
from tests.brokers.test_redis import command

from contractkit import Result, Settings, TargetSettings, verify
from contractkit.served import CommandTarget
from contractkit.settings.brokers import BrokerSettings
from contractkit.settings.file import read_settings

ROOT = Path(__file__).parents[2]
UVICORN = [sys.executable, "-m", "uvicorn", "examples.orders.app:app", "--port", "{port}", "--log-level", "warning"]


@dataclass(frozen=True)
class Site:
    broker: CommandTarget
    service: CommandTarget

    @property
    def settings(self) -> Settings:
        found = read_settings(ROOT / "contracts/contractkit.yaml", root=ROOT, environ=DEMO)
        target = TargetSettings(url=self.service.base_url, disposable=True, base_path="/v1", timeout=5.0)
        events = tuple(replace(rule, terms=replace(rule.terms, within=2.0)) for rule in found.events)
        broker = BrokerSettings(f"redis://127.0.0.1:{self.broker.port}")
        return replace(found, targets={"orders.openapi.yaml": target}, events=events, broker=broker)

    def examined(self, *names: str) -> Result:
        return verify(
            ROOT / "contracts",
            settings=self.settings,
            examples=0,
            only=lambda item: item.interaction is not None and item.interaction.name in names,
        )


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    broker = CommandTarget(command(), cwd=tmp_path)
    environment = {**os.environ, "BROKER_URL": f"redis://127.0.0.1:{broker.port}", "PYTHONPATH": str(ROOT)}
    service = CommandTarget(UVICORN, ready="/v1/health", env=environment, cwd=ROOT)
    yield Site(broker, service)
    service.close()
    broker.close()


def found(result: Result) -> list[str]:
    return [f"{d.obligation}: {d.actual}" for d in result.ledger.discrepancies.values()]


def test_two_runs_at_once_do_not_take_each_others_events_for_their_own(site: Site) -> None:
    results: list[Result] = []

    def run() -> None:
        results.append(site.examined("sendOrderCreated", "onCancelOrder", "sendOrderCancelled"))

    both = [threading.Thread(target=run) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [found(one) for one in results] == [[], []]
    assert [one.ledger.faults for one in results] == [(), ()]
    for one in results:
        proven = {id for id, e in one.ledger.entries.items() if e.state.shown == "proven"}
        assert "orders-events#sendOrderCreated:event.cause(createOrder)" in proven
        assert "orders-events#onCancelOrder:event.duplicate(CancelOrder)" in proven


@pytest.mark.parametrize("victim", ["broker", "service"])
def test_what_is_killed_in_the_middle_holds_and_nothing_is_claimed(site: Site, victim: str) -> None:
    pid = getattr(site, victim).pid
    killer = threading.Timer(1.0, os.kill, (pid, signal.SIGKILL))
    killer.start()
    result = site.examined("sendOrderCreated", "sendOrderDeleted", "onPaymentSettled", "onCancelOrder")
    killer.join()
    assert result.ledger.faults
    assert [one for one in found(result) if "flaky" not in one] == []
    assert result.verdict.decision == "HOLD"

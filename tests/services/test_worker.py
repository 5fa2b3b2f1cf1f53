"""A service that serves no HTTP is started for its event contract, and judged as any other."""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.services.mortals import EVENTS, HTTP, ROOT

from contractkit import Result, verify
from contractkit.errors import UsageError
from contractkit.model import Decision

EFFECT = "effect: {event: payment.booked}"
READ = "effect: {read: getAccount, with: {id: /account}}, replay: restart, consumer: mortal"
OWN = EVENTS.partition("  account.opened:")[0]
WORKER = "tests.services.bookkeeper"


def folder(place: Path, *, slip: str = "", effect: str = EFFECT, **target: Any) -> Path:
    """Contracts of events, and what is started for them; with an API that shows the books where they are read."""
    contracts = place / "contracts"
    contracts.mkdir()
    environment = {"SLIP": slip, "PYTHONPATH": str(ROOT), "BOOKS": str(place / "books")}
    started = {"command": [sys.executable, "-m", WORKER], "ready": "taking payments", "env": environment, **target}
    targets = {"worker.events.yaml": {name: value for name, value in started.items() if value is not None}}
    if effect == READ:
        (contracts / "accounts.openapi.json").write_text(json.dumps(HTTP))
        targets["accounts.openapi.json"] = {"app": f"{WORKER}:app"}
    (contracts / "worker.events.yaml").write_text(OWN)
    (contracts / "contractkit.yaml").write_text(
        f"version: 1\nbroker: embedded:redis\ntargets: {json.dumps(targets)}\nevents:\n"
        f"  payment.made: {{{effect}, dead_letter: payments.dead, duplicate: once, within: 1s}}\n"
        "  payment.booked: {caused_by: payment.made, replayed: none, within: 1s}\n"
    )
    return contracts


def examined(contracts: Path, *probes: str) -> Result:
    wanted = tuple(f"::{probe}" for probe in probes)
    return verify(
        contracts,
        root=contracts.parent,
        examples=2,
        only=(lambda item: item.node.endswith(wanted)) if probes else None,
    )


def found(result: Result) -> list[tuple[str, str]]:
    return sorted((d.obligation.rpartition(":")[2], d.check) for d in result.ledger.discrepancies.values())


def test_a_worker_that_keeps_its_contract_is_go(tmp_path: Path):
    result = examined(folder(tmp_path))
    assert (result.verdict.decision, result.verdict.reasons) == (Decision.GO, ())
    assert not result.ledger.discrepancies
    assert len(result.ledger.entries) > 15


def test_a_worker_that_an_event_ends_is_found_and_started_again(tmp_path: Path):
    result = examined(folder(tmp_path, slip="edge"), "consumed", "produced")
    assert found(result) == [("event.consumes(payment.made)", "service-survives-its-events")]
    assert result.ledger.faults == ()


def test_a_worker_that_does_not_start_is_hold_with_its_last_words(tmp_path: Path):
    result = examined(folder(tmp_path, slip="gone"), "consumed")
    assert result.verdict.decision is Decision.HOLD
    [fault] = result.ledger.faults
    assert "ended with status 1" in fault
    assert "the books are not found" in fault


@pytest.mark.parametrize(
    ("slip", "finding"), [("", []), ("forgets", [("event.replay(payment.made)", "replay-changes-nothing")])]
)
def test_a_worker_is_restarted_beside_the_service_that_shows_its_books(
    slip: str, finding: list[tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("BOOKS", str(tmp_path / "books"))
    result = examined(folder(tmp_path, slip=slip, effect=READ), "consumed")
    states = {id.rpartition(":")[2]: entry for id, entry in result.ledger.entries.items()}
    assert states["event.replay(payment.made)"].state.shown == ("violated" if slip else "proven")
    assert [one for one in found(result) if "replay" in one[0]] == finding


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ({"command": None, "ready": None, "url": "http://127.0.0.1:9"}, "nothing is sent to a url: for them"),
        ({"ready": None}, "say what it writes to its output once it takes events"),
        ({"ready": "/health"}, "say what it writes to its output once it takes events"),
    ],
)
def test_a_target_that_cannot_be_is_refused_with_its_line(target: dict[str, Any], says: str, tmp_path: Path):
    with pytest.raises(UsageError, match=f"contractkit.yaml:3: targets: 'worker.events.yaml'.*{says}"):
        examined(folder(tmp_path, **target))


def test_two_workers_of_one_command_are_told_apart_by_their_environment(tmp_path: Path):
    contracts = folder(tmp_path)
    other = contracts / "yearly.events.yaml"
    other.write_text(OWN.replace("payment", "refund").replace("booked", "paid"))
    settings = contracts / "contractkit.yaml"
    own = {"SLIP": "gone", "PYTHONPATH": str(ROOT)}
    started = {"command": [sys.executable, "-m", WORKER], "ready": "taking payments", "env": own}
    more = f"targets: {{yearly.events.yaml: {json.dumps(started)}, "
    settings.write_text(settings.read_text().replace("targets: {", more))
    result = examined(contracts, "consumed")
    assert any("the books are not found" in fault for fault in result.ledger.faults)


LISTENING = f"""
import contextlib, os, threading
import redis
from {WORKER} import booked
from tests.services.links import linked

@contextlib.contextmanager
def serving():
    link = linked(os.environ["BROKER_URL"])
    link.listen("payments", lambda body: booked(link, body))
    threading.Thread(target=taking, args=[link], daemon=True).start()
    yield

def taking(link):
    with contextlib.suppress(redis.ConnectionError):  # the broker ends with the run
        link.run()

async def app(scope, receive, send):
    assert scope["type"] == "lifespan"
    await receive()
    with serving():
        await send({{"type": "lifespan.startup.complete"}})
        await receive()
    await send({{"type": "lifespan.shutdown.complete"}})
"""


def test_an_application_may_take_the_events_of_a_contract_that_has_no_api(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "listening_of_a_worker.py").write_text(LISTENING)
    monkeypatch.setenv("BOOKS", str(tmp_path / "books"))
    contracts = folder(tmp_path, command=None, ready=None, env=None, app="listening_of_a_worker:app")
    result = examined(contracts)
    assert (result.verdict.decision, result.verdict.reasons) == (Decision.GO, ())
    assert not result.ledger.discrepancies


def test_a_worker_is_no_target_of_requests(tmp_path: Path):
    contracts = folder(tmp_path, effect=READ)
    settings = contracts / "contractkit.yaml"
    text = settings.read_text().replace('"worker.events.yaml"', '"*"')
    settings.write_text(text.replace('"accounts.openapi.json"', '"elsewhere.json"'))
    result = verify(contracts, root=tmp_path, only=lambda item: item.interaction is not None)
    assert result.verdict.decision is Decision.HOLD
    assert any(
        "contractkit.yaml:3: command:" in fault and "is not told its port" in fault for fault in result.ledger.faults
    )


@pytest.mark.parametrize("api", [False, True])
def test_an_application_that_is_given_takes_events_in_place_of_the_configured_one(
    api: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "listening_in_place.py").write_text(LISTENING)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("BOOKS", str(tmp_path / "books"))
    contracts = folder(tmp_path, command=None, ready=None, env=None, app="nowhere:app")
    if api:
        (contracts / "accounts.openapi.json").write_text(json.dumps(HTTP))
        settings = contracts / "contractkit.yaml"
        settings.write_text(settings.read_text().replace('"worker.events.yaml"', '"*"'))
    given = import_module("listening_in_place").app
    result = verify(contracts, app=given, root=tmp_path, only=lambda item: item.node.endswith("::consumed"))
    assert result.ledger.faults == ()
    assert not result.ledger.discrepancies
    shown = {id.rpartition(":")[2]: entry.state.shown for id, entry in result.ledger.entries.items()}
    assert shown["event.consumes(payment.made)"] == "proven"

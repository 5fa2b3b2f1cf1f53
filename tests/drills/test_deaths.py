"""An event that ends the service is a finding; a service that ends for another reason is no fault of an event."""

import json
from pathlib import Path

import pytest
from tests.services.mortals import mortals, started

from contractkit import Result, verify
from contractkit.model import Severity
from contractkit.served import CommandTarget

ENDED = "the service ended (exit code 3) while it processed this event"


def examined(
    folder: Path,
    slip: str,
    *probes: str,
    examples: int = 0,
    target: str | None = None,
    operation: str = "payment.made",
) -> Result:
    contracts = mortals(folder, target or started(folder, slip))
    wanted = probes or ("consumed",)
    return verify(
        contracts,
        root=folder,
        examples=examples,
        only=lambda item: (
            item.interaction is not None
            and item.interaction.name == operation
            and item.node.endswith(tuple(f"::{probe}" for probe in wanted))
        ),
    )


def found(result: Result) -> list[tuple[str, str, str]]:
    all = result.ledger.discrepancies.values()
    return sorted((d.obligation.rpartition(":")[2], d.check, d.actual) for d in all)


def states(result: Result) -> dict[str, str]:
    return {id.rpartition(":")[2]: entry.state.shown for id, entry in result.ledger.entries.items()}


def test_a_service_that_lives_is_not_blamed(tmp_path: Path) -> None:
    result = examined(tmp_path, "", "consumed", "consumed-properties", examples=6)
    assert (found(result), result.ledger.faults) == ([], ())


def test_a_valid_event_that_ends_the_service_is_found_and_the_run_goes_on(tmp_path: Path) -> None:
    result = examined(tmp_path, "edge")
    [one] = result.ledger.discrepancies.values()
    assert found(result) == [("event.consumes(payment.made)", "service-survives-its-events", ENDED)]
    assert (one.severity, one.flaky) == (Severity.CRITICAL, False)
    assert one.example is not None
    assert json.loads(one.example.request.partition("\n\n")[2])["amount"] == 1000
    assert one.example.reply.startswith("the service ended (exit code 3)")
    assert result.ledger.faults == ()
    assert states(result)["event.duplicate(payment.made)"] == "proven"


def test_a_broken_event_that_ends_the_service_is_found_where_it_is_broken(tmp_path: Path) -> None:
    result = examined(tmp_path, "broken")
    obligations = {obligation for obligation, check, actual in found(result)}
    assert {(check, actual) for _, check, actual in found(result)} == {("service-survives-its-events", ENDED)}
    assert len(obligations) == 2
    assert all(one.startswith("event.rejects(payment.made ") for one in obligations)
    assert result.ledger.faults == ()


def test_one_that_comes_twice_and_ends_it_is_found(tmp_path: Path) -> None:
    result = examined(tmp_path, "twice")
    assert found(result) == [("event.consumes(payment.made)", "service-survives-its-events", ENDED)]
    assert states(result)["event.duplicate(payment.made)"] == "unproven"


def test_a_random_one_is_made_small(tmp_path: Path) -> None:
    result = examined(tmp_path, "broken", "consumed-properties", examples=9)
    assert {(check, actual) for _, check, actual in found(result)} == {("service-survives-its-events", ENDED)}
    assert all(len(d.example.edits) == 1 for d in result.ledger.discrepancies.values() if d.example is not None)
    assert result.ledger.faults == ()


@pytest.mark.parametrize("probes", [("produced",), ("produced", "produced-properties")])
def test_a_service_that_lives_is_not_blamed_where_events_cause_others(tmp_path: Path, probes: tuple[str, ...]) -> None:
    result = examined(tmp_path, "", *probes, examples=6, operation="payment.booked")
    assert (found(result), result.ledger.faults) == ([], ())
    assert states(result)["event.cause(payment.made refused)"] == "proven"


@pytest.mark.parametrize(("slip", "kind"), [("broken", "event.rejects(payment.made "), ("twice", "event.consumes(")])
def test_one_that_is_published_to_cause_another_is_found_where_it_is_consumed(
    tmp_path: Path, slip: str, kind: str
) -> None:
    result = examined(tmp_path, slip, "produced", operation="payment.booked")
    assert {(check, actual) for _, check, actual in found(result)} == {("service-survives-its-events", ENDED)}
    assert all(obligation.startswith(kind) for obligation, _, _ in found(result))
    assert {d.interaction for d in result.ledger.discrepancies.values()} == {"mortal.events#payment.made"}
    assert result.ledger.faults == ()
    assert states(result)["event.payload(payment.booked payload)"] == "proven"


def test_a_random_one_that_causes_another_is_found_and_the_run_goes_on(tmp_path: Path) -> None:
    result = examined(tmp_path, "edge more", "produced-properties", examples=9, operation="payment.booked")
    assert found(result) == [("event.consumes(payment.made)", "service-survives-its-events", ENDED)]
    assert result.ledger.faults == ()


def test_one_that_is_killed_while_events_cause_others_holds_and_names_the_event(tmp_path: Path) -> None:
    result = examined(tmp_path, "once more", "produced-properties", examples=9, operation="payment.booked")
    assert found(result) == []
    [fault] = result.ledger.faults
    assert "(signal 9) after event " in fault
    assert "::payment.booked::produced-properties, on payments: " in fault


def test_one_that_stays_in_the_queue_is_found_and_holds(tmp_path: Path) -> None:
    result = examined(tmp_path, "stays")
    assert found(result) == [("event.consumes(payment.made)", "service-survives-its-events", ENDED)]
    [fault] = result.ledger.faults
    assert "after event " in fault
    assert "does not stay when it is started again" in fault
    assert result.verdict.decision == "HOLD"


def test_one_that_keeps_it_from_starting_holds_and_is_named_only(tmp_path: Path) -> None:
    """It may be anything that it does not find when it starts."""
    result = examined(tmp_path, "stuck")
    assert found(result) == []
    [fault] = result.ledger.faults
    assert "exactly the maximum 1000; it could not be started again: " in fault


@pytest.mark.parametrize(
    ("slip", "sentence"),
    [("once", "(signal 9) after event "), ("read", "(exit code 3) after event ")],
    ids=["killed from outside", "by the request that reads it"],
)
def test_what_ends_for_another_reason_holds_and_no_event_is_blamed(tmp_path: Path, slip: str, sentence: str) -> None:
    result = examined(tmp_path, slip)
    assert found(result) == []
    [fault] = result.ledger.faults
    assert sentence in fault
    assert "and did not when that was sent again" in fault
    assert result.verdict.decision == "HOLD"


def test_what_was_not_started_from_here_holds_and_names_the_event(tmp_path: Path) -> None:
    from tests.brokers.test_redis import command

    broker = CommandTarget(command(), cwd=tmp_path)
    url = f"redis://127.0.0.1:{broker.port}"
    told = json.loads(started(tmp_path, "edge"))
    service = CommandTarget(told["command"], env={**told["env"], "BROKER_URL": url}, cwd=tmp_path)
    contracts = mortals(tmp_path, f"{{url: '{service.base_url}', disposable: true}}", broker=url)
    result = verify(contracts, root=tmp_path, examples=0, only=lambda item: item.node.endswith("made::consumed"))
    service.close()
    broker.close()
    assert found(result) == []
    [fault] = result.ledger.faults
    assert "after event " in fault
    assert "on payments: /amount: exactly the maximum 1000" in fault
    assert "it was not started from here" in fault

"""What a consumer does with events: valid ones once, and invalid, older, foreign ones never."""

from dataclasses import replace

import pytest
from tests.events.seen import PAID, contract, event, heard, said, told

from contractkit.checks.duplicate_changes_nothing import duplicate_changes_nothing
from contractkit.checks.foreign_event_changes_nothing import foreign_event_changes_nothing
from contractkit.checks.invalid_event_is_refused import invalid_event_is_refused
from contractkit.checks.older_changes_nothing import older_changes_nothing
from contractkit.checks.replay_changes_nothing import replay_changes_nothing
from contractkit.checks.request_is_answered import request_is_answered
from contractkit.checks.service_survives_its_events import service_survives_its_events
from contractkit.checks.taken_in_sequence import taken_in_sequence
from contractkit.checks.valid_event_is_processed import valid_event_is_processed
from contractkit.events.aims import consumed, rejected
from contractkit.model import Edit, Intent, Severity, Target, Terms

DEAD = event({}, ("x-exception-reason", "no such order"))
OF = contract(action="receive", Paid=PAID)
BROKEN = rejected("Paid", Target("body/id", "type"))


def consumes(how="processed", *events, of=OF, **more):
    return told(*events, of=of, target=consumed("Paid", how), **more)


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ({"processed": True}, []),
        ({"processed": None}, []),
        ({"processed": False}, ["nothing happens"]),
        ({"processed": False, "control": False}, ["nothing happens"]),
        ({"processed": True, "dead": (DEAD,)}, ["dead-lettered"]),
        ({"processed": False, "dead": (DEAD,)}, ["dead-lettered"]),
    ],
)
def test_a_valid_event_is_processed(after, found):
    assert said(valid_event_is_processed(consumes(**after))) == [("event.consumes Paid", one) for one in found]


def test_it_says_where_and_why():
    [dead] = valid_event_is_processed(consumes(dead=(DEAD,)))
    assert dead.actual == "it lies on orders.events: no such order"
    case = {"edits": (Edit("body/amount"),), "note": "without amount"}
    [stuck] = valid_event_is_processed(consumes(processed=False, control=False, case=case, within=2.0))
    assert (stuck.expected, stuck.pointer) == ("without amount is processed", "body/amount")
    assert stuck.actual == "nothing happens within 2 s; neither is a good one after it"


@pytest.mark.parametrize(
    ("after", "severity"),
    [
        ({"processed": False, "dead": (DEAD,)}, Severity.MINOR),
        ({"processed": True, "dead": (DEAD,)}, None),
        ({"processed": False, "control": False}, None),
    ],
)
def test_random_values_are_no_identity_and_may_break_a_rule_of_the_business(after, severity):
    case = {"edits": (Edit("body/amount", 7),), "phase": "property"}
    [found] = valid_event_is_processed(consumes(case=case, **after))
    assert (found.pointer, found.severity) == ("", severity)


def test_other_stimuli_are_none_of_its_matter():
    assert said(valid_event_is_processed(consumes("duplicate", processed=False))) == []
    assert said(valid_event_is_processed(told(of=OF, target=consumed("Other"), processed=False))) == []


@pytest.mark.parametrize(
    ("how", "more", "found"),
    [
        ("processed", {}, []),
        ("processed", {"ended": "exit code 3"}, [("event.consumes Paid", "ended processed")]),
        ("duplicate", {"ended": "exit code 3"}, [("event.consumes Paid", "ended duplicate")]),
        ("processed", {"ended": "signal 11", "case": {"phase": "property"}}, [("event.consumes Paid", "ended")]),
    ],
)
def test_the_service_survives_its_events(how, more, found):
    assert said(service_survives_its_events(consumes(how, **more))) == found


def test_a_broken_event_that_ends_it_is_said_of_what_is_broken():
    [found] = service_survives_its_events(told(of=OF, target=BROKEN, intent=Intent.FAULT, ended="exit code 3"))
    assert (found.scope, found.severity) == (f"event.rejects {BROKEN}", Severity.CRITICAL)
    assert found.actual == "the service ended (exit code 3) while it processed this event"


LETTERS, REFUSING = Terms(dead_letter="dlq"), Terms(reject="nack")


@pytest.mark.parametrize(
    ("terms", "after", "found"),
    [
        (LETTERS, {"dead": (DEAD,), "control": True}, []),
        (LETTERS, {"dead": (DEAD,), "control": True, "processed": False}, []),
        (LETTERS, {"dead": (DEAD,), "control": None}, []),
        (LETTERS, {"dead": (), "control": True}, ["lost"]),
        (LETTERS, {"dead": (DEAD,), "control": False}, ["poisoned"]),
        (LETTERS, {"dead": (DEAD,), "processed": True}, ["effect"]),
        (REFUSING, {"control": True}, []),
        (REFUSING, {"control": True, "evidence": "not acknowledged"}, []),
        (REFUSING, {"control": True, "evidence": "acknowledged"}, ["acknowledged"]),
        (REFUSING, {"control": False, "evidence": "acknowledged"}, ["poisoned"]),
    ],
)
def test_an_invalid_event_is_refused_as_declared(terms, after, found):
    of = contract(action="receive", terms=terms, Paid=PAID)
    trace = told(of=of, target=BROKEN, intent=Intent.FAULT, **after)
    assert said(invalid_event_is_refused(trace)) == [("event.rejects Paid body/id type", one) for one in found]
    assert said(invalid_event_is_refused(told(of=of, target=BROKEN, **after))) == []


def test_what_was_only_lenient_is_noted_as_one():
    case = {"lenient": "coercion", "note": "a number in text"}
    trace = told(of=contract(action="receive", terms=LETTERS, Paid=PAID), target=BROKEN, intent=Intent.FAULT, case=case)
    trace = replace(trace, after=replace(trace.after, processed=True))
    assert [(m.severity, m.cause) for m in invalid_event_is_refused(trace)] == [(Severity.NOTE, "leniency coercion")]


@pytest.mark.parametrize(
    ("events", "processed", "found"),
    [
        ([], False, []),
        ([], None, []),
        ([heard()], False, []),
        ([heard(message=None), heard(message=None)], False, []),
        ([], True, ["effect"]),
        ([heard(), heard()], False, ["Paid repeated"]),
        ([heard(), heard()], True, ["effect", "Paid repeated"]),
    ],
)
def test_a_duplicate_changes_nothing(events, processed, found):
    trace = consumes("duplicate", *events, processed=processed)
    assert said(duplicate_changes_nothing(trace)) == [("event.duplicate Paid", one) for one in found]
    assert said(duplicate_changes_nothing(consumes("older", *events, processed=processed))) == []


@pytest.mark.parametrize(("processed", "many"), [(False, 0), (None, 0), (True, 1)])
def test_an_older_one_changes_nothing(processed, many):
    assert said(older_changes_nothing(consumes("older", processed=processed))) == [("event.order Paid", "")] * many
    assert said(older_changes_nothing(consumes(processed=processed))) == []


@pytest.mark.parametrize(("processed", "many"), [(False, 0), (None, 0), (True, 1)])
def test_the_last_one_holds_and_a_replay_changes_nothing(processed, many):
    last, again = consumes("sequence", processed=processed), consumes("replay", processed=processed)
    assert said(taken_in_sequence(last)) == [("event.order Paid sequence", "")] * many
    assert said(replay_changes_nothing(again)) == [("event.replay Paid", "")] * many
    assert said(taken_in_sequence(again)) == said(replay_changes_nothing(last)) == []


@pytest.mark.parametrize(("processed", "many"), [(False, 0), (None, 0), (True, 1)])
def test_a_foreign_one_changes_nothing(processed, many):
    trace = consumes("foreign", processed=processed, tenant="globex")
    assert said(foreign_event_changes_nothing(trace)) == [("event.tenant", "foreign")] * many
    assert said(foreign_event_changes_nothing(consumes(processed=processed))) == []


SUM = {"payload": {"type": "integer"}, "correlationId": {"location": "$message.header#/correlation-id"}}
ASKED = contract(
    action="receive",
    reply={"channel": {"$ref": "#/channels/answers"}, "messages": [{"$ref": "#/channels/answers/messages/Sum"}]},
    Paid=PAID,
    answers={"address": "answers", "messages": {"Sum": SUM}},
)


def answer(id="1", correlation="c-1", message="Sum", by="onPaid"):
    return heard(event(1, ("message-id", id), ("correlation-id", correlation)), message, by=by)


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([answer()], []),
        ([answer(), answer()], []),  # delivered again
        ([answer(message=None)], []),
        ([], ["missing"]),
        ([answer("1"), answer("2")], ["repeated"]),
        ([answer(message=None, by=None)], ["undocumented"]),
        ([answer(correlation="c-2")], ["correlation"]),
        ([heard(event(1), "Sum", by="onPaid")], ["correlation"]),
        ([answer("1", "c-2"), answer("2")], ["repeated", "correlation"]),
    ],
)
def test_a_request_is_answered_once_and_rightly(events, found):
    trace = consumes("reply", *events, of=ASKED, correlation="c-1")
    assert said(request_is_answered(trace)) == [("event.reply Paid", one) for one in found]
    assert said(request_is_answered(consumes("processed", *events, of=ASKED))) == []


def test_without_an_id_of_ours_any_correlation_will_do():
    assert said(request_is_answered(consumes("reply", answer(correlation="x"), of=ASKED))) == []

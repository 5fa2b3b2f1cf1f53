"""What is promised of events: by which terms, what bears on it, what blocks it, and under ids that stay."""

import json
from dataclasses import replace

import pytest
from tests.doubles import loaded
from tests.events.seen import CAUSE, PAID, contract, document, event, heard, told

from contractkit.agreements import agreed
from contractkit.events.aims import REFUSED, REPLAYED, cause, consumed, rejected
from contractkit.extensions import CHECKS
from contractkit.judge import Docket, Panel, judge
from contractkit.model import Effect, Intent, Kind, Ordered, State, Target, Terms
from contractkit.promise import promise
from contractkit.settings import Settings
from contractkit.settings.events import EventRule

HEADED = {**PAID, "headers": {"type": "object", "properties": {"ce_id": {"type": "string"}}}, "x-key": "/id"}
TRACED = {**PAID, "correlationId": {"location": "$message.header#/c"}}
READ = Effect("read", "getOrder")
PROTO = {
    "payload": {"schemaFormat": "application/vnd.google.protobuf;version=3", "schema": "x"},
    "headers": {"type": "object", "required": ["a"]},
}
CHECKED = Panel(one for _, one in CHECKS if Kind.EVENT in one.kinds)
PRODUCES, PAYLOAD = "event.produces(Paid)", "event.payload(Paid payload)"
CAUSES = ("event.cause(pay)", "event.cause(pay refused)")
PARTS = {f"event.payload(Paid {part})" for part in ("headers", "key", "envelope")}
BOTH = {f"event.cause({operation}{how})" for operation in "ab" for how in ("", " refused")}
CONSUMES = "event.consumes(Paid)"


def promised(of, interaction=0):
    return list(promise(of, of.interactions[interaction]))


def names(of, interaction=0):
    return {one.id.partition(":")[2] for one in promised(of, interaction)}


def states(trace):
    """State by the name of the obligation; what the trace says nothing of is not there."""
    docket = Docket(promise(trace.contract, trace.interaction))
    return {one.obligation.id.partition(":")[2]: one.state for one in judge(trace, docket, CHECKED)}


@pytest.mark.parametrize(
    ("message", "terms", "found"),
    [
        (PAID, {}, {PRODUCES, PAYLOAD}),
        ({**PAID, "contentType": "a/json"}, {}, {PRODUCES, PAYLOAD, "event.payload(Paid content-type)"}),
        (PAID, {"key": "/id"}, {PRODUCES, PAYLOAD, "event.payload(Paid key)"}),
        (HEADED, {}, {PRODUCES, PAYLOAD, *PARTS}),
        (PAID, {"caused_by": ("pay",)}, {PRODUCES, PAYLOAD, *CAUSES}),
        (PAID, {"caused_by": ("a", "b")}, {PRODUCES, PAYLOAD, *BOTH}),
        (PAID, {"caused_by": ("pay",), "replayed": "none"}, {PRODUCES, PAYLOAD, *CAUSES, "event.cause(pay replayed)"}),
        (PAID, {"caused_by": ("pay",), "state": READ}, {PRODUCES, PAYLOAD, *CAUSES, "event.cause(pay state)"}),
        (PAID, {"replayed": "none", "state": READ, "tenant": "x"}, {PRODUCES, PAYLOAD}),  # nothing causes it
        (TRACED, {"caused_by": ("pay",)}, {PRODUCES, PAYLOAD, *CAUSES, "event.correlation"}),
        (TRACED, {}, {PRODUCES, PAYLOAD}),
        (PAID, {"caused_by": ("pay",), "correlation": "x"}, {PRODUCES, PAYLOAD, *CAUSES, "event.correlation"}),
        (PAID, {"caused_by": ("pay",), "tenant": "x"}, {PRODUCES, PAYLOAD, *CAUSES, "event.tenant"}),
        (PAID, {"dead_letter": "d", "duplicate": "once", "order": Ordered("/v"), "replay": "r"}, {PRODUCES, PAYLOAD}),
        (PAID, {"caused_by": ("pay",), "order": Ordered()}, {PRODUCES, PAYLOAD, *CAUSES, "event.order(Paid)"}),
    ],
)  # fmt: skip
def test_of_what_is_sent_the_terms_say_what_is_promised(message, terms, found):
    assert names(contract(Paid=message, terms=Terms(**terms))) == found


def test_a_command_is_refused_only_where_it_is_said_how():
    made = document(Paid=PAID)
    pay = {**made["operations"]["sendPaid"], "action": "receive"}
    read = loaded(json.dumps({**made, "operations": {**made["operations"], "pay": pay}}), "events.asyncapi.json")

    def caused(**said):
        of = agreed(read, Settings(events=(EventRule("pay", Terms(**said)), EventRule("*", CAUSE))))
        return names(of)

    assert "event.cause(pay refused)" in caused(dead_letter="dlq")
    assert caused(reject="nack") == caused(dead_letter="dlq")
    assert caused() == caused(dead_letter="dlq") - {"event.cause(pay refused)"}


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        ({}, {CONSUMES}),
        ({"effect": READ}, {CONSUMES}),
        ({"duplicate": "once"}, {CONSUMES, "event.duplicate(Paid)"}),
        ({"order": Ordered("/v")}, {CONSUMES, "event.order(Paid)", "event.order(Paid sequence)"}),
        ({"order": Ordered()}, {CONSUMES, "event.order(Paid sequence)"}),
        ({"replay": "restart"}, {CONSUMES, "event.replay(Paid)"}),
        ({"tenant": "x"}, {CONSUMES}),
        ({"tenant": "x", "effect": READ}, {CONSUMES, "event.tenant"}),
        ({"caused_by": ("pay",), "key": "/id", "correlation": "x"}, {CONSUMES}),
    ],
)
def test_of_what_is_received_the_terms_say_what_is_promised(terms, found):
    assert names(contract(action="receive", Paid=PAID, terms=Terms(**terms))) == found


@pytest.mark.parametrize(("terms", "said"), [({}, False), ({"dead_letter": "d"}, True), ({"reject": "nack"}, True)])
def test_refusals_are_promised_only_where_it_is_said_how(terms, said):
    found = promised(contract(action="receive", Paid=PAID, terms=Terms(**terms)))
    rejects = {one.qualifier for one in found if one.kind == "event.rejects"}
    assert bool(rejects) is said
    assert rejects <= {"Paid body type", "Paid body/id required", "Paid body/id type", "Paid body/amount type"} | {
        "Paid body/mail format"
    }
    assert all("d" in one.how or "nack" in one.how for one in found if one.kind == "event.rejects")


def test_nothing_is_promised_of_what_no_single_fault_can_break():
    of = contract(action="receive", Paid={"payload": {}}, terms=Terms(dead_letter="d"))
    assert names(of) == {CONSUMES}


def test_replies_are_promised_with_what_they_carry():
    of = contract(
        action="receive",
        reply={"channel": {"$ref": "#/channels/answers"}, "messages": [{"$ref": "#/channels/answers/messages/Sum"}]},
        answers={"address": "answers", "messages": {"Sum": {"payload": {}}}},
        Paid=PAID,
    )
    assert names(of) == {CONSUMES, "event.reply(Paid)", "event.payload(Sum payload)"}
    assert all(one.charged for one in promised(of))


def test_of_several_replies_one_need_not_be_seen():
    """Which of them is the one for errors nothing says; that a request is answered is owed all the same."""
    said = [{"$ref": f"#/channels/answers/messages/{name}"} for name in ("Sum", "Refused")]
    of = contract(
        action="receive",
        reply={"channel": {"$ref": "#/channels/answers"}, "messages": said},
        answers={"address": "answers", "messages": {"Sum": {"payload": {}}, "Refused": {"payload": {}}}},
        Paid=PAID,
    )
    assert {one.qualifier for one in promised(of) if not one.charged} == {"Sum payload", "Refused payload"}
    assert "event.reply(Paid)" in {f"{one.kind}({one.qualifier})" for one in promised(of) if one.charged}


EVERY = Terms(
    caused_by=("pay",),
    dead_letter="d",
    duplicate="once",
    order=Ordered("/v"),
    tenant="x",
    effect=READ,
    replay="restart",
)


@pytest.mark.parametrize(
    ("more", "said", "promises"),
    [
        ({}, {}, True),
        ({"reply": {"channel": {"$ref": "#/channels/orders"}}}, {}, False),
        ({"reply": {"channel": {"$ref": "#/channels/orders"}}}, {"correlation": "$message.header#/c"}, True),
        ({}, {"answers": "sendPaid"}, False),
    ],
)
def test_a_correlation_id_that_pairs_a_request_with_its_reply_is_nobody_elses(more, said, promises):
    of = contract(Paid=TRACED, terms=Terms(caused_by=("pay",), **said), **more)
    assert ("event.correlation" in names(of)) is promises
    without = states(told(heard(), of=of, correlation="ck-1"))  # it is judged only where it is promised
    assert without.get("event.correlation", State.NOT_SEEN) is (State.VIOLATED if promises else State.NOT_SEEN)


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([{}], State.BLOCKED),
        ([{}, {"c": "other"}], State.VIOLATED),
        ([{"c": "other"}], State.VIOLATED),
        ([{"c": "ck-1"}], State.PROVEN),
        ([{"c": "ck-1"}, {}], State.BLOCKED),
    ],
)
def test_a_correlation_id_that_is_left_out_although_required_is_one_finding(events, state):
    of = contract(Paid={"payload": {"required": ["c"]}}, terms=replace(CAUSE, correlation="$message.payload#/c"))
    found = states(told(*(heard(event(one)) for one in events), of=of, correlation="ck-1"))
    assert found["event.correlation"] is state
    lacks = any("c" not in one for one in events)
    assert found[PAYLOAD] is (State.VIOLATED if lacks else State.PROVEN)


@pytest.mark.parametrize("action", ["send", "receive"])
def test_ids_stay_when_another_message_comes(action):
    alone = contract(action=action, terms=EVERY, Paid=TRACED)
    more = contract(action=action, terms=EVERY, Another=HEADED, Paid=TRACED, Zulu=PAID)
    own = next(i for i, one in enumerate(more.interactions) if one.name.endswith("Paid"))
    assert [one.id for one in promised(more, own)] == [one.id for one in promised(alone)]


@pytest.mark.parametrize("part", ["how", "location"])
def test_every_promise_says_where_it_stands_and_how_it_is_shown(part):
    for action in ("send", "receive"):
        assert all(getattr(one, part) for one in promised(contract(action=action, terms=EVERY, Paid=TRACED)))


def test_an_event_that_was_caused_proves_what_it_shows():
    found = states(told(heard()))
    assert found == {PRODUCES: State.PROVEN, PAYLOAD: State.PROVEN, "event.cause(pay)": State.PROVEN}
    assert states(told(heard(), fenced=False)) == {PRODUCES: State.PROVEN, PAYLOAD: State.PROVEN}


def test_what_breaks_its_schema_was_still_produced():
    found = states(told(heard(event({"id": 1}))))
    assert (found[PRODUCES], found[PAYLOAD]) == (State.PROVEN, State.VIOLATED)


def test_events_of_other_operations_prove_and_break_nothing_here():
    both = contract(Paid=PAID, Gone=PAID)
    odd = heard(event({"id": 1}), message="Gone", by="sendGone")
    assert states(told(heard(), odd, of=both)).keys() == {PRODUCES, PAYLOAD, "event.cause(pay)"}
    terms = replace(CAUSE, correlation="$message.header#/c", tenant="$message.header#/t")
    found = states(told(odd, of=contract(Paid=PAID, Gone=PAID, terms=terms), correlation="c", tenant="t"))
    assert found == {"event.cause(pay)": State.VIOLATED}  # its own is missing


def test_no_part_of_what_cannot_be_read_is_proven():
    found = states(told(heard(event(b"\x08")), of=contract(Paid=PROTO)))
    assert found["event.payload(Paid payload)"] is State.BLOCKED
    assert found["event.payload(Paid headers)"] is State.BLOCKED
    assert found[PRODUCES] is State.PROVEN
    terms = replace(CAUSE, tenant="$message.payload#/t")
    deep = told(heard(event(b"[" * 200_000)), of=contract(terms=terms), tenant="t")
    assert {states(deep)[name] for name in (PAYLOAD, "event.tenant")} == {State.BLOCKED}


@pytest.mark.parametrize(("how", "name"), [(REFUSED, "refused"), (REPLAYED, "replayed")])
def test_that_nothing_came_is_proven_only_behind_a_fence(how, name):
    of, target, own = contract(terms=replace(CAUSE, replayed="none")), cause("pay", how), f"event.cause(pay {name})"
    assert states(told(of=of, target=target)) == {own: State.PROVEN}
    assert states(told(of=of, target=target, fenced=False)) == {}
    assert states(told(heard(), of=of, target=target)) == {own: State.VIOLATED}
    assert states(told(heard(), of=of, target=target, fenced=False)) == {own: State.VIOLATED}


def test_state_is_proven_by_a_reading():
    of = contract(terms=replace(CAUSE, state=READ))
    assert "event.cause(pay state)" not in states(told(heard(), of=of))
    assert states(told(heard(), of=of, readings=[200]))["event.cause(pay state)"] is State.PROVEN
    assert states(told(heard(), of=of, readings=[404]))["event.cause(pay state)"] is State.VIOLATED


@pytest.mark.parametrize(
    ("how", "name", "after", "state"),
    [
        ("processed", CONSUMES, {"processed": True}, State.PROVEN),
        ("processed", CONSUMES, {"processed": None}, None),
        ("processed", CONSUMES, {"processed": False}, State.VIOLATED),
        ("duplicate", "event.duplicate(Paid)", {"processed": False, "readings": [200]}, State.PROVEN),
        ("duplicate", "event.duplicate(Paid)", {"processed": False}, State.BLOCKED),
        ("duplicate", "event.duplicate(Paid)", {"processed": False, "fenced": False}, None),
        ("duplicate", "event.duplicate(Paid)", {"processed": True}, State.VIOLATED),
        ("older", "event.order(Paid)", {"processed": False}, State.PROVEN),
        ("older", "event.order(Paid)", {"fenced": False}, None),
        ("older", "event.order(Paid)", {"processed": True}, State.VIOLATED),
        ("sequence", "event.order(Paid sequence)", {"processed": False}, State.PROVEN),
        ("sequence", "event.order(Paid sequence)", {"fenced": False}, None),
        ("sequence", "event.order(Paid sequence)", {"processed": True}, State.VIOLATED),
        ("replay", "event.replay(Paid)", {"processed": False}, State.PROVEN),
        ("replay", "event.replay(Paid)", {"fenced": False}, None),
        ("replay", "event.replay(Paid)", {"processed": True}, State.VIOLATED),
        ("foreign", "event.tenant", {"processed": False, "tenant": "a", "readings": [200]}, State.PROVEN),
        ("foreign", "event.tenant", {"processed": False, "tenant": "a"}, State.BLOCKED),
        ("foreign", "event.tenant", {"processed": False}, None),
        ("foreign", "event.tenant", {"processed": True, "tenant": "a"}, State.VIOLATED),
    ],
)
def test_what_a_consumer_did_bears_on_its_own_promise_alone(how, name, after, state):
    trace = told(of=contract(action="receive", Paid=PAID, terms=EVERY), target=consumed("Paid", how), **after)
    assert states(trace) == ({} if state is None else {name: state})


@pytest.mark.parametrize(
    ("after", "state"),
    [
        ({"dead": (event(),), "control": True}, State.PROVEN),
        ({"dead": (event(),), "fenced": False}, None),
        ({"dead": ()}, State.VIOLATED),
    ],
)
def test_a_refusal_bears_on_what_was_broken(after, state):
    target = rejected("Paid", Target("body/id", "type"))
    of = contract(action="receive", Paid=PAID, terms=EVERY)
    name = "event.rejects(Paid body/id type)"
    found = states(told(of=of, target=target, intent=Intent.FAULT, **after))
    assert found == ({} if state is None else {name: state})

"""Every claim is made beside an accepted control: one edit away, renewed when it may be stale, made anew to confirm."""

import pytest
from tests.benches import FakeBench, described, line, operation, reply, sent
from tests.reach.shop import body, one, path_id

from contractkit.exercise import Exercise
from contractkit.generate.candidates import Candidate
from contractkit.model import Edit, Intent, Message, Request, Target

NEW = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "maxLength": 9}, "count": {"type": "integer", "maximum": 9}},
}
POST = described({"/orders": {"post": one("create", "201", "409", "422", requestBody=body(NEW))}})
PUT = described(
    {
        "/orders": {"post": one("create", "201")},
        "/orders/{order_id}": {
            "parameters": [path_id()],
            "put": one("change", "200", "404", "422", requestBody=body(NEW)),
        },
    }
)
TOO_MANY = Candidate((Edit("body/count", 10),), "one above the maximum 9", Target("body/count", "maximum"))
MOST = Candidate((Edit("body/count", 9),), "the maximum", Target("body/count", "maximum"))
FEWER = (Edit("body/count", 8),)
BAD_ID = Candidate((Edit("path.order_id", "x"),), "no number", Target("path.order_id", "type"))


class Orders:
    """Orders that are created and changed by id. `script`: statuses for the next changes, before what it would say."""

    def __init__(self, *script: int) -> None:
        self.script, self.known, self.last = list(script), set[str](), 0

    def __call__(self, request: Request) -> Message:
        if request.method == "POST":
            self.last += 1
            self.known.add(str(self.last))
            return reply(201, {"id": self.last})
        there = request.target.rpartition("/")[2] in self.known
        if not there:
            return reply(404)
        refused = request.method == "PUT" and sent(request).get("count", 0) > 9
        status = 422 if refused else 204 if request.method == "DELETE" else 200
        if self.script:
            status = self.script.pop(0) or status
        if status == 204:
            self.known.remove(request.target.rpartition("/")[2])
        return reply(status)


def at(of, name, service, **more):
    return FakeBench(of, operation(of, name), service, **more)


def limited(request: Request) -> Message:
    return reply(422 if sent(request).get("count", 0) > 9 else 201)


def test_a_case_is_judged_beside_the_accepted_baseline():
    bench = at(POST, "create", limited)
    Exercise(bench).send(TOO_MANY)
    trace = bench.judged[-1]
    assert (trace.subject.status, trace.subject.case.intent) == (422, Intent.FAULT)
    assert trace.control.accepted
    assert sent(trace.subject.case.request).keys() == {"name", "count"}
    assert sent(trace.control.case.request).keys() == {"name"}


def test_without_a_baseline_nothing_is_claimed():
    bench = at(POST, "create", lambda _: reply(403))
    exercise = Exercise(bench)
    exercise.baseline()
    attempts = len(bench.seen)
    assert exercise.send(TOO_MANY) == frozenset()
    assert len(bench.seen) == attempts


@pytest.mark.parametrize("status", [401, 403, 404, 409, 410])
def test_an_answer_that_may_speak_of_the_resource_is_asked_again_beside_a_fresh_one(status):
    bench = at(PUT, "change", Orders(0, status))
    Exercise(bench).send(TOO_MANY)
    trace = bench.judged[-1]
    assert trace.subject.status == 422
    assert trace.control.case.request.target == trace.subject.case.request.target == "/orders/2"


def test_a_refused_path_value_is_no_stale_resource():
    bench = at(PUT, "change", Orders())
    exercise = Exercise(bench)
    exercise.baseline()
    before = len(bench.seen)
    exercise.send(BAD_ID)
    assert [line(seen.case.request) for seen in bench.seen[before:]] == ["PUT /orders/x"]


def test_a_baseline_that_cannot_be_renewed_leaves_the_case_without_a_control():
    bench = at(PUT, "change", Orders(0, 403, 403))
    Exercise(bench).send(TOO_MANY)
    assert bench.judged[-1].subject.status == 403
    assert bench.judged[-1].control is None


def test_a_refused_edge_is_shown_beside_an_accepted_neighbour():
    bench = at(POST, "create", lambda r: reply(422 if sent(r).get("count") == 9 else 201))
    Exercise(bench, lambda target, draft: FEWER).send(MOST)
    trace = bench.judged[-1]
    assert (trace.subject.status, trace.neighbour.status) == (422, 201)
    assert sent(trace.neighbour.case.request)["count"] == 8


def test_a_refused_neighbour_is_none():
    bench = at(POST, "create", lambda r: reply(422 if "count" in sent(r) else 201))
    Exercise(bench, lambda target, draft: FEWER).send(MOST)
    assert bench.judged[-1].neighbour is None


@pytest.mark.parametrize(("candidate", "status"), [(MOST, 201), (TOO_MANY, 422), (MOST, 403)])
def test_only_a_refused_edge_wants_a_neighbour(candidate, status):
    bench = at(POST, "create", lambda r: reply(status if "count" in sent(r) else 201))
    Exercise(bench, lambda target, draft: FEWER).send(candidate)
    assert bench.judged[-1].neighbour is None
    assert not [seen for seen in bench.seen if sent(seen.case.request).get("count") == 8]


def test_what_was_seen_is_made_again_with_a_fresh_resource():
    bench = at(PUT, "change", Orders())
    Exercise(bench).send(TOO_MANY)
    first, again = bench.judged[-1], bench.again[-1]()
    assert first.subject.case.request.target == "/orders/1"
    assert again.subject.case.request.target == again.control.case.request.target == "/orders/2"
    assert (again.subject.status, again.control.status) == (422, 200)


def test_what_has_no_baseline_any_more_cannot_be_made_again():
    service = Orders()
    bench = at(PUT, "change", service)
    Exercise(bench).send(TOO_MANY)
    service.script = [500, 500, 500]
    assert bench.again[-1]() is None


def test_the_same_request_is_not_sent_twice_without_an_aim():
    bench = at(POST, "create", limited)
    exercise = Exercise(bench)
    plain = Candidate((Edit("body/count", 3),), "three")
    exercise.send(plain)
    before = len(bench.seen)
    exercise.send(plain)
    assert len(bench.seen) == before
    exercise.send(plain, phase="replay")
    assert len(bench.seen) == before + 1


def test_what_cannot_be_sent_is_skipped_with_its_reason():
    bench = at(PUT, "change", Orders())
    target = Target("path.order_id", "type")
    assert Exercise(bench).send(Candidate((Edit("path.order_id", ".."),), "", target)) == frozenset()
    ((skipped, why),) = bench.skips
    assert skipped == target
    assert why


@pytest.mark.parametrize(
    ("candidate", "intent"),
    [
        (MOST, Intent.VALID),
        (TOO_MANY, Intent.FAULT),
        (Candidate((Edit("body/count", 10),), ""), Intent.ROBUST),
        (Candidate((*TOO_MANY.edits, Edit("body/name", 5)), "", TOO_MANY.target), Intent.ROBUST),
    ],
    ids=["an edge", "one fault", "without an aim", "two faults"],
)
def test_the_intent_is_our_own_reading_of_what_is_sent(candidate, intent):
    bench = at(POST, "create", limited)
    Exercise(bench).send(candidate)
    assert bench.judged[-1].subject.case.intent is intent


def test_a_unique_edit_differs_each_time():
    bench = at(POST, "create", limited)
    candidate = Candidate(
        (Edit("body/name", "ck000000"),), "", Target("body/name", "maxLength"), unique=frozenset({"body/name"})
    )
    Exercise(bench).send(candidate)
    again = bench.again[-1]()
    assert sent(bench.judged[-1].subject.case.request)["name"] != sent(again.subject.case.request)["name"]


def test_a_deletion_refused_is_tried_again_on_the_same_resource_and_one_done_on_a_new_one():
    header = {"name": "X-Why", "in": "header", "schema": {"type": "string", "maxLength": 3}}
    of = described(
        {
            "/orders": {"post": one("create", "201")},
            "/orders/{order_id}": {
                "parameters": [path_id()],
                "delete": one("delete", "204", "404", parameters=[header]),
            },
        }
    )
    bench = at(of, "delete", Orders(0, 400, 0, 0))
    exercise = Exercise(bench)
    target = Target("header.X-Why", "maxLength")
    for why in ("much", "ma", "m"):
        exercise.send(Candidate((Edit("header.X-Why", why),), "", target))
    assert [text for text in bench.lines if text.startswith("DELETE")] == [
        "DELETE /orders/1",
        "DELETE /orders/2",
        "DELETE /orders/2",
        "DELETE /orders/3",
    ]


@pytest.mark.parametrize(("disposable", "goes"), [(True, True), (False, False)])
def test_another_valid_id_is_written_on_disposable_servers_only(disposable, goes):
    bench = at(PUT, "change", Orders(), disposable=disposable)
    least = Candidate((Edit("path.order_id", 0),), "the least", Target("path.order_id", "type"))
    Exercise(bench).send(least)
    assert ("PUT /orders/0" in bench.lines) is goes
    assert bool(bench.skips) is not goes


def test_an_id_of_a_wrong_type_is_written_on_any_server():
    bench = at(PUT, "change", Orders(), disposable=False)
    Exercise(bench).send(BAD_ID)
    assert "PUT /orders/x" in bench.lines


def counts(bench):
    return [sent(one.case.request).get("count") for one in bench.seen if one.case.request.body]


def test_many_are_sent_in_order_and_each_is_judged():
    bench = at(POST, "create", limited)
    exercise = Exercise(bench)
    exercise.baseline()
    before = len(bench.seen)
    exercise.send_all([MOST, TOO_MANY, MOST])
    assert counts(bench)[before:] == [9, 10, 9]
    assert [str(t.subject.case.intent) for t in bench.judged[-3:]] == ["valid", "single-fault", "valid"]
    assert all(bench.again)


def test_what_cannot_be_made_is_left_out_with_its_reason_and_the_rest_is_sent():
    bench = at(POST, "create", limited)
    nowhere = Candidate((Edit("body/count/deep", 1),), "nowhere", Target("body/count", "type"))
    Exercise(bench).send_all([nowhere, TOO_MANY])
    assert counts(bench)[-1] == 10
    assert any("cannot edit" in why for _, why in bench.skips)


def test_a_case_made_ahead_is_made_again_once_the_resource_it_names_was_replaced():
    service = Orders(200, 404)  # the baseline is there; by the first candidate it is gone
    bench = at(PUT, "change", service)
    exercise = Exercise(bench)
    exercise.baseline()
    exercise.send_all([MOST, TOO_MANY])
    targets = [one.case.request.target for one in bench.seen if one.case.request.method == "PUT"]
    assert targets[-1] == f"/orders/{service.last}"


def test_an_operation_that_uses_up_its_resource_gets_a_fresh_one_for_each():
    of = described(
        {
            "/orders": {"post": one("create", "201")},
            "/orders/{order_id}": {"parameters": [path_id()], "delete": one("remove", "204", "404")},
        }
    )
    service = Orders()
    bench = at(of, "remove", service)
    header = Candidate((Edit("header.X-Note", "a"),), "a header", Target("header.X-Note", "type"))
    Exercise(bench).send_all([header, header])
    removed = [one.case.request.target for one in bench.seen if one.case.request.method == "DELETE"]
    assert len(removed) == len(set(removed)) >= 3
    assert all(one.accepted for one in bench.seen)

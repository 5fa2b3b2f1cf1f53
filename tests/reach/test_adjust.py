"""What a refusal makes of a draft: the part it names is varied; what it does not speak of stays."""

import pytest
from tests.benches import described, operation, reply
from tests.reach.shop import NEW, body, one, path_id

from contractkit.model import Case, Draft, Fault, Intent, Observation, Request
from contractkit.reach.adjust import adjusted

SALT = "ck0123ab"
SCHEMA = {
    "type": "object",
    "required": ["kind", "size"],
    "properties": {
        "kind": {"type": "string", "enum": ["a", "b"]},
        "size": {"type": "integer"},
        "note": {"type": "string"},
        "email": {"type": "string"},
    },
}
QUERY = [
    {"name": "limit", "in": "query", "schema": {"type": "integer"}},
    {"name": "since", "in": "query", "required": True, "schema": {"type": "integer"}},
]
BODY = {"kind": "a", "size": 3, "note": "n"}
START = Draft({"query.limit": 5, "query.since": 7}, BODY, "application/json")


def answer(to, *, draft=START, content=None, path="/orders", parameters=QUERY, turn=1):
    request_body = {"required": True, "content": content} if content else body(SCHEMA)
    of = described({path: {"post": one("op", parameters=list(parameters), requestBody=request_body)}})
    case = Case(operation(of, "op"), Intent.VALID, draft, Request("POST", path))
    return adjusted(of, Observation(case, to), SALT, turn=turn)


def refusal(name, status=422):
    return reply(status, {"errors": [{"pointer": f"#/{name}"}]})


@pytest.mark.parametrize("status", [400, 422])
def test_a_member_that_is_named_and_required_gets_another_valid_value(status):
    better = answer(refusal("kind", status))
    assert better.body == {**BODY, "kind": "b"}


def test_a_member_that_is_named_and_optional_is_left_out():
    assert answer(refusal("note")).body == {"kind": "a", "size": 3}


def test_a_member_that_is_named_and_missing_is_added():
    added = answer(refusal("email")).body
    assert {**added, "email": ""} == {**BODY, "email": ""}
    assert isinstance(added["email"], str)


def test_a_parameter_that_is_named_is_left_out_or_varied():
    assert "query.limit" not in answer(refusal("limit")).parameters
    assert answer(refusal("since")).parameters["query.since"] not in (7, None)


@pytest.mark.parametrize("said", [{"message": "no"}, {"errors": [{"pointer": "#/unheard"}]}])
def test_a_refusal_that_names_nothing_of_ours_changes_nothing(said):
    assert answer(reply(422, said)) is None


def test_a_conflict_varies_what_must_be_unique_and_nothing_else():
    unique = Draft(START.parameters, {**BODY, "note": "ck000000"}, "application/json", unique=frozenset({"body/note"}))
    assert answer(reply(409), draft=unique).body == {**BODY, "note": SALT}
    assert answer(reply(409)) is None


def test_an_unsupported_media_type_makes_place_for_another_one():
    content = {
        "application/json": {"schema": SCHEMA},
        "application/xml": {},
        "text/plain": {"schema": {"type": "string"}},
    }
    better = answer(reply(415), content=content)
    assert better.media == "text/plain"
    assert isinstance(better.body, str)


def test_with_one_media_type_an_unsupported_one_is_the_end():
    assert answer(reply(415)) is None


def test_what_an_answer_406_offers_is_asked_for_once():
    offer = reply(406, {"detail": "available: application/vnd.shop+json"})
    better = answer(offer)
    assert better.accept == "application/vnd.shop+json"
    assert answer(offer, draft=better) is None


NAMED = {"path": "/things/{name}", "parameters": [path_id("name", {"type": "string"})]}


@pytest.mark.parametrize("status", [404, 500])
def test_a_path_value_that_is_offered_is_taken(status):
    offer = reply(status, {"detail": "unknown name; valid names are: [red, blue]"})
    assert answer(offer, draft=Draft({"path.name": SALT}, BODY, "application/json"), **NAMED).parameters == {
        "path.name": "red"
    }


def test_an_offer_is_not_taken_for_a_resource_that_this_run_made():
    mine = Draft({"path.name": "mine"}, BODY, "application/json", made=frozenset({"path.name"}))
    assert answer(reply(404, {"detail": "valid names are: [red]"}), draft=mine, **NAMED) is None


def test_an_offer_must_be_valid():
    numbers = {"path": "/things/{name}", "parameters": [path_id("name", {"type": "string", "pattern": "^b"})]}
    offer = reply(404, {"detail": "one of: [red, blue]"})
    assert answer(offer, draft=Draft({"path.name": "b0"}, BODY, "application/json"), **numbers).parameters == {
        "path.name": "blue"
    }


def test_without_an_offer_another_plausible_name_is_tried_each_turn():
    start = Draft({"path.name": SALT}, BODY, "application/json")
    tried = [answer(reply(404), draft=start, turn=turn, **NAMED).parameters["path.name"] for turn in (1, 2, 3)]
    assert len(set(tried)) == 3


@pytest.mark.parametrize("status", [401, 403, 405, 413, 429])
def test_other_refusals_are_not_argued_with(status):
    assert answer(refusal("kind", status)) is None


def test_no_answer_tells_nothing():
    of = described({"/orders": {"post": one("op", requestBody=body(NEW))}})
    case = Case(operation(of, "op"), Intent.VALID, START, Request("POST", "/orders"))
    assert adjusted(of, Observation(case, fault=Fault("timeout", "slow")), SALT) is None

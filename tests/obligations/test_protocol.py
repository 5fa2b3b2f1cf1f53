import pytest
from tests.doubles import JSON, answers, contract, seen
from tests.judging import ids, promised, state

from contractkit.model import Intent, State

ALL = contract(answers(_405={"description": ""}, _406={"description": ""}, _415={"description": ""}))
OPTIONAL = {"requestBody": {"content": {JSON: {"schema": {}}}}}
FORM = {"requestBody": {"required": True, "content": {JSON: {"schema": {}}, "text/plain": {"schema": {}}}}}


@pytest.mark.parametrize(
    ("of", "rules"),
    [
        (contract(), ["malformed-json", "method-not-allowed"]),
        (contract(body=False), ["method-not-allowed"]),
        (contract(body=False, **OPTIONAL), ["method-not-allowed"]),
        (contract(body=False, **FORM), ["method-not-allowed"]),
        (ALL, ["malformed-json", "method-not-allowed", "unsupported-media-type", "not-acceptable"]),
    ],
)
def test_rules_bind_where_they_apply_or_are_documented(of, rules):
    assert ids(of, "protocol") == [f"protocol({rule})" for rule in rules]


def test_an_undocumented_405_is_not_charged():
    assert not promised(contract(), "protocol method-not-allowed").charged
    assert promised(ALL, "protocol method-not-allowed").charged


@pytest.mark.parametrize(
    ("rule", "status", "more", "expected"),
    [
        ("malformed-json", 400, {}, State.PROVEN),
        ("malformed-json", 422, {}, State.PROVEN),
        ("malformed-json", 401, {}, State.BLOCKED),
        ("malformed-json", 200, {}, State.VIOLATED),
        ("malformed-json", 200, {"control": None}, State.BLOCKED),
        ("malformed-json", 500, {}, State.BLOCKED),  # found as a server error
        ("method-not-allowed", 405, {"headers": [("Allow", "POST")], "method": "PUT"}, State.PROVEN),
        ("method-not-allowed", 405, {}, State.VIOLATED),
        ("method-not-allowed", 405, {"control": None}, State.VIOLATED),
        ("method-not-allowed", 404, {}, State.BLOCKED),
        ("method-not-allowed", 501, {}, State.BLOCKED),
        ("not-acceptable", 406, {}, State.PROVEN),
        ("not-acceptable", 200, {}, State.BLOCKED),
        ("not-acceptable", 400, {}, State.VIOLATED),
        ("malformed-json", None, {"fault": "timeout"}, State.BLOCKED),
    ],
)
def test_a_rule_is_shown_by_the_case_that_asks_for_it(rule, status, more, expected):
    trace = seen(status, of=ALL, intent=Intent.PROTOCOL, target=f"x {rule}", **more)
    assert state(f"protocol {rule}", trace) is expected


@pytest.mark.parametrize(
    ("status", "expected"), [(415, State.PROVEN), (400, State.VIOLATED), (200, State.BLOCKED), (403, State.BLOCKED)]
)
def test_the_fault_of_another_media_type_asks_for_415(status, expected):
    trace = seen(status, of=ALL, intent=Intent.FAULT, target="media unsupported")
    assert state("protocol unsupported-media-type", trace) is expected


@pytest.mark.parametrize("headers", [[("Allow", "POST")], []])
def test_a_405_is_judged_whoever_provoked_it(headers):
    expected = State.PROVEN if headers else State.VIOLATED
    assert state("protocol method-not-allowed", seen(405, of=ALL, headers=headers, method="PUT")) is expected

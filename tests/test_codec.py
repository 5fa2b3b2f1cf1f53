"""Nouns to data and back, the shapes of our files, and what two equal runs share."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.memory import (
    OPERATION,
    PLACE,
    TODAY,
    example,
    found,
    ledgers,
    obligations_of_a_contract,
    promised,
    ran,
    showing,
)

from contractkit import codec
from contractkit.codec.node import Node
from contractkit.errors import StoreError
from contractkit.ledger import settle
from contractkit.model import (
    Contract,
    Decision,
    Kind,
    Ledger,
    Reached,
    Recognised,
    Register,
    Result,
    Status,
    Traffic,
    Verdict,
    Waiver,
)
from contractkit.register import record
from contractkit.triage import triage
from contractkit.waivers import Assignment, Waivers

SCHEMAS = Path(__file__).parent.parent / "docs" / "schemas"
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def violations(data, name):
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return [f"{e.json_path}: {e.message}" for e in Draft202012Validator(schema).iter_errors(data)]


def result(ledger=None, register=None, **more):
    contract = Contract("orders", "contracts/orders.yaml", Kind.HTTP, "3.1.0", "Orders", "d" * 64, {}, (), None, None)  # type: ignore[arg-type]
    given = {"contracts": (contract,), "run": ran(), "verdict": Verdict(Decision.GO, (), ("excluded: x",)), **more}
    return Result(
        recognised=(Recognised("e.yaml", "AsyncAPI", "no broker"),),
        obligations=obligations_of_a_contract,
        ledger=settle(ledger or Ledger(), obligations_of_a_contract),
        register=register or Register(),
        **given,
    )


def registered(*runs):
    register = Register()
    for number, ledger in enumerate(runs, 1):
        register = record(register, ledger, obligations_of_a_contract, run=ran(number), full=True, owners={})
    waivers = Waivers(
        waivers=tuple(Waiver(o.id, "old", "backend", "2027-01-01", PLACE) for o in obligations_of_a_contract[:3]),
        assigned=(Assignment(obligations_of_a_contract[3].id, "dana", PLACE, "T-1"),),
    )
    return triage(register, waivers, today=TODAY)


def through_text(data):
    return json.loads(codec.text(data))


@given(st.lists(ledgers(), max_size=3))
def test_a_register_is_read_back_as_it_was_written(runs):
    register = registered(*runs)
    assert codec.read_register(codec.text(codec.register_to_data(register)), file="r.json") == register


@given(ledgers())
def test_an_items_ledger_travels_whole(ledger):
    assert codec.ledger_part_from_data(through_text(codec.ledger_part_to_data(ledger))) == ledger


@given(json_values, st.text())
def test_an_example_travels_whole_whatever_it_sends(value, text):
    sent = found(example=example(text, edits=(("body/x", value), ("query.q", {"absent": True})), target=None))
    (read,) = codec.ledger_part_from_data(through_text(codec.ledger_part_to_data(showing(sent)))).discrepancies.values()
    assert read == sent


def test_half_a_surrogate_pair_does_not_break_the_file():
    part = codec.ledger_part_to_data(showing(found(example=example("\ud83d"))))
    assert codec.ledger_part_from_data(json.loads(codec.text(part).encode("utf-8"))) == showing(
        found(example=example("\ud83d"))
    )


@given(st.lists(ledgers(), max_size=3))
def test_a_register_is_of_its_schema(runs):
    assert violations(codec.register_to_data(registered(*runs)), "discrepancy-register") == []


@given(ledgers())
def test_a_ledger_is_of_its_schema(ledger):
    assert violations(codec.ledger_to_data(result(ledger, registered(ledger))), "ledger") == []


@pytest.mark.parametrize("name", ["discrepancy-register", "ledger"])
def test_a_schema_refuses_what_is_not_its_own(name):
    assert violations({"version": 1, "discrepancies": [{}], "obligations": [{}]}, name)


def test_a_discrepancy_says_what_other_tracks_read():
    (entry,) = codec.register_to_data(registered(showing(found())))["discrepancies"]
    assert entry["id"] == found().id
    assert entry["operation"] == {"id": "createOrder", "method": "POST", "path": "/orders"}
    assert entry["location"] == {"file": "contracts/orders.openapi.yaml", "line": 12, "pointer": PLACE.pointer}
    assert entry["reproduction"]["replay"] == f"contractkit replay {found().id}"
    assert (entry["status"], entry["severity"], entry["owner"], entry["runs_seen"]) == ("open", "major", "backend", 1)


def test_a_promise_that_hangs_on_no_operation_has_none():
    defect = replace(found(obligation=promised(kind="contract.valid", interaction="orders#*")), method=None, path=None)
    (entry,) = codec.register_to_data(registered(showing(defect)))["discrepancies"]
    assert entry["operation"] is None


def test_a_ledger_counts_by_state_and_by_standard():
    ledger = showing(found(obligation=obligations_of_a_contract[0]), proven=obligations_of_a_contract[1:4])
    counts = codec.ledger_to_data(result(ledger, registered(ledger)))["counts"]
    expected = {"proven": 3, "violated": 1, "unproven": len(obligations_of_a_contract) - 4}
    assert counts["obligations"] == counts["standards"]["TEST-CONTRACT"] == expected
    assert counts["statuses"]["waived"] == 1
    assert counts["discrepancies"]["major"] == 0


def test_the_next_run_is_held_against_what_was_known_and_what_was_missed():
    data = codec.ledger_to_data(result(Ledger(interactions={OPERATION: Reached()}), removed=("bills",)))
    read = codec.read_ledger(codec.text(data), file="ledger.json")
    assert read.before == (OPERATION, "bills")
    assert read.run == ran()
    assert read.verdict == Verdict(Decision.GO, (), ("excluded: x",))
    assert read.contracts == (("orders", "contracts/orders.yaml", "d" * 64),)


def test_what_the_last_run_showed_is_read_back():
    ledger = showing(found(obligation=obligations_of_a_contract[0]), proven=obligations_of_a_contract[1:2])
    data = codec.ledger_to_data(result(ledger))
    read = codec.read_ledger(codec.text(data), file="ledger.json").ledger
    assert read.interactions == {OPERATION: Reached(True, 3)}
    shown = [read.entries[o.id].state.shown for o in obligations_of_a_contract[:3]]
    assert shown == ["violated", "proven", "unproven"]
    assert read.entries[obligations_of_a_contract[2].id].reason


TRAFFIC = {"OrderPaid": Traffic(3), "CancelOrder": Traffic(0, 2, 1)}


def test_what_travelled_is_read_back_and_a_file_from_before_says_nothing_of_it():
    data = codec.ledger_to_data(result(Ledger(interactions={OPERATION: Reached(True, 3, (), TRAFFIC)})))
    read = codec.read_ledger(codec.text(data), file="ledger.json").ledger
    assert read.interactions[OPERATION].messages == TRAFFIC
    del data["interactions"][0]["messages"]
    assert codec.read_ledger(codec.text(data), file="ledger.json").ledger.interactions[OPERATION].messages == {}


def test_text_is_sorted_indented_and_ends_with_a_newline():
    assert codec.text({"b": 1, "a": ["é"]}) == '{\n  "a": [\n    "é"\n  ],\n  "b": 1\n}\n'


WHOLE = codec.text(codec.register_to_data(registered(showing(found()))))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "truncated"),
        (WHOLE[: len(WHOLE) // 2], "truncated"),
        ("[]", "'version' is missing"),
        ('{"version": 2, "discrepancies": []}', "version 2 is newer"),
        ('{"version": 0, "discrepancies": []}', "version 1 is the oldest"),
        ('{"version": "1"}', "/version: a whole number"),
        ('{"version": 1}', "'discrepancies' is missing"),
        ('{"version": 1, "discrepancies": {}}', "/discrepancies: a list"),
        ('{"version": 1, "discrepancies": [7]}', "/discrepancies/0"),
        (WHOLE.replace('"major"', '"grave"'), "'grave' is none of"),
        (WHOLE.replace('"runs_seen": 1', '"runs_seen": "1"'), "/discrepancies/0/runs_seen"),
        (WHOLE.replace('"line": 12', '"line": null'), "/discrepancies/0/location/line"),
        (WHOLE.replace('"cause"', '"causes"'), "'cause' is missing"),
    ],
)
def test_a_damaged_register_is_one_error_that_names_the_file(text, told):
    with pytest.raises(StoreError) as refused:
        codec.read_register(text, file="out/discrepancy-register.json")
    assert str(refused.value).startswith("out/discrepancy-register.json")
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.integers(0, len(WHOLE) - 3))
def test_a_register_cut_anywhere_is_refused(length):
    with pytest.raises(StoreError):
        codec.read_register(WHOLE[:length], file="r.json")


def test_more_members_are_allowed():
    more = WHOLE.replace('"version"', '"generator": "x", "version"').replace('"cause"', '"more": [], "cause"')
    assert codec.read_register(more, file="r.json").records


@pytest.mark.parametrize("part", [{}, {"entries": []}, "text", None])
def test_a_damaged_part_is_an_error_not_an_empty_ledger(part):
    with pytest.raises(StoreError):
        codec.ledger_part_from_data(part)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"run": {"id": "a", "started": "t1", "tag": "x"}}, {"run": {"id": "b", "started": "t2", "tag": "x"}}),
        ({"requests": 3, "reached": True}, {"requests": 4, "reached": True}),
        ({"edits": [["body/name", "ck3fa2b1"]]}, {"edits": [["body/name", "ck000000"]]}),
        ({"reason": "POST /orders: 404 order 17"}, {"reason": "POST /orders: 404 order 203"}),
        (
            {"actual": "6f1b24f0-6f3c-4f0a-9d1e-0b0c0d0e0f00 at 2026-11-21T09:00:00Z"},
            {"actual": "00000000-0000-4000-8000-000000000000 at 2026-11-22T10:00:00.123+01:00"},
        ),
    ],
)
def test_what_differs_from_run_to_run_is_left_out(one, other):
    assert codec.canonical(one) == codec.canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"status": "open"}, {"status": "fixed"}),
        ({"reached": True}, {"reached": False}),
        ({"actual": "answered 201"}, {"actual": "answered 202"}),
        ({"obligations": [{"state": "proven"}]}, {"obligations": [{"state": "unproven"}]}),
    ],
)
def test_what_a_run_showed_is_kept(one, other):
    assert codec.canonical(one) != codec.canonical(other)


@given(ledgers(), ledgers())
def test_two_runs_of_one_result_are_equal_in_canon(earlier, ledger):
    def data(first, second):
        told = record(Register(), earlier, obligations_of_a_contract, run=ran(first), full=True, owners={})
        told = record(told, ledger, obligations_of_a_contract, run=ran(second), full=True, owners={})
        whole = result(ledger, told, run=ran(second))
        return codec.canonical([codec.register_to_data(told), codec.ledger_to_data(whole)])

    assert data(1, 2) == data(3, 9)


def test_canon_keeps_the_status_of_every_record():
    data = codec.canonical(codec.register_to_data(registered(showing(found()))))
    assert [d["status"] for d in data["discrepancies"]] == [str(Status.OPEN)]


def test_a_node_names_the_pointer_of_what_is_wrong():
    with pytest.raises(StoreError, match=r"x\.json: /a~1b/0: a text is expected"):
        next(Node({"a/b": [1]}, "x.json")["a/b"].each()).text()

"""The codes of a run: which failure gave which, and where one is at odds with itself."""

from tests.failures import PROBLEM, TEXT, failing, failure

from contractkit.answer.vocabulary import codes_of
from contractkit.ledger import join
from contractkit.model import Coded, Intent, Ledger, Severity, State
from contractkit.promise import promise
from contractkit.vocabulary import NO_CODES, before_from, vocabulary_to_data, with_vocabulary

OF = failing({"type": "object", "properties": {"code": TEXT, "title": TEXT}}, media=PROBLEM)
OP = "orders#createOrder"
OBLIGATIONS = tuple(promise(OF, None))


def judged(*codes, before=None):
    ledger = with_vocabulary(Ledger(codes=tuple(sorted(codes))), (OF,), OBLIGATIONS, before or {})
    return ledger.entries["orders#*:codes"].state, sorted(d.actual for d in ledger.discrepancies.values())


def test_a_failure_gives_its_code_with_its_situation():
    trace = failure(OF, 422, {"code": "long"}, media=PROBLEM, intent=Intent.FAULT, target="body/name maxLength")
    assert [*codes_of(trace)] == [Coded(OP, 422, "long", "body/name maxLength")]
    assert [*codes_of(failure(OF, 404, {"code": "gone"}, media=PROBLEM))] == [Coded(OP, 404, "gone", "")]


def test_what_is_no_code_is_none():
    assert [*codes_of(failure(OF, 404, {"code": "x" * 101}, media=PROBLEM))] == []
    assert [*codes_of(failure(OF, 404, b"{", media=PROBLEM))] == []
    assert [*codes_of(failure(OF, 201, {"code": "a"}))] == []
    assert [*codes_of(failure(OF, 404, b"1" * 5000, media=PROBLEM))] == []


def test_a_code_with_two_statuses_is_noted():
    assert judged(Coded(OP, 404, "a"), Coded(OP, 404, "b")) == (State.PROVEN, [])
    state, notes = judged(Coded(OP, 404, "a"), Coded(OP, 409, "a"))
    assert (state, notes) == (State.VIOLATED, ["a with 404, 409"])


def test_without_any_code_it_says_so():
    ledger = with_vocabulary(Ledger(), (OF,), OBLIGATIONS, {})
    entry = ledger.entries["orders#*:codes"]
    assert (entry.state.shown, entry.reason) == ("unproven", NO_CODES)
    assert join(ledger, ledger).entries["orders#*:codes"] == entry


def test_a_cause_that_changed_its_code_is_noted():
    before = before_from(vocabulary_to_data(Ledger(codes=(Coded(OP, 422, "old", "body/name type"),))))
    assert judged(Coded(OP, 422, "old", "body/name type"), before=before) == (State.PROVEN, [])
    assert judged(Coded(OP, 422, "new", "body/name type"), before=before) == (State.VIOLATED, ["new"])
    assert judged(Coded(OP, 422, "new", "body/age type"), before=before) == (State.PROVEN, [])


def test_these_are_notes():
    ledger = with_vocabulary(Ledger(codes=(Coded(OP, 404, "a"), Coded(OP, 409, "a"))), (OF,), OBLIGATIONS, {})
    assert {d.severity for d in ledger.discrepancies.values()} == {Severity.NOTE}


def test_the_file_lists_each_code_with_its_statuses_and_operations():
    data = vocabulary_to_data(Ledger(codes=(Coded(OP, 404, "a"), Coded("orders#x", 409, "a", "body type"))))
    assert data["codes"] == [{"code": "a", "statuses": [404, 409], "operations": [OP, "orders#x"]}]
    assert {"interaction": "orders#x", "status": 409, "code": "a", "situation": "body type"} in data["answers"]


def test_another_file_remembers_nothing():
    assert before_from(None) == before_from([]) == before_from({"answers": 7}) == {}


def test_codes_are_joined_in_any_order():
    a, b = Ledger(codes=(Coded(OP, 404, "b"),)), Ledger(codes=(Coded(OP, 404, "a"), Coded(OP, 404, "b")))
    assert join(a, b).codes == join(b, a).codes == (Coded(OP, 404, "a"), Coded(OP, 404, "b"))

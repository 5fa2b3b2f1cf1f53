from dataclasses import replace

import pytest
from tests.doubles import observed
from tests.failures import failing, traced

from contractkit.checks.correlation_id_is_carried import correlation_id_is_carried
from contractkit.model import Trace

NAME = "X-Correlation-ID"
ID = "3f0d1b0a-7c1e-4a52-9b1c-0123456789ab"
OF = traced(failing(True), header=NAME, body="correlation_id")


def seen(given=None, *, sent=None, status=201, body=None, of=OF, **more):
    headers = [*more.pop("headers", ()), *([(NAME, given)] if given else [])]
    one = observed(of, status, body, headers=headers, **more)
    if sent:
        request = replace(one.case.request, headers=((NAME, sent),))
        one = replace(one, case=replace(one.case, request=request))
    return one


def found(subject, control=None, of=OF):
    return [m.detail for m in correlation_id_is_carried(Trace(of, subject, control))]


def test_every_answer_has_one():
    assert found(seen(None)) == ["missing"]
    assert found(seen(None, status=404, body={})) == ["missing"]
    assert found(seen("a")) == []


def test_the_one_that_was_sent_comes_back():
    assert found(seen("another", sent=ID)) == ["not-echoed"]
    assert found(seen(ID, sent=ID)) == []


def test_one_that_a_service_may_refuse_need_not_come_back():
    assert found(seen("another", sent="'; drop")) == []


def test_two_requests_have_two():
    assert found(seen("same"), seen("same")) == ["not-unique"]
    assert found(seen("one"), seen("two")) == []
    assert found(seen(ID, sent=ID), seen(ID)) == []


def test_a_failure_repeats_it_in_its_body():
    assert found(seen("a", status=404, body={"correlation_id": "b"})) == ["differs"]
    assert found(seen("a", status=404, body={"correlation_id": "a"})) == []
    assert found(seen("a", status=404, body={})) == []  # require: asks for the member
    assert found(seen("a", status=201, body={"correlation_id": "b"})) == []


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", []),
        ("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-comes", []),
        ("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", ["traceparent"]),
        ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", ["traceparent"]),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", ["traceparent"]),
        ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01", ["traceparent"]),
        ("none", ["traceparent"]),
    ],
)
def test_a_traceparent_is_well_formed(value, wrong):
    assert found(seen("a", headers=[("traceparent", value)])) == wrong


@pytest.mark.parametrize("more", [{"crash": "Traceback", "status": 500}, {"fault": "late"}])
def test_what_the_application_did_not_answer_is_not_judged(more):
    assert found(seen(None, **more)) == []


def test_what_the_settings_do_not_promise_is_not_asked():
    quiet = traced(failing(True), header=NAME, mint=False, echo=False)
    assert found(seen(None, of=quiet), of=quiet) == []
    assert found(seen("another", sent=ID, of=quiet), of=quiet) == []
    plain = failing(True)
    assert found(seen(None, of=plain), of=plain) == []

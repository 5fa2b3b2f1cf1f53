"""envelope, pointer, codes, correlation, status-headers: what is promised of an operation, and what proves it."""

import pytest
from tests.doubles import observed
from tests.failures import PROBLEM, TEXT, failing, failure, pinned, traced
from tests.judging import promised, state

from contractkit.model import Intent, State, Trace
from contractkit.promise import promise

INT = {"type": "integer"}
PROBLEMS = {
    "type": "object",
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": INT,
        "code": {"type": "string", "enum": ["gone", "wrong"]},
        "errors": {"type": "array", "items": {"type": "object", "properties": {"pointer": TEXT}}},
    },
}
OF = failing(PROBLEMS, media=PROBLEM)
WRONG = {"status": 422, "errors": [{"pointer": "/name"}]}


def kinds(of):
    return {o.kind for o in promise(of, of.interactions[0])}


def refused(body, **more):
    more = {"status": 422, "target": "body/name maxLength", "intent": Intent.FAULT} | more
    return failure(OF, more.pop("status"), body, media=PROBLEM, **more)


def test_nothing_is_promised_of_failures_that_say_nothing():
    assert not kinds(failing()) & {"envelope", "pointer", "codes", "correlation"}


def test_what_the_contract_shows_is_promised():
    assert kinds(OF) >= {"envelope", "pointer", "codes", "status-headers"}
    assert "correlation" in kinds(traced(OF, header="X-Request-ID"))


def test_how_it_was_inferred_is_said():
    assert promised(OF, "envelope").how.endswith("2 of 2 documented failures have application/problem+json")


@pytest.mark.parametrize(("statuses", "charged"), [(("404",), False), (("404", "422"), True), (("405",), True)])
def test_an_envelope_is_charged_where_a_documented_failure_is_sure_to_be_seen(statuses, charged):
    assert promised(failing(PROBLEMS, media=PROBLEM, statuses=statuses), "envelope").charged is charged


def test_a_documented_failure_proves_the_envelope():
    assert state("envelope", failure(OF, 404, {"status": 404}, media=PROBLEM)) is State.PROVEN
    assert state("envelope", failure(OF, 404, {"status": 400}, media=PROBLEM)) is State.VIOLATED


def test_an_undocumented_one_proves_nothing_and_is_noted():
    assert state("envelope", failure(OF, 405, {"status": 405}, media=PROBLEM)) is None
    assert state("envelope", failure(OF, 405, b"no", media="text/plain")) is State.VIOLATED


def test_strict_makes_notes_count():
    from tests.judging import judged

    trace = failure(OF, 405, b"no", media="text/plain")
    noted, strict = judged("envelope", trace), judged("envelope", trace, strict={"envelope"})
    assert [str(m.severity) for m in noted.mismatches] == ["note"]
    assert [m.severity for m in strict.mismatches] == [None]


def test_a_refusal_that_names_the_place_proves_the_pointer():
    assert state("pointer", refused(WRONG)) is State.PROVEN
    assert state("pointer", refused({**WRONG, "errors": [{"pointer": "/email"}]})) is State.VIOLATED
    assert state("pointer", refused({"status": 422})) is None


def test_without_an_accepted_request_beside_it_no_place_is_wrong():
    subject = refused({**WRONG, "errors": [{"pointer": "/email"}]}).subject
    assert state("pointer", Trace(OF, subject, None)) is State.BLOCKED


def test_codes_are_proven_by_a_listed_one():
    assert state("codes", refused({"status": 422, "code": "wrong"})) is State.PROVEN
    assert state("codes", failure(OF, 409, {"code": "odd"}, media=PROBLEM)) is State.VIOLATED


def test_a_correlation_that_is_echoed_is_proven_only_by_an_id_that_was_sent():
    from dataclasses import replace

    of = traced(OF, header="X-Request-ID")
    name, id = "X-Request-ID", "3f0d1b0a-7c1e-4a52-9b1c-0123456789ab"
    quiet = observed(of, 201, headers=[(name, "a")])
    assert state("correlation", Trace(of, quiet)) is None
    loud = observed(of, 201, headers=[(name, id)])
    sent = replace(loud, case=replace(loud.case, request=replace(loud.case.request, headers=((name, id),))))
    assert state("correlation", Trace(of, sent)) is State.PROVEN


def test_an_id_that_is_documented_and_never_given_proves_nothing():
    of = traced(OF, header="X-Request-ID", echo=False)
    assert state("correlation", Trace(of, observed(of, 201, headers=[("X-Request-ID", "a")]))) is State.PROVEN
    document = {"X-Request-ID": {"schema": TEXT}}
    inferred = headed(document)
    assert promised(inferred, "correlation").charged is False
    assert state("correlation", Trace(inferred, observed(inferred, 201))) is None


def headed(headers):
    import json

    from tests.doubles import loaded

    answers = {"201": {"description": "", "headers": headers}}
    paths = {"/orders": {"post": {"operationId": "createOrder", "responses": answers}}}
    return loaded(json.dumps({"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": paths}))


def test_the_service_promises_to_mean_one_thing_by_a_code():
    assert [o.id for o in promise(OF, None) if o.kind == "codes"] == ["orders#*:codes"]
    assert not [o for o in promise(failing(), None) if o.kind == "codes"]


def test_pinning_an_envelope_promises_it_where_nothing_is_documented():
    assert "envelope" in kinds(pinned(failing(), family="fastapi"))

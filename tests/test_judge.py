import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.doubles import GOOD, HEADERS, JSON, answers, contract, document, loaded, seen, with_content
from tests.judging import checks, judged, obligations, promised, state

from contractkit.errors import ContractKitError
from contractkit.extensions import Check
from contractkit.judge import Docket, Panel, judge
from contractkit.model import Intent, Kind, Mismatch, Severity, State

RICH = contract(
    answers(
        _201=with_content({JSON: {}, "text/csv": {}, "application/xml": {"type": "object"}}, headers=HEADERS),
        _204={"description": ""},
        _303={"description": ""},
        _404=with_content({"application/problem+json": {"type": "object"}}),
        _405={"description": ""},
        _415={"description": ""},
        _503=with_content({JSON: {}}),
        _4XX=with_content({"text/event-stream": {"type": "object"}, "application/x-ndjson": {}}),
    )
)
PLAIN = contract()
ANY = contract({"default": with_content({"*/*": {"type": "object"}})})
OLD = loaded(document(answers(_406={"description": ""}), version="3.0.3"))

ORDER = "response 200 application/json"
STATUSES = (
    200,
    201,
    204,
    205,
    302,
    303,
    304,
    400,
    401,
    404,
    405,
    406,
    409,
    413,
    415,
    418,
    422,
    429,
    500,
    501,
    503,
    599,
)
BODIES = (
    b"",
    b"{}",
    b"{",
    b'{"a":1,"a":2}',
    b"<a/>",
    b"\xff",
    b"[1]\n[2]",
    b"data: 1\n\n",
    b"1" * 5000,
    b"null",
    b"NaN",
)
MEDIA = (None, JSON, "application/problem+json", "text/csv", "text/plain; charset=x", "application/xml", "image/png")
STREAMS = ("text/event-stream", "application/x-ndjson", "application/json-seq")
LENIENT = (None, "coercion", "format", "readonly")
TARGETS = ("media unsupported", "media missing", "body syntax", "body/never promised", "path.id wire", "nonsense x")


@st.composite
def traces(draw):
    of = draw(st.sampled_from((RICH, PLAIN, ANY, OLD)))
    own = [f"{o.qualifier}" for o in obligations(of) if o.kind in ("accepts", "rejects")]
    rules = [f"x {o.qualifier}" for o in obligations(of) if o.kind == "protocol"]
    return seen(
        draw(st.sampled_from(STATUSES)),
        draw(st.sampled_from(BODIES)),
        of=of,
        media=draw(st.sampled_from((*MEDIA, *STREAMS))),
        intent=draw(st.sampled_from(Intent)),
        target=draw(st.none() | st.sampled_from((*own, *rules, *TARGETS))),
        lenient=draw(st.sampled_from(LENIENT)),
        method=draw(st.sampled_from(("POST", "HEAD", "PATCH"))),
        headers=draw(st.sampled_from(((), (("X-Rate", "x"), ("Allow", "GET")), (("Retry-After", "1"),)))),
        control=draw(st.sampled_from((None, 200, 401))),
        neighbour=draw(st.sampled_from((None, 200, 422))),
        fault=draw(st.none() | st.just("timeout")),
        crash=draw(st.none() | st.just("Traceback\nKeyError: 1")),
    )


OF_FAILURES = ("envelope", "pointer", "codes", "correlation", "leak", "status-headers")  # judged on their own


@given(traces())
def test_every_mismatch_of_every_check_has_an_owner(trace):
    for one in judge(trace, Docket(obligations(trace.contract)), checks()):
        assert all(m.scope == one.obligation.scope and m.check in one.obligation.rules for m in one.mismatches)


@given(traces())
def test_each_state_carries_what_it_needs(trace):
    for one in judge(trace, Docket(obligations(trace.contract)), checks()):
        assert bool(one.mismatches) is (one.state is State.VIOLATED)
        assert bool(one.reason) is (one.state is State.BLOCKED)


@given(traces())
def test_a_trace_speaks_of_an_obligation_at_most_once(trace):
    told = [one.obligation.id for one in judge(trace, Docket(obligations(trace.contract)), checks())]
    assert len(told) == len(set(told))


@given(traces())
def test_silence_and_refusals_of_strangers_prove_nothing(trace):
    proven = {
        o.obligation.kind
        for o in judge(trace, Docket(obligations(trace.contract)), checks())
        if o.state is State.PROVEN
    }
    if trace.subject.fault is not None:
        assert not proven
    if not trace.subject.accepted and not (trace.control and trace.control.accepted):
        assert proven <= {"response", "protocol", *OF_FAILURES}
    if trace.subject.status and trace.subject.status >= 500:
        assert not proven & {"status", "accepts", "rejects", "no-server-error"} or trace.subject.status in (501, 503)


@given(traces(), st.frozensets(st.sampled_from(LENIENT[1:])))
def test_strictness_never_makes_a_finding_milder(trace, strict):
    def weights(strict):
        found = judge(trace, Docket(obligations(trace.contract)), checks(), strict=strict)
        return {(o.obligation.id, m.pointer, m.check): m.severity for o in found for m in o.mismatches}

    mild, grave = weights(frozenset()), weights(strict)
    assert mild.keys() == grave.keys()
    assert all(grave[k] in (mild[k], None) for k in mild)


@pytest.mark.parametrize(
    ("more", "scope", "expected"),
    [
        ({"status": 500}, "status", State.BLOCKED),
        ({"status": 500}, "no-server-error", State.VIOLATED),
        ({"body": b"{", "media": "text/html"}, ORDER, State.VIOLATED),
        (
            {"body": {}, "intent": Intent.FAULT, "target": "body/name type"},
            "response 200 application/json",
            State.BLOCKED,
        ),
    ],
)
def test_a_finding_hides_what_it_makes_meaningless(more, scope, expected):
    assert state(scope, seen(**more)) is expected


@pytest.mark.parametrize(
    ("body", "media", "found"),
    [
        (b"{", "text/html", ["media-type-documented"]),
        (b'{"id":1,"id":"x"}', JSON, ["body-is-well-formed"]),
        (b'{"id":"x","total":1}', JSON, ["body-matches-schema"]),
    ],
)
def test_only_the_outermost_finding_about_a_body_is_told(body, media, found):
    one = judged("response 200 application/json", seen(200, body, media=media))
    assert [m.check for m in one.mismatches] == found


def test_headers_are_judged_beside_a_wrong_body():
    of = contract({"200": with_content({JSON: {}}, headers=HEADERS)})
    one = judged("response 200 application/json", seen(200, b"{", of=of))
    assert {m.check for m in one.mismatches} == {"body-is-well-formed", "headers-match"}


def test_a_doubt_blocks_what_it_bears_on_and_nothing_else():
    trace = seen(200, b"1" * 5000)
    one = judged("response 200 application/json", trace)
    assert one.state is State.BLOCKED
    assert "cannot be read here" in one.reason
    assert state("status", trace) is State.PROVEN


def test_a_place_seen_through_a_union_is_the_promised_one():
    branch = {"type": "object", "required": ["n"], "properties": {"n": {"type": "string", "maxLength": 3}}}
    body = {"requestBody": {"required": True, "content": {JSON: {"schema": {"oneOf": [branch, {"type": "integer"}]}}}}}
    of = contract(body=False, **body)
    scope = next(o.scope for o in obligations(of) if o.qualifier.endswith("/n maxLength") and o.kind == "rejects")
    assert scope != "rejects body/n maxLength"
    one = judged(scope, seen(200, of=of, intent=Intent.FAULT, target="body/n maxLength"))
    assert [m.scope for m in one.mismatches] == [scope]


def test_input_that_nothing_was_promised_about_is_nobodys_finding():
    trace = seen(200, GOOD, intent=Intent.FAULT, target="body/name never-promised")
    assert not any(one.mismatches for one in judge(trace, Docket(obligations(trace.contract)), checks()))


def made_check(scope, *, module="conftest"):
    def no_luck(trace):
        """There is luck."""
        yield Mismatch(scope, "luck", "none")

    no_luck.__module__ = module
    return Check("there-is-luck", "There is luck.", frozenset({Kind.HTTP}), frozenset(), no_luck)


def test_a_users_check_may_break_any_obligation_it_names():
    trace = seen()
    found = {
        one.obligation.scope: one
        for one in judge(trace, Docket(obligations(trace.contract)), Panel((made_check("status"),)))
    }
    assert found["status"].state is State.VIOLATED
    assert [m.check for m in found["status"].mismatches] == ["there-is-luck"]


@pytest.mark.parametrize(
    "check",
    [made_check("stauts"), made_check("rejects body/no such"), made_check("status", module="contractkit.checks.x")],
)
def test_a_mismatch_that_nobody_owns_is_our_error(check):
    trace = seen()
    with pytest.raises(ContractKitError, match="there-is-luck"):
        judge(trace, Docket(obligations(trace.contract)), Panel((check,)))


def test_obligations_of_other_operations_are_not_judged():
    others = tuple(o for o in obligations(RICH))
    assert all(o.interaction == "orders#createOrder" for o in others)
    text = document(answers()).replace("createOrder", "other")
    trace = seen(of=loaded(text), operation="other")
    assert judge(trace, Docket(others), Panel(())) == ()


def test_severities_of_notes_are_kept_apart_from_violations():
    trace = seen(200, GOOD, intent=Intent.FAULT, target="body/email format", lenient="format")
    assert [m.severity for m in judged("rejects body/email format", trace).mismatches] == [Severity.NOTE]
    assert promised(PLAIN, "rejects body/email format").severity is Severity.MAJOR

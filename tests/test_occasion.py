from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.doubles import GOOD, JSON, answers, contract, seen, with_content
from tests.judging import obligations

from contractkit.extensions import CHECKS, FAMILIES
from contractkit.model import Intent, Target
from contractkit.occasion import ALWAYS, FAILED, Occasion, sort_of

OF = contract(
    answers(
        _201=with_content({JSON: {}}), _405={"description": ""}, _415={"description": ""}, _4XX=with_content({JSON: {}})
    )
)
PLACES = (
    "access",
    "access unknown-token",
    "among-own",
    "body",
    "body/name",
    "failure 404",
    "failure 500",
    "media",
    "path.id",
    "tenant",
    "x",
)
KEYWORDS = (
    "anonymous",
    "invalid",
    "malformed-json",
    "maxLength",
    "method-not-allowed",
    "not-acceptable",
    "path.id",
    "recipe",
    "type",
    "unknown",
    "unsupported-media-type",
    "weak",
)


@st.composite
def traces(draw):
    made = seen(
        draw(st.sampled_from((200, 201, 302, 400, 401, 404, 405, 413, 415, 422, 429, 500, 503))),
        draw(st.sampled_from((b"", GOOD, b"{", {"errors": [{"field": "email"}]}, b"1" * 5000, b"at x.y(Main.java:3)"))),
        of=OF,
        intent=draw(st.sampled_from(Intent)),
        media=draw(st.sampled_from((None, JSON, "application/problem+json", "text/plain"))),
        control=draw(st.sampled_from((None, 200, 401))),
        neighbour=draw(st.sampled_from((None, 200, 422))),
        fault=draw(st.none() | st.just("timeout")),
    )
    places, keywords = st.sampled_from(PLACES), st.sampled_from(KEYWORDS)
    target = draw(st.none() | st.builds(Target, places, keywords))
    case = replace(made.subject.case, target=target)
    return replace(made, subject=replace(made.subject, case=case))


@given(traces())
def test_a_check_would_find_nothing_on_an_occasion_that_is_not_its_own(trace):
    if trace.subject.fault is None:
        passed_over = [check for _, check in CHECKS if not check.when.holds(sort_of(trace))]
        assert [mismatch for check in passed_over for mismatch in check(trace)] == []


@given(traces())
def test_a_trace_bears_on_nothing_whose_occasion_it_is_not(trace):
    asked = [(one, FAMILIES[one.kind]) for one in obligations(OF)]
    passed_over = [(one, family) for one, family in asked if not family.when.holds(sort_of(trace))]
    assert [one.id for one, family in passed_over if family.bears(one, trace)] == []


@pytest.mark.parametrize(
    ("occasion", "holds"),
    [
        (ALWAYS, True),
        (Occasion(FAILED), True),
        (Occasion((404,)), False),
        (Occasion(FAILED, (Intent.FAULT,)), True),
        (Occasion(FAILED, (Intent.VALID,)), False),
        (Occasion(places=("body/name",)), True),
        (Occasion(FAILED, (Intent.FAULT,), ("tenant",)), False),
    ],
)
def test_all_that_an_occasion_says_must_hold(occasion, holds):
    trace = seen(422, intent=Intent.FAULT, target="body/name type")
    assert occasion.holds(sort_of(trace)) is holds


def test_where_nothing_was_answered_no_status_holds():
    assert not Occasion(FAILED).holds(sort_of(seen(None, fault="timeout")))

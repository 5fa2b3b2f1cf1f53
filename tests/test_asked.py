import pytest
from tests.doubles import seen

from contractkit.answer.asked import refusals, rule_asked, same_place, steps, waited
from contractkit.model import Intent, Target


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("body", ("body",)),
        ("body/items/*/sku", ("body", "items", "*", "sku")),
        ("body/a~1b", ("body", "a/b")),
        ("body/payment/oneOf:card/number", ("body", "payment", "number")),
        ("body/payment/oneOf:1.card/number", ("body", "payment", "number")),
        ("body(multipart/form-data)/file", ("body", "file")),
        ("query.limit", ("query", "limit")),
        ("query.filter.name/anyOf:0/x", ("query", "filter.name", "x")),
        ("header.X-Rate", ("header", "X-Rate")),
        ("bodywork.x", ("bodywork", "x")),
    ],
)
def test_a_place_is_read_step_by_step(place, expected):
    assert steps(place) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("body/p/oneOf:card/n", "body/p/n", True),
        ("body/p/oneOf:card/n", "body/p/oneOf:bank/n", True),
        ("body(application/xml)/n", "body/n", True),
        ("body/n", "query.n", False),
        ("body/n", "body/n/m", False),
    ],
)
def test_branches_and_media_types_are_no_part_of_a_place(one, other, same):
    assert same_place(one, other) is same


@pytest.mark.parametrize(
    ("place", "keyword", "proving"),
    [
        ("body/x", "type", {400, 422}),
        ("path.id", "type", {400, 404, 422}),
        ("query.q", "maxLength", {400, 413, 414, 422, 431}),
        ("media", "unsupported", {400, 415, 422}),
    ],
)
def test_refusals_are_those_of_the_fault_itself(place, keyword, proving):
    assert refusals(Target(place, keyword)) == proving


@pytest.mark.parametrize(
    ("intent", "target", "rule"),
    [
        (Intent.PROTOCOL, "x malformed-json", "malformed-json"),
        (Intent.FAULT, "media unsupported", "unsupported-media-type"),
        (Intent.FAULT, "body/x type", None),
        (Intent.VALID, None, None),
    ],
)
def test_a_case_asks_about_one_rule_of_http(intent, target, rule):
    assert rule_asked(seen(intent=intent, target=target).subject.case) == rule


@pytest.mark.parametrize(
    ("status", "headers", "expected"), [(503, True, True), (503, False, False), (500, True, False)]
)
def test_only_a_503_with_retry_after_asks_for_patience(status, headers, expected):
    assert waited(seen(status, headers=[("Retry-After", "1")] if headers else [])) is expected

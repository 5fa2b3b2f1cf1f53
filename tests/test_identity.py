import json

import pytest
from tests.doubles import GOOD, JSON, LINE, ORDER, answers, contract, document, loaded, seen, with_content
from tests.judging import judged, obligations

from contractkit.identity import cause, fingerprint, static_fingerprint
from contractkit.model import Defect, Intent, Location

RESPONSE = "response 200 application/json"


def found(trace, scope=RESPONSE):
    """Fingerprint and cause of each mismatch of one obligation."""
    one = judged(scope, trace)
    assert one is not None
    assert one.mismatches
    named = [
        (fingerprint(one.obligation, m, trace), cause(trace.contract, one.obligation, m, trace)) for m in one.mismatches
    ]
    return sorted(named)


def prints(trace, scope=RESPONSE):
    return {print_ for print_, _ in found(trace, scope)}


def causes(trace, scope=RESPONSE):
    return {cause for _, cause in found(trace, scope)}


def renamed(text, **names):
    for old, new in names.items():
        text = text.replace(f'"{old}"', f'"{new}"').replace(f"/{old}", f"/{new}")
    return text


BROKEN = {**GOOD, "id": "x", "lines": [{"sku": 1}]}
TEXT = document(answers())
INLINED = document(
    {
        "200": with_content(
            {JSON: {**ORDER, "properties": {**ORDER["properties"], "lines": {"type": "array", "items": LINE}}}}
        )
    }
)
MOVED = json.dumps(
    {**json.loads(TEXT), "info": {"title": "orders", "version": "2", "description": "longer\nnow"}}, indent=4
)


@pytest.mark.parametrize("text", [renamed(TEXT, Order="Bestellung", Line="Zeile"), INLINED, MOVED])
def test_renaming_inlining_and_moving_change_no_fingerprint(text):
    assert prints(seen(200, BROKEN, of=loaded(text))) == prints(seen(200, BROKEN, of=loaded(TEXT)))


def test_what_was_sent_and_answered_is_no_part_of_a_fingerprint():
    one = seen(200, {**GOOD, "id": "x"}, sent={"name": "a"})
    other = seen(200, {**GOOD, "id": ["y"], "state": "paid"}, target="body/name maxLength", control=None)
    assert prints(one) == prints(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"body": {**GOOD, "id": "x"}}, {"body": {**GOOD, "total": "x"}}),
        ({"body": {"total": 1}}, {"body": {"id": 1}}),
        ({"body": b"{"}, {"body": b'{"a":1,"a":1}'}),
        ({"body": b"x", "media": "text/html"}, {"body": b"x", "media": "text/plain"}),
    ],
)
def test_different_broken_rules_are_different_findings(one, other):
    assert prints(seen(200, **one)).isdisjoint(prints(seen(200, **other)))


def test_a_finding_about_a_status_carries_the_status():
    assert prints(seen(404), "status") != prints(seen(418), "status")
    assert prints(seen(404), "status") == prints(seen(404, {"x": 1}), "status")


def test_each_place_that_fells_the_service_is_a_finding_and_all_hostile_input_is_one():
    def at(target):
        return prints(seen(500, intent=Intent.FAULT, target=target), "no-server-error")

    assert at("body/name type") != at("body/quantity type")
    assert at("body/name type") == at("body/name maxLength")
    hostile = [seen(status, intent=Intent.ROBUST) for status in (500, 502)]
    assert len({frozenset(prints(trace, "no-server-error")) for trace in hostile}) == 1


def test_static_fingerprints_know_the_place_and_no_line():
    obligation = obligations(contract())[0]
    here = Defect("dangling-ref", "one", Location("a.yaml", 3, "/paths/x"))
    moved = Defect("dangling-ref", "other words", Location("a.yaml", 9, "/paths/x"))
    elsewhere = Defect("dangling-ref", "one", Location("a.yaml", 3, "/paths/y"))
    assert static_fingerprint(obligation, here) == static_fingerprint(obligation, moved)
    assert static_fingerprint(obligation, here) != static_fingerprint(obligation, elsewhere)


def test_a_shared_component_is_one_cause_wherever_it_shows():
    both = contract(
        answers(_201=with_content({JSON: {"type": "array", "items": {"$ref": "#/components/schemas/Order"}}}))
    )
    expected = {"body-matches-schema: components/schemas/Order id type"}
    assert causes(seen(200, {**GOOD, "id": "x"}, of=both)) == expected
    assert causes(seen(201, [{**GOOD, "id": "x"}], of=both), "response 201 application/json") == expected


def test_a_missing_member_is_named():
    assert causes(seen(200, {"id": 1})) == {"body-matches-schema: components/schemas/Order required total"}


def copies(first, second):
    return contract({"200": with_content({JSON: first}), "201": with_content({JSON: second})})


SAME = {"type": "object", "properties": {"n": {"type": "integer", "description": "a"}}}
ALIKE = {"properties": {"n": {"description": "b", "type": "integer"}}, "type": "object", "title": "t"}
OTHER = {"type": "object", "properties": {"n": {"type": "integer"}, "m": {}}}


@pytest.mark.parametrize(("second", "one"), [(ALIKE, True), (OTHER, False)])
def test_written_out_copies_of_one_schema_are_one_cause(second, one):
    of = copies(SAME, second)
    first = causes(seen(200, {"n": "x"}, of=of))
    again = causes(seen(201, {"n": "x"}, of=of), "response 201 application/json")
    assert (first == again) is one


def test_written_out_copies_of_one_header_are_one_cause():
    header = {"X-Rate": {"required": True, "schema": {"type": "integer"}}}
    of = contract({s: with_content({JSON: {}}, headers=header) for s in ("200", "201")})
    (first,) = causes(seen(200, {}, of=of))
    (again,) = causes(seen(201, {}, of=of), "response 201 application/json")
    assert first == again
    assert first.startswith("headers-match: header X-Rate required (slice ")


def test_a_status_is_caused_by_whoever_makes_such_answers():
    page = {"code": "not_found", "detail": "order 17 is unknown"}
    assert causes(seen(404, page), "status") == {
        "status-documented: 404 application/json {code, detail} code=not_found"
    }
    assert causes(seen(404, {**page, "detail": "x"}), "status") == causes(seen(404, page), "status")
    assert causes(seen(404, {**page, "code": "no_route"}), "status") != causes(seen(404, page), "status")
    assert causes(seen(404), "status") == {"status-documented: 404 without a body"}


@pytest.mark.parametrize(
    ("target", "expected"),
    [("body/name maxLength", "createOrder body/name"), ("body/name pattern", "createOrder body/name")],
)
def test_what_one_place_accepts_is_one_cause(target, expected):
    trace = seen(200, GOOD, intent=Intent.FAULT, target=target)
    assert causes(trace, f"rejects {target}") == {f"invalid-input-is-rejected: {expected}"}


def test_a_leniency_is_one_cause_everywhere():
    at = [
        causes(seen(200, GOOD, intent=Intent.FAULT, target=target, lenient="coercion"), f"rejects {target}")
        for target in ("body/quantity type", "query.limit type")
    ]
    assert at == [{"invalid-input-is-rejected: leniency coercion"}] * 2


CRASH = """Traceback (most recent call last):
  File "/x/src/contractkit/transports/asgi.py", line 1, in run
    await app()
  File "/srv/shop/app.py", line 5, in create_order
    return store[name]
  File "/srv/venv/lib/python3.11/site-packages/starlette/routing.py", line 9, in get
    raise KeyError(name)
KeyError: 'name'
"""
GROUP = """  + Exception Group Traceback (most recent call last):
  |   File "/srv/venv/lib/python3.11/site-packages/anyio/tasks.py", line 1, in run
  |     raise
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "C:\\shop\\store.py", line 7, in put
    |     raise Full
    | shop.errors.Full
    +------------------------------------
"""


@pytest.mark.parametrize(
    ("crash", "expected"),
    [
        (None, "createOrder"),
        (CRASH, "KeyError in app.py:create_order"),
        (GROUP, "Full in store.py:put"),
        ("MemoryError", "MemoryError"),
        ("something else happened", "createOrder"),
    ],
)
def test_a_server_error_is_caused_by_the_innermost_frame_of_the_application(crash, expected):
    assert causes(seen(500, crash=crash), "no-server-error") == {f"no-server-error: {expected}"}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"body": b"x", "media": "text/html"}, "media-type-documented: 200 text/html instead of application/json"),
        ({"body": b'{"a":1,"a":1}'}, "body-is-well-formed: 200 application/json duplicate-name"),
    ],
)
def test_what_is_written_wrongly_is_caused_by_its_form(more, expected):
    assert causes(seen(200, **more)) == {expected}

"""Whole answers as frameworks, servers and clouds give them: those that leak, and those that only look like it."""

import json
from base64 import b64encode
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from tests.doubles import ABSENT, seen

from contractkit.checks.nothing_leaks import nothing_leaks
from contractkit.model import Intent, Request, Trace

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"


def answered(
    status: int,
    body: Any = ABSENT,
    *,
    target: str = "/orders/1",
    sent: Any = None,
    sent_headers: tuple[tuple[str, str], ...] = (),
    made: tuple[str, ...] = (),
    **more: Any,
) -> Trace:
    """An answer to a request; `body` may be text, `made` are the parameters that the case itself made up."""
    trace = seen(status, body.encode() if isinstance(body, str) else body, control=None, **more)
    raw = sent.encode() if isinstance(sent, str) else None if sent is None else json.dumps(sent).encode()
    case = trace.subject.case
    draft = replace(case.draft, parameters=dict.fromkeys(made, "x"))
    case = replace(case, draft=draft, request=Request("POST", target, sent_headers, raw))
    return replace(trace, subject=replace(trace.subject, case=case))


def rules(trace: Trace) -> list[str]:
    return [m.detail for m in nothing_leaks(trace)]


ANSWERS = {one["name"]: one for one in json.loads((Path(__file__).parents[1] / "data" / "failures.json").read_text())}
LEAKING = [name for name, one in ANSWERS.items() if one["leaks"]]
SILENT = [name for name, one in ANSWERS.items() if not one["leaks"]]


@pytest.mark.parametrize("name", LEAKING)
def test_a_whole_answer_leaks(name):
    one = ANSWERS[name]
    assert one["leaks"] in rules(answered(500, one["body"], media=one["media"]))


@pytest.mark.parametrize("status", [400, 500])
@pytest.mark.parametrize("name", SILENT)
def test_a_whole_answer_that_shows_nothing_is_silent(name, status):
    one = ANSWERS[name]
    assert rules(answered(status, one["body"], media=one["media"], sent=one.get("sent"))) == []


def test_only_refusals_and_failures_are_looked_at():
    body = "KeyError: 'name'"
    assert [status for status in (200, 302, 399, 400, 599) if rules(answered(status, body))] == [400, 599]
    assert rules(seen(fault="timeout")) == []


@pytest.mark.parametrize("intent", Intent)
def test_whatever_was_sent(intent):
    assert rules(answered(400, "KeyError: 'name'", intent=intent)) == ["python-exception"]


HOSTILE = ("SELECT id FROM users WHERE id = 1", "/etc/nginx/nginx.conf", "10.0.3.7:5432", "C:\\inetpub\\a.config", JWT)


@pytest.mark.parametrize(
    "value", [*HOSTILE, "KeyError: 'é'", "java.lang.Error: x", "redis://cache:6379", "ORA-00942: table"]
)
@pytest.mark.parametrize("where", ["body", "form", "path", "header"])
def test_what_the_answer_repeats_of_the_request_is_no_leak(value, where):
    request: dict[str, Any] = {
        "body": {"sent": {"name": value}},
        "form": {"sent": f"name={quote_plus(value)}"},
        "path": {"target": f"/orders/{quote(value, safe='')}"},
        "header": {"sent_headers": (("X-Name", value),)},
    }[where]
    problem = {"detail": [{"msg": f"{value!r} is not allowed", "input": value}], "said": f'"{value}"'}
    assert rules(answered(422, problem, **request)) == []
    assert rules(answered(422, f"<p>{escape(value)}</p>", media="text/html", **request)) == []
    assert rules(answered(422, problem)) != []


def test_a_short_host_is_repeated_only_as_a_word():
    body = {"message": "getaddrinfo ENOTFOUND db"}
    assert rules(answered(502, body, sent={"feedback": "no"})) == ["connection-error"]
    assert rules(answered(502, body, sent={"url": "http://db/x"})) == []


def test_what_the_control_sent_may_be_repeated_too():
    trace = answered(409, {"detail": "/etc/nginx/nginx.conf exists"})
    control = answered(200, sent={"name": "/etc/nginx/nginx.conf"}).subject
    assert (rules(trace), rules(trace.beside(control))) == (["server-path"], [])


BEARER, COOKIE = ("Authorization", "Bearer tok-12345678"), ("Cookie", "theme=dark; session=abc-12345678")
BASIC = ("Authorization", "Basic " + b64encode(b"alice:pass-word-1").decode())


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (BEARER, "the token tok-12345678 has expired"),
        (("authorization", "tok-12345678"), {"got": "tok-12345678"}),
        (COOKIE, {"headers": {"cookie": "theme=dark; session=abc-12345678"}}),
        (("X-API-Key", "key-12345678"), "unknown key 'key-12345678'"),
        (BASIC, "wrong password pass-word-1"),
    ],
)
def test_a_credential_is_never_repeated(header, body):
    (found,) = nothing_leaks(answered(401, body, sent_headers=(header,)))
    assert found.detail == "credential-echoed"
    assert header[1].split()[-1] not in found.actual


@pytest.mark.parametrize(
    ("header", "body", "made"),
    [
        (("X-Request-ID", "0b0f6a1e-8ad4"), {"correlation_id": "0b0f6a1e-8ad4"}, ()),
        (("Idempotency-Key", "key-12345678"), "the key key-12345678 was used before", ()),
        (("If-Match", '"etag-12345678"'), 'expected "etag-12345678"', ()),
        (("X-CSRF-Token", "tok-12345678"), "tok-12345678", ()),
        (("Authorization", "Bearer administrator"), "only an administrator may do this", ()),
        (("Authorization", "Bearer abc-123"), "abc-123", ()),
        (BEARER, "xtok-12345678x", ()),
        (("X-API-Key", "key-12345678"), {"input": "key-12345678"}, ("header.X-API-Key",)),
        (COOKIE, {"input": "abc-12345678"}, ("cookie.session",)),
        (("Authorization", "Basic %%%"), "alice", ()),
    ],
)
def test_other_values_may_be_repeated(header, body, made):
    assert rules(answered(400, body, sent_headers=(header,), made=made)) == []


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (("X-Backend", "10.0.3.7:8080"), ["private-address"]),
        (("X-Debug-Token-Link", "http://127.0.0.1:8000/_profiler/3fa2b1"), ["symfony-debug-page"]),
        (("WWW-Authenticate", 'Bearer error_description="System.InvalidOperationException"'), ["dotnet-exception"]),
        (("WWW-Authenticate", 'Bearer realm="orders", error="invalid_token"'), []),
        (("Location", "http://127.0.0.1:8000/orders/1"), []),
        (("Link", "</app/main.js>; rel=preload"), []),
        (("ETag", 'W/"eyJpZCI6MTJ9"'), []),
        (("Content-Security-Policy", "connect-src 10.0.3.7:8080"), []),
        (("Set-Cookie", f"session={JWT}"), []),
        (("Via", "1.1 ip-10-0-3-7.ec2.internal"), []),
    ],
)
def test_headers_are_looked_at(header, found):
    assert rules(answered(400, headers=[header])) == found


def test_one_leaking_handler_is_one_cause():
    text = "Traceback (most recent call last):\n  File \"/app/a.py\", line {}, in f\nKeyError: '{}'"
    found = [next(nothing_leaks(answered(500, text.format(line, line)))) for line in (3, 4)]
    assert {m.cause for m in found} == {"python-traceback KeyError"}
    assert {m.scope for m in found} == {"leak"}
    assert {m.severity for m in found} == {None}


def test_each_rule_is_told_once():
    body = "connect ECONNREFUSED 10.0.3.7:5432\nORA-00942: table\nconnect ECONNREFUSED 10.0.3.8:5432"
    assert sorted(rules(answered(500, body))) == ["connection-error", "oracle-error"]


def test_what_is_shown_is_short_and_on_one_line():
    (found,) = nothing_leaks(answered(500, "INSERT INTO orders (" + "a,\n" * 100 + "b) VALUES (1)"))
    assert len(found.actual) <= 120
    assert "\n" not in found.actual

"""Tokens of identities: got once, before they expire, once more on a 401, from the target or one issuer."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from tests.probes.guarded import Notes, contract, ran

from contractkit.errors import UsageError
from contractkit.settings.identities import identity_from_data

TENANT = {"tenant": "a", "scopes": ["read", "write"]}


class Issuing(Notes):
    """Gives tokens at /token (RFC 6749) and /v1/login, and knows only those; `good`: answers each is good for."""

    def __init__(self, *slips, good=1000):
        super().__init__(*slips, who={})
        self.given, self.asked, self.good, self.left = [], [], good, {}

    def answered(self, environ, method, path, raw):
        if path == "/token":
            return self.issued(environ, {k: v[0] for k, v in parse_qs(raw.decode()).items()})
        if path == "/v1/login":
            return self.issued(environ, json.loads(raw))
        return super().answered(environ, method, path, raw)

    def issued(self, environ, sent):
        self.asked.append((environ.get("HTTP_AUTHORIZATION"), sent))
        if "closed" in self.slips:
            return 400, {"error": "invalid_client"}
        self.given.append(f"tok-{len(self.given)}-secret-of-ann")
        self.left[self.given[-1]] = self.good
        answer = {"access_token": self.given[-1], "expires_in": 3600, "data": {"jwt": self.given[-1]}}
        return 200, {} if "nameless" in self.slips else answer

    def caller(self, environ):
        token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        if not self.left.get(token):
            return None
        self.left[token] -= 1
        return TENANT


def ann(**token):
    return {"ann": identity_from_data("ann", {**TENANT, "token": token}, "contractkit.yaml:7")}


def with_login():
    document = contract()
    schema = {"type": "object", "required": ["user"], "properties": {"user": {"type": "string"}}}
    document["paths"]["/v1/login"] = {
        "post": {
            "operationId": "login",
            "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
            "responses": {"200": {"description": "", "content": {"application/json": {"schema": {"type": "object"}}}}},
        }
    }
    return document


def test_client_credentials_are_sent_to_the_token_endpoint_once(tmp_path):
    service = Issuing()
    result = ran(
        tmp_path, service, identities=ann(url="/token", client_id="shop", client_secret="s3cret/+", scope="read")
    )
    assert result.ledger.faults == ()
    (sent,) = service.asked
    assert base64.b64decode(sent[0].removeprefix("Basic ")) == b"shop:s3cret%2F%2B"
    assert sent[1] == {"grant_type": "client_credentials", "scope": "read"}
    assert result.ledger.entries["notes#show:access(ann)"].state.shown == "proven"


def test_a_token_that_was_got_is_shown_nowhere(tmp_path):
    class Telling(Issuing):
        def done(self, tenant, method, path, raw):
            status, body = super().done(tenant, method, path, raw)
            return (200, {"id": "x", "text": self.given[-1]}) if method == "GET" else (status, body)

    result = ran(tmp_path, Telling(), identities=ann(url="/token"), probes=("requests",))
    shown = [f"{d.example} {d.actual}" for d in result.ledger.discrepancies.values()]
    assert any("$ANN_TOKEN" in one for one in shown)
    assert not any("secret-of-ann" in one for one in shown)


def test_a_password_is_sent_as_one(tmp_path):
    service = Issuing()
    ran(tmp_path, service, identities=ann(url="/token", username="ann", password="pass-of-ann"))
    assert service.asked == [(None, {"grant_type": "password", "username": "ann", "password": "pass-of-ann"})]


def test_an_operation_of_the_contract_gives_one(tmp_path):
    service = Issuing()
    token = {"operation": "login", "send": {"user": "ann"}, "member": "/data/jwt"}
    result = ran(tmp_path, service, document=with_login(), identities=ann(**token))
    assert service.asked[0] == (None, {"user": "ann"})
    assert result.ledger.entries["notes#show:access(ann)"].state.shown == "proven"


def test_a_function_gives_one(tmp_path):
    service, names = Issuing(), []

    def give(name):
        names.append(name)
        service.left["tok-of-a-function"] = 1000
        return "tok-of-a-function", 60

    result = ran(tmp_path, service, identities=ann(call=give))
    assert names == ["ann"]
    assert result.ledger.entries["notes#add:access(ann)"].state.shown == "proven"


def test_a_token_that_is_no_good_any_more_is_got_anew_once(tmp_path):
    service = Issuing(good=20)
    result = ran(tmp_path, service, identities=ann(url="/token"))
    assert len(service.given) > 1
    assert result.ledger.entries["notes#show:access(ann)"].state.shown == "proven"
    assert result.ledger.discrepancies == {}
    closed = Issuing(good=0)
    again = ran(tmp_path, closed, identities=ann(url="/token"))
    assert len(closed.given) == 2
    assert any("ann was answered 401 on every operation" in reason for reason in again.verdict.reasons)


def test_a_token_is_got_anew_before_it_expires(tmp_path, monkeypatch):
    service = Issuing()
    clock = [0.0]
    monkeypatch.setattr("contractkit.tokens.monotonic", lambda: clock.__setitem__(0, clock[0] + 400) or clock[0])
    ran(tmp_path, service, identities=ann(url="/token"))
    assert len(service.given) > 2


def test_an_issuer_of_its_own_is_asked_and_no_other_host(tmp_path):
    service, asked = Issuing(), []

    class Issuer(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            status, body = service.issued({}, {})
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Issuer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/oauth/token?tenant=a"
        result = ran(tmp_path, service, identities=ann(url=url))
        server.shutdown()
    assert asked == [("/oauth/token?tenant=a", b"grant_type=client_credentials")]
    assert result.ledger.entries["notes#show:access(ann)"].state.shown == "proven"


@pytest.mark.parametrize(
    ("slips", "token", "says"),
    [
        (("closed",), {"url": "/token"}, "contractkit.yaml:7: token: ann got none from /token, which answered 400"),
        (("nameless",), {"url": "/token"}, "has no text at /access_token; say where the token stands with member:"),
        ((), {"url": "/token", "member": "/nope"}, "has no text at /nope"),
        ((), {"url": "/v1/health"}, "the answer of /v1/health is not JSON"),
        ((), {"operation": "nothing"}, "notes has no operation 'nothing'; give url: instead"),
        ((), {"url": "http://127.0.0.1:9/token"}, "ann got none from http://127.0.0.1:9/token"),
        ((), {"call": lambda name: None}, "returned no token, but NoneType"),
        ((), {"call": lambda name: 1 / 0}, "raised ZeroDivisionError"),
    ],
)
def test_where_none_can_be_got_the_run_ends_with_one_sentence(tmp_path, slips, token, says):
    result = ran(tmp_path, Issuing(*slips), identities=ann(**token))
    (fault,) = {*result.ledger.faults}
    assert says in fault
    assert str(result.verdict.decision) == "HOLD"


@pytest.mark.parametrize(
    ("token", "says"),
    [
        ({}, "give exactly one of url:, operation: and call:"),
        ({"url": "/token", "operation": "login"}, "give exactly one of url:, operation: and call:"),
        ({"url": "ftp://x/token"}, "neither an http"),
    ],
)
def test_a_rule_that_cannot_hold_is_refused(token, says):
    with pytest.raises(UsageError, match=says):
        ann(**token)

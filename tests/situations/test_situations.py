"""Each situation on a small service that fails as it should, as others may, and as it must not."""

import json
from dataclasses import replace
from itertools import count

import pytest

from contractkit import verify
from contractkit.extensions import SITUATIONS
from contractkit.settings import Identity, PolicySettings, Settings
from contractkit.settings.recipes import Recipe

OBJECT = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "maxLength": 20}}}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
MATCH = {"name": "If-Match", "in": "header", "schema": {"type": "string"}}
KEY = {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string", "format": "uuid"}}
BODY = {"required": True, "content": {"application/json": {"schema": OBJECT}}}


def contract(statuses, *, parameters=(), secured=False, scopes=()):
    def operation(name, success, *more, **rest):
        answers = {success: {"description": ""}, **{status: {"description": ""} for status in more}}
        return {"operationId": name, "responses": answers, **rest}

    document = {
        "openapi": "3.1.0",
        "info": {"title": "notes", "version": "1"},
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": list(scopes)}] if secured else [],
        "paths": {
            "/notes": {
                "post": operation("add", "201", *statuses, requestBody=BODY, parameters=[*parameters]),
            },
            "/notes/{id}": {
                "parameters": [ID],
                "get": operation("show", "200", *statuses),
                "put": operation("change", "200", *statuses, requestBody=BODY, parameters=[*parameters]),
                "delete": operation("remove", "204", *statuses),
            },
        },
    }
    document["paths"]["/notes"]["post"]["responses"]["201"] = {
        "description": "",
        "content": {"application/json": {"schema": {"type": "object", "properties": {"id": {"type": "integer"}}}}},
    }
    return document


class Notes:
    """An ASGI service. `answers`: statuses given instead of its own, by situation."""

    def __init__(self, **answers):
        self.answers, self.notes, self.numbers, self.gone = answers, {}, count(1), set()
        self.keys, self.names, self.down = {}, set(), False

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return
        raw = b""
        while True:
            event = await receive()
            raw += event.get("body", b"")
            if not event.get("more_body"):
                break
        headers = {k.decode(): v.decode() for k, v in scope["headers"]}
        status, body = self.answered(scope["method"], scope["path"], scope["query_string"], headers, raw)
        shown = b"" if body is None else json.dumps(body).encode()
        typed = [(b"content-type", b"application/json")] if shown else []
        await send({"type": "http.response.start", "status": status, "headers": typed})
        await send({"type": "http.response.body", "body": shown})

    def answered(self, method, path, query, headers, raw):
        told = self.answers.get
        if self.down:
            return 503, None
        if "guard" in self.answers:
            who = headers.get("authorization", "")
            if not who and (status := told("nobody", 401)):
                return status, None
            if who and who not in ("Bearer good", "Bearer small") and (status := told("wrong", 401)):
                return status, None
            if who == "Bearer small" and (status := told("small", 403)):
                return status, None
        if b"%zz" in query:
            return told("syntax", 400), None
        if len(raw) > told("limit", 1 << 40):
            return 413, None
        if "range" in headers and told("range"):
            return told("range"), None
        if "if-match" in headers and told("stale"):
            return told("stale"), None
        if method == "PUT" and "if-match" not in headers and told("unmatched"):
            return told("unmatched"), None
        number = int(path.rsplit("/", 1)[-1]) if path != "/notes" else None
        if method == "POST":
            return self.added(headers, raw)
        if number in self.gone:
            return told("deleted", 404), None
        if number not in self.notes:
            return told("unknown", 404), None
        if method == "DELETE":
            self.gone.add(number)
            del self.notes[number]
            return 204, None
        if method == "PUT":
            self.notes[number] = json.loads(raw)
        return 200, self.notes[number]

    def added(self, headers, raw):
        try:
            note = json.loads(raw)
        except ValueError:
            return self.answers.get("syntax", 400), None
        if not isinstance(note, dict) or not isinstance(note.get("name"), str) or len(note["name"]) > 20:
            return 422, None
        key = headers.get("idempotency-key")
        if key in self.keys and self.keys[key] != note and "used" in self.answers:
            return self.answers["used"], None
        if note["name"] in self.names and "taken" in self.answers:
            return self.answers["taken"], None
        self.names.add(note["name"])
        number = next(self.numbers)
        self.notes[number] = note
        self.keys[key] = note
        return 201, {"id": number}


GOOD = Identity("good", scopes=frozenset({"all"}), headers={"Authorization": "Bearer good"})
SMALL = Identity("small", headers={"Authorization": "Bearer small"})
GUARDED = {"secured": True, "scopes": ("all",)}


def shown(folder, document, service, operation, status, *, identities=(GOOD, SMALL), **settings):
    """State and reason of `failure(status)` of an operation, and what was found."""
    (folder / "notes.openapi.json").write_text(json.dumps(document))
    result = verify(
        folder,
        app=service,
        settings=Settings(identities={one.name: one for one in identities}, **settings),
        root=folder,
        examples=0,
        only=lambda item: item.interaction is not None and item.interaction.name == operation,
    )
    id = f"notes#{operation}:failure({status})"
    found = sorted(d.actual for d in result.ledger.discrepancies.values() if d.obligation == id)
    entry = result.ledger.entries.get(id)
    return (entry.state.shown, entry.reason or "", found) if entry else ("unproven", "", found)


PROVEN = [
    ("401", "show", {"guard": 1}, GUARDED),
    ("401", "add", {"guard": 1}, GUARDED),
    ("403", "show", {"guard": 1}, GUARDED),
    ("404", "show", {}, {}),
    ("404", "change", {}, {}),
    ("404", "remove", {}, {}),
    ("410", "show", {"deleted": 410}, {}),
    ("400", "add", {}, {}),
    ("409", "add", {"taken": 409}, {}),
    ("409", "add", {"used": 409}, {"parameters": [KEY]}),
    ("412", "change", {"stale": 412}, {}),
    ("413", "add", {"limit": 1 << 20}, {}),
    ("413", "add", {"limit": 9 << 20}, {}),
    ("416", "show", {"range": 416}, {}),
    ("422", "add", {}, {}),
]


@pytest.mark.parametrize(("status", "operation", "service", "more"), PROVEN)
def test_a_failure_in_its_situation_is_proven(tmp_path, status, operation, service, more):
    document = contract((status, "404") if status == "410" else (status,), **more)
    assert shown(tmp_path, document, Notes(**service), operation, status) == ("proven", "", [])


WRONG = [
    ("401", "show", {"guard": 1, "nobody": 403}, ("401", "403"), GUARDED, "403"),
    ("401", "show", {"guard": 1, "nobody": 0}, ("401",), GUARDED, "200"),
    ("401", "add", {"guard": 1, "wrong": 0}, ("401",), GUARDED, "201"),
    ("403", "show", {"guard": 1, "small": 0}, ("403",), GUARDED, "200"),
    ("404", "show", {"unknown": 400}, ("404", "400"), {}, "400"),
    ("404", "change", {"unknown": 422}, ("404", "422"), {}, "422"),
    ("404", "show", {"unknown": 200}, ("404",), {}, "200"),
    ("404", "show", {"deleted": 200}, ("404",), {}, "200"),
    ("409", "add", {"taken": 422}, ("409", "422"), {}, "422"),
    ("412", "change", {"stale": 400}, ("412", "400"), {}, "400"),
    ("416", "show", {"range": 400}, ("416", "400"), {}, "400"),
]


@pytest.mark.parametrize(("status", "operation", "service", "documented", "more", "said"), WRONG)
def test_a_documented_status_of_another_situation_is_found(
    tmp_path, status, operation, service, documented, more, said
):
    state, _, found = shown(tmp_path, contract(documented, **more), Notes(**service), operation, status)
    assert (state, {*found}) == ("violated", {said})


UNCLEAR = [
    ("401", "show", {"guard": 1, "nobody": 404, "wrong": 404}, ("401", "404"), GUARDED),  # existence is hidden
    ("403", "show", {"guard": 1, "small": 404}, ("403", "404"), GUARDED),
    ("403", "show", {"guard": 1, "small": 401}, ("403", "401"), GUARDED),
    ("404", "remove", {"unknown": 204, "deleted": 204}, ("404",), {}),  # what is gone is gone
    ("404", "change", {"unknown": 200, "deleted": 200}, ("404",), {}),  # a PUT may create
    ("404", "show", {"unknown": 410, "deleted": 410}, ("404", "410"), {}),
    ("404", "show", {"unknown": 418, "deleted": 418}, ("404",), {}),  # documented for nothing
    ("409", "add", {}, ("409",), {}),  # may be added twice
    ("413", "add", {}, ("413",), {}),
    ("416", "show", {}, ("416",), {}),  # ranges may be disregarded
]


@pytest.mark.parametrize(("status", "operation", "service", "documented", "more"), UNCLEAR)
def test_what_something_else_may_explain_is_unproven_and_no_finding(
    tmp_path, status, operation, service, documented, more
):
    state, reason, found = shown(tmp_path, contract(documented, **more), Notes(**service), operation, status)
    assert (state, found) == ("unproven", [])
    assert reason


@pytest.mark.parametrize(
    ("status", "more", "says"),
    [
        ("503", {}, "add under failures: in contractkit.yaml {operation: show, status: 503"),
        ("429", {}, "say how often it may be repeated with policy: {repeats: 50}"),
        ("401", {}, "the contract asks for no credentials here"),
        ("403", GUARDED, "it needs an identity without the scope (all)"),
        ("409", {}, "what conflicts with what is said nowhere"),
        ("428", {}, "the baseline has no If-Match"),
    ],
)
def test_what_cannot_be_arranged_says_what_to_do(tmp_path, status, more, says):
    service = Notes(guard=1) if more else Notes()
    state, reason, _ = shown(tmp_path, contract((status,), **more), service, "show", status, identities=(GOOD,))
    assert state == "unproven"
    assert says in reason


def test_a_request_without_its_precondition(tmp_path):
    document = contract(("428",), parameters=[{**MATCH, "required": True, "example": '"1"'}])
    assert shown(tmp_path, document, Notes(unmatched=428), "change", "428")[0] == "proven"
    state, _, found = shown(tmp_path, document, Notes(), "change", "428")
    assert (state, found) == ("violated", ["200"])


def test_a_refused_request_must_change_nothing(tmp_path):
    class Hasty(Notes):
        def answered(self, method, path, query, headers, raw):
            if method == "DELETE" and "authorization" not in headers:
                self.notes.pop(int(path.rsplit("/", 1)[-1]), None)
            return super().answered(method, path, query, headers, raw)

    document = contract(("401", "404"), **GUARDED)
    state, _, found = shown(tmp_path, document, Hasty(guard=1), "remove", "401")
    assert (state, found) == ("violated", ["nothing can be read any more"])
    assert shown(tmp_path, document, Notes(guard=1), "remove", "401") == ("proven", "", [])


def test_what_changes_by_itself_is_not_taken_for_a_change(tmp_path):
    class Ticking(Notes):
        def answered(self, method, path, query, headers, raw):
            status, body = super().answered(method, path, query, headers, raw)
            return status, {**body, "seen": next(self.numbers)} if method == "GET" and body else body

    assert shown(tmp_path, contract(("401",), **GUARDED), Ticking(guard=1), "change", "401")[0] == "proven"


def switch(service):
    def down(interaction):
        service.down = True
        return lambda: setattr(service, "down", False)

    return down


def test_a_recipe_shows_what_nobody_can_derive(tmp_path):
    service = Notes()
    recipe = Recipe("show", 503, call=switch(service), where="contractkit.yaml:9")
    assert shown(tmp_path, contract(("503",)), service, "show", "503", failures=(recipe,)) == ("proven", "", [])
    assert not service.down


def test_a_recipe_that_is_wrong_says_nothing_of_the_service(tmp_path):
    recipe = Recipe("show", 503, send={"header.X-Fault": "down"}, where="contractkit.yaml:9")
    state, reason, found = shown(tmp_path, contract(("503",)), Notes(), "show", "503", failures=(recipe,))
    assert (state, found) == ("unproven", [])
    assert reason == "the recipe at contractkit.yaml:9 was answered 200: correct the recipe"


def test_a_server_error_that_a_recipe_asks_for_is_none_of_the_service(tmp_path):
    service = Notes()
    recipe = Recipe("show", 503, call=switch(service))
    (tmp_path / "notes.openapi.json").write_text(json.dumps(contract(("503",))))
    settings = Settings(failures=(recipe,))
    result = verify(
        tmp_path,
        app=service,
        settings=settings,
        root=tmp_path,
        examples=0,
        only=lambda item: item.probe == "failures",
    )
    assert result.ledger.entries["notes#show:no-server-error"].state.shown == "proven"


def test_a_living_server_is_not_asked_to_delete_what_nobody_made():
    from tests.benches import FakeBench, described, operation, reply
    from tests.reach.shop import one, path_id

    from contractkit.errors import Unarranged
    from contractkit.situations.unknown_id import unknown_id

    of = described({"/o/{order_id}": {"parameters": [path_id()], "delete": one("remove", "204", "404")}})
    bench = FakeBench(of, operation(of, "remove"), lambda request: reply(204), disposable=False)

    class Scene:
        draft = None

    scene = Scene()
    scene.bench = bench
    with pytest.raises(Unarranged, match="takes only ids that this run created"):
        list(unknown_id.arrange(scene))


def test_every_situation_says_what_it_is():
    for id, one in SITUATIONS:
        assert one.sentence, id
        assert not one.sentence.endswith("."), id
        assert all(status in range(400, 600) for status in one.statuses)
    assert replace(one, id="x").id == "x"


def test_a_503_with_retry_after_that_a_recipe_asks_for_is_no_overload(tmp_path):
    class Busy(Notes):
        async def __call__(self, scope, receive, send):
            async def told(event):
                if event["type"] == "http.response.start" and event["status"] == 503:
                    event = {**event, "headers": [*event["headers"], (b"retry-after", b"1")]}
                await send(event)

            await super().__call__(scope, receive, told)

    service = Busy()
    (tmp_path / "notes.openapi.json").write_text(json.dumps(contract(("503",))))
    result = verify(
        tmp_path,
        app=service,
        settings=Settings(failures=(Recipe("show", 503, call=switch(service)),)),
        root=tmp_path,
        examples=0,
        only=lambda item: item.probe == "failures",
    )
    assert result.ledger.entries["notes#show:no-server-error"].state.shown == "proven"
    assert result.ledger.entries["notes#show:failure(503)"].state.shown == "proven"


def test_a_server_that_closes_the_connection_at_what_is_too_large_keeps_the_contract(tmp_path):
    import threading
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    notes = Notes()

    class Closing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            size = int(self.headers.get("content-length") or 0)
            if size > 1 << 20:  # the body stays unread
                self.close_connection = True
                self.send_response(413)
                self.send_header("Content-Length", "0")
                self.send_header("Connection", "close")
                self.end_headers()
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            path, _, query = self.path.partition("?")
            try:
                status, body = notes.answered(self.command, path, query.encode(), headers, self.rfile.read(size))
            except ValueError:
                status, body = 404, None
            shown = b"" if body is None else json.dumps(body).encode()
            self.send_response(status)
            if shown:
                self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(shown)))
            self.end_headers()
            self.wfile.write(shown)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = answer

        def log_message(self, *_):
            pass

    (tmp_path / "notes.openapi.json").write_text(json.dumps(contract(("413", "422", "404"))))
    with ThreadingHTTPServer(("127.0.0.1", 0), Closing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        result = verify(
            tmp_path,
            url=f"http://127.0.0.1:{server.server_port}",
            root=tmp_path,
            settings=Settings(),
            examples=0,
            only=lambda item: (
                item.interaction is not None and item.interaction.name == "add" and item.probe == "failures"
            ),
        )
        server.shutdown()
    assert result.ledger.discrepancies == {}
    assert result.ledger.faults == ()


def test_what_is_repeated_too_often(tmp_path):
    class Tired(Notes):
        shown = 0

        def answered(self, method, path, query, headers, raw):
            status, body = super().answered(method, path, query, headers, raw)
            self.shown += method == "GET" and status == 200
            return (429, None) if method == "GET" and 6 < self.shown < 12 else (status, body)

    def told(service, repeats):
        policy = PolicySettings(repeats=repeats)
        return shown(tmp_path, contract(("429",)), service, "show", "429", policy=policy)

    off = shown(tmp_path, contract(("429",)), Notes(), "show", "429")
    assert off[0] == "unproven"
    assert "policy: {repeats: 50}" in off[1]
    assert told(Tired(), 20) == ("proven", "", [])
    never = told(Notes(), 5)
    assert (never[0], never[2]) == ("unproven", [])
    assert "it was accepted 5 times" in never[1]


def test_what_has_something_in_it_is_not_deleted(tmp_path):
    class Held(Notes):
        children: set

        def answered(self, method, path, query, headers, raw):
            held = self.__dict__.setdefault("children", set())
            if path.endswith("/pages"):
                held.add(int(path.split("/")[2]))
                return 201, {"id": 1}
            last = path.rpartition("/")[2]
            if method == "DELETE" and last.isdigit() and int(last) in held and "keeps" in self.answers:
                return self.answers["keeps"], None
            return super().answered(method, path, query, headers, raw)

    document = contract(("409", "404", "400"))
    document["paths"]["/notes/{id}/pages"] = {
        "parameters": [ID],
        "post": {"operationId": "addPage", "requestBody": BODY, "responses": {"201": {"description": ""}}},
    }
    assert shown(tmp_path, document, Held(keeps=409), "remove", "409") == ("proven", "", [])
    assert shown(tmp_path, document, Held(keeps=400), "remove", "409")[0] == "violated"
    assert shown(tmp_path, document, Held(), "remove", "409")[::2] == ("unproven", [])  # what is in it goes as well


def test_what_is_only_listed_can_be_charged(tmp_path):
    (tmp_path / "notes.openapi.json").write_text(json.dumps(contract(("503",))))
    for charge, wanted in (((), False), (("failure",), True)):
        settings = Settings(policy=PolicySettings(charge=frozenset(charge)))
        result = verify(tmp_path, app=Notes(), root=tmp_path, settings=settings, examples=0, only=lambda item: False)
        found = {o.charged for o in result.obligations if o.kind == "failure"}
        assert found == {wanted}

"""A contract with credentials, and services that keep it, keep it in their own way, or do not."""

import json
from itertools import count
from uuid import NAMESPACE_URL, uuid5

from contractkit import verify
from contractkit.settings import Settings
from contractkit.settings.identities import identity_from_data

ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
NOTE = {
    "type": "object",
    "required": ["id", "text"],
    "properties": {"id": {"type": "integer"}, "text": {"type": "string"}, "key": {"type": "string"}},
}
NEW = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string", "minLength": 1, "maxLength": 40}},
}
REFUSED = ("401", "403", "404")


def contract(refused=REFUSED, **more):
    def operation(name, status, schema, scope, **rest):
        content = {"content": {"application/json": {"schema": schema}}} if schema else {}
        answers = {status: {"description": "", **content}, **{one: {"description": ""} for one in refused}}
        return {"operationId": name, "responses": answers, "security": [{"token": [scope]}], **rest}

    body = {"required": True, "content": {"application/json": {"schema": NEW}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "notes", "version": "1"},
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "paths": {
            "/v1/health": {"get": {"operationId": "health", "responses": {"200": {"description": ""}}}},
            "/v1/notes": {
                "get": operation("list", "200", {"type": "array", "items": NOTE}, "read"),
                "post": operation("add", "201", NOTE, "write", requestBody=body),
            },
            "/v1/notes/{id}": {
                "parameters": [ID],
                "get": operation("show", "200", NOTE, "read"),
                "put": operation("change", "200", NOTE, "write", requestBody=body),
                "delete": operation("remove", "204", None, "write"),
            },
        },
        **more,
    }


WHO = {
    "ann": {"tenant": "a", "scopes": ["read", "write"]},
    "abe": {"tenant": "a", "scopes": ["read"]},
    "bea": {"tenant": "b", "scopes": ["read", "write"]},
    "old": {"tenant": "a", "scopes": ["read", "write"], "state": "expired"},
}


class Notes:
    """A WSGI service of two tenants. `slips`: what it does wrong, or in a way of its own."""

    def __init__(self, *slips, who=WHO):
        self.slips, self.who = set(slips), who
        self.notes, self.numbers = {"a": {}, "b": {}}, count(1)

    def __call__(self, environ, start_response):
        raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        status, body = self.answered(environ, environ["REQUEST_METHOD"], environ["PATH_INFO"], raw)
        head = [("Content-Type", "application/json")] if body is not None else []
        start_response(f"{status} -", [*head, *self.headers(environ, status)])
        return [b"" if body is None or environ["REQUEST_METHOD"] == "HEAD" else json.dumps(body).encode()]

    def headers(self, environ, status):
        if status == 401:
            return [("WWW-Authenticate", "Bearer")]
        return [("ETag", f'"{len(self.notes["a"])}-of-acme"')] if status == 200 and "etag" in self.slips else []

    def caller(self, environ):
        scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        if "query" in self.slips and not token:
            token = environ.get("QUERY_STRING", "").partition("access_token=")[2]
            scheme = "bearer"
        if scheme.lower() != "bearer":
            return None
        name = token.strip().removeprefix("t-")
        if "any-token" in self.slips and name not in ("", *self.who):
            name = "ann"
        known = self.who.get(name)
        return known if known and ("old" in self.slips or "state" not in known) else None

    def answered(self, environ, method, path, raw):
        slips = self.slips
        if path == "/v1/health":
            return 200, None
        if "sibling" in slips and path.startswith("/v2/"):
            return self.done("a", "GET", path.replace("v2", "v1"), raw)
        who = self.caller(environ)
        override = environ.get("HTTP_X_HTTP_METHOD_OVERRIDE")
        if "options" in slips and method == "OPTIONS":
            return 204, None
        if who is None and "head" in slips and method == "HEAD":
            return self.done("a", "GET", path, raw)
        if who is None and "override" in slips and override == "OPTIONS":
            return self.done("a", "GET", path, raw)
        if who is None and "open" in slips and method == "GET":
            return self.done("a", method, path, raw)
        if who is None and "says-no-inside" in slips:
            return 200, {"ok": False, "error": "not_authed"}
        if who is None and "login-page" in slips:
            return 302, None
        if who is None and "malformed" in slips and environ.get("HTTP_AUTHORIZATION", " ").strip() == "Bearer":
            return 400, None
        if who is None and "hides" in slips:
            return 404, None
        if who is None:
            return 401, None
        if method not in ("GET", "HEAD") and "write" not in who["scopes"] and "abe-writes" not in slips:
            if "hasty" in slips and method == "DELETE":
                self.done(who["tenant"], method, path, raw)
            return (404 if "hides" in slips else 403), None
        if "no-bea" in slips and who["tenant"] == "b":
            return 403, None
        if "bea-unknown" in slips and who["tenant"] == "b":
            return 401, None
        if "override-deletes" in slips and override == "DELETE":
            method = "DELETE"
        return self.done(who["tenant"], method, path, raw)

    def done(self, tenant, method, path, raw):
        notes = self.notes[tenant]
        if path == "/v1/notes" and method in ("GET", "HEAD"):
            return 200, [*notes.values()]
        if path == "/v1/notes" and method == "POST":
            number = next(self.numbers)
            notes[number] = {**self.read(raw), "id": number, "key": str(uuid5(NAMESPACE_URL, f"{tenant}{number}"))}
            return 201, notes[number]
        last = path.rpartition("/")[2]
        number = int(last) if last.isdigit() else 0
        if number not in notes:
            return 404, None
        if method == "DELETE":
            del notes[number]
            return 204, None
        if method == "PUT":
            notes[number] = {**notes[number], **self.read(raw)}
        return (200, notes[number]) if method in ("GET", "HEAD", "PUT") else (405, None)

    def read(self, raw):
        try:
            return {"text": json.loads(raw)["text"]}
        except (ValueError, KeyError, TypeError):
            return {"text": "none"}


def identities(who=WHO, **more):
    credentials = {name: {**one, "headers": {"Authorization": f"Bearer t-{name}"}} for name, one in who.items()}
    return {name: identity_from_data(name, data) for name, data in {**credentials, **more}.items()}


def ran(folder, service, *, document=None, probes=("access", "weak-spots"), **settings):
    (folder / "notes.openapi.json").write_text(json.dumps(document or contract()))
    given = {"identities": identities(), **settings}
    return verify(
        folder,
        app=service,
        settings=Settings(**given),
        root=folder,
        examples=0,
        only=lambda item: item.probe in probes,
    )


def states(result, *, kind="access"):
    """`show abe` -> state."""
    found = {}
    for id, entry in result.ledger.entries.items():
        name, _, promise = id.partition("#")[2].partition(":")
        if promise.startswith(f"{kind}("):
            found[f"{name} {promise[len(kind) + 1 : -1]}"] = entry.state.shown
    return found


def wrong(result, *, kind="access"):
    return {name for name, state in states(result, kind=kind).items() if state == "violated"}


def unproven(result, *, kind="access"):
    return {name for name, state in states(result, kind=kind).items() if state == "unproven"}

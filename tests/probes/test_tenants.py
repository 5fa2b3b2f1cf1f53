"""Tenants are kept apart: a service that does it, does it in its own way, and does not."""

import json
from dataclasses import replace

import pytest
from tests.doubles import observed
from tests.failures import failing
from tests.probes.guarded import WHO, Notes, contract, identities, ran, states, unproven, wrong

from contractkit.answer.alike import unlike
from contractkit.answer.marks import marks, shown
from contractkit.answer.tenants import let_in
from contractkit.errors import UsageError
from contractkit.model import Message, Request, Target, Trace
from contractkit.settings.identities import identity_from_data
from contractkit.settings.tenants import TenantRule

CURSOR = {"name": "cursor", "in": "query", "schema": {"type": "string", "pattern": "^[0-9]+$"}}
LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 50}}
SEARCH = {"name": "q", "in": "query", "schema": {"type": "string", "minLength": 2}}
KEY = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "format": "uuid"}}
PAGE = {
    "type": "object",
    "required": ["items"],
    "properties": {"items": {"type": "array"}, "next_cursor": {"type": "string"}, "total": {"type": "integer"}},
}


def listed(**more):
    """A contract whose list is searched, paged and counted, and whose creation has an idempotency key."""
    document = contract(**more)
    notes = document["paths"]["/v1/notes"]
    notes["get"]["parameters"] = [LIMIT, CURSOR, SEARCH]
    notes["get"]["responses"]["200"]["content"]["application/json"]["schema"] = PAGE
    notes["post"]["parameters"] = [KEY]
    return document


class Shared(Notes):
    """With slips between its tenants. Ids are drawn by lot."""

    def __init__(self, *slips, **more):
        super().__init__(*slips, **more)
        self.keys = {}

    def answered(self, environ, method, path, raw):
        self.environ = environ
        return super().answered(environ, method, path, raw)

    def other(self, tenant):
        return self.notes["b" if tenant == "a" else "a"]

    def done(self, tenant, method, path, raw):
        slips, own, other = self.slips, self.notes[tenant], self.other(tenant)
        if path == "/v1/notes" and method == "GET":
            return 200, self.page(own, other)
        if path == "/v1/notes" and method == "POST" and (key := self.environ.get("HTTP_IDEMPOTENCY_KEY")):
            key = key if "key" in slips else f"{tenant} {key}"
            if key not in self.keys:
                self.keys[key] = super().done(tenant, method, path, raw)
            return self.keys[key]
        last = path.rpartition("/")[2]
        number = int(last) if last.isdigit() else 0
        if number in other:
            if "open" in slips or (f"open-{method}" in slips):
                return super().done("b" if tenant == "a" else "a", method, path, raw)
            if "hasty" in slips and method == "DELETE":
                del other[number]
            if "echo" in slips:
                return 404, {"detail": f"there is no note {number}", "path": path}
            if "said" in slips:
                return 404, {"detail": other[number]["text"]}
            if "forbids" in slips:
                return 403, None
            if "code" in slips:
                return 404, {"code": "not_yours"}
        status, body = super().done(tenant, method, path, raw)
        if status == 404 and "code" in slips:
            return 404, {"code": "not_found"}
        if status == 404 and "idempotent" in slips and method == "DELETE":
            return 204, None
        if status == 404 and "echo" in slips:
            return 404, {"detail": f"there is no note {number}", "path": path}
        return status, body

    def page(self, own, other):
        asked = dict(pair.partition("=")[::2] for pair in self.environ.get("QUERY_STRING", "").split("&") if pair)
        both = dict(sorted({**own, **other}.items()))
        notes = both if "list" in self.slips else own
        if "cursor" in asked and "cursor" in self.slips:
            notes = both
        if "q" in asked:
            notes = both if "search" in self.slips else own
            notes = {n: note for n, note in notes.items() if asked["q"] in note["text"]}
        rest = [note for number, note in notes.items() if number > int(asked.get("cursor", 0))]
        limit = int(asked.get("limit", 20))
        page = {"items": rest[:limit], "total": len(both if "total" in self.slips else own)}
        return {**page, "next_cursor": str(rest[limit - 1]["id"])} if len(rest) > limit else page


def tried(folder, *slips, document=None, **settings):
    return ran(folder, Shared(*slips), document=document or listed(), probes=("tenants",), **settings)


def test_tenants_that_are_kept_apart_are_proven_to_be(tmp_path):
    result = tried(tmp_path)
    assert states(result, kind="tenant") == {
        "show path": "proven",
        "change path": "proven",
        "remove path": "proven",
        "add header.Idempotency-Key": "proven",
        "add answer": "proven",
        "list answer": "proven",
        "list query.cursor": "proven",
        "list query.q": "proven",
        "list total": "proven",
    }
    assert result.ledger.discrepancies == {}


@pytest.mark.parametrize(
    ("slip", "found", "details"),
    [
        ("open-GET", {"show path"}, {"nothing of another tenant's"}),
        ("open-PUT", {"change path"}, {"nothing of another tenant's", "the same as before"}),
        ("open-DELETE", {"remove path"}, {"the same as before"}),
        ("hasty", {"remove path"}, {"the same as before"}),
        ("said", {"show path", "change path", "remove path"}, {"nothing of another tenant's"}),
        ("list", {"list answer", "list query.cursor"}, {"nothing of another tenant's"}),
        ("search", {"list query.q"}, {"nothing of another tenant's"}),
        ("cursor", {"list query.cursor"}, {"nothing of another tenant's"}),
        ("total", {"list total"}, {"the same total, whatever another tenant makes"}),
        ("key", {"add header.Idempotency-Key"}, {"nothing of another tenant's"}),
    ],
)
def test_each_way_to_what_is_another_tenants(tmp_path, slip, found, details):
    result = tried(tmp_path, slip)
    assert wrong(result, kind="tenant") == found
    assert {d.expected for d in result.ledger.discrepancies.values()} <= details
    assert {str(d.severity) for d in result.ledger.discrepancies.values()} == {"critical"}
    assert unproven(result, kind="tenant") == set()


@pytest.mark.parametrize("slip", ["echo", "forbids", "idempotent"])
def test_other_ways_to_keep_them_apart_are_no_findings(tmp_path, slip):
    result = tried(tmp_path, slip)
    assert result.ledger.discrepancies == {}
    assert {"show path", "change path"} & unproven(result, kind="tenant") == set()


def test_what_is_hidden_is_answered_as_if_nothing_were_there(tmp_path):
    hidden, forbidden = TenantRule(404, hidden=True), TenantRule(403, hidden=False)
    assert wrong(tried(tmp_path, tenant=(hidden,)), kind="tenant") == set()
    assert wrong(tried(tmp_path, "forbids", tenant=(forbidden,)), kind="tenant") == set()
    for slip, rule in (("forbids", hidden), ("", forbidden), ("code", hidden)):
        result = tried(tmp_path, slip, tenant=(rule,))
        assert wrong(result, kind="tenant") == {"show path", "change path", "remove path"}, slip
        assert {str(d.severity) for d in result.ledger.discrepancies.values()} == {"major"}


def test_what_only_the_contract_says_is_minor(tmp_path):
    result = tried(tmp_path, "forbids", document=listed(refused=("401", "404")))
    found = [d for d in result.ledger.discrepancies.values() if d.kind == "tenant"]
    assert {str(d.severity) for d in found} == {"minor"}
    assert {d.actual for d in found} == {"status 403, not 404"}


def test_without_a_second_tenant_it_says_what_to_add(tmp_path):
    who = identities({"ann": {"tenant": "a", "scopes": ["read", "write"]}})
    result = tried(tmp_path, identities=who)
    assert {*states(result, kind="tenant").values()} == {"unproven"}
    reason = result.ledger.entries["notes#show:tenant(path)"].reason
    assert "needs an identity of a second tenant that may do it: add one under identities:" in reason
    assert str(result.verdict.decision) != "GO"


def test_where_nobody_has_a_tenant_nothing_is_charged(tmp_path):
    who = identities({"ann": {"scopes": ["read", "write"]}})
    result = tried(tmp_path, identities=who)
    assert not any(o.charged for o in result.obligations if o.kind == "tenant")
    assert "needs identities of two tenants" in result.ledger.entries["notes#show:tenant(path)"].reason


def test_what_nobody_makes_here_may_be_everybodys(tmp_path):
    document = contract()
    del document["paths"]["/v1/notes"]["post"]
    assert states(tried(tmp_path, "open", document=document), kind="tenant") == {}


def test_a_parameter_with_a_value_of_each_tenant(tmp_path):
    class Named(Shared):
        def done(self, tenant, method, path, raw):
            named = self.environ.get("HTTP_X_TENANT", tenant)
            return super().done(named if "header" in self.slips else tenant, method, path, raw)

    document = listed()
    own = {"name": "X-Tenant", "in": "header", "required": True, "schema": {"type": "string"}}
    document["paths"]["/v1/notes/{id}"]["parameters"].append(own)
    document["paths"]["/v1/notes"]["parameters"] = [own]
    who = {
        name: identity_from_data(
            name,
            {
                "tenant": tenant,
                "scopes": ["read", "write"],
                "headers": {"Authorization": f"Bearer t-{name}"},
                "values": {"x-tenant": [tenant]},
            },
        )
        for name, tenant in (("ann", "a"), ("bea", "b"))
    }
    kept = ran(tmp_path, Named(), document=document, probes=("tenants",), identities=who)
    assert wrong(kept, kind="tenant") == set()
    assert states(kept, kind="tenant")["list header.X-Tenant"] == "proven"
    assert states(kept, kind="tenant")["add header.X-Tenant"] == "proven"
    open_ = ran(tmp_path, Named("header"), document=document, probes=("tenants",), identities=who)
    assert {"list header.X-Tenant", "add header.X-Tenant"} <= wrong(open_, kind="tenant")


def test_a_header_that_the_identities_of_each_tenant_send_themselves(tmp_path):
    class Named(Shared):
        def done(self, tenant, method, path, raw):
            named = self.environ.get("HTTP_HOST", "").partition(".")[0]
            return super().done(named if "host" in self.slips and named in "ab" else tenant, method, path, raw)

    who = {
        name: identity_from_data(
            name,
            {
                "tenant": tenant,
                "scopes": ["read", "write"],
                "headers": {"Authorization": f"Bearer t-{name}", "Host": f"{tenant}.example.com"},
            },
        )
        for name, tenant in (("ann", "a"), ("bea", "b"))
    }
    kept = ran(tmp_path, Named(), document=listed(), probes=("tenants",), identities=who)
    assert wrong(kept, kind="tenant") == set()
    assert states(kept, kind="tenant")["list header.host"] == "proven"
    open_ = ran(tmp_path, Named("host"), document=listed(), probes=("tenants",), identities=who)
    assert {"list header.host", "add header.host"} <= wrong(open_, kind="tenant")


def test_an_identity_without_a_tenant_cannot_stand_beside_two(tmp_path):
    who = identities(guest={"scopes": ["read"], "headers": {"Authorization": "Bearer t-abe"}})
    with pytest.raises(UsageError, match="guest has no tenant, and others have two"):
        tried(tmp_path, identities=who)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ((404, {"code": "a", "detail": "x"}), (404, {"code": "a", "detail": "y"}), False),
        ((404, {"code": "a"}), (404, {"code": "b"}), True),
        ((404, {"code": "a"}), (404, {"code": "a", "owner": "z"}), True),
        ((404, {"code": "a"}), (403, {"code": "a"}), True),
        ((404, {"id": 1}), (404, {"id": 2}), False),
    ],
)
def test_answers_that_are_alike_in_form(one, other, differ):
    def message(status, body):
        return Message(status, (("Content-Type", "application/json"),), json.dumps(body).encode())

    assert bool(unlike(message(*one), message(*other))) is differ


def test_only_what_cannot_come_by_chance_is_a_mark(tmp_path):
    from tests.benches import FakeBench, described, operation, reply, sent

    from contractkit.model import Draft

    of = described({"/o": {"post": {"operationId": "add", "responses": {"201": {"description": ""}}}}})
    made = {"id": "5b0c1a52-1f1e-4c58-9f0a-3a1d0a3c7e11", "number": "INV-2026-000123", "at": "2026-01-05T08:30:00Z"}
    bench = FakeBench(of, operation(of, "add"), lambda request: reply(201, {**made, **(sent(request) or {})}))
    seen = bench.send(bench.case(operation(of, "add"), Draft(body={"name": "ck12ab34", "kind": "person"})))
    found = marks((seen,))
    assert found == {"ck12ab34", "5b0c1a52-1f1e-4c58-9f0a-3a1d0a3c7e11"}
    asked = Request("GET", "/o/5b0c1a52-1f1e-4c58-9f0a-3a1d0a3c7e11")
    echo = reply(404, {"detail": "no 5b0c1a52-1f1e-4c58-9f0a-3a1d0a3c7e11"})
    assert shown(echo, found, asked) is None
    assert shown(reply(404, {"detail": "ck12ab34"}), found, asked) == "ck12ab34"


class Counting(Shared):
    """Each tenant counts for itself, so that both have a note 1."""

    def done(self, tenant, method, path, raw):
        numbers = self.__dict__.setdefault("counts", {"a": 0, "b": 0})
        if path == "/v1/notes" and method == "POST":
            numbers[tenant] += 1
            number = numbers[tenant]
            self.notes[tenant][number] = {**self.read(raw), "id": number, "key": f"{number}"}
            return 201, self.notes[tenant][number]
        return (
            Notes.done(self, tenant, method, path, raw)
            if path != "/v1/notes"
            else super().done(tenant, method, path, raw)
        )


def test_where_tenants_count_for_themselves_both_have_a_number_one(tmp_path):
    service = Counting()
    for number in range(1, 200):
        for tenant in "ab":
            service.notes[tenant][number] = {"id": number, "text": "old", "key": f"{number}"}
    result = ran(tmp_path, service, document=listed(), probes=("tenants",))
    assert wrong(result, kind="tenant") == set()


def test_one_who_may_see_all_tenants_is_never_the_other_one(tmp_path):
    class Watched(Shared):
        def done(self, tenant, method, path, raw):
            if tenant == "*":
                number = int(path.rpartition("/")[2]) if path != "/v1/notes" else 0
                tenant = "b" if number in self.notes["b"] else "a"
            return super().done(tenant, method, path, raw)

    who = {**WHO, "root": {"tenant": "*", "scopes": ["read", "write"]}}
    result = ran(
        tmp_path,
        Watched(who=who),
        document=listed(),
        identities=identities(who),
        probes=("tenants", "access"),
    )
    assert wrong(result, kind="tenant") | wrong(result) == set()
    assert states(result)["show root"] == "proven"


def test_an_empty_list_of_what_is_not_its_own_shows_nothing(tmp_path):
    from contractkit.answer.tenants import _empty

    class Seen:
        def __init__(self, body):
            self.reply = Message(200, (("Content-Type", "application/json"),), json.dumps(body).encode())

    assert [_empty(Seen(body)) for body in ([], {}, {"items": [], "total": 0})] == [True] * 3
    assert [_empty(Seen(body)) for body in ([1], {"id": 1, "tags": []}, {"items": [{}]})] == [False, False, False]


def test_what_is_the_same_in_every_answer_is_no_mark(tmp_path):
    class Built(Shared):
        def done(self, tenant, method, path, raw):
            status, body = super().done(tenant, method, path, raw)
            build = {"build": "8f14e45fceea167a5a36dedd4bea25438f14e45f"}
            return status, {**body, **build} if isinstance(body, dict) else build if status == 404 else body

    assert wrong(ran(tmp_path, Built(), document=listed(), probes=("tenants",)), kind="tenant") == set()


def test_without_an_answer_for_what_is_not_there_a_success_alone_says_nothing():
    of = failing()
    seen = observed(of, 204)
    own = replace(seen, case=replace(seen.case, target=Target("tenant", "path")))
    assert not let_in(Trace(of, own, seen))


def test_codes_in_sentences_may_name_what_was_asked_for():
    def message(body):
        return Message(404, (("Content-Type", "application/json"),), json.dumps(body).encode())

    assert unlike(message({"error": "Note 12 not found"}), message({"error": "Note 13 not found"})) == ""
    assert unlike(message({"error": "not_found"}), message({"error": "not_yours"})) != ""


def test_a_reference_by_number_is_tried_beside_one_that_nothing_has(tmp_path):
    class Referring(Shared):
        def added(self, tenant, raw):
            body = json.loads(raw)
            own = self.notes["a"] if "any" in self.slips and body["note_id"] in self.notes["a"] else self.notes[tenant]
            return (201, {"id": 1, "note_id": body["note_id"]}) if body["note_id"] in own else (422, None)

        def done(self, tenant, method, path, raw):
            if path == "/v1/copies":
                return self.added(tenant, raw)
            return super().done(tenant, method, path, raw)

    document = listed()
    body = {
        "type": "object",
        "required": ["note_id"],
        "properties": {"note_id": {"type": "integer", "minimum": 1, "maximum": 99999999}},
    }
    document["paths"]["/v1/regions"] = {  # everybody's
        "get": {
            "operationId": "regions",
            "responses": {"200": {"description": "", "content": {"application/json": {"schema": {"type": "array"}}}}},
        }
    }
    body["properties"]["region_id"] = {"type": "string", "format": "uuid"}
    document["paths"]["/v1/copies"] = {
        "post": {
            "operationId": "copy",
            "security": [{"token": ["write"]}],
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": {"201": {"description": ""}, "422": {"description": ""}, "401": {"description": ""}},
        }
    }
    kept = ran(tmp_path, Referring(), document=document, probes=("tenants",))
    assert states(kept, kind="tenant")["copy body/note_id"] == "proven"
    assert "copy body/region_id" not in states(kept, kind="tenant")
    taken = ran(tmp_path, Referring("any"), document=document, probes=("tenants",))
    assert states(taken, kind="tenant")["copy body/note_id"] != "proven"


def test_what_is_shared_is_promised_to_nobody(tmp_path):
    result = tried(tmp_path, "open", tenant=(TenantRule(shared=True),))
    assert states(result, kind="tenant") == {}


def test_what_a_put_makes_under_a_chosen_id_is_its_tenants(tmp_path):
    document = contract()
    path = document["paths"]["/v1/notes/{id}"]
    path["put"]["responses"]["201"] = {"description": ""}
    del document["paths"]["/v1/notes"]
    assert "change path" in states(tried(tmp_path, document=document), kind="tenant")


class Searching(Shared):
    """With a search by POST, and a removal of many at once."""

    def done(self, tenant, method, path, raw):
        own, other = self.notes[tenant], self.other(tenant)
        if path == "/v1/notes/search":
            return 200, [*own.values(), *(other.values() if "search-all" in self.slips else ())]
        if path == "/v1/notes/remove-many":
            wanted = json.loads(raw)["ids"]
            for number in wanted:
                own.pop(number, None)
                if "remove-all" in self.slips:
                    other.pop(number, None)
            return 200, {"removed": len(wanted)}
        return super().done(tenant, method, path, raw)


def test_what_is_searched_by_post_and_what_is_done_to_many(tmp_path):
    document = listed()
    ids = {"type": "object", "required": ["ids"], "properties": {"ids": {"type": "array", "minItems": 1}}}
    ids["properties"]["ids"]["items"] = {"type": "integer", "minimum": 1, "maximum": 99999999}
    for name, body in (("search", {"type": "object"}), ("remove-many", ids)):
        document["paths"][f"/v1/notes/{name}"] = {
            "post": {
                "operationId": name,
                "security": [{"token": ["write"]}],
                "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
                "responses": {"200": {"description": ""}, "401": {"description": ""}, "403": {"description": ""}},
            }
        }
    kept = ran(tmp_path, Searching(), document=document, probes=("tenants",))
    assert wrong(kept, kind="tenant") == set()
    assert states(kept, kind="tenant")["remove-many body/ids"] == "proven"
    for slip, found in (("search-all", "search answer"), ("remove-all", "remove-many body/ids")):
        result = ran(tmp_path, Searching(slip), document=document, probes=("tenants",))
        assert wrong(result, kind="tenant") == {found}

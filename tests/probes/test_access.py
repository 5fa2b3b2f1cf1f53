"""Who is let do what: services that keep it, keep it in their own way, and do not."""

import pytest
from tests.probes.guarded import WHO, Notes, contract, identities, ran, states, unproven, wrong

from contractkit.errors import UsageError
from contractkit.settings.identities import AccessRule, identity_from_data

READS, WRITES = ("list", "show"), ("add", "change", "remove")


def test_a_service_that_keeps_it_is_proven_to(tmp_path):
    result = ran(tmp_path, Notes())
    told = states(result)
    assert {*told.values()} == {"proven"}
    assert result.ledger.discrepancies == {}
    who = ("anonymous", "invalid", "ann", "abe", "bea", "old")
    assert {f"{o} {w}" for o in (*READS, *WRITES) for w in who} <= told.keys()
    assert "health anonymous" in told
    assert "health ann" not in told


@pytest.mark.parametrize(
    ("slip", "found"),
    [
        ("any-token", {f"{o} invalid" for o in (*READS, *WRITES)}),
        ("old", {f"{o} old" for o in (*READS, *WRITES)}),
        ("abe-writes", {f"{o} abe" for o in WRITES}),
        ("open", {f"{o} anonymous" for o in READS}),
        ("no-bea", {f"{o} bea" for o in (*READS, *WRITES)}),
        ("hasty", {"remove abe"}),
    ],
)
def test_one_who_may_not_is_let_in_or_one_who_may_is_refused(tmp_path, slip, found):
    assert wrong(ran(tmp_path, Notes(slip))) == found


def test_nobodys_token_let_in_everywhere_is_one_cause(tmp_path):
    causes = {d.cause for d in ran(tmp_path, Notes("any-token")).ledger.discrepancies.values()}
    assert causes == {"access-is-kept: unknown-token is let in"}


def test_an_over_refusal_is_major_and_letting_in_is_critical(tmp_path):
    refused = ran(tmp_path, Notes("no-bea")).ledger.discrepancies.values()
    assert {str(d.severity) for d in refused} == {"major"}
    assert {d.actual for d in refused} == {"403 as bea"}


@pytest.mark.parametrize("slip", ["hides", "options", "etag", "malformed"])
def test_other_ways_to_keep_it_are_no_findings(tmp_path, slip):
    result = ran(tmp_path, Notes(slip))
    assert result.ledger.discrepancies == {}
    assert unproven(result) == set()


@pytest.mark.parametrize("slip", ["says-no-inside", "login-page"])
def test_answers_that_do_not_say_it_are_unproven(tmp_path, slip):
    result = ran(tmp_path, Notes(slip))
    assert wrong(result) == set()
    assert {"show anonymous", "add invalid"} <= unproven(result)


class Moved(Notes):
    """Tells where notes are now. `elsewhere`: those that it does not know, and bea, are led to where they log in."""

    def answered(self, environ, method, path, raw):
        who = self.caller(environ)
        if path != "/v1/old":
            return super().answered(environ, method, path, raw)
        self.led = "/v1/notes"
        if "elsewhere" in self.slips and (who is None or who is WHO["bea"]):
            self.led = "/login"
        elif who is None:
            return 401, None
        return 301, None

    def headers(self, environ, status):
        return [("Location", self.led)] if status == 301 else super().headers(environ, status)


def moved(tmp_path, *slips):
    document, kept = contract(), ("301", "401", "403")
    answers = {one: {"description": ""} for one in kept}
    document["paths"]["/v1/old"] = {
        "get": {"operationId": "old", "security": [{"token": ["read"]}], "responses": answers}
    }
    return ran(tmp_path, Moved(*slips), document=document)


def test_one_who_is_led_where_everybody_is_led_who_may_is_let_in(tmp_path):
    result = moved(tmp_path)
    assert wrong(result) == set()
    told = {name: state for name, state in states(result).items() if name.startswith("old ")}
    assert {name for name, state in told.items() if state != "proven"} == {"old weak-spots"}


def test_one_who_is_led_elsewhere_may_be_let_in_or_not(tmp_path):
    result = moved(tmp_path, "elsewhere")
    assert wrong(result) == set()
    assert {name for name in unproven(result) if name.startswith("old ")} >= {"old bea", "old anonymous"}


def test_a_404_refuses_only_where_things_are_hidden(tmp_path):
    document = contract(("401", "403"))
    assert "show anonymous" in unproven(ran(tmp_path, Notes("hides"), document=document))
    rule = AccessRule("*", hidden=True)
    assert unproven(ran(tmp_path, Notes("hides"), document=document, access=(rule,))) == set()


@pytest.mark.parametrize(
    ("slip", "found", "details"),
    [
        ("query", {"list weak-spots", "show weak-spots"}, {"query-credentials"}),
        ("override", {"list weak-spots", "show weak-spots"}, {"method-override"}),
        ("override-deletes", {"remove weak-spots"}, {"method-override"}),
    ],
)
def test_other_ways_of_asking(tmp_path, slip, found, details):
    result = ran(tmp_path, Notes(slip))
    assert wrong(result) == found
    assert {d.cause.split()[1] for d in result.ledger.discrepancies.values()} == details
    severities = {str(d.severity) for d in result.ledger.discrepancies.values()}
    assert severities == ({"minor"} if slip == "query" else {"critical"})


def test_head_and_another_version_are_judged_by_what_they_show(tmp_path):
    assert wrong(ran(tmp_path, Notes("head"))) == set()  # a status alone
    assert wrong(ran(tmp_path, Notes("head", "etag"))) == {"list weak-spots", "show weak-spots"}
    assert wrong(ran(tmp_path, Notes("sibling"))) == {"list weak-spots", "show weak-spots"}


def test_where_anybody_may_read_nothing_is_protected(tmp_path):
    result = ran(tmp_path, Notes("open"))
    assert states(result)["show weak-spots"] == "unproven"
    assert "anybody is answered 200" in result.ledger.entries["notes#show:access(weak-spots)"].reason


def test_credentials_that_are_known_nowhere_are_one_sentence_about_the_settings(tmp_path):
    result = ran(tmp_path, Notes("bea-unknown"))
    assert result.ledger.discrepancies == {}
    told = [reason for reason in result.verdict.reasons if "bea" in reason]
    assert len(told) == 1
    assert "bea was answered 401 on every operation it was tried on (5 operations" in told[0]
    assert str(result.verdict.decision) == "HOLD"


def test_one_whose_credentials_are_expired_is_no_stranger(tmp_path):
    gone = {"tenant": "b", "scopes": ["read", "write"], "state": "expired"}
    result = ran(tmp_path, Notes(), identities=identities({**WHO, "gone": gone}))
    assert states(result)["show gone"] == "proven"
    assert not any("was answered 401 on every operation" in reason for reason in result.verdict.reasons)


def test_nobody_is_known(tmp_path):
    class Closed(Notes):
        def caller(self, environ):
            return None

    result = ran(tmp_path, Closed())
    assert [d for d in result.ledger.discrepancies.values() if d.check != "leak"] == []
    told = [reason for reason in result.verdict.reasons if "was answered 401 on every operation" in reason]
    assert {reason.split()[2] for reason in told} == {"ann", "abe", "bea"}


def test_a_bot_has_no_right_that_its_user_has_not(tmp_path):
    who = identities(
        bot={
            "tenant": "a",
            "scopes": ["read", "write"],
            "acts_for": "abe",
            "headers": {"Authorization": "Bearer t-ann"},
        }
    )
    assert wrong(ran(tmp_path, Notes(), identities=who)) == {f"{o} bot" for o in WRITES}


def test_rules_narrow_what_the_contract_lets(tmp_path):
    rules = (AccessRule("DELETE *", deny=frozenset({"bea"})), AccessRule("show", allow=frozenset({"write"})))
    result = ran(tmp_path, Notes(), access=rules)
    assert wrong(result) == {"remove bea", "show abe"}


class Personal(Notes):
    """What one made is no concern of another one of its tenant, but where it is open."""

    owners: dict

    def done(self, tenant, method, path, raw):
        owners, who = self.__dict__.setdefault("owners", {}), self.name
        last = path.rpartition("/")[2]
        if last.isdigit() and owners.get(int(last)) not in (None, who) and "shared" not in self.slips:
            return 404, None
        status, body = super().done(tenant, method, path, raw)
        if method == "POST":
            owners[body["id"]] = who
        return status, body

    def caller(self, environ):
        self.name = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer t-")
        return super().caller(environ)


def test_what_one_made_is_no_concern_of_another_one(tmp_path):
    rule = AccessRule("/v1/notes/{id}", own=True)
    who = {
        "ann": {"tenant": "a", "scopes": ["read", "write"]},
        "abe": {"tenant": "a", "scopes": ["read", "write"]},
        "bea": {"tenant": "b", "scopes": ["read", "write"]},
    }
    kept = ran(tmp_path, Personal(who=who), identities=identities(who), access=(rule,))
    assert wrong(kept) == set()
    assert {states(kept)[f"{o} {w} others"] for o in ("show", "change", "remove") for w in ("ann", "abe")} == {"proven"}
    assert states(kept)["show bea others"] == "unproven"
    open_ = ran(tmp_path, Personal("shared", who=who), identities=identities(who), access=(rule,))
    assert {"show ann others", "show abe others", "remove abe others"} <= wrong(open_)


def test_credentials_of_one_scheme_are_none_of_another(tmp_path):
    document = contract()
    document["components"]["securitySchemes"]["login"] = {"type": "http", "scheme": "basic"}
    who = identities(cat={"tenant": "a", "scopes": ["read", "write"], "headers": {"Authorization": "Basic dC1hbm4="}})
    result = ran(tmp_path, Notes(), document=document, identities=who)
    assert states(result)["show cat"] == "proven"
    assert wrong(result) == set()


def test_where_anybody_is_let_in_credentials_may_be_looked_at_or_not(tmp_path):
    document = contract()
    for name in ("get",):
        document["paths"]["/v1/notes"][name]["security"] = [{}, {"token": ["read"]}]
    result = ran(tmp_path, Notes("open"), document=document)
    assert {name for name in wrong(result) if name.startswith("list")} == set()
    assert "list old" not in states(result)


def test_a_key_in_authorization_is_no_scheme_with_a_token(tmp_path):
    class Keyed(Notes):
        def caller(self, environ):
            return {"t-ann": WHO["ann"]}.get(environ.get("HTTP_AUTHORIZATION", ""))

    document = contract()
    document["components"]["securitySchemes"]["token"] = {"type": "apiKey", "in": "header", "name": "Authorization"}
    who = {"ann": identity_from_data("ann", {**WHO["ann"], "headers": {"Authorization": "t-ann"}})}
    result = ran(tmp_path, Keyed(), document=document, identities=who)
    assert wrong(result) == set()
    assert states(result)["show invalid"] == "proven"


def test_a_path_that_is_none_may_be_echoed(tmp_path):
    class Echoing(Notes):
        def answered(self, environ, method, path, raw):
            if not path.startswith(("/v1/notes", "/v1/health")) or path.count("/") > 3:
                return 404, {"error": f"Cannot {method} {path}", "build": "8f14e45fceea167a5a36dedd4bea2543"}
            status, body = super().answered(environ, method, path, raw)
            if isinstance(body, dict):
                body = {**body, "build": "8f14e45fceea167a5a36dedd4bea2543", "at": "2026-11-21T19:00:00Z"}
            return status, body

    assert wrong(ran(tmp_path, Echoing())) == set()


def test_the_other_credentials_stay_where_one_is_wrong(tmp_path):
    class Both(Notes):
        def caller(self, environ):
            return super().caller(environ) if "unchecked" in self.slips or environ.get("HTTP_X_KEY") == "k" else None

    document = contract()
    document["components"]["securitySchemes"]["key"] = {"type": "apiKey", "in": "header", "name": "X-Key"}
    for path in document["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict) and operation.get("security"):
                operation["security"] = [{**operation["security"][0], "key": []}]
    headers = {"Authorization": "Bearer t-ann", "X-Key": "k"}
    who = {"ann": identity_from_data("ann", {**WHO["ann"], "headers": headers})}
    assert wrong(ran(tmp_path, Both(), document=document, identities=who)) == set()
    assert "show invalid" in wrong(ran(tmp_path, Both("unchecked"), document=document, identities=who))


@pytest.mark.parametrize("name", ["anonymous", "invalid", "weak-spots", "ann others"])
def test_an_identity_cannot_be_called_as_promises_are(tmp_path, name):
    who = identities(**{name: {"tenant": "a", "headers": {"Authorization": "Bearer t-ann"}}})
    with pytest.raises(UsageError, match="cannot be called"):
        ran(tmp_path, Notes(), identities=who)


def test_an_undocumented_refusal_is_a_minor_finding_about_the_status(tmp_path):
    found = ran(tmp_path, Notes(), document=contract(("401", "404"))).ledger.discrepancies.values()
    assert {(d.kind, d.actual, str(d.severity)) for d in found} == {("status", "403", "minor")}


def test_one_who_can_make_nothing_is_told_what_to_add(tmp_path):
    who = identities({"ann": {"tenant": "a", "scopes": ["read", "write"]}, "bob": {"tenant": "b", "scopes": ["read"]}})
    result = ran(tmp_path, Notes(who={"ann": who_is("a"), "bob": who_is("b", "read")}), identities=who)
    entry = result.ledger.entries["notes#show:access(bob)"]
    assert entry.state.shown == "unproven"
    assert "add an identity of tenant b that may make some" in entry.reason


def who_is(tenant, *scopes):
    return {"tenant": tenant, "scopes": list(scopes or ("read", "write"))}


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ([AccessRule("/nowhere", hidden=True)], "no operation matches '/nowhere'"),
        ([AccessRule("show", allow=frozenset({"king"}))], "no identity has the role or scope 'king'"),
        ([AccessRule("show", frozenset({"ann"})), AccessRule("*", deny=frozenset({"ann"}))], "allowed and denied"),
        ([AccessRule("show", deny=frozenset({"read"}))], "no identity may do show"),
    ],
)
def test_rules_that_cannot_hold_are_refused_before_anything_is_sent(tmp_path, rules, says):
    service = Notes()
    with pytest.raises(UsageError, match=says):
        ran(tmp_path, service, access=tuple(rules))
    assert service.notes == {"a": {}, "b": {}}


def test_findings_are_looked_at_again_by_replaying_them(tmp_path):
    service = Notes("abe-writes", "override", "no-bea")
    first = ran(tmp_path, service)
    assert wrong(first)
    service.slips.clear()
    assert wrong(ran(tmp_path, service)) == set()

"""contractkit.yaml: every key is read, and everything wrong with it is told at once, with its line and what to do."""

import json
from importlib.resources import files

import pytest

from contractkit.errors import UsageError
from contractkit.model import Effect, Ordered
from contractkit.settings.file import read_settings

ALL = """\
version: 1
ignore: [drafts/*]
ids: {orders.yaml: shop/orders}
targets:
  orders.yaml:
    app: shop.main:make()
    base_path: /v1
    reset: shop.testing:reset
    disposable: true
    timeout: 3
    rate: 5
    env: {MODE: test}
  live.yaml:
    url: https://shop.test
    proxy: http://127.0.0.1:3128
    tls: {ca: ca.pem, cert: c.pem, key: k.pem}
  jobs.yaml: {command: [serve, --port, "{port}"], ready: /health}
operations:
  exclude: [{match: GET /health, reason: not ours}]
redact: [X-Session]
identities:
  ada:
    tenant: acme
    scopes: [read]
    roles: [admin]
    headers: {Authorization: "Bearer ${ADA_TOKEN}"}
    query: {key: "${ADA_KEY}"}
    cookies: {sid: "${ADA_SID}"}
    values: {order_id: [7]}
    state: revoked
    acts_for: bob
    token:
      url: http://127.0.0.1:9000/token
      grant_type: password
      client_id: shop
      client_secret: "${ADA_KEY}"
      username: ada
      password: "${ADA_SID}"
      scope: read
      send: {audience: shop}
      member: /token
      expires: /ttl
      header: X-Token
      scheme: ""
  bob: {token: {operation: login}}
  eve: {token: {call: "shop.testing:token"}}
tenants: {acme: {values: {workspace_id: [ws-1], order_id: [8]}}}
access: [{match: "DELETE /**", allow: [admin], deny: [guest], own: identity, hidden: true}]
tenant: [{match: /orders/**, hidden: 404}, {forbidden: 403}]
values: {country: [DE, FR]}
envelope: {match: "*", family: custom, require: [title], schema: Error, media: [text/json], members: {code: /code}}
correlation: {header: X-Correlation-Id, body: correlation_id, mint: false, echo: true}
broker:
  url: kafka://127.0.0.1:9092
  user: me
  password: "${ADA_KEY}"
  mechanism: PLAIN
  tls: {ca: ca.pem, cert: c.pem, key: k.pem}
  payload: body
  timeout: 2
  options: {linger.ms: 0}
events:
  sendOrderCreated:
    caused_by: [addOrder, "shop.testing:nightly"]
    state: {read: getOrder, with: {order_id: /id}}
    tenant: $message.header#/tenant
    correlation: $message.header#/trace
    id: $message.payload#/event_id
    replayed: none
    several: true
    sometimes: true
    within: 250ms
  onPaid:
    effect: {read: getOrder}
    key: /order_id
    dead_letter: orders.dlq
    reject: nack
    duplicate: once
    replay: shop.testing:read_again
    order: {version: /version}
    consumer: orders
    reply_to: replies
    answers: sendOrder
failures: [{operation: addOrder, status: 503, send: {query.q: x}, header: "X-Fault: db", identity: me, call: "a:b"}]
negative_paths: {billing: [/bills/**], refunds: [refund]}
owners: [{match: "/orders/**", track: data}]
policy:
  allow_unproven: {accepts: 25%, rejects: 0.5}
  budget: {cases: 9, examples: 3, fuse_seconds: 60}
  settle: 250ms
  strict: [coercion]
  severities: {status: minor}
  top_causes: 2
  retention: 7
  repeats: 50
  charge: [failure]
outputs: {directory: out, analysis: docs/a.md, tag: BACK-PH4, task: "4.1"}
"""
ENVIRON = {"ADA_TOKEN": "token-of-ada", "ADA_KEY": "key-of-ada", "ADA_SID": "sid-of-ada"}


@pytest.fixture
def read(tmp_path):
    def settings(text, environ=ENVIRON):
        path = tmp_path / "contractkit.yaml"
        path.write_text(text)
        return read_settings(path, root=tmp_path, environ=environ)

    return settings


@pytest.fixture
def refused(read):
    def told(text, environ=ENVIRON):
        with pytest.raises(UsageError) as error:
            read(text, environ)
        return str(error.value).splitlines()

    return told


def schema():
    return json.loads(files("contractkit").joinpath("data/settings.schema.json").read_text("utf-8"))


def test_the_example_of_this_file_has_every_key_of_the_schema():
    assert {line.split(":")[0] for line in ALL.splitlines() if line[0].isalpha()} == set(schema()["properties"])
    nested = [schema()["$defs"][name]["properties"] for name in ("target", "identity", "envelope", "broker", "event")]
    nested += [schema()["properties"][name]["properties"] for name in ("policy", "outputs", "correlation")]
    assert [key for keys in nested for key in keys if f"{key}:" not in ALL] == []


def test_targets_are_read(read):
    found = read(ALL).targets
    app, live, jobs = found["orders.yaml"], found["live.yaml"], found["jobs.yaml"]
    assert (app.app, app.base_path, app.reset, app.disposable) == (
        "shop.main:make()",
        "/v1",
        "shop.testing:reset",
        True,
    )
    assert (app.timeout, app.rate, app.env, str(app.location)) == (3, 5, {"MODE": "test"}, "contractkit.yaml:6")
    assert (live.url, live.proxy, live.tls.ca, live.tls.cert, live.tls.key) == (
        "https://shop.test",
        "http://127.0.0.1:3128",
        "ca.pem",
        "c.pem",
        "k.pem",
    )
    assert (jobs.command, jobs.ready) == (("serve", "--port", "{port}"), "/health")


def test_identities_are_read_with_their_variables(read):
    ada = read(ALL).identities["ada"]
    values = {"order_id": (7,), "workspace_id": ("ws-1",)}  # the second one of its tenant
    assert (ada.tenant, ada.scopes, ada.values) == ("acme", {"read", "admin"}, values)
    assert (ada.headers, ada.query, ada.cookies) == (
        {"Authorization": "Bearer token-of-ada"},
        {"key": "key-of-ada"},
        {"sid": "sid-of-ada"},
    )


def test_policy_and_outputs_are_read(read):
    policy, outputs = read(ALL).policy, read(ALL).outputs
    assert (policy.budget.cases, policy.budget.examples, policy.budget.fuse_seconds) == (9, 3, 60)
    assert (policy.strict, policy.severities) == ({"coercion"}, {"status": "minor"})
    assert (policy.top_causes, policy.retention) == (2, 7)
    assert (outputs.directory, outputs.analysis, outputs.tag, outputs.task) == ("out", "docs/a.md", "BACK-PH4", "4.1")


def test_everything_else_is_read(read):
    found = read(ALL)
    assert (found.ignore, found.ids, found.redact) == (("drafts/*",), {"orders.yaml": "shop/orders"}, ("X-Session",))
    assert (found.values, found.owners) == ({"country": ("DE", "FR")}, (("/orders/**", "data"),))
    (envelope,) = found.envelope
    assert (envelope.match, envelope.family, envelope.require, envelope.schema) == ("*", "custom", ("title",), "Error")
    assert (envelope.media, envelope.members, str(envelope.location)) == (
        ("text/json",),
        {"code": "/code"},
        "contractkit.yaml:51",
    )
    assert (found.correlation.header, found.correlation.body) == ("X-Correlation-Id", "correlation_id")
    assert (found.correlation.mint, found.correlation.echo) == (False, True)
    (recipe,) = found.failures
    assert (recipe.operation, recipe.status, recipe.identity, recipe.call) == ("addOrder", 503, "me", "a:b")
    assert (recipe.send, recipe.where) == ({"query.q": "x", "header.X-Fault": "db"}, "contractkit.yaml:84")
    (excluded,) = found.exclude
    assert (excluded.match, excluded.reason, str(excluded.location)) == (
        "GET /health",
        "not ours",
        "contractkit.yaml:19",
    )


def test_what_is_agreed_on_of_events_is_read(read):
    sent, heard = (rule.terms for rule in read(ALL).events)
    assert (sent.caused_by, sent.state, sent.replayed) == (
        ("addOrder", "shop.testing:nightly"),
        Effect("read", "getOrder", (("order_id", "/id"),)),
        "none",
    )
    assert (sent.tenant, sent.correlation) == ("$message.header#/tenant", "$message.header#/trace")
    assert (sent.id, sent.within, sent.several and sent.sometimes) == ("$message.payload#/event_id", 0.25, True)
    assert (heard.effect, heard.order) == (Effect("read", "getOrder"), Ordered("/version"))
    assert heard.replay == "shop.testing:read_again"
    assert (heard.key, heard.dead_letter, heard.reject, heard.duplicate) == ("/order_id", "orders.dlq", "nack", "once")
    assert (heard.consumer, heard.reply_to, heard.answers) == ("orders", "replies", "sendOrder")
    assert heard.within == 5.0


def test_a_broker_is_a_url_or_more(read):
    found, plain = read(ALL).broker, read("broker: embedded:redis").broker
    assert (found.scheme, found.user, found.password, found.mechanism) == ("kafka", "me", "key-of-ada", "PLAIN")
    assert (found.ca, found.cert, found.key, found.payload) == ("ca.pem", "c.pem", "k.pem", "body")
    assert (found.timeout, found.options, str(found.location)) == (2, {"linger.ms": 0}, "contractkit.yaml:54")
    assert (plain.embedded, plain.scheme) == ("redis", "embedded")


def test_a_broker_of_the_environment_is_known_once_it_is_read(read):
    assert read('broker: "${ADA_KEY}"').broker.url == "key-of-ada"
    assert read('broker: {url: "${ADA_KEY}"}').broker.url == "key-of-ada"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("broker: {url: 'kafka://a:1', pasword: x}", "unknown key 'pasword'; did you mean 'password'?"),
        ("broker: {user: me}", "/broker: 'url' is a required property; write the URL of a broker, or {url: ...}"),
        ("broker: 7", "/broker: 7 is not valid under any of the given schemas; write the URL of a broker, or"),
        ("broker: here", "write a URL, such as kafka://127.0.0.1:9092, embedded:redis or ${BROKER_URL}"),
        ("events: {a: {order: {versoin: /a}}}", "unknown key 'versoin'; did you mean 'version'?"),
        ("events: {a: {within: soon}}", "write seconds, such as 5, 5s or 500ms"),
    ],
)
def test_of_several_forms_the_one_that_was_meant_is_told_of(refused, written, told):
    assert any(told in one for one in refused(written))


def test_an_effect_of_two_kinds_is_refused(refused):
    told = refused("events: {onPaid: {effect: {read: getOrder, call: 'a:b'}}}")
    assert told == ["contractkit.yaml:1: effect: give exactly one of read, creates, event, call"]


def test_a_file_of_comments_is_all_defaults(read):
    assert read("# nothing yet\n").targets == {}
    assert read("# nothing yet\n").policy.allow_unproven == {"accepts": 0.10, "rejects": 0.10}


@pytest.mark.parametrize(("written", "share"), [("25%", 0.25), ("0%", 0), ("12.5%", 0.125), ("0.5", 0.5), ("1", 1)])
def test_a_share_is_a_percentage_or_a_number(read, written, share):
    policy = read(f"policy: {{allow_unproven: {{rejects: {written}}}}}").policy
    assert policy.allow_unproven == {"accepts": 0.10, "rejects": share}


@pytest.mark.parametrize(("written", "seconds"), [("2s", 2), ("250ms", 0.25), ("1.5s", 1.5), ("3", 3)])
def test_a_time_is_in_seconds_or_says_its_unit(read, written, seconds):
    assert read(f"policy: {{settle: {written}}}").policy.settle == seconds


@pytest.mark.parametrize(
    "text",
    [
        "allow_unproven: {rejects: 25}",
        "allow_unproven: {rejects: 900%}",
        "allow_unproven: {rejects: -1%}",
        "settle: 2min",
        "settle: -1",
        "strict: [colour]",
    ],
)
def test_a_value_out_of_bounds_is_refused_with_its_line(refused, text):
    (line,) = refused(f"policy:\n  {text}\n")
    assert line.startswith("contractkit.yaml:2: ")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("targts: {}", "contractkit.yaml:1: unknown key 'targts'; did you mean 'targets'?"),
        ("policy:\n  budgett: {}", "contractkit.yaml:2: unknown key 'budgett'; did you mean 'budget'?"),
        ("policy:\n  budget:\n    case: 1", "contractkit.yaml:3: unknown key 'case'; did you mean 'cases'?"),
        ("targets:\n  a:\n    ur: x", "contractkit.yaml:3: unknown key 'ur'; did you mean 'url'?"),
        ("identities:\n  a:\n    header: {}", "contractkit.yaml:3: unknown key 'header'; did you mean 'headers'?"),
    ],
)
def test_a_misspelt_key_is_told_with_its_line_and_the_nearest_one(refused, text, told):
    assert refused(text) == [told]


def test_a_key_like_no_other_is_told_the_known_ones(refused):
    known = "body, echo, header, mint"
    assert refused("correlation: {header: X, zzz: 1}") == [
        f"contractkit.yaml:1: unknown key 'zzz'; known here: {known}"
    ]


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_lines(refused):
    told = refused("version: 2\npolicy:\n  topcauses: 1\noutput: {}\n")
    assert [line.split(": ")[0] for line in told] == [f"contractkit.yaml:{n}" for n in (1, 3, 4)]


def test_all_unset_variables_are_told_at_once_with_their_lines(refused):
    assert refused(ALL, {"ADA_KEY": "key-of-ada"}) == [
        f"contractkit.yaml:{line}: the environment variable {name} is not set; export {name}=..."
        for line, name in ((26, "ADA_TOKEN"), (28, "ADA_SID"), (38, "ADA_SID"))
    ]


def test_without_an_environment_variables_stay_as_they_stand(read):
    assert read(ALL, None).identities["ada"].query == {"key": "${ADA_KEY}"}


def test_what_identities_send_is_secret_by_the_name_of_its_variable(read):
    assert read(ALL).secrets == ENVIRON


def test_a_credential_written_into_the_file_is_secret_too(read):
    text = 'identities: {ada: {headers: {Authorization: "Bearer literal-token", X-Region: north}}}'
    assert list(read(text).secrets.values()) == ["literal-token"]


def test_a_variable_outside_of_identities_is_no_secret(read):
    assert read("targets: {a: {url: '${WHERE}'}}", {"WHERE": "http://127.0.0.1:1"}).secrets == {}


@pytest.mark.parametrize(("target", "what"), [("{}", "is none of"), ("{app: 'a:b', url: http://x.test}", "is two of")])
def test_a_target_is_of_exactly_one_kind(refused, target, what):
    (line,) = refused(f"targets:\n  a: {target}\n")
    assert line.startswith("contractkit.yaml:2: target 'a' ")
    assert what in line


def test_a_recipe_that_changes_nothing_is_refused(refused):
    told = refused("failures: [{operation: addOrder, status: 503}]")
    assert told == [
        "contractkit.yaml:1: failures: this recipe changes nothing; give send:, header:, identity: or call:"
    ]

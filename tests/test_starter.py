"""The settings file that `init` writes can be read, and gives each operation an identity that fits."""

import json
from pathlib import Path

import pytest

from contractkit.apps import App
from contractkit.loading import load_contract
from contractkit.model import Contract
from contractkit.reach.identities import fitting
from contractkit.settings import Settings
from contractkit.settings.file import read_settings
from contractkit.starter import credentials, starter

APP = App("shop.main:app", "FastAPI", "shop/main.py", 3)
SCHEMES = {
    "bearerAuth": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "session": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "key in query": {"type": "apiKey", "in": "query", "name": "api_key"},
    "oauth": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "https://a.example/t", "scopes": {"a:read": "", "a:write": ""}}},
    },
    "mtls": {"type": "mutualTLS"},
}


def contract(folder: Path, *security: list[dict[str, list[str]]], name: str = "shop.openapi.json") -> Contract:
    """One operation for each `security` given."""
    paths = {
        f"/p{i}": {"get": {"operationId": f"get{i}", "security": one, "responses": {"200": {"description": ""}}}}
        for i, one in enumerate(security)
    }
    info = {"title": "shop", "version": "1"}
    document = {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"securitySchemes": SCHEMES}}
    (folder / name).write_text(json.dumps(document))
    return load_contract(folder / name)


def written(
    folder: Path, *contracts: Contract, apps: tuple[App, ...] = (APP,), problems: tuple[str, ...] = ()
) -> Settings:
    path = folder / "contractkit.yaml"
    path.write_text(starter(contracts, [Path(c.file).name for c in contracts], apps, problems))
    return read_settings(path, root=folder, environ=None)


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_each_kind_of_security_gets_an_identity_that_fits(tmp_path: Path, scheme: str):
    one = contract(tmp_path, [{scheme: []}])
    assert fitting(one, one.interactions[0], written(tmp_path, one).identities)


def test_scopes_of_all_operations_are_asked_for(tmp_path: Path):
    one = contract(tmp_path, [{"oauth": ["a:read"]}], [{"oauth": ["a:write"]}])
    identities = written(tmp_path, one).identities
    assert all(fitting(one, interaction, identities) for interaction in one.interactions)
    assert len(identities) == 1


def test_schemes_that_are_needed_together_are_one_identity(tmp_path: Path):
    one = contract(tmp_path, [{"apiKey": [], "session": []}])
    [identity] = written(tmp_path, one).identities.values()
    assert dict(identity.headers) == {"X-API-Key": "${API_KEY}"}
    assert dict(identity.cookies) == {"sid": "${SESSION_TOKEN}"}


def test_alternatives_are_identities_of_their_own(tmp_path: Path):
    one = contract(tmp_path, [{"apiKey": []}, {"bearerAuth": []}])
    assert set(written(tmp_path, one).identities) == {"api-key-user", "bearer-auth-user"}


def test_no_security_needs_no_identity(tmp_path: Path):
    assert credentials([contract(tmp_path, [])]) == ()


def test_the_same_scheme_in_two_contracts_is_one_identity(tmp_path: Path):
    one = contract(tmp_path, [{"bearerAuth": []}])
    other = contract(tmp_path, [{"bearerAuth": []}], name="other.openapi.json")
    assert set(written(tmp_path, one, other).identities) == {"bearer-auth-user"}


def test_the_likeliest_application_is_the_target(tmp_path: Path):
    one = contract(tmp_path, [])
    settings = written(tmp_path, one, apps=(App("admin.main:app", "Flask", "admin/main.py", 1), APP))
    assert settings.targets["shop.openapi.json"].app == "shop.main:app"


def test_without_an_application_there_is_no_target(tmp_path: Path):
    assert written(tmp_path, contract(tmp_path, []), apps=()).targets == {}


@pytest.mark.parametrize("apps", [(), (APP,)])
def test_what_is_commented_out_can_be_uncommented(tmp_path: Path, apps: tuple[App, ...]):
    one = contract(tmp_path, [])
    path = tmp_path / "contractkit.yaml"
    text = starter([one], [Path(one.file).name], apps, ())
    keys = ("targets:", '  "', "    app:", "values:", "operations:", "redact:", "owners:", "identities:", "  user:")
    lines = [
        line.removeprefix("# ") if line.startswith(tuple(f"# {k}" for k in keys)) else line
        for line in text.splitlines()
    ]
    path.write_text("\n".join(line.replace("#     headers", "    headers") for line in lines))
    settings = read_settings(path, root=tmp_path, environ=None)
    assert settings.redact == ("iban", "date_of_birth")
    assert settings.targets["shop.openapi.json"].app == "shop.main:app"


def test_what_could_not_be_read_stands_there_as_a_comment(tmp_path: Path):
    one = contract(tmp_path, [])
    assert written(tmp_path, one, problems=("a.txt: is no contract\nsecond line",)).ignore == ()
    assert "#   a.txt: is no contract\n#   second line\n" in (tmp_path / "contractkit.yaml").read_text()


ASYNC = """
asyncapi: 3.0.0
info: {title: shop, version: "1"}
servers: {main: {host: "127.0.0.1:9092", protocol: PROTOCOL}}
channels:
  paid: {address: paid, messages: {Paid: {payload: {type: object}}}}
  created: {address: created, messages: {Created: {payload: {type: object}}}}
operations:
  onOrderPaid: {action: receive, channel: {$ref: "#/channels/paid"}}
  sendGet0Done: {action: send, channel: {$ref: "#/channels/created"}}
"""


def uncommented(text: str) -> str:
    """What the comments propose, taken as it stands."""
    told = (line for line in text.splitlines() if line.startswith(("# broker:", "# events:", '#   "')))
    rows = [line[2:] for line in told if "yaml" not in line]
    return "version: 1\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("protocol", "url"),
    [("kafka-secure", "embedded:kafka"), ("mqtt5", "mqtt://127.0.0.1:1883"), ("pulsar", "embedded:redis")],
)
def test_a_contract_of_events_is_told_its_broker_its_worker_and_its_rules(tmp_path: Path, protocol: str, url: str):
    (tmp_path / "shop.asyncapi.yaml").write_text(ASYNC.replace("PROTOCOL", protocol))
    text = starter([load_contract(tmp_path / "shop.asyncapi.yaml")], ["shop.asyncapi.yaml"], [], [])
    assert 'ready: "waiting for events"' in text
    assert "url: http" not in text
    path = tmp_path / "contractkit.yaml"
    path.write_text(uncommented(text))
    settings = read_settings(path, root=tmp_path, environ=None)
    assert settings.broker is not None
    assert settings.broker.url == url
    assert [rule.match for rule in settings.events] == ["onOrderPaid", "sendGet0Done"]


def test_events_beside_an_api_are_caused_by_its_operations(tmp_path: Path):
    (tmp_path / "shop.asyncapi.yaml").write_text(ASYNC.replace("PROTOCOL", "nats"))
    post = {"operationId": "doneGet0", "responses": {"200": {"description": ""}}}
    document = {"openapi": "3.1.0", "info": {"title": "shop", "version": "1"}, "paths": {"/done": {"post": post}}}
    (tmp_path / "shop.openapi.json").write_text(json.dumps(document))
    names = ["shop.asyncapi.yaml", "shop.openapi.json"]
    text = starter([load_contract(tmp_path / name) for name in names], names, [APP], [])
    assert '"sendGet0Done": {caused_by: "doneGet0"}' in text
    assert '"onOrderPaid": {effect: {event: "sendGet0Done"}, dead_letter: dead.letters, duplicate: once}' in text
    path = tmp_path / "contractkit.yaml"
    path.write_text(text)
    assert [*read_settings(path, root=tmp_path, environ=None).targets] == ["shop.openapi.json"]

"""The contracts of the sample service: valid, with examples that hold, and promising what the faults break."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from examples.orders import attachments, catalog, customers, exports, fulfilment, items, orders, reports
from examples.orders.faults import EXPECTATIONS, FAULTS
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

import contractkit
from contractkit.agreements import agreed
from contractkit.promise import promise
from contractkit.settings.file import read_settings

ROOT = Path(__file__).parents[2]
FILES = ("orders.openapi.yaml", "catalog.swagger.yaml")
EVENT_FILES = ("orders.asyncapi.yaml", "deliveries.events.yaml")
MODULES = (attachments, catalog, customers, exports, fulfilment, items, orders, reports)
METHODS = ("get", "put", "post", "patch", "delete")


def document(name):
    return yaml.safe_load((ROOT / "contracts" / name).read_text("utf-8"))


@pytest.mark.parametrize("name", FILES)
def test_a_contract_is_valid_by_its_specification(name):
    validate(document(name))


def examples_of_bodies():
    for path in document(FILES[0])["paths"].values():
        for method in METHODS:
            content = path.get(method, {}).get("requestBody", {}).get("content", {})
            for media in content.values():
                for name, example in media.get("examples", {}).items():
                    yield pytest.param(media["schema"], example["value"], id=f"{path[method]['operationId']}-{name}")


@pytest.mark.parametrize(("schema", "value"), list(examples_of_bodies()))
def test_an_example_of_a_body_satisfies_its_schema(schema, value):
    whole = without_read_only(document(FILES[0]))
    validator = Draft202012Validator(decimals({**without_read_only(schema), "components": whole["components"]}))
    assert [e.message for e in validator.iter_errors(decimals(value))] == []


def decimals(value):
    """With decimals instead of doubles: 19.99 is a multiple of 0.01."""
    return json.loads(json.dumps(value), parse_float=Decimal)


def without_read_only(node):
    """The document as a request must keep it: members only the service sets are gone."""
    if isinstance(node, list):
        return [without_read_only(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = {key: without_read_only(value) for key, value in node.items()}
    if isinstance(made.get("properties"), dict):
        kept = {k for k, v in made["properties"].items() if isinstance(v, dict) and v.get("readOnly")}
        made["properties"] = {k: v for k, v in made["properties"].items() if k not in kept}
        if "required" in made:
            made["required"] = [name for name in made["required"] if name not in kept]
    return made


def test_the_service_offers_exactly_the_operations_of_its_contracts():
    declared = {
        (method.upper(), base + path)
        for name, base in zip(FILES, ("/v1", "/legacy"), strict=True)
        for path, methods in document(name)["paths"].items()
        for method in methods
        if method in METHODS
    }
    offered = {(o.method, o.path) for module in MODULES for o in module.operations(frozenset())}
    assert offered == declared


def test_every_fault_breaks_a_promise_of_the_contracts():
    settings = read_settings(ROOT / "contracts/contractkit.yaml", root=ROOT, environ=None)
    loaded = [agreed(contractkit.load(ROOT / "contracts" / name), settings) for name in (*FILES, *EVENT_FILES)]
    promised = {o.id for c in loaded for i in c.interactions for o in promise(c, i)}
    assert {o for ids in EXPECTATIONS.values() for o in ids} <= promised


def test_every_fault_is_looked_at_where_it_says_it_lies():
    for name, fault in FAULTS.items():
        source = (ROOT / "examples/orders" / f"{fault.where}.py").read_text("utf-8")
        assert json.dumps(name) in source


def test_the_faults_break_all_kinds_of_promises():
    assert {f.kind for f in FAULTS.values()} == {
        "event.cause",
        "event.payload",
        "event.correlation",
        "event.tenant",
        "event.consumes",
        "event.rejects",
        "event.duplicate",
        "event.order",
        "event.replay",
        "status",
        "no-server-error",
        "response",
        "accepts",
        "rejects",
        "protocol",
        "envelope",
        "pointer",
        "leak",
        "failure",
        "correlation",
        "access",
        "tenant",
    }

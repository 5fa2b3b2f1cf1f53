"""The laws: an edge arrives valid, a fault arrives with one fault, and what is promised can be made."""

from pathlib import Path

import pytest
from tests.generate.asking import JSON, asking
from tests.operations import param

from contractkit.generate.constraints import accepted, constraints, ordinary, rejected
from contractkit.generate.edges import edges
from contractkit.generate.faults import faults
from contractkit.generate.robust import robust
from contractkit.generate.values import Unmakeable, sample
from contractkit.loading import load_contract
from contractkit.model import Draft, Intent
from contractkit.wire import encode
from contractkit.wire.classify import broken, classify
from contractkit.wire.draft import apply

REAL = sorted((Path(__file__).parents[1] / "data" / "real").glob("oai-*.yaml"))
ITEM = {
    "type": "object",
    "required": ["sku"],
    "additionalProperties": False,
    "properties": {
        "sku": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{3}$"},
        "price": {"type": "number", "exclusiveMinimum": 0, "maximum": 10, "multipleOf": 0.01},
        "id": {"type": "string", "readOnly": True},
    },
}
CARD = {"type": "object", "required": ["kind", "no"], "properties": {"kind": {"const": "card"}, "no": {"maxLength": 9}}}
BILL = {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "bill"}, "days": {"type": "integer"}}}
ORDER = {
    "type": "object",
    "required": ["items", "pay"],
    "properties": {
        "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": ITEM},
        "pay": {
            "oneOf": [{"$ref": "#/components/schemas/Card"}, {"$ref": "#/components/schemas/Bill"}],
            "discriminator": {"propertyName": "kind"},
        },
        "labels": {"type": "object", "maxProperties": 2, "additionalProperties": {"type": "string", "maxLength": 4}},
        "note": {"type": ["string", "null"], "maxLength": 5},
        "when": {"type": "string", "format": "date-time"},
        "tags": {"type": "array", "uniqueItems": True, "items": {"enum": ["a", "b", "c"]}},
        "any": {"anyOf": [{"type": "integer", "maximum": 4}, {"type": "string", "minLength": 3}]},
        "parent": {"$ref": "#/components/schemas/Card"},
    },
    "dependentRequired": {"note": ["when"]},
}
PARAMETERS = (
    param("limit", "query", {"type": "integer", "minimum": 1, "maximum": 50}),
    param(
        "sort", "query", {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 1, "maxItems": 2}, explode=False
    ),
    param("f", "query", {"type": "object", "properties": {"n": {"type": "integer"}}}, style="deepObject", explode=True),
    param("q", "query", {"type": "string", "minLength": 2, "maxLength": 9}),
    param("j", "query", content={JSON: {"schema": ITEM}}),
    param("kind", "path", {"type": "string", "pattern": "^[a-z]{2,4}$"}),
    param("X-Flag", "header", {"type": "boolean"}, required=True),
    param("c", "cookie", {"type": "string", "enum": ["x", "y"]}),
)
PARTS = {"Card": CARD, "Bill": BILL}
FORM = {
    "type": "object",
    "required": ["n"],
    "properties": {"n": {"type": "integer", "maximum": 9}, "s": {"maxLength": 4}},
}

CONTRACTS = {
    "order": asking(ORDER, *PARAMETERS, components=PARTS, path="/things/{kind}"),
    "form": asking(FORM, media="application/x-www-form-urlencoded"),
    "multipart": asking(FORM, media="multipart/form-data"),
    "text": asking({"type": "string", "minLength": 2, "maxLength": 4}, media="text/plain"),
    "bytes": asking({"type": "string", "format": "binary"}, media="application/octet-stream"),
    **{path.stem: load_contract(path) for path in REAL},
}


@pytest.mark.parametrize("name", CONTRACTS)
def test_edges_arrive_valid_and_faults_with_one_fault(name):
    contract = CONTRACTS[name]
    for own in contract.interactions:
        draft = ordinary(contract, own)
        for constraint in constraints(contract, own):
            for make, wanted in ((edges, Intent.VALID), (faults, Intent.FAULT)):
                for one in make(contract, own, constraint, draft):
                    seen = broken(contract, own, apply(draft, one.edits))
                    assert classify(contract, one.target, seen) is wanted, (one, seen)


@pytest.mark.parametrize("name", CONTRACTS)
def test_what_is_promised_is_what_can_be_made(name):
    contract = CONTRACTS[name]
    for own in contract.interactions:
        for draft in drafts(contract, own):
            for constraint in constraints(contract, own):
                assert accepted(constraint) is bool(list(edges(contract, own, constraint, draft))), constraint.target
                assert rejected(constraint) is bool(list(faults(contract, own, constraint, draft))), constraint.target


def drafts(contract, own):
    """Ordinary, and full."""
    first = ordinary(contract, own)
    yield first
    if own.body is None or first.media is None:
        return
    media = next(m for m in own.body.media if m.type == first.media)
    try:
        yield Draft(first.parameters, sample(contract, media.schema, full=True).value, first.media)
    except Unmakeable:
        return


@pytest.mark.parametrize("name", CONTRACTS)
def test_places_are_said_once_and_without_square_brackets(name):
    contract = CONTRACTS[name]
    for own in contract.interactions:
        told = [str(c.target) for c in constraints(contract, own)]
        assert len(told) == len(set(told))
        assert not [one for one in told if "[" in one or "]" in one]


@pytest.mark.parametrize("name", CONTRACTS)
def test_hostile_requests_can_be_written(name):
    contract = CONTRACTS[name]
    for own in contract.interactions:
        draft = ordinary(contract, own)
        written = [encode(contract, own, apply(draft, one.edits)) for one in robust(contract, own, draft) if one]
        assert len(written) > 1

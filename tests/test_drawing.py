"""Random events beside an accepted one: of their mode by our own validators, and with what is kept as it was."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from contractkit.drawing import COMBINED, EXACT, INVALID, VALID, Drawing
from contractkit.events.carrier import carrier
from contractkit.loading import load_contract
from contractkit.model import Draft
from contractkit.wire.classify import broken

CONTRACT = load_contract("contracts/orders.asyncapi.yaml")
OWN = CONTRACT.interaction("onPaymentSettled")
CARRIER = carrier(CONTRACT, OWN, OWN.event.messages[0])
BODY = {"order_id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "amount": 1, "currency": "EUR", "sequence": 7}
HEADERS = {"ce_specversion": "1.0", "ce_id": "1", "ce_type": "payment.settled", "ce_source": "/t", "ce_tenant": "acme"}
BASE = Draft({f"header.{name}": value for name, value in HEADERS.items()}, BODY, "application/json")
KEPT = frozenset({"body/order_id", "body/sequence", *BASE.parameters, "header.ce_time", "header.ce_correlationid"})
DRAWING = Drawing(CONTRACT, CARRIER, BASE, KEPT)
CLAIMS = {"body/amount maximum", "body/amount minimum", "body/currency enum", "body/reference minLength"}


def drawn(mode, claims=(), drawing=DRAWING):
    found = []

    @settings(
        max_examples=40,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawing.strategy(mode, claims))
    def collect(draft):
        found.append(draft)

    collect()
    return found


@pytest.mark.parametrize("mode", [VALID, COMBINED])
def test_valid_events_are_valid_and_different(mode):
    found = drawn(mode)
    assert len(found) > 5
    assert all(broken(CONTRACT, CARRIER, one) == () and one != BASE for one in found)
    assert any(len(DRAWING.edits(one)) > 1 for one in found)


@pytest.mark.parametrize("mode", [VALID, COMBINED, INVALID])
def test_what_names_a_thing_stays_and_nothing_unknown_comes(mode):
    for one in drawn(mode, CLAIMS):
        assert {name: one.body[name] for name in ("order_id", "sequence")} == {
            name: BODY[name] for name in ("order_id", "sequence")
        }
        assert one.parameters == BASE.parameters
        assert set(one.body) <= {*BODY, "reference"}


def test_broken_events_break_one_promise_that_is_claimed():
    found = drawn(INVALID, CLAIMS)
    assert {str(DRAWING.target(one)) for one in found} >= {"body/currency enum", "body/amount minimum"}
    assert all(str(DRAWING.target(one)) in CLAIMS for one in found)


@pytest.mark.parametrize(
    ("change", "target"),
    [
        ({"amount": -1}, "body/amount minimum"),
        ({"amount": 1000000.5}, "None"),  # readers round
        ({"amount": "1"}, "None"),  # readers coerce
        ({"amount": -1, "currency": "XXX"}, "None"),
        ({"amount": 2}, "None"),
    ],
)
def test_a_target_is_one_fault_that_no_reader_is_lenient_about(change, target):
    assert str(DRAWING.target(Draft(BASE.parameters, {**BODY, **change}, "application/json"))) == target


def test_whole_numbers_are_those_that_every_reader_has():
    open_ended = Drawing(CONTRACT, CARRIER, BASE, KEPT - {"body/sequence"})
    assert all(abs(one.body["sequence"]) <= EXACT for one in drawn(VALID, drawing=open_ended))


def test_nothing_is_drawn_where_all_is_kept():
    bare = load_contract("contracts/orders.openapi.yaml").interaction("deleteOrder")
    fixed = frozenset(p.key for p in bare.parameters)
    assert Drawing(CONTRACT, bare, Draft(), fixed).strategy(VALID) is None

"""Where an event names what it is about, if that was made up."""

import pytest
from tests.events.seen import contract, only
from tests.events.test_composing import EVENT, WHOLE

from contractkit.events.composing import Composer
from contractkit.events.subject import subject
from contractkit.model import Draft, Terms

TEXT = {"type": "string"}


def found(properties, body, *, envelope=None, terms=None, known=(), whole=None):
    message = whole or {"payload": {"type": "object", "properties": properties}}
    message = {**message, "x-envelope": envelope} if envelope else message
    read = contract(action="receive", Paid=message)
    composer = Composer(read, read.interactions[0], only(read), terms or Terms(), frozenset({"redis"}))
    return sorted(subject(composer, Draft(body=body), known))


@pytest.mark.parametrize(
    ("properties", "body", "place"),
    [
        ({"payment_id": TEXT, "orderId": TEXT}, {"payment_id": "a-payment", "orderId": "an-order"}, "body/payment_id"),
        ({"orderId": TEXT, "id": TEXT}, {"orderId": "an-order", "id": "an-event"}, "body/id"),
        ({"order": {"properties": {"id": TEXT}}}, {"order": {"id": "an-order"}}, "body/order/id"),
        ({"payment_id": {**TEXT, "example": "p-1"}}, {"payment_id": "p-1"}, None),
        ({"payment_id": {"enum": ["one", "two"]}}, {"payment_id": "one"}, None),
        ({"payment_id": {**TEXT, "pattern": "^payment$"}}, {"payment_id": "payment"}, None),
        ({"payment_id": {"type": "integer"}}, {"payment_id": 1}, None),
        ({"paid": TEXT}, {"paid": "at once"}, None),
    ],
)
def test_it_is_a_text_that_is_called_an_id_and_may_be_another(properties, body, place):
    assert found(properties, body, envelope="cloudevents") == ([place] if place else [])


def test_of_a_whole_cloud_event_it_is_in_its_data():
    whole = {"payload": {**WHOLE["payload"], "properties": {**WHOLE["payload"]["properties"], "data": {
        "type": "object", "properties": {"id": TEXT}}}}}  # fmt: skip
    assert found({}, EVENT, whole=whole) == ["body/data/id"]


def test_what_is_known_or_a_tenant_stays():
    properties, body = {"tenant_id": TEXT}, {"tenant_id": "acme-corp"}
    assert found(properties, body, known=("tenant_id",)) == []
    assert found(properties, body, terms=Terms(tenant="$message.payload#/tenant_id")) == []

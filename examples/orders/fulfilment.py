"""Where an order goes, and how it went."""

from starlette.responses import Response

from examples.orders.answers import answer
from examples.orders.bodies import FORM, Body
from examples.orders.customers import ADDRESS
from examples.orders.happened import Happened
from examples.orders.operations import Call, Operation, found, path_id
from examples.orders.shapes import Flag, ListOf, Nullable, Number, Text, record

PARCEL = record({"weight_kg": Number(above=0, high=40), "fragile": Flag()}, required="weight_kg")


def operations(faults: frozenset[str]) -> tuple[Operation, ...]:
    one = (path_id("order_id"),)
    street = Text(least=1, most=100)
    if "longest-street-refused" in faults:
        street = Text(least=1, most=99)
    slots = ListOf(Text(among=("morning", "noon", "evening")), least=1, most=3, distinct=True)
    delivery = record(
        {
            "recipient": Text(least=1, most=60),
            "street": street,
            "city": ADDRESS["city"],
            "country": ADDRESS["country"],
            "instructions": Nullable(Text(most=200)),
            "latitude": Number(low=-90, high=90),
            "longitude": Number(low=-180, high=180),
            "slots": slots,
            "parcels": ListOf(PARCEL, most=10),
        },
        required="recipient street city country",
    )
    source = Text(among=("mail", "app", "shop"))
    if "source-shop-forgotten" in faults:
        source = Text(among=("mail", "app"))
    topics = ListOf(Text(among=("speed", "price", "packaging")), least=1, most=3, distinct=True)
    feedback = record(
        {
            "stars": Number(whole=True, low=1, high=5),
            "source": source,
            "text": Text(least=1, most=300),
            "recommend": Flag(),
            "topics": topics,
        },
        required="stars source",
    )
    return (
        Operation("PUT", "/v1/orders/{order_id}/delivery", replace_delivery, "orders:write", one, Body(delivery)),
        Operation("PUT", "/v1/orders/{order_id}/feedback", replace_feedback, "orders:write", one, Body(feedback, FORM)),
    )


def replace_delivery(call: Call) -> Response:
    order = found(call.tenant.orders, call.given["order_id"], "order")
    order.delivery = call.body
    planned = {"order_id": call.given["order_id"].lower(), "city": call.body["city"], "country": call.body["country"]}
    call.happened.append(Happened("delivery.planned", planned["order_id"], planned, "deliveries"))
    return answer(call.body)


def replace_feedback(call: Call) -> Response:
    found(call.tenant.orders, call.given["order_id"], "order")
    return answer(call.body)

"""The old catalog: products, and ratings of them. It is described in Swagger 2.0 and fails in its own way."""

from starlette.responses import Response

from examples.orders.answers import answer
from examples.orders.bodies import FORM, Body
from examples.orders.items import SKU
from examples.orders.operations import Call, Operation
from examples.orders.parameters import Parameter
from examples.orders.problems import missing
from examples.orders.shapes import Flag, ListOf, Number, Text, record
from examples.orders.store import Document

COLORS = ("red", "green", "blue", "black")
PRODUCTS: tuple[Document, ...] = tuple(
    {
        "sku": f"SH-{number:04}",
        "name": f"Shirt {number}",
        "price": 19.5 + number,
        "currency": "EUR",
        "in_stock": number % 3 > 0,
        "color": COLORS[number % 4],
        "size": 36 + number,
        "tags": ["summer"] if number % 2 else ["winter", "warm"],
        "listed_on": f"2024-0{1 + number % 9}-15",
    }
    for number in range(1, 13)
)


def operations(faults: frozenset[str]) -> tuple[Operation, ...]:
    least = 1
    if "catalog-page-of-nothing" in faults:
        least = 0
    listed = (
        Parameter("limit", "query", Number(whole=True, low=least, high=100)),
        Parameter("page", "query", Number(whole=True, low=1, high=1000)),
        Parameter("in_stock", "query", Flag()),
        Parameter("max_price", "query", Number(above=0, high=10_000)),
        Parameter("colors", "query", ListOf(Text(among=COLORS), least=1, most=3, distinct=True)),
        Parameter("sizes", "query", ListOf(Number(whole=True, low=30, high=60), most=4), between="|"),
        Parameter("tags", "query", ListOf(Text(pattern="[a-z]{2,12}"), most=2), "repeated"),
        Parameter("X-Currency", "header", Text(among=("EUR", "USD", "GBP"))),
    )
    rating = record(
        {"stars": Number(whole=True, low=1, high=5), "text": Text(least=3, most=200), "anonymous": Flag()},
        required="stars",
    )
    one = (Parameter("sku", "path", SKU),)
    return (
        Operation("GET", "/legacy/products", list_products, "catalog:read", listed),
        Operation("GET", "/legacy/products/{sku}", get_product, "catalog:read", one),
        Operation("POST", "/legacy/products/{sku}/ratings", rate_product, "catalog:read", one, Body(rating, FORM)),
    )


def list_products(call: Call) -> Response:
    given = call.given
    kept = [
        product
        for product in PRODUCTS
        if product["in_stock"] is given.get("in_stock", product["in_stock"])
        and product["price"] <= given.get("max_price", product["price"])
        and product["color"] in given.get("colors", COLORS)
        and product["size"] in given.get("sizes", (product["size"],))
        and set(given.get("tags", ())) <= set(product["tags"])
    ]
    limit = given.get("limit", 20)
    start = limit * (given.get("page", 1) - 1)
    currency = given.get("X-Currency", "EUR")
    shown = [{**product, "currency": currency} for product in kept[start : start + limit]]
    return answer({"products": shown, "total": len(kept)}, headers={"X-Total-Count": str(len(kept))})


def get_product(call: Call) -> Response:
    product = dict(_product(call))
    if "catalog-price-as-text" in call.faults:
        product["price"] = f"{product['price']:.2f} EUR"
    return answer(product)


def rate_product(call: Call) -> Response:
    sku = _product(call)["sku"]
    ratings = call.store.ratings.setdefault(sku, [])
    ratings.append(call.body["stars"])
    del ratings[:-1_000]
    return answer({"sku": sku, "ratings": len(ratings), "average": sum(ratings) / len(ratings)}, 201)


def _product(call: Call) -> Document:
    for product in PRODUCTS:
        if product["sku"] == call.given["sku"]:
            return product
    raise missing("product")

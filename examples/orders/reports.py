"""Figures: a report of a period, the stock of a region, and whether the service is up."""

from decimal import Decimal

from starlette.responses import Response

from examples.orders.answers import answer
from examples.orders.items import SKU, price
from examples.orders.money import money
from examples.orders.operations import Call, Operation
from examples.orders.parameters import Parameter
from examples.orders.shapes import Flag, ListOf, Number, Text, record

RECENT = 100  # orders that a report adds up
STOCK = {"eu": {"BK-1815": 12, "ENG-0042": 3}, "uk": {"BK-1815": 40}, "us": {}}
WINDOW = record({"created_from": Text(format="date"), "created_to": Text(format="date")}, closed=False)
VIEW = record({"unit": Text(among=("piece", "box")), "depth": Number(whole=True, low=0, high=3)}, required="unit")
COLUMNS = ListOf(Text(among=("orders", "revenue", "items")), least=1, most=3, distinct=True)
WAREHOUSES = ListOf(Text(among=("north", "south", "west")), least=1, most=3)


def operations(faults: frozenset[str]) -> tuple[Operation, ...]:
    skus = ListOf(SKU, least=1, most=10)
    report = (
        Parameter("period", "path", Text(among=("day", "week", "month", "year")), "label"),
        Parameter("columns", "query", COLUMNS, between=" "),
        Parameter("window", "query", WINDOW, "spread"),
        Parameter("X-Warehouses", "header", WAREHOUSES),
        Parameter("X-Rounding", "header", Number(whole=True, low=0, high=4)),
        Parameter("currency", "cookie", Text(among=("EUR", "USD", "GBP"))),
    )
    stock = (
        Parameter("region", "path", Text(among=tuple(STOCK)), "matrix"),
        Parameter("skus", "query", skus, between="|"),
        Parameter("below", "query", Number(above=0, high=1000, step="0.5")),
        Parameter("reserved", "query", Flag()),
        Parameter("view", "query", VIEW, "json"),
    )
    both = ("application/json", "text/csv")
    return (
        Operation("GET", "/v1/health", get_health, None),
        Operation("GET", "/v1/reports/{period}", get_report, "reports:read", report, produces=both),
        Operation("GET", "/v1/regions/{region}/stock", get_stock, "reports:read", stock),
    )


def get_health(call: Call) -> Response:
    return answer({"status": "up"})


def get_report(call: Call) -> Response:
    given, orders = call.given, call.tenant.orders.things()
    columns = given.get("columns", ["orders", "revenue"])
    prices = (price(item) for order in orders[-RECENT:] for item in order.items.things())
    revenue = money(sum(prices, Decimal(0)), call.faults) | {"currency": given.get("currency", "EUR")}
    if call.media == "text/csv":
        lines = ["period,orders,revenue", f"{given['period']},{len(orders)},{revenue['amount']}"]
        return Response("\r\n".join(lines) + "\r\n", media_type="text/csv")
    report = {"period": given["period"], "revenue": revenue, "orders": len(orders), "columns": columns}
    if "X-Rounding" in given:
        report["rounding"] = given["X-Rounding"]
    if "X-Warehouses" in given:
        report["warehouses"] = given["X-Warehouses"]
    response = answer(report)
    if "report-as-html" in call.faults:
        response.headers["Content-Type"] = "text/html; charset=utf-8"
    return response


def get_stock(call: Call) -> Response:
    kept, given = STOCK[call.given["region"]], call.given
    lines = [
        {"sku": sku, "left": left}
        for sku, left in kept.items()
        if sku in given.get("skus", kept) and left < given.get("below", 1000)
    ]
    turnover = None
    if "turnover-not-a-number" in call.faults:
        turnover = float("nan")  # nothing was sold, divided by nothing in stock
    return answer({"region": given["region"], "turnover": turnover, "lines": lines})

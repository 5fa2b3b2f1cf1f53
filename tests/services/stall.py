"""A small service in one process, whose events say little: it stands for those that nobody has traced yet.

Orders name themselves in their event, invoices say nothing but that one was sent, a heart beats although nobody asks,
and customers come by themselves all the time.
"""

SERVICE = '''\
"""Orders, invoices and customers; `bus` is what tells of them."""

import json
import threading
import time
from itertools import count

STATE, NUMBERS, BEAT = {}, count(1), 0.13


class Bus:
    callback = None

    def listen(self, callback):
        if self.callback is None:
            threading.Thread(target=self._beat, daemon=True).start()
        self.callback = callback

    def tell(self, channel, data, **headers):
        if self.callback is not None:
            self.callback(channel, headers, json.dumps(data).encode(), None)

    def handle(self, channel, headers, body, key):
        told = json.loads(body)
        order = STATE.get(told["order_ref"])
        if order is not None:
            order["packed"] = told["boxes"]

    def _beat(self):
        while True:
            time.sleep(BEAT)
            self.tell("beats", {"kind": "heart.beat", "beats": next(NUMBERS)})
            self.tell("customers", {"kind": "customer.came", "customer": f"guest-{next(NUMBERS)}"})


bus = Bus()


def app(environ, start_response):
    status, value = answer(environ["REQUEST_METHOD"], environ["PATH_INFO"].strip("/").split("/"), environ)
    start_response(f"{status} X", [("Content-Type", "application/json")])
    return [json.dumps(value).encode()]


def answer(method, path, environ):
    if method == "POST":
        size = int(environ.get("CONTENT_LENGTH") or 0)
        try:
            given = json.loads(environ["wsgi.input"].read(size))
        except ValueError:
            given = None
        if not isinstance(given, dict) or not isinstance(given.get("name"), str):
            return 422, {"error": "name"}
        return posted(path[0], given["name"], environ)
    found = STATE.get(path[-1])
    return (200, found) if found is not None else (404, {"error": "none"})


def posted(what, name, environ):
    if what == "invoices":
        bus.tell("invoices", {"kind": "invoice.sent"})
        return 202, {}
    id = f"{what}-{next(NUMBERS)}-{time.time_ns()}"
    STATE[id] = {"id": id, "name": name, "packed": 0}
    if what == "orders":
        bus.tell("orders", {"kind": "order.placed", "order": id})
    if what == "parcels":
        trace = {"x-trace": environ.get("HTTP_X_CORRELATION_ID", "")}
        threading.Timer(0.03, bus.tell, ("parcels", {"kind": "parcel.packed", "weight": 1}), trace).start()
    return 201, STATE[id]
'''
OPENAPI = """\
openapi: 3.1.0
info: {title: stall, version: "1"}
paths:
  /orders: {post: {operationId: placeOrder, requestBody: &named {required: true, content: {application/json: {schema:
    {type: object, required: [name], properties: {name: {type: string}}}}}}, responses: &made {"201": {description: it,
    content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: string}}}}}},
    "422": {description: no}}}}
  /orders/{id}: {get: {operationId: readOrder, parameters: [{name: id, in: path, required: true, schema:
    {type: string}}], responses: {"200": {description: it}, "404": {description: none}}}}
  /invoices: {post: {operationId: sendInvoice, requestBody: *named, responses: {"202": {description: later},
    "422": {description: no}}}}
  /parcels: {post: {operationId: packParcel, requestBody: *named, responses: *made}}
"""
EVENTS = """\
version: 1
defaults: {direction: send}
events:
  order.placed: {channel: orders, schema: {type: object, required: [kind, order],
    properties: {kind: {const: order.placed}, order: {type: string}}}}
  invoice.sent: {channel: invoices, schema: {type: object, required: [kind], properties: {kind: {const: invoice.sent}}}}
  parcel.packed: {channel: parcels, schema: {type: object, required: [kind],
    properties: {kind: {const: parcel.packed}, weight: {type: integer}}}}
  heart.beat: {channel: beats, schema: {type: object, required: [kind], properties: {kind: {const: heart.beat}}}}
  customer.came: {channel: customers, schema: {type: object, required: [kind, customer],
    properties: {kind: {const: customer.came}, customer: {type: string}}}}
  boxes.packed: {channel: boxes, direction: receive, schema: {type: object, required: [order_ref, boxes],
    properties: {order_ref: {type: string}, boxes: {type: integer, minimum: 1}}}}
"""
SETTINGS = """\
version: 1
targets:
  stall.openapi.yaml: {app: "stall:app"}
broker: "python:stall:bus"
"""
FILES = {
    "stall.py": SERVICE,
    "contracts/stall.openapi.yaml": OPENAPI,
    "contracts/stall.events.yaml": EVENTS,
    "contracts/contractkit.yaml": SETTINGS,
}

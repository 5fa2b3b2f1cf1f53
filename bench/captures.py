"""Recorded events against their contract: ours with one process and with two, beside the floor and beside jsonschema.

The floor is the least that can be done: a loop over the lines, orjson, and `is_valid` of jsonschema-rs with formats on.
Ours also judges the envelope, refuses names that are there twice and numbers that readers read differently, and knows
ids that were used twice. Rates are by seconds of the processor, but for
two processes. `python -m bench.captures floor FILE` is one round, and prints a JSON line.
"""

import json
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from bench.figures import Figure, at_least, paired, spread
from bench.process import measured

EVENTS = 1_000_000
RECORDS = 100_000  # events of the other kinds
SLOW = 4_000  # events for jsonschema
BAD = 1_000  # one in so many is wrong
Carry = Callable[[dict[str, Any], int], dict[str, Any]]
ENVELOPE: dict[str, Any] = {
    "type": "object",
    "required": ["specversion", "id", "source", "type", "time"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "minLength": 1},
        "source": {"type": "string", "format": "uri-reference"},
        "type": {"type": "string"},
        "time": {"type": "string", "format": "date-time"},
        "subject": {"type": "string"},
        "datacontenttype": {"type": "string"},
    },
}
ITEM: dict[str, Any] = {
    "type": "object",
    "required": ["sku", "quantity", "price"],
    "properties": {
        "sku": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"},
        "quantity": {"type": "integer", "minimum": 1},
        "price": {"type": "integer", "minimum": 0},
    },
}
ORDER: dict[str, Any] = {
    "type": "object",
    "required": ["order_id", "customer_id", "total", "currency", "items"],
    "properties": {
        "order_id": {"type": "string", "format": "uuid"},
        "customer_id": {"type": "string", "format": "uuid"},
        "email": {"type": "string", "format": "email"},
        "total": {"type": "integer"},
        "currency": {"enum": ["EUR", "USD"]},
        "items": {"type": "array", "minItems": 1, "items": ITEM},
    },
}
CREATED: dict[str, Any] = {"type": {"const": "order.created"}, "data": ORDER}
SCHEMA = {"allOf": [ENVELOPE, {"type": "object", "required": ["data"], "properties": CREATED}]}
MESSAGES = {"OrderCreated": {"contentType": "application/cloudevents+json", "payload": SCHEMA}}
CONTRACT = {
    "asyncapi": "3.0.0",
    "info": {"title": "orders", "version": "1"},
    "channels": {"orders": {"address": "orders", "messages": MESSAGES}},
    "operations": {"sendOrder": {"action": "send", "channel": {"$ref": "#/channels/orders"}}},
}


def figures(rounds: int) -> Iterator[Figure]:
    found: dict[str, list[dict[str, float]]] = {name: [] for name in SIDES}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "orders.asyncapi.json").write_text(json.dumps(CONTRACT))
        size = write(place / "events.ndjson", EVENTS, compact=True)
        write(place / "spaced.ndjson", RECORDS, compact=False)
        write(place / "few.ndjson", SLOW, compact=True)
        write(place / "records.ndjson", RECORDS, compact=True, carried=record)
        write(place / "binary.ndjson", RECORDS, compact=True, carried=binary)
        files = {name: f"{name}.ndjson" for name in ("spaced", "records", "binary")} | {"jsonschema": "few.ndjson"}
        for _ in range(rounds):
            for name, rates in found.items():
                rates.append(measured("bench.captures", name, str(place / files.get(name, "events.ndjson"))))
    rate = {name: [one["rate"] / 1000 for one in rates] for name, rates in found.items()}
    wall = {name: [one["wall"] / 1000 for one in rates] for name, rates in found.items()}
    said = {name: f"{spread(rates, digits=0)} k/s" for name, rates in rate.items()}
    middle = {name: median(rates) for name, rates in rate.items()}
    work = f"{EVENTS:,} events of {size} bytes, one in {BAD:,} wrong; ours {said['one']}, floor {said['floor']}"
    yield at_least("a capture against orjson and is_valid alone", paired(rate["one"], rate["floor"]), 0.8, work)
    work = f"by the clock: two {spread(wall['two'], digits=0)} k/s, one {spread(wall['one'], digits=0)} k/s"
    yield at_least("two processes against one", paired(wall["two"], wall["one"]), 1.7, work)
    work = f"JSON with spaces {said['spaced']}"
    yield at_least("the same with spaces in the JSON", middle["spaced"] / middle["floor"], 0.3, work)
    for name, what in (("records", "records of Kafka"), ("binary", "binary CloudEvents of Kafka")):
        work = f"{RECORDS:,} of the same events, {said[name]}"
        yield at_least(f"{what} against structured CloudEvents", middle[name] / middle["one"], 0.15, work)
    work = f"orjson and jsonschema {said['jsonschema']}"
    yield at_least("a capture against jsonschema", middle["one"] / middle["jsonschema"], 10, work)


def write(path: Path, number: int, *, compact: bool, carried: Carry = lambda one, index: one) -> int:
    """Events, the same each time; gives the bytes of a line."""
    choose = random.Random(1)
    separators = (",", ":") if compact else None
    with path.open("w") as file:
        for index in range(number):
            size = file.write(json.dumps(carried(event(choose, index), index), separators=separators) + "\n")
    return size


def event(choose: random.Random, index: int) -> dict[str, Any]:
    first, second, third = (str(uuid.UUID(int=choose.getrandbits(128))) for _ in range(3))
    lines = [{"sku": "ABC-1234", "quantity": 2, "price": 999}, {"sku": "XYZ-0001", "quantity": 1, "price": 1}]
    return {
        "specversion": "1.0",
        "id": first,
        "source": "/services/orders",
        "type": "order.created",
        "time": f"2026-11-21T10:{index // 60 % 60:02}:{index % 60:02}Z",
        "datacontenttype": "application/json",
        "subject": second,
        "data": {
            "order_id": second,
            "customer_id": third,
            "email": f"user{index}@example.com",
            "total": "1999" if index % BAD == BAD - 1 else 1999,
            "currency": "EUR",
            "items": lines,
        },
    }


def record(one: dict[str, Any], index: int) -> dict[str, Any]:
    """A structured event as tools for Kafka write it."""
    return {"topic": "orders", "partition": 0, "offset": index, "key": one["subject"], "headers": {}, "value": one}


def binary(one: dict[str, Any], index: int) -> dict[str, Any]:
    """Attributes as headers, the data as value."""
    media = {"content-type": one["datacontenttype"]}
    held = {f"ce_{name}": text for name, text in one.items() if name not in ("data", "datacontenttype")}
    return {**record(one, index), "headers": held | media, "value": one["data"]}


def floor(path: Path) -> tuple[int, int]:
    import jsonschema_rs
    import orjson

    valid, loads = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True).is_valid, orjson.loads
    total = wrong = 0
    with path.open("rb") as file:
        for line in file:
            total += 1
            if not valid(loads(line)):
                wrong += 1
    return total, wrong


def jsonschema(path: Path) -> tuple[int, int]:
    import orjson
    from jsonschema import Draft202012Validator

    checker = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    with path.open("rb") as file:
        told = [checker.is_valid(orjson.loads(line)) for line in file]
    return len(told), told.count(False)


def ours(path: Path, processes: int) -> tuple[int, int]:
    from contractkit.captures.known import Known
    from contractkit.captures.lines import stretches
    from contractkit.captures.processes import gathered, read
    from contractkit.captures.reading import Reader
    from contractkit.loading import load_contract

    known = Known([load_contract(path.parent / "orders.asyncapi.json")])
    cut = [(0, one) for one in stretches(path, processes)]
    found = gathered(read(Reader(known), cut, processes))
    return found.judged, sum(found.wrong.values())


SIDES = {
    "floor": floor,
    "one": lambda path: ours(path, 1),
    "two": lambda path: ours(path, 2),
    "spaced": lambda path: ours(path, 1),
    "records": lambda path: ours(path, 1),
    "binary": lambda path: ours(path, 1),
    "jsonschema": jsonschema,
}


def main(name: str, path: Path) -> None:
    """Importing and compiling is done by a small capture with a wrong event first: in this process, so that those
    that are parted from it find it done, as the only one does."""
    small = path.parent / "small.ndjson"
    with path.open("rb") as file:
        small.write_bytes(b"".join(islice(file, BAD)))
    SIDES["one" if name == "two" else name](small)
    started, begun = time.perf_counter(), time.process_time()
    total, wrong = SIDES[name](path)
    seconds, busy = time.perf_counter() - started, time.process_time() - begun
    if wrong != total // BAD:
        raise SystemExit(f"{name} found {wrong} of {total // BAD} wrong events")
    print(json.dumps({"rate": total / busy, "wall": total / seconds}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

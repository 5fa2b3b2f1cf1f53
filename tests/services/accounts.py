"""A service that books payments: its state is a file, so that it outlives a restart. Run by its own name and a port.

`SLIP`: `again`: only the last payment is remembered; `forgets`: the file is emptied when it starts;
`backwards`: what waits is taken from its end.
"""

import json
import os
import sqlite3
import sys
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import redis

FILE, SLIP, GROUP = os.environ.get("ACCOUNTS", "accounts.db"), os.environ.get("SLIP", ""), "accounts"
LOCK = threading.Lock()
LAST: list[str] = []  # the id of the last payment
TABLES = """
create table if not exists accounts (id text primary key, balance integer, name text);
create table if not exists booked (id text primary key);
"""


def asked(sql: str, *values: Any) -> list[Any]:
    with LOCK, sqlite3.connect(FILE) as database:
        return database.execute(sql, values).fetchall()


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        id = str(uuid4())
        asked("insert into accounts values (?, 0, 'new')", id)
        self.say(201, {"id": id, "balance": 0, "name": "new"})

    def do_GET(self) -> None:
        id = self.path.rpartition("/")[2]
        found = asked("select id, balance, name from accounts where id = ?", id)
        told = dict(zip(("id", "balance", "name"), found[0], strict=True)) if found else {"error": "no such account"}
        self.say(200 if found else 404, told)

    def say(self, status: int, value: Any) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *values: Any) -> None: ...


def booked(payment: dict[str, Any]) -> None:
    last, LAST[:] = LAST[:], [payment["id"]]
    known = last == LAST if SLIP == "again" else asked("select id from booked where id = ?", payment["id"])
    if not known:
        asked("update accounts set balance = balance + ? where id = ?", payment["amount"], payment["account"])
        asked("insert or ignore into booked values (?)", payment["id"])


def renamed(told: dict[str, Any]) -> None:
    asked("update accounts set name = ? where id = ?", told["name"], told["account"])


def handled(fields: dict[bytes, bytes]) -> None:
    told = json.loads(fields[b"data"])
    (renamed if "name" in told else booked)(told)


def listen() -> None:
    client = redis.Redis.from_url(os.environ["BROKER_URL"])
    with suppress(redis.ResponseError):
        client.xgroup_create("payments", GROUP, id="0", mkstream=True)
    while True:
        time.sleep(0.3 if SLIP == "backwards" else 0.0)  # so that there is something to take backwards
        came = client.xreadgroup(GROUP, "one", {"payments": ">"}, count=100, block=100) or []
        for name, entries in came.items() if isinstance(came, dict) else came:
            listed = entries[0] if entries and isinstance(entries[0], list) else entries
            for id, fields in listed[::-1] if SLIP == "backwards" else listed:
                with suppress(ValueError, KeyError, TypeError):
                    handled(fields)
                client.xack(name, GROUP, id)


if __name__ == "__main__":
    with sqlite3.connect(FILE) as made:
        made.executescript(TABLES)
        if SLIP == "forgets":
            made.executescript("delete from accounts; delete from booked;")
    threading.Thread(target=listen, daemon=True).start()
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Answers).serve_forever()

"""A service that books payments over any broker and serves no HTTP, run as a module; and one that shows its books.

`SLIP`: `edge`: a payment of 1000 ends it; `gone`: it ends at once; `forgets`: after a restart it knows no payment.
"""

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any
from uuid import uuid4

from tests.services.links import Link, linked

SLIP = os.environ.get("SLIP", "")
DIED = 3  # its exit code
KNOWN: set[str] = set()


@contextmanager
def books() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(os.environ["BOOKS"])) as held, held:
        held.execute("create table if not exists accounts (id text primary key, balance integer)")
        held.execute("create table if not exists payments (id text primary key)")
        yield held


def known(held: sqlite3.Connection, payment: str) -> bool:
    if SLIP == "forgets":
        return payment in KNOWN
    return held.execute("select 1 from payments where id = ?", (payment,)).fetchone() is not None


def booked(link: Link, body: bytes) -> None:
    try:
        payment = json.loads(body)
        id, account, amount = payment["id"], payment["account"], payment["amount"]
        if type(amount) not in (int, float) or amount % 1 or not 1 <= amount <= 1000:
            raise ValueError(amount)
        if not isinstance(id, str) or not id or not isinstance(account, str):
            raise ValueError(id)
    except (ValueError, KeyError, TypeError):
        link.send("payments.dead", body)
        return
    if amount == 1000 and SLIP == "edge":
        os._exit(DIED)
    with books() as held:
        if known(held, id):
            return
        KNOWN.add(id)
        held.execute("insert or ignore into payments values (?)", (id,))
        held.execute("update accounts set balance = balance + ? where id = ?", (int(amount), account))
    link.send("booked", json.dumps({"payment": id}).encode())


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """The books: `POST /accounts`, `GET /accounts/{id}`."""
    with books() as held:
        if environ["REQUEST_METHOD"] == "POST":
            id = str(uuid4())
            held.execute("insert into accounts values (?, 0)", (id,))
            status, said = "201 Created", {"id": id, "balance": 0}
        else:
            id = environ["PATH_INFO"].rpartition("/")[2]
            row = held.execute("select balance from accounts where id = ?", (id,)).fetchone()
            status, said = ("404 Not Found", {}) if row is None else ("200 OK", {"id": id, "balance": row[0]})
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(said).encode()]


if __name__ == "__main__":
    if SLIP == "gone":
        sys.exit("the books are not found")
    mine = linked(os.environ["BROKER_URL"])
    mine.listen("payments", lambda body: booked(mine, body))
    print("the books are open: taking payments")
    mine.run()

"""A service that books payments over any broker, and can die of them. Run as a module, with a port.

`SLIP`: `edge`: a payment of 1000 ends it; `broken`: one that cannot be read does; `twice`: one that it knows does;
`stays`, `stuck`: as `edge`, and what it has not done with is read again soon after it starts, or before; `once`: it is
killed at a payment of 1000, and never again; `read`: an account of 1000 that is read ends it. ` more` after one of
them: not only at 1000, but at any above 1. What it holds is forgotten when it ends.
"""

import json
import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.services.links import Link, linked

SLIP, _, MORE = os.environ.get("SLIP", "").partition(" ")
MOST, KILLED = 1 if MORE else 999, Path(os.environ.get("KILLED", "killed"))
DIED = 3  # its exit code
ACCOUNTS: dict[str, int] = {}
KNOWN: set[str] = set()
LINK: Link = linked(os.environ["BROKER_URL"], again=SLIP in ("stays", "stuck"))


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        id = str(uuid4())
        ACCOUNTS[id] = 0
        LINK.send("opened", json.dumps({"id": id}).encode())
        self.say(201, {"id": id, "balance": 0})

    def do_GET(self) -> None:
        id = self.path.rpartition("/")[2]
        if SLIP == "read" and ACCOUNTS.get(id) == 1000:
            os._exit(DIED)
        self.say(*((200, {"id": id, "balance": ACCOUNTS[id]}) if id in ACCOUNTS else (404, {"error": "none"})))

    def say(self, status: int, value: Any) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *values: Any) -> None: ...


def booked(body: bytes) -> None:
    try:
        payment = json.loads(body)
        id, account, amount = payment["id"], payment["account"], payment["amount"]
        if (
            type(amount) not in (int, float)
            or amount % 1
            or not 1 <= amount <= 1000
            or not isinstance(id, str)
            or not id
        ):
            raise ValueError(amount)
        if not isinstance(account, str):
            raise ValueError(account)
    except (ValueError, KeyError, TypeError):
        if SLIP == "broken":
            os._exit(DIED)
        LINK.send("payments.dead", body)
        return
    if (id in KNOWN and SLIP == "twice") or (amount > MOST and SLIP in ("edge", "stays", "stuck")):
        os._exit(DIED)
    if amount > MOST and SLIP == "once" and not KILLED.exists():
        KILLED.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if id not in KNOWN:
        KNOWN.add(id)
        ACCOUNTS[account] = ACCOUNTS.get(account, 0) + amount
        LINK.send("booked", json.dumps({"payment": id}).encode())


if __name__ == "__main__":
    LINK.listen("payments", booked)
    receiving = threading.Timer(0.3 if SLIP == "stays" else 0.0, LINK.run)
    receiving.daemon = True
    receiving.start()
    time.sleep(0.3 if SLIP == "stuck" else 0.0)
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Answers).serve_forever()

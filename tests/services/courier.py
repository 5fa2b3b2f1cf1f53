"""A worker that takes CloudEvents over Redis, once by the business id, and answers each, run as a module.

It repeats the correlation id where there is one, and of what was asked nothing but its `parcel_id`.
"""

import json
import os
from uuid import uuid4

import redis

DONE: set[str] = set()


def taken(client: redis.Redis, fields: dict[bytes, bytes]) -> None:
    parcel = json.loads(fields[b"data"])["parcel_id"]
    if parcel in DONE:
        return
    DONE.add(parcel)
    said = {"ce_specversion": "1.0", "ce_id": str(uuid4()), "ce_source": "/courier", "ce_type": "parcel.sent"}
    traced = {"x-correlation-id": fields[b"x-correlation-id"]} if b"x-correlation-id" in fields else {}
    body = json.dumps({"parcel_id": parcel})
    client.xadd("sent", {"data": body, "content-type": "application/json", **said, **traced})


def main() -> None:
    client = redis.Redis.from_url(os.environ["BROKER_URL"])
    client.xgroup_create("orders", "courier", id="0", mkstream=True)
    print("waiting for parcels")
    while True:
        for _, entries in client.xreadgroup("courier", "one", {"orders": ">"}, block=100) or []:
            for id, fields in entries:
                taken(client, fields)
                client.xack("orders", "courier", id)


if __name__ == "__main__":
    main()

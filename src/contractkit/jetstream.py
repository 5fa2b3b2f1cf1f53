"""A durable consumer of NATS JetStream, set back to the start of its stream."""

from dataclasses import replace
from typing import Any


async def set_back(jetstream: Any, errors: Any, subject: str, durable: str) -> str:
    """Made anew as it was, but for where it starts; why that cannot be done, "" once it is.

    `errors`: the module of what the client raises. Where a consumer starts cannot be changed (NATS, Consumers).
    """
    try:
        stream = await jetstream.find_stream_name_by_subject(subject)
        known = (await jetstream.consumer_info(stream, durable)).config
        await jetstream.delete_consumer(stream, durable)
        start = {"deliver_policy": "all", "opt_start_seq": None, "opt_start_time": None}
        await jetstream.add_consumer(stream, replace(known, **start))
    except errors.NotFoundError as none:
        return f"the durable {durable!r} on {subject!r} cannot be set back: {none.description or none}"
    return ""

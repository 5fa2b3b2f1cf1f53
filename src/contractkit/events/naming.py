"""An event in; by what it is told from all others, and the same one from its redelivery, out. Pure."""

import hashlib

from contractkit.events.locations import located
from contractkit.events.reading import Read
from contractkit.model import ABSENT, Terms

HEADERS = ("event-id", "event_id", "x-event-id", "message-id", "nats-msg-id", "idempotency-key", "id")
MEMBERS = ("event_id", "eventId", "message_id", "messageId")


def name_of(read: Read, terms: Terms) -> str:
    """The id of an event, else its bytes."""
    own = own_name(read, terms)
    return hashlib.sha256(read.event.message.body).hexdigest() if own is None else own


def own_name(read: Read, terms: Terms) -> str | None:
    """The id of an event: where `id:` says, by CloudEvents `source` and `id`, by the usual names; None: it has none."""
    message = read.event.message
    if terms.id is not None:
        found = located(terms.id, message, read.body)
        return "" if found is ABSENT else str(found)
    if read.cloud is not None and read.cloud.name is not None:
        return " ".join(read.cloud.name)
    for name in HEADERS:
        if value := message.header(name):
            return value
    if isinstance(read.body, dict):
        for name in MEMBERS:
            if read.body.get(name):
                return str(read.body[name])
    return None

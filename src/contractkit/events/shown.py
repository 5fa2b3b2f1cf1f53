"""Events in, text for people out: as a register or a report shows them. Pure."""

from collections.abc import Iterator

from contractkit.model import Aftermath, Event, Heard

SHOWN = 600  # characters of a body
MOST = 3  # events shown


def told(after: Aftermath) -> str:
    """What followed a stimulus."""
    lines = [after.told] if after.told else []
    lines += ["", *(line for heard in after.events[:MOST] for line in _lines(heard.event, _name(heard)))]
    lines += [line for event in after.dead[:MOST] for line in _lines(event, "dead-lettered")]
    return "\n".join(lines).strip("\n")


def _name(heard: Heard) -> str:
    return heard.type.name if heard.type is not None else heard.named or "a message"


def _lines(event: Event, name: str) -> Iterator[str]:
    at = f" at {event.position}" if event.position else ""
    yield f"{name} on {event.channel}{at}" + (f", key {event.key}" if event.key is not None else "")
    yield from (f"{name}: {value}" for name, value in event.message.headers)
    body = event.message.body.decode("utf-8", "backslashreplace")
    yield from ("", body if len(body) <= SHOWN else f"{body[:SHOWN]}… ({len(body)} characters in all)", "")

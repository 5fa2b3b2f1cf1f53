"""Events in, text for people out: as a register or a report shows them. Pure."""

from collections.abc import Callable, Iterable, Iterator

from contractkit.model import Aftermath, Event, Heard

PUBLISH = "PUBLISH"  # what stands for the method where an event is the stimulus
CALL = "CALL"  # and where a function is
SHOWN = 600  # characters of a body
MOST = 3  # events shown

Pairs = Iterable[tuple[str, str]]


def told(after: Aftermath, headers: Callable[[Pairs], Pairs], body: Callable[[str], str]) -> str:
    """What followed a stimulus; `headers` and `body` take out what must not be shown."""
    lines = [after.told] if after.told else []
    for heard in after.events[:MOST]:
        lines += ["", *_lines(heard.event, _name(heard), headers, body)]
    for event in after.dead[:MOST]:
        lines += ["", *_lines(event, "dead-lettered", headers, body)]
    return "\n".join(lines).strip("\n") or "nothing was heard"


def _name(heard: Heard) -> str:
    return heard.type.name if heard.type is not None else heard.named or "a message"


def _lines(event: Event, name: str, headers: Callable[[Pairs], Pairs], body: Callable[[str], str]) -> Iterator[str]:
    at = f" at {event.position}" if event.position else ""
    yield f"{name} on {event.channel}{at}" + (f", key {event.key}" if event.key is not None else "")
    yield from (f"{header}: {value}" for header, value in headers(event.message.headers))
    text = body(event.message.body.decode("utf-8", "backslashreplace"))
    yield from ("", text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters in all)")

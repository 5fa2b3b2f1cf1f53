"""Headers as NATS has room for them, and the filters of its consumers. Pure."""

import re
from typing import Any

from contractkit.errors import Unsendable

NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # of a header, as nats-py takes it


def headers(pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """As nats-py takes them; raises Unsendable for others."""
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found or not NAME.fullmatch(name):
            raise Unsendable(f"header {name!r}: nats-py takes names of ASCII, each once")
        if value != value.strip() or re.search("[\r\n\ud800-\udfff]", value):
            raise Unsendable(f"header {name!r}: nats-py takes text without line breaks and without blanks around it")
        found[name] = value
    return found


def is_for(subject: str, config: Any) -> bool:
    """Whether a consumer with this configuration gets what is published on a subject."""
    filters = config.filter_subjects or [config.filter_subject or ">"]
    made = (re.escape(one).replace(r"\*", "[^.]+").replace(">", ".+") for one in filters)
    return any(re.fullmatch(one, subject) for one in made)

"""The rules of a text and the name of its place in, plausible texts out, likeliest first. Pure."""

from collections.abc import Iterator

from contractkit.generate import formats
from contractkit.generate.matching import matching
from contractkit.generate.rules import Rules
from contractkit.reach.names import words

_UNIQUE = frozenset(
    ("name", "email", "mail", "title", "slug", "code", "sku", "username", "login", "user", "key", "handle", "nickname")
) | {"identifier", "label", "number"}
_ASCII = "contractkit"
HUGE = 1_000_000  # characters; nobody sends longer ones, whatever the contract says
_BY_NAME = {  # last word of the name -> a format whose texts will do
    "email": "email",
    "mail": "email",
    "phone": "phone",
    "mobile": "phone",
    "telephone": "phone",
    "url": "uri",
    "uri": "uri",
    "link": "uri",
    "website": "uri",
    "webhook": "uri",
    "callback": "uri",
    "country": "country",
    "currency": "currency",
    "language": "language",
    "locale": "locale",
    "date": "date",
    "birthday": "date",
    "timestamp": "date-time",
    "uuid": "uuid",
    "guid": "uuid",
    "ip": "ipv4",
    "host": "hostname",
    "hostname": "hostname",
    "password": "password",
}


def looks_unique(name: str, format_: object) -> bool:
    """Whether two resources with the same text here are likely to be in each other's way."""
    if format_ in ("uuid", "guid", "email", "idn-email"):
        return True
    if format_ is not None:
        return False
    parts = words(name)
    return bool(parts) and parts[-1] in _UNIQUE


def plausible(rules: Rules, name: str, marker: str, turn: int) -> Iterator[str]:
    """Texts in order of how likely a service takes them; not all of them keep the rules. `turn` asks for others."""
    asked = rules.words.get("format")
    least, most = bounds(rules)
    marked = marker if turn == 0 else f"{marker}-{turn}"
    if isinstance(asked, str):
        found = formats.valid(asked, marked)
        yield from found[turn % len(found) :] if found else ()
        yield from (stretched(asked, marked, least),) if least > 12 else ()
    for pattern in (part.schema.get("pattern") for part in rules.parts):
        if isinstance(pattern, str):
            yield from _matching(pattern, name, least, most, turn)
    guessed = _BY_NAME.get(words(name)[-1]) if words(name) else None
    if guessed is not None and asked is None:
        yield from formats.valid(guessed, marked)
    yield fitted(_worded(name, marked, unique=looks_unique(name, asked), turn=turn), least, most)
    yield fitted(marker if turn == 0 else f"{turn}{marker}", least, most)


def fitted(text: str, least: int, most: int | None) -> str:
    """Cut or lengthened to the bounds; the beginning stays."""
    if most is not None and len(text) > most:
        return text[:most] if most >= 8 else text[len(text) - most :]
    missing = min(least, HUGE) - len(text)  # a shorter text than wanted is no valid one, and is told as such
    return text + (_ASCII * (missing // len(_ASCII) + 1))[:missing] if missing > 0 else text


def letters(length: int, *, letter: str = "a") -> str:
    return letter * length


def bounds(rules: Rules) -> tuple[int, int | None]:
    least, most = rules.words.get("minLength", 0), rules.words.get("maxLength")
    return int(least), None if most is None else int(most)


def _matching(pattern: str, name: str, least: int, most: int | None, turn: int) -> Iterator[str]:
    wanted = max(least, min(4, most if most is not None else 4))
    yield from matching(pattern, least=wanted, most=most, turn=turn)
    yield from matching(pattern, least=least, most=most, turn=turn)
    if turn:
        yield from matching(pattern, least=least + turn, most=most)
    for spread in (1, 30, 60):
        yield from matching(pattern, least=least, most=most, turn=turn + spread)


def stretched(format_: str, marker: str, least: int) -> str:
    """A long text of a format that may be long."""
    match format_:
        case "email" | "idn-email":
            fill = least - len(f"{marker}@.example.com")
            return f"{marker}@{'.'.join('a' * min(60, max(1, n)) for n in _pieces(fill))}.example.com"
        case "password":
            return fitted(f"Passw0rd-{marker}", least, None)
    return fitted(f"https://example.com/{marker}/", least, None)


def _pieces(length: int) -> Iterator[int]:
    length = min(length, HUGE)
    while length > 60:
        yield 60
        length -= 61
    yield max(1, length)


def _worded(name: str, marker: str, *, unique: bool, turn: int) -> str:
    """`name-ck1a2b3c` for what must be unique; else the name itself reads best."""
    plain = "-".join(words(name)) or "text"
    if unique:
        return f"{marker}-{plain}"
    return plain if turn == 0 else f"{plain}-{turn}"

"""The name of a format in, texts that have it and texts that only nearly do out. Pure.

`{}` stands for a marker that makes a value unique.
"""

from hashlib import sha256
from uuid import UUID

_LONG = "https://example.com/a/b?c=1"

VALID: dict[str, tuple[str, ...]] = {
    "email": ("{}@example.com", "first.last+{}@mail.example.org"),
    "idn-email": ("{}@example.com", "first.last@mail.example.org"),
    "date": ("2024-05-17", "2024-02-29"),
    "date-time": ("2024-05-17T09:30:00Z", "2024-02-29T23:59:59.123+02:00"),
    "time": ("09:30:00Z", "23:59:59+02:00"),
    "duration": ("P1D", "PT1H30M"),
    "uri": ("https://example.com/{}", _LONG),
    "url": ("https://example.com/{}", _LONG),
    "iri": ("https://example.com/{}", _LONG),
    "uri-reference": ("/a/{}", _LONG),
    "iri-reference": ("/a/{}", _LONG),
    "uri-template": ("/a/{id}", "https://example.com/{?q}"),
    "hostname": ("{}.example.com", "www.example.com"),
    "idn-hostname": ("{}.example.com", "www.example.com"),
    "ipv4": ("192.0.2.10", "203.0.113.255"),
    "ipv6": ("2001:db8::10", "2001:db8:0:0:1:0:0:1"),
    "byte": ("Y29udHJhY3RraXQ=", "AAECAw=="),
    "json-pointer": ("/a/b", "/a~1b/0"),
    "relative-json-pointer": ("1/a", "0"),
    "regex": ("^[a-z]+$", "a|b"),
    "password": ("Passw0rd-{}", "c0rrect Horse!"),
    "char": ("a", "b"),
    "decimal": ("10.00", "0.5"),
    "int64": ("10", "42"),
    "country": ("DE", "FR"),
    "language": ("en", "de"),
    "locale": ("en-GB", "de-DE"),
    "currency": ("EUR", "USD"),
    "phone": ("+493012345678", "+14155550123"),
}

WRONG: dict[str, tuple[str, ...]] = {
    "email": ("contractkit.example.com", "contractkit at example.com"),
    "idn-email": ("contractkit.example.com", "contractkit at example.com"),
    "uuid": ("3fa85f64-5717-4562-b3fc-2c963f66afa", "3fa85f64-5717-4562-b3fc-2c963f66afzz"),
    "date": ("2024-02-30", "17.05.2024"),
    "date-time": ("2024-02-30T09:30:00Z", "2024-05-17"),
    "time": ("25:00:00Z", "9 o'clock"),
    "duration": ("1 day", "P"),
    "uri": ("not a uri", "//[example"),
    "iri": ("not an iri",),
    "uri-reference": ("http://exa mple.com/%zz", "\\\\a\\b"),
    "iri-reference": ("http://exa mple.com/%zz",),
    "hostname": ("-example-.com", "exa mple.com"),
    "idn-hostname": ("-example-.com",),
    "ipv4": ("192.0.2.256", "192.0.2"),
    "ipv6": ("2001:db8:::10", "192.0.2.10"),
    "byte": ("not base64!", "%%%="),
    "json-pointer": ("a/b", "/a~2b"),
    "regex": ("([a-z]+", "*"),
}


def valid(name: str, marker: str) -> tuple[str, ...]:
    """Texts of a format, most ordinary first; none for a format that is not known here."""
    if name in ("uuid", "guid"):
        return uuid(marker), uuid(f"{marker} other")
    listed = VALID.get(name, ())
    return tuple(one.replace("{}", marker) for one in listed)


def wrong(name: str) -> tuple[str, ...]:
    return WRONG.get(name, ())


def judged(name: str) -> bool:
    """Whether validators hold texts against this format."""
    return name in WRONG


def uuid(marker: str) -> str:
    """A version 4 UUID, the same for the same marker."""
    return str(UUID(hex=sha256(marker.encode()).hexdigest()[:32], version=4))

"""A text and the name of a format in, whether it is of that format out. Pure."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from ipaddress import AddressValueError, IPv6Address

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?([Zz]|[+-]([0-9]{2}):([0-9]{2}))")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_LABEL = re.compile(r"(?!-)[^\s@.,;:<>()\[\]\\\"]{1,63}(?<!-)")
_ATOM = re.compile(r"[^\s@.,;:<>()\[\]\\\"]+(\.[^\s@.,;:<>()\[\]\\\"]+)*")
_QUOTED = re.compile(r'"([^"\\\x00-\x1f]|\\[\x20-\x7e])*"')

_PCT = r"%[0-9A-Fa-f]{2}"
_CHAR = rf"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|{_PCT})"
_REG_NAME = rf"(?:[A-Za-z0-9\-._~!$&'()*+,;=]|{_PCT})*"
_URI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.\-]*:"
    rf"(?://(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|{_PCT})*@)?(?:\[(?P<ip>[0-9A-Fa-f:.]+)\]|{_REG_NAME})(?::[0-9]*)?(?:/{_CHAR}*)*"
    rf"|/(?:{_CHAR}+(?:/{_CHAR}*)*)?|{_CHAR}+(?:/{_CHAR}*)*|)"
    rf"(?:\?(?:{_CHAR}|[/?])*)?(?:#(?:{_CHAR}|[/?])*)?"
)


def is_date(text: str) -> bool:
    """RFC 3339 full-date."""
    found = _DATE.fullmatch(text)
    if found is None:
        return False
    year, month, day = (int(part) for part in found.groups())
    return 1 <= month <= 12 and 1 <= day <= monthrange(year or 4, month)[1]


def is_date_time(text: str) -> bool:
    """RFC 3339 date-time; a leap second is one only at the end of a UTC day."""
    found = _TIME.fullmatch(text[11:])
    if found is None or text[10:11] not in ("T", "t") or not is_date(text[:10]):
        return False
    hour, minute, second = (int(part) for part in found.groups()[:3])
    if hour > 23 or minute > 59 or second > 60 or int(found[6] or 0) > 23 or int(found[7] or 0) > 59:
        return False
    return second < 60 or (hour * 60 + minute - _ahead(found)) % 1440 == 1439


def instant(text: str) -> float:
    """A valid date-time as seconds, for comparing; also in the year 0, which Python's calendar lacks."""
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
    days = date(year or 4, month, day).toordinal() - (0 if year else 1461)
    found = _TIME.fullmatch(text[11:])
    if found is None:
        raise ValueError(f"{text!r} is no date-time")
    hour, minute, second, fraction = int(found[1]), int(found[2]), int(found[3]), float(found[4] or 0)
    return days * 86_400 + hour * 3600 + (minute - _ahead(found)) * 60 + second + fraction


def _ahead(found: re.Match[str]) -> int:
    """Minutes ahead of UTC."""
    minutes = int(found[6] or 0) * 60 + int(found[7] or 0)
    return -minutes if found[5].startswith("-") else minutes


def is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """RFC 5321 mailbox, with the letters of all languages."""
    local, at, domain = text.rpartition("@")
    if not at or not (_ATOM.fullmatch(local) or _QUOTED.fullmatch(local)):
        return False
    if domain.startswith("[") and domain.endswith("]"):
        return len(domain) > 2
    return all(_LABEL.fullmatch(label) for label in domain.split("."))


def is_uri(text: str) -> bool:
    """RFC 3986 URI: absolute, ASCII, escapes whole."""
    found = _URI.fullmatch(text)
    return found is not None and (found["ip"] is None or _is_ipv6(found["ip"]))


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


FORMATS: dict[str, Callable[[str], bool]] = {
    "date": is_date,
    "date-time": is_date_time,
    "uuid": is_uuid,
    "email": is_email,
    "uri": is_uri,
}

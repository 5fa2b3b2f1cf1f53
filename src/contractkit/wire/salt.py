"""A marker in, values made unique with it out: same length, same form, deterministic. Pure."""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

_MARKER = re.compile(r"ck[0-9a-f]{6}", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_HEX = re.compile(r"(?=.*[0-9])(?=.*[a-f])[0-9a-f]+")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d")
_VARIED = 6  # characters that are varied in a text without a marker


@dataclass(slots=True)
class Salt:
    """One sending's marker. Different old markers stay different, so that lists of unique items stay unique."""

    marker: str
    _known: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not _MARKER.fullmatch(self.marker):
            self.marker = "ck" + _digest(self.marker)[:6]

    def anew(self, value: Any, place: str) -> Any:
        """Another value of the same form; what has no form to vary (null, booleans, dates) is kept."""
        if isinstance(value, bool):
            return value
        if isinstance(value, int):
            return self._number(value, place)
        if isinstance(value, str):
            return self._text(value, place)
        if isinstance(value, list):
            return [self.anew(item, f"{place}/{index}") for index, item in enumerate(value)]
        return value

    def _text(self, text: str, place: str) -> str:
        if _MARKER.search(text):
            return _MARKER.sub(lambda found: self._next(found.group()), text)
        if _UUID.search(text):
            return _UUID.sub(lambda found: self._uuid(found.group()), text)
        return text if _DATE.search(text) else self._varied(text, place)

    def _next(self, old: str) -> str:
        key = old.lower()
        if key not in self._known:
            self._known[key] = self.marker if not self._known else "ck" + _digest(self.marker + key)[:6]
        return self._known[key].upper() if old.isupper() else self._known[key].lower()

    def _uuid(self, old: str) -> str:
        made = str(UUID(hex=_digest(f"{self.marker} {old.lower()}")[:32], version=4))
        return made.upper() if old.isupper() else made

    def _number(self, old: int, place: str) -> int:
        """As many digits and the same first one: most likely within the same bounds."""
        digits = str(abs(old))
        drawn = str(int(_digest(f"{self.marker} {place} {old}"), 16))
        varied = digits[0] + drawn[1 : len(digits)] if len(digits) > 1 else digits
        return -int(varied) if old < 0 else int(varied)

    def _varied(self, text: str, place: str) -> str:
        """The last letters and digits, each by one of its kind; of an e-mail address only the local part."""
        local, at, domain = text.partition("@")
        drawn = bytes.fromhex(_digest(f"{self.marker} {place} {text}"))
        made = list(local)
        hexadecimal = _HEX.fullmatch(local) is not None
        spots = [i for i, character in enumerate(made) if character.isascii() and character.isalnum()][-_VARIED:]
        for spot, byte in zip(spots, drawn, strict=False):
            made[spot] = f"{byte % 16:x}" if hexadecimal else _of_its_kind(made[spot], byte)
        return "".join(made) + at + domain


def _of_its_kind(old: str, byte: int) -> str:
    if old.isdigit():
        return str(byte % 10)
    return chr(ord("A" if old.isupper() else "a") + byte % 26)


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

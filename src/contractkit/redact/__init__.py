"""Secrets by value and names of secret places in, a Redactor out; everything written passes through it. Pure.

By value: a configured secret becomes `$NAME`, also where it is base64-, URL-, JSON-, HTML- or shell-encoded.
By name: what stands in an Authorization header, a `password` member and their like becomes `[redacted]`.
Redact first and shorten afterwards: half a secret is found by nobody.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from contractkit.errors import UsageError
from contractkit.redact.named import MASK, NamedPlaces
from contractkit.redact.spellings import needles, spellings

SHORTEST: Final = 4  # characters; anything shorter stands in every second number and word
REMEMBERED: Final = 1_000  # headers that were redacted once
SCHEME = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]* )?\s*")


class Redactor:
    """Refuses secrets of fewer than 4 characters with UsageError: they cannot be hidden without hiding all else."""

    def __init__(self, secrets: Mapping[str, str], names: Iterable[str] = ()) -> None:
        self._secrets = dict(secrets)
        self._places = NamedPlaces(names, keep=self._is_mark)
        self._read(self._secrets)

    def learn(self, name: str, secret: str) -> None:
        """One more secret, which was not known at first; what the name stood for before stays one."""
        number = sum(known == name or known.startswith(f"{name}_") for known in self._secrets)
        if secret not in self._secrets.values():
            self._secrets[f"{name}_{number}" if number else name] = secret
            self._read(self._secrets)

    def _read(self, secrets: Mapping[str, str]) -> None:
        values: dict[str, str] = {}
        for name, secret in sorted(secrets.items()):
            if secret.strip():
                values.setdefault(_long_enough(name, secret.strip()), f"${name}")
        ordered = sorted(values, key=lambda value: (-len(value), value))
        self._marks = tuple(values[value] for value in ordered)
        self._pattern = re.compile("|".join(f"({spellings(value)})" for value in ordered) or r"(?!)")
        found = [needles(value) for value in ordered]
        self._needles = None if None in found else tuple({n for some in found if some for n in some})
        self._headers: dict[tuple[str, str], tuple[str, str]] = {}  # most answers carry the same ones

    def hides(self, name: str) -> bool:
        """Whether what stands under this name is a secret, whatever it is."""
        return self._places.secret(name)

    def text(self, text: str) -> str:
        """Any text, by value."""
        if self._needles is not None and not any(needle in text for needle in self._needles):
            return text
        return self._pattern.sub(self._mark, text)

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """By value and by name; cookies keep their names, Set-Cookie its attributes."""
        return tuple(self._headers.get(header) or self._header(header) for header in headers)

    def _header(self, header: tuple[str, str]) -> tuple[str, str]:
        name, value = header
        clean = self.text(name), self._places.header(name, self.text(value))
        if len(self._headers) < REMEMBERED:
            self._headers[header] = clean
        return clean

    def url(self, url: str) -> str:
        """By value, and by name in the query; a password before the host goes."""
        return self._places.url(self.text(url))

    def body(self, text: str) -> str:
        """By value, and by name in JSON (whole, cut or in pieces), form and multipart bodies."""
        return self._places.body(self.text(text))

    def values(self, value: Any) -> Any:
        """JSON values, by value alone: what was generated stays as it was sent, whatever its name."""
        match value:
            case str():
                return self.text(value)
            case Mapping():
                return {self._key(name): self.values(one) for name, one in value.items()}
            case list() | tuple():
                return [self.values(one) for one in value]
            case _:
                return value

    def json(self, value: Any) -> Any:
        """JSON values, by value (in member names too) and by name."""
        match value:
            case str():
                return self.text(value)
            case bool() | None:
                return value
            case int() | float():
                shown = repr(value)
                return value if (hidden := self.text(shown)) == shown else hidden
            case Mapping():
                return {self._key(name): self._member(name, one) for name, one in value.items()}
            case _:
                return [self.json(one) for one in value]

    def _key(self, name: Any) -> Any:
        return self.text(name) if isinstance(name, str) else name

    def _member(self, name: Any, value: Any) -> Any:
        clean = self.json(value)
        if value is None or isinstance(value, bool) or not self._places.secret(str(name)):
            return clean
        return clean if isinstance(clean, str) and self._is_mark(clean) else MASK

    def _mark(self, found: "re.Match[str]") -> str:
        assert found.lastindex is not None
        return self._marks[found.lastindex - 1]

    def _is_mark(self, text: str) -> bool:
        """Whether nothing but `$NAME`, perhaps after a scheme (`Bearer `), is left to see."""
        return any(text.endswith(mark) and SCHEME.fullmatch(text.removesuffix(mark)) for mark in self._marks)


def _long_enough(name: str, secret: str) -> str:
    if len(secret) < SHORTEST:
        raise UsageError(
            f"the secret {name} has fewer than {SHORTEST} characters and cannot be hidden in what is written; "
            "use a longer one, or do not send it as a credential"
        )
    return secret

"""A secret in, one pattern out for all the ways it may be written: plain, JSON, URL, HTML, shell, base64. Pure."""

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache

BASE64 = "[A-Za-z0-9+/_-]"
_HTML = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}
_SHORT = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f", '"': '"', "'": "'"}


def spellings(secret: str) -> str:
    """A regular expression without capturing groups; any mixture of encodings within one writing is covered."""
    plain = [secret]
    if not secret.isascii():
        plain.append(secret.encode("utf-8", "surrogatepass").decode("latin-1"))  # as it looks in a header
    written = ["".join(map(_character, text)) for text in plain]
    return "|".join(dict.fromkeys([*written, *(_base64_pattern(*core) for core in _cores(secret))]))


def needles(secret: str) -> tuple[str, ...] | None:
    """Texts of which one stands in every text that holds the secret; None when no encoding leaves a part alone."""
    runs = [_longest_run(secret), *(_longest_run(core) for core, _, _ in _cores(secret))]
    return tuple(dict.fromkeys(runs)) if all(runs) else None


def _longest_run(text: str) -> str:
    return max(re.findall("[A-Za-z0-9]+", text), key=len, default="")


@lru_cache(maxsize=256)
def _character(char: str) -> str:
    if char.isascii() and char.isalnum():
        return char  # no encoder touches these
    forms = [r"\\+" if char == "\\" else rf"\\*{re.escape(char)}", *_percent(char), *_escaped(char), *_html(char)]
    if char == " ":
        forms.append(r"\+")
    if char == "'":
        forms += [re.escape(r"'\''"), re.escape("""'"'"'""")]  # how a shell wants it within quotes
    return f"(?:{'|'.join(dict.fromkeys(reversed(forms)))})"


def _percent(char: str) -> Iterator[str]:
    encodings = ["utf-8"] if char.isascii() or ord(char) > 0xFF else ["utf-8", "latin-1"]
    for encoding in encodings:
        # `%25` again and again: a URL within a URL
        yield "".join(f"%(?:25)*{_hex(byte, 2)}" for byte in char.encode(encoding, "surrogatepass"))


def _escaped(char: str) -> Iterator[str]:
    units = char.encode("utf-16-be", "surrogatepass")
    pairs = [units[i] << 8 | units[i + 1] for i in range(0, len(units), 2)]
    yield "".join(rf"\\+u{_hex(unit, 4)}" for unit in pairs)
    if ord(char) > 0xFFFF:
        yield rf"\\+U{_hex(ord(char), 8)}"
    if ord(char) <= 0xFF:
        yield rf"\\+x{_hex(ord(char), 2)}"
    if char in _SHORT:
        yield rf"\\+{_SHORT[char]}"


def _html(char: str) -> Iterator[str]:
    yield f"&#0*{ord(char)};"
    yield f"&#[xX]0*{_hex(ord(char), 1)};"
    if char in _HTML:
        yield f"&{_HTML[char]};"


def _hex(number: int, width: int) -> str:
    return "".join(f"[{d.lower()}{d}]" if d.isalpha() else d for d in f"{number:0{width}X}")


def _cores(secret: str) -> Iterator[tuple[str, bool, bool]]:
    """The base64 characters that hold nothing but the secret, for each of its three positions in a triple of bytes.

    With each: whether the character before and the one after hold some of its bits.
    """
    found = {secret.encode("utf-8", "surrogatepass")}
    if all(ord(char) <= 0xFF for char in secret):
        found.add(secret.encode("latin-1"))
    for data in sorted(found):
        for before in range(3):
            text = b64encode(bytes(before) + data + bytes(3)).decode("ascii")
            first, last = -(-8 * before // 6), 8 * (before + len(data)) // 6
            yield text[first:last], before != 0, 8 * (before + len(data)) % 6 != 0


def _base64_pattern(core: str, before: bool, after: bool) -> str:
    forms = {"+": r"(?:[+-]|%2[Bb])", "/": r"(?:\\*/|_|%2[Ff])"}
    inside = "".join(forms.get(char, char) for char in core)
    return f"{BASE64 + '?' if before else ''}{inside}{BASE64 + '?' if after else ''}(?:=|%3[Dd]){{0,2}}"

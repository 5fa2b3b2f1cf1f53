"""Text in; what of the inside of a service it shows, out. The patterns are data, in data/leaks.json. Pure."""

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice
from typing import Any, Final

from contractkit.redact.named import MASK

LONGEST: Final = 200_000  # characters of a text that are looked at
SHOWN: Final = 120  # characters of a leak that people see
_TRIED = 200  # places of one pattern in one text that may be echoes of the request
_BEFORE = 80  # characters before a match that can excuse it
_NEAR = 3_000  # characters around a match in which an exception may be named
_FREQUENT = 'wvkgybpf/.mdculhrsnoita,:" e'  # characters of ordinary answers, the most frequent last
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_LAYERS = {"inner": 0, "trace": 1, "page": 2}
_SHORT = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_CLASS = re.compile(r"(?<!\w)[A-Z]\w{0,80}(?:Exception|Error)(?!\w)")
_DELIMITERS = re.compile(r"[\s\\\"'`]+")


@dataclass(frozen=True, slots=True)
class Pattern:
    """`needles`: one of them is in every leak, in lower case where `flags` has i. `unless_after`: what excuses it.

    `layer`: a page holds traces and a trace what is inner, which is not told again beside what holds it.
    """

    rule: str
    stack: str
    pattern: str
    needles: tuple[str, ...]
    flags: str = ""
    unless_after: str | None = None
    layer: str | None = None


@dataclass(frozen=True, slots=True)
class Leak:
    """`told`: a short excerpt for people, secrets masked. `source`: the exception class or file it names, if any."""

    rule: str
    told: str
    source: str | None = None


def leaks(text: str, *, repeats: Callable[[str], bool] = lambda found: False) -> tuple[Leak, ...]:
    """At most one of each rule. `repeats` says what the request itself sent, which is no leak."""
    text = text[:LONGEST]
    found: dict[str, tuple[Pattern, re.Match[str]]] = {}
    for pattern in _possible(text):
        if pattern.rule not in found and (match := _first(pattern, text, repeats)):
            found[pattern.rule] = pattern, match
    if not found:
        return ()
    _one_of_each_place(found)
    outer = max((_LAYERS[pattern.layer] for pattern, _ in found.values() if pattern.layer), default=0)
    return tuple(
        Leak(rule, excerpt(match), _source(match, text))
        for rule, (pattern, match) in found.items()
        if pattern.layer is None or _LAYERS[pattern.layer] == outer
    )


def _one_of_each_place(found: "dict[str, tuple[Pattern, re.Match[str]]]") -> None:
    """Of two that were found in the same words the longer one stays."""
    ranked = sorted(found, key=lambda rule: found[rule][1].start() - found[rule][1].end())
    kept: list[tuple[int, int]] = []
    for rule in ranked:
        start, end = found[rule][1].span()
        if found[rule][0].layer in (None, "inner") and any(start < e and s < end for s, e in kept):
            del found[rule]
        else:
            kept.append((start, end))


def readable(text: str) -> str:
    """The text as a person would read it: JSON and HTML escapes undone."""
    text = text[:LONGEST]
    if "\\" in text and text.lstrip()[:1] in ("{", "[", '"'):
        whole = "\\ud" not in text.lower()
        text = _ESCAPE.sub(_unescaped, text)
        text = text if whole else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return html.unescape(text) if "&" in text else text


def squashed(text: str) -> str:
    """What is left of a text after quoting, escaping and wrapping, which an echo may change."""
    return _DELIMITERS.sub("", text).lower()


def excerpt(match: "re.Match[str]") -> str:
    """A match on one line and short, its secrets masked."""
    text = match[0]
    for secret in filter(None, (value for name, value in match.groupdict().items() if name.startswith("secret"))):
        text = text.replace(secret, MASK)
    line = "".join(char if char.isprintable() else "�" for char in " ".join(text.split()))
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


@cache
def patterns() -> tuple[Pattern, ...]:
    """All that are known, in the order of the file."""
    return tuple(_pattern(entry) for entry in entries())


def entries() -> list[dict[str, Any]]:
    """The file as it stands, examples and near misses included."""
    found: list[dict[str, Any]] = json.loads(files("contractkit").joinpath("data/leaks.json").read_text("utf-8"))
    return found


def _pattern(entry: Mapping[str, Any]) -> Pattern:
    return Pattern(
        rule=entry["rule"],
        stack=entry["stack"],
        pattern=entry["pattern"],
        needles=tuple(entry["needles"]),
        flags=entry.get("flags", ""),
        unless_after=entry.get("unless_after"),
        layer=entry.get("layer"),
    )


@cache
def _needles(folded: bool) -> tuple[tuple[str, tuple[tuple[str, tuple[int, ...]], ...]], ...]:
    """Each needle once, with the numbers of the patterns that want it, by its sign: the rarest of its characters."""
    wanted: dict[str, dict[str, tuple[int, ...]]] = {}
    for number, pattern in enumerate(patterns()):
        for needle in pattern.needles if ("i" in pattern.flags) is folded else ():
            found = wanted.setdefault(min(needle, key=_FREQUENT.find), {})
            found[needle] = (*found.get(needle, ()), number)
    return tuple((sign, tuple(found.items())) for sign, found in wanted.items())


@lru_cache(maxsize=32)
def _possible(text: str) -> tuple[Pattern, ...]:
    """A plain search for words is cheaper than that for patterns, which most texts cannot match."""
    numbers = {*_numbers(text, _needles(False)), *_numbers(text.lower(), _needles(True))}
    if not numbers:
        return ()
    return tuple(patterns()[number] for number in sorted(numbers))


def _numbers(text: str, needles: tuple[tuple[str, tuple[tuple[str, tuple[int, ...]], ...]], ...]) -> Iterator[int]:
    for sign, found in needles:
        if sign in text:
            for needle, numbers in found:
                if needle in text:
                    yield from numbers


def _first(pattern: Pattern, text: str, repeats: Callable[[str], bool]) -> "re.Match[str] | None":
    for match in islice(_compiled(pattern.pattern, pattern.flags).finditer(text), _TRIED):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if pattern.unless_after and _compiled(pattern.unless_after).search(before):
            continue
        if not repeats(_named(match, "told") or match[0]):
            return match
    return None


@cache
def _compiled(pattern: str, flags: str = "") -> "re.Pattern[str]":
    return re.compile(f"(?{flags}){pattern}" if flags else pattern)


def _named(match: "re.Match[str]", prefix: str) -> str | None:
    return next((value for name, value in match.groupdict().items() if value and name.startswith(prefix)), None)


def _source(match: "re.Match[str]", text: str) -> str | None:
    """The class that the match names, else the one nearest to it, else its file without its folders."""
    if kind := _named(match, "kind"):
        return re.split(r"[.\\]|::", kind)[-1]
    if file := _named(match, "file"):
        return re.split(r"[\\/]", file)[-1]
    start = max(0, match.start() - _NEAR)
    before = [found[0] for found in _CLASS.finditer(text, start, match.end())]
    after = _CLASS.search(text, match.end(), match.end() + _NEAR)
    return before[-1] if before else after[0] if after else None


def _unescaped(found: "re.Match[str]") -> str:
    return chr(int(found[1], 16)) if found[1] else _SHORT.get(found[2], found[2])

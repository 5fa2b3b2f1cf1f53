"""contracts/waivers.yaml in; waivers, exemptions, removals, assignments and every mistake with file:line out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from contractkit.errors import ContractKitError
from contractkit.model import Location, Waiver
from contractkit.model.contract import Locate
from contractkit.source import read

VERSION = 1
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "waivers": ("match", "reason", "owner", "expires"),
    "exemptions": ("match", "reason", "owner", "expires"),
    "removed": ("match", "reason"),
    "assigned": ("match", "assignee"),
}
OPTIONAL: Final[Mapping[str, tuple[str, ...]]] = {
    "waivers": ("ticket", "slice"),
    "exemptions": ("ticket", "slice"),
    "removed": (),
    "assigned": ("ticket", "due"),
}
DAYS = ("expires", "due")


@dataclass(frozen=True, slots=True)
class Removal:
    """`match`: an obligation, interaction or contract id that is promised no more, on purpose."""

    match: str
    reason: str
    location: Location


@dataclass(frozen=True, slots=True)
class Assignment:
    """Somebody works on it; suppresses nothing."""

    match: str
    assignee: str
    location: Location
    ticket: str | None = None
    due: str | None = None


@dataclass(frozen=True, slots=True)
class Waivers:
    """`problems`: sentences with file:line; any of them holds the verdict."""

    waivers: tuple[Waiver, ...] = ()
    exemptions: tuple[Waiver, ...] = ()
    removed: tuple[Removal, ...] = ()
    assigned: tuple[Assignment, ...] = ()
    problems: tuple[str, ...] = ()


EMPTY: Final = Waivers()


def read_waivers(path: Path, *, root: Path) -> Waivers:
    """What the file says; no file, no waivers. An entry with a mistake counts as a problem and waives nothing."""
    if not path.exists():
        return EMPTY
    try:
        source = read(path, root=root)
    except ContractKitError as unreadable:
        return Waivers(problems=(str(unreadable),))
    data = {"version": VERSION} if source.value is None else source.value
    problems = tuple(text for _, text in sorted(_problems(data, source.locate)))
    if not isinstance(data, Mapping):
        return Waivers(problems=problems)
    return Waivers(
        waivers=tuple(_waiver(e, where, exemption=False) for e, where in _sound(data, "waivers", source.locate)),
        exemptions=tuple(_waiver(e, where, exemption=True) for e, where in _sound(data, "exemptions", source.locate)),
        removed=tuple(Removal(e["match"], e["reason"], w) for e, w in _sound(data, "removed", source.locate)),
        assigned=tuple(
            Assignment(e["match"], e["assignee"], w, e.get("ticket"), e.get("due"))
            for e, w in _sound(data, "assigned", source.locate)
        ),
        problems=problems,
    )


def expired(waiver: Waiver, today: date) -> bool:
    """The day named is the last one on which it counts."""
    return date.fromisoformat(waiver.expires) < today


def _problems(data: Any, locate: Locate) -> Iterator[tuple[int, str]]:
    """(line, sentence) of everything that is wrong with the shape of the file."""
    if not isinstance(data, Mapping):
        yield _at(locate(""), f"a waivers file is a mapping: version: {VERSION}, waivers: [...], exemptions: [...]")
        return
    version = data.get("version")
    if version != VERSION or isinstance(version, bool):
        told = "is missing" if version is None else f"{version!r} is not known here"
        yield _at(locate("/version" if "version" in data else ""), f"'version' {told}; write version: {VERSION}")
    for key in data.keys() - {"version", *REQUIRED}:
        yield _at(locate(f"/{_escape(key)}", key=True), f"unknown key {key!r}; {_hint(key, ('version', *REQUIRED))}")
    for section in REQUIRED.keys() & data.keys():
        entries = data[section]
        if entries is not None and not isinstance(entries, list):
            yield _at(locate(f"/{section}", key=True), f"{section!r} must be a list of entries")
            continue
        for index, entry in enumerate(entries or ()):
            for key, text in _mistakes(entry, section):
                at = f"/{section}/{index}" + (f"/{_escape(key)}" if key is not None else "")
                yield _at(locate(at, key=key is not None), text)
        yield from _doubles(entries or [], section, locate)


def _mistakes(entry: Any, section: str) -> Iterator[tuple[str | None, str]]:
    """(key it lies at, sentence) of everything that is wrong with one entry."""
    required, known = REQUIRED[section], (*REQUIRED[section], *OPTIONAL[section])
    if not isinstance(entry, Mapping):
        yield None, f"an entry of {section!r} is a mapping with {', '.join(required)}"
        return
    for key in entry.keys() - set(known):
        yield key, f"unknown key {key!r}; {_hint(key, known)}"
    for key in required:
        if key not in entry:
            yield None, f"{key!r} is missing; an entry of {section!r} needs {', '.join(required)}"
    for key in set(known) & entry.keys():
        value = entry[key]
        if value is None and key not in required:
            continue
        if not isinstance(value, str) or not value.strip():
            yield key, f"{key!r} must be a text that is not empty, not {value!r}; put it in quotes"
        elif key in DAYS and not _is_day(value):
            yield key, f"{key!r} must be a day such as 2027-01-31, not {value!r}"


def _doubles(entries: list[Any], section: str, locate: Locate) -> Iterator[tuple[int, str]]:
    first: dict[str, int] = {}
    for index, entry in enumerate(entries):
        match = entry.get("match") if isinstance(entry, Mapping) else None
        if not isinstance(match, str):
            continue
        if match in first:
            other = locate(f"/{section}/{first[match]}").line
            yield _at(
                locate(f"/{section}/{index}"), f"{match!r} stands in {section!r} already (line {other}); keep one"
            )
        first.setdefault(match, index)


def _sound(data: Mapping[str, Any], section: str, locate: Locate) -> Iterator[tuple[Mapping[str, str], Location]]:
    entries = data.get(section)
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if not any(_mistakes(entry, section)):
            yield entry, locate(f"/{section}/{index}")


def _waiver(entry: Mapping[str, str], where: Location, *, exemption: bool) -> Waiver:
    named = (entry["match"], entry["reason"], entry["owner"], entry["expires"])
    return Waiver(*named, where, entry.get("ticket"), entry.get("slice"), exemption)


def _is_day(text: str) -> bool:
    if not DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _at(where: Location, text: str) -> tuple[int, str]:
    return where.line, f"{where}: {text}"


def _hint(key: Any, known: tuple[str, ...]) -> str:
    near = get_close_matches(str(key), known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(known)}"


def _escape(key: Any) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")

"""A place and a keyword of a scalar in, valid values on the edge of what it allows out. Pure."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from contractkit.generate import formats
from contractkit.generate.constraint import Option
from contractkit.generate.equal import distinct
from contractkit.generate.holds import fits
from contractkit.generate.matching import matching, of_length
from contractkit.generate.numbers import Range, ordinary, plain, range_of
from contractkit.generate.rules import Pointers, Rules, rules
from contractkit.generate.texts import bounds, plausible, stretched
from contractkit.model import Schemas

_MARKER = "ck5a17ed"
_WIDE = "é\U0001f600"
_INTEGERS = {"int32": (2**31 - 1, -(2**31)), "int64": (2**53 - 1, 2**31)}

LONGEST = 20_000  # characters; more is a question of size, not of the contract


@lru_cache(maxsize=50_000)
def inside(schemas: Schemas, pointers: Pointers, keyword: str, json: bool) -> tuple[Option, ...]:
    """`json`: the place is written as JSON. The values keep the schemas of the place."""
    view = rules(schemas, pointers)
    return tuple(option for option in _options(view, keyword, json) if fits(schemas, pointers, option.value))


def _options(view: Rules, keyword: str, json: bool) -> Iterator[Option]:
    words = view.words
    match keyword:
        case "type":
            yield from _types(view)
        case "null" if json:
            yield Option(None, "null, which is allowed")
        case "enum":
            yield from (Option(one, f"the listed value {one!r}") for one in distinct(words["enum"]) if one is not None)
        case "const":
            yield Option(words["const"], "the only value allowed")
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            yield from _ends(view, keyword)
        case "multipleOf":
            range_ = range_of(view)
            found = (range_.clamped(range_.step), range_.middle)
            yield from (Option(one, f"a multiple of {words[keyword]}") for one in distinct(map(plain, found)))
        case "minLength" | "maxLength":
            yield from _lengths(view, int(words[keyword]))
        case "pattern":
            least, most = bounds(view)
            made = distinct([*matching(words["pattern"], least=least, most=most)][:2])
            yield from (Option(one, f"a text like {words['pattern']}") for one in made)
        case "format":
            yield from _formatted(view)


def _types(view: Rules) -> Iterator[Option]:
    """Where several types are allowed, one value of each."""
    kinds = [kind for kind in view.types if kind != "null"]
    if len(kinds) < 2 or "type" not in {word for part in view.parts for word in part.schema}:
        return
    for kind in kinds:
        yield from (Option(value, f"a value of type {kind}") for value in _of_kind(view, kind))


def _of_kind(view: Rules, kind: str) -> Iterator[Any]:
    match kind:
        case "object":
            yield {}
        case "array":
            yield []
        case "string":
            yield next(plausible(view, "text", _MARKER, 0))
        case "boolean":
            yield True
        case _:
            yield next(ordinary(view, 0))


def _ends(view: Rules, keyword: str) -> Iterator[Option]:
    range_ = range_of(view)
    if not decides(view, range_, keyword):
        return
    found = range_.first if keyword.lower().endswith("minimum") else range_.last
    if found is not None:
        how = "just inside" if keyword.startswith("exclusive") else "exactly"
        yield Option(plain(found), f"{how} the {keyword} {view.words[keyword]}")


def decides(view: Rules, range_: Range, keyword: str) -> bool:
    """Whether this bound is the one that is met first."""
    if keyword.lower().endswith("minimum"):
        return range_.open_low == keyword.startswith("exclusive")
    return range_.open_high == keyword.startswith("exclusive")


def _lengths(view: Rules, length: int) -> Iterator[Option]:
    if length > LONGEST:
        return
    note = f"exactly {counted(length)}"
    for value in of_exactly(view, length):
        yield Option(value, note if value.isascii() else f"{note}, not all ASCII")


def counted(length: int) -> str:
    return f"{length} character" if length == 1 else f"{length} characters"


def of_exactly(view: Rules, length: int) -> Iterator[str]:
    """Texts of this length; with a pattern or format as far as they have one of that length."""
    pattern, format_ = view.words.get("pattern"), view.words.get("format")
    if isinstance(pattern, str):
        found = of_length(pattern, length)
        yield from () if found is None else (found,)
    elif isinstance(format_, str) and formats.valid(format_, _MARKER):
        yield from (text for text in (stretched(format_, _MARKER, length),) if len(text) == length)
    else:
        yield (_MARKER + "a" * length)[:length] if length >= len(_MARKER) else "a" * length
        if length:
            yield ((_MARKER if length > 10 else "") + _WIDE * length)[:length]


def _formatted(view: Rules) -> Iterator[Option]:
    name = str(view.words["format"])
    if "enum" in view.words or "const" in view.words:
        return
    if name in _INTEGERS and not view.allows("string"):
        yield from (Option(number, f"{number}, within {name}") for number in _INTEGERS[name])
    elif formats.judged(name):
        yield from (Option(text, f"{text!r}, of format {name}") for text in formats.valid(name, _MARKER)[:2])

"""A place and a keyword of a scalar in, values that break this keyword and no other out. Pure."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Any

from contractkit.generate import formats
from contractkit.generate.constraint import Option
from contractkit.generate.equal import key_of
from contractkit.generate.holds import alone, fits
from contractkit.generate.inside import LONGEST, counted, decides, of_exactly
from contractkit.generate.matching import matching, miscounted, missing
from contractkit.generate.numbers import is_number, ordinary, plain, range_of
from contractkit.generate.rules import Pointers, Rules, rules
from contractkit.generate.texts import bounds
from contractkit.model import Schemas

_WORD = "contractkit"
_COUNTS = 4  # cases for the counted parts of one pattern
_OBJECT = {"contractkit": True}
_FOREIGN: dict[str, tuple[Any, ...]] = {  # values that no lenient reader takes for the type
    "string": (_OBJECT,),
    "integer": (_WORD, _OBJECT),
    "number": (_WORD, _OBJECT),
    "boolean": (_WORD, _OBJECT),
    "array": (_OBJECT,),
    "object": ([_WORD], _WORD),
    "null": (_WORD,),
}


@lru_cache(maxsize=50_000)
def outside(schemas: Schemas, pointers: Pointers, keyword: str, json: bool) -> tuple[Option, ...]:
    """`json`: the place is written as JSON; else all values are texts."""
    view = rules(schemas, pointers)
    found: dict[str, Option] = {}
    for option in _options(view, keyword, json):
        if alone(schemas, view, keyword, option.value) and not fits(schemas, pointers, option.value):
            found.setdefault(option.note, option)
    return tuple(found.values())


def _options(view: Rules, keyword: str, json: bool) -> Iterator[Option]:
    words = view.words
    match keyword:
        case "type":
            yield from _types(view) if json else _texts(view)
        case "enum":
            yield from _neighbours(view, [one for one in words["enum"] if one is not None])
        case "const":
            yield from _neighbours(view, [words["const"]])
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            yield from _beyond(view, keyword)
        case "multipleOf":
            yield from _between(view)
        case "minLength" | "maxLength":
            yield from _lengths(view, keyword)
        case "pattern":
            yield from _mismatching(view)
        case "format":
            yield from _misformed(view)


def _types(view: Rules) -> Iterator[Option]:
    kinds = [kind for kind in view.types if kind != "null"] or list(view.types)
    shared = [value for value in _FOREIGN.get(kinds[0], ()) if all(_foreign(kind, value) for kind in kinds)]
    yield from (Option(value, f"{_told(value)} where {_listed(kinds)} is asked") for value in shared)
    if "null" not in view.types:
        yield Option(None, f"null where {_listed(kinds)} is asked")
    for value in _coercible(view, kinds):
        yield Option(value, f"{value!r} where {_listed(kinds)} is asked", "coercion")


def _foreign(kind: str, value: Any) -> bool:
    return any(key_of(value) == key_of(one) for one in _FOREIGN[kind]) or (kind == "object" and value == _WORD)


def _coercible(view: Rules, kinds: list[str]) -> Iterator[Any]:
    """What lenient readers take for the type."""
    match kinds:
        case ["integer"]:
            number = next(ordinary(view, 0))
            yield from (str(number), number + 0.5, True)
        case ["number"]:
            yield from (str(next(ordinary(view, 0))), True)
        case ["boolean"]:
            yield from ("true", "yes", 1)
        case ["string"]:
            least = max(1, bounds(view)[0])
            yield from (int("5" * min(least, 15)), True)


def _texts(view: Rules) -> Iterator[Option]:
    """On the wire everything is a text: only numbers and booleans can be told from others."""
    kinds = [kind for kind in view.types if kind != "null"]
    if not kinds or not set(kinds) <= {"integer", "number", "boolean"}:
        return
    yield Option(_WORD, f"a word where {_listed(kinds)} is asked")
    lenient = {"integer": ("1.0", "1.5"), "number": ("1,5",), "boolean": ("yes", "1")}
    if len(kinds) == 1:
        yield from (Option(text, f"{text!r} where {_listed(kinds)} is asked", "coercion") for text in lenient[kinds[0]])


def _neighbours(view: Rules, listed: list[Any]) -> Iterator[Option]:
    """One value of the same type that is not listed."""
    note = "a value that is not listed"
    for kind, last in {type(one).__name__: one for one in listed}.items():
        match kind:
            case "str":
                texts = (last + last[-1:], last[:-1], f"{last}-{_WORD}", _WORD)
                known = {key_of(one) for one in listed}
                yield from (Option(text, note) for text in [t for t in texts if t and key_of(t) not in known][:1])
            case "int" | "float":
                numbers = [one for one in listed if is_number(one)]
                yield Option(max(numbers) + 1, note)
            case "bool":
                yield Option(not last, note)


def _beyond(view: Rules, keyword: str) -> Iterator[Option]:
    range_, limit = range_of(view), view.words[keyword]
    if not decides(view, range_, keyword):
        return
    low = keyword.lower().endswith("minimum")
    end = range_.first if low else range_.last
    if end is None:
        return
    value = end - range_.step if low else end + range_.step
    yield Option(plain(value), f"just beyond the {keyword} {limit}")


def _between(view: Rules) -> Iterator[Option]:
    range_, limit = range_of(view), view.words["multipleOf"]
    part = Decimal(1) if range_.whole else range_.step / 2
    for start in (range_.middle, range_.clamped(range_.step), range_.clamped(Decimal(0))):
        yield from (Option(plain(value), f"no multiple of {limit}") for value in (start + part, start - part))


def _lengths(view: Rules, keyword: str) -> Iterator[Option]:
    limit = int(view.words[keyword])
    length = limit - 1 if keyword == "minLength" else limit + 1
    if 0 <= length <= LONGEST:
        note = f"{counted(length)}, {keyword} is {limit}"
        yield from (Option(text, note) for text in [*of_exactly(view, length)][:1])


def _mismatching(view: Rules) -> Iterator[Option]:
    pattern = view.words["pattern"]
    least, most = bounds(view)
    shorter = None if most is None else max(least, most - 1)
    starts = [*matching(pattern, least=least, most=shorter)][:2] + [*matching(pattern, least=least, most=most)][:1]
    for start in starts:
        yield from (Option(text, f"not like {pattern}: {how}") for text, how in missing(pattern, start))
    for text, how in islice(miscounted(pattern, most=LONGEST), _COUNTS):
        yield Option(text, f"not like {pattern}: {how}")


def _misformed(view: Rules) -> Iterator[Option]:
    name = str(view.words["format"])
    if name in ("int32", "int64"):
        beyond = 2**31 if name == "int32" else 2**63
        yield from (Option(one, f"{one}, beyond {name}", "format") for one in (beyond, -beyond - 1))
    yield from (Option(text, f"{text!r} is no {name}", "format") for text in formats.wrong(name))


def _told(value: Any) -> str:
    for kind, said in ((dict, "an object"), (list, "a list"), (str, "a word")):
        if isinstance(value, kind):
            return said
    return repr(value)


def _listed(kinds: list[str]) -> str:
    return " or ".join(kinds)

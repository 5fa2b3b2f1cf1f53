"""An ECMA-262 pattern in, its tree out: what a generator needs of it. Pure.

Look-arounds, back-references and word boundaries are read over; who makes texts checks them against the pattern.
"""

from dataclasses import dataclass
from functools import lru_cache
from string import ascii_letters, digits, punctuation

_SPACE, _WORD = " \t\n", ascii_letters + digits + "_"
PRINTABLE = ascii_letters + digits + " " + punctuation
MANY = 1_000_000  # no upper end
_CLASSES = {"d": digits, "w": _WORD, "s": _SPACE}
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_PROPERTIES = {"L": "aäß", "Lu": "AÄ", "Ll": "aä", "N": "1", "Nd": "1", "P": "-", "S": "+", "Z": " ", "Letter": "aä"}


@dataclass(frozen=True, slots=True)
class Letters:
    """One character out of several; likeliest first."""

    choice: str


@dataclass(frozen=True, slots=True)
class Row:
    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    branches: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Repeat:
    part: "Node"
    least: int
    most: int


Node = Letters | Row | Either | Repeat


class Unreadable(ValueError):
    """A pattern with syntax that is not understood here."""


@lru_cache(maxsize=4096)
def parsed(pattern: str) -> Node:
    """Raises Unreadable."""
    reader = _Reader(pattern)
    tree = reader.either()
    if reader.at < len(pattern):
        raise Unreadable(f"{pattern!r}: unexpected {pattern[reader.at]!r}")
    return tree


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0

    def either(self) -> Node:
        branches = [self.row()]
        while self.take("|"):
            branches.append(self.row())
        return branches[0] if len(branches) == 1 else Either(tuple(branches))

    def row(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            part = self.atom()
            if part is not None:
                parts.append(self.repeated(part))
        return Row(tuple(parts))

    def atom(self) -> Node | None:
        letter = self.next()
        if letter in "^$":
            return None
        if letter == "(":
            return self.group()
        if letter == "[":
            return Letters(self.choice())
        if letter == ".":
            return Letters(PRINTABLE)
        return self.escaped() if letter == "\\" else Letters(letter)

    def group(self) -> Node | None:
        seen = True
        if self.take("?"):
            mark = self.next()
            if mark == "<" and self.peek() not in "=!":
                self.until(">")
            elif mark in "=!<":
                seen = False
                self.take("=")
                self.take("!")
            elif mark != ":":
                raise Unreadable(f"{self.pattern!r}: a group with {mark!r}")
        inside = self.either()
        if not self.take(")"):
            raise Unreadable(f"{self.pattern!r}: a group is not closed")
        return inside if seen else None

    def repeated(self, part: Node) -> Node:
        least, most = 1, 1
        mark = self.peek()
        if mark in ("*", "+", "?"):
            self.at += 1
            least, most = {"*": (0, MANY), "+": (1, MANY), "?": (0, 1)}[mark]
        elif mark == "{":
            end = self.pattern.find("}", self.at)
            low, comma, high = self.pattern[self.at + 1 : max(end, 0)].partition(",")
            if not low.isdigit():
                raise Unreadable(f"{self.pattern!r}: a brace that counts nothing")
            self.at = end + 1
            least, most = int(low), int(high) if high.isdigit() else MANY if comma else int(low)
        else:
            return part
        self.take("?")
        return Repeat(part, least, most)

    def escaped(self) -> Node | None:
        letter = self.next()
        if letter in "bB" or (letter.isdigit() and letter != "0"):
            return None
        if letter == "k":
            self.until(">")
            return None
        return Letters(self.meant(letter))

    def meant(self, letter: str) -> str:
        """The characters an escape stands for."""
        if letter.lower() in _CLASSES:
            known = _CLASSES[letter.lower()]
            return known if letter.islower() else "".join(c for c in PRINTABLE if c not in known)
        if letter in "pP" and self.peek() == "{":
            name = self.until("}").lstrip("{").rpartition("=")[2]
            if name not in _PROPERTIES or letter == "P":
                raise Unreadable(f"{self.pattern!r}: \\{letter}{{{name}}}")
            return _PROPERTIES[name]
        if letter == "x":
            return self.code(2)
        if letter == "u":
            return chr(int(self.until("}").lstrip("{"), 16)) if self.peek() == "{" else self.code(4)
        return _CONTROL.get(letter, letter)

    def choice(self) -> str:
        """The characters of a class, in the order they are written; of a negated one the printable ones."""
        negated = self.take("^")
        found: list[str] = []
        while self.peek() != "]":
            low = self.member()
            if len(low) == 1 and self.peek() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                high = self.member()
                if len(high) != 1 or high < low:
                    raise Unreadable(f"{self.pattern!r}: a range that runs backwards")
                found += [chr(c) for c in range(ord(low), min(ord(high), ord(low) + 200) + 1)]
            else:
                found += low
        self.at += 1
        letters = "".join(dict.fromkeys(found))
        chosen = "".join(c for c in PRINTABLE if c not in letters) if negated else letters
        if not chosen:
            raise Unreadable(f"{self.pattern!r}: a class without characters")
        return chosen

    def member(self) -> str:
        letter = self.next()
        return self.meant(self.next()) if letter == "\\" else letter

    def code(self, length: int) -> str:
        written = self.pattern[self.at : self.at + length]
        self.at += length
        try:
            return chr(int(written, 16))
        except ValueError as wrong:
            raise Unreadable(f"{self.pattern!r}: {written!r} is no character code") from wrong

    def until(self, end: str) -> str:
        stop = self.pattern.find(end, self.at)
        if stop < 0:
            raise Unreadable(f"{self.pattern!r}: {end!r} is missing")
        found, self.at = self.pattern[self.at : stop], stop + 1
        return found

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def next(self) -> str:
        if self.at >= len(self.pattern):
            raise Unreadable(f"{self.pattern!r}: ends too early")
        self.at += 1
        return self.pattern[self.at - 1]

    def take(self, letter: str) -> bool:
        if self.peek() != letter:
            return False
        self.at += 1
        return True

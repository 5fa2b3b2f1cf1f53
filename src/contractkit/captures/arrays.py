"""Lines of a file that is one JSON array in, its elements out, each with its line, in flat memory."""

import re
from collections.abc import Iterable, Iterator

from contractkit.answer.payload import json_value
from contractkit.captures.lines import LONGEST, TOO_LONG
from contractkit.errors import Unjudged
from contractkit.model import ABSENT

_TOKEN = re.compile(rb'["\[\]{},]')
_IN_TEXT = re.compile(rb'["\\]')


def is_open_array(line: bytes) -> bool:
    """Whether a line begins an array that goes on after it."""
    text = line.strip()
    if not text.startswith(b"["):
        return False
    try:
        return not text.endswith(b"]") or json_value(text).value is ABSENT
    except Unjudged:
        return False


class _Element:
    """The pieces of one, and the line it begins on."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = self.line = 0

    def add(self, piece: bytes, line: int) -> None:
        if self.pieces or piece.strip():
            self.line = self.line or line
            self.size += len(piece)
            self.pieces = [b""] if self.size > LONGEST else [*self.pieces, piece]

    def whole(self) -> bytes:
        return TOO_LONG if self.size > LONGEST else b"\n".join(self.pieces).strip()


def elements(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Line and text of each element of the array; at the end None if it does not end, or something is behind it."""
    one, depth, number, over = _Element(), 0, 0, False
    for number, line in enumerate(lines, 1):
        start = at = 0
        quoted = False  # no text goes on over the end of a line
        while not over and (found := (_IN_TEXT if quoted else _TOKEN).search(line, at)):
            sign, at = found[0], found.end()
            if sign == b"\\":
                at += 1
            elif sign == b'"':
                quoted = not quoted
            elif sign in b"[{":
                depth += 1
                start = at if depth == 1 else start
            else:
                depth -= sign != b","
                over = depth == 0
                if over or (depth == 1 and sign == b","):
                    one.add(line[start : found.start()], number)
                    if one.line:
                        yield one.line, one.whole()
                    one, start = _Element(), at
        if not over:
            one.add(line[start:], number)
        elif line[start:].strip():
            yield number, None
            return
    if not over:
        yield number, None

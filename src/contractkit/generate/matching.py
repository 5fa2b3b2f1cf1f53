"""A pattern and a length in, texts that match it out; and texts that only just do not. Pure."""

from collections.abc import Iterator

from contractkit.generate.regex import MANY, Either, Letters, Node, Repeat, Row, Unreadable, parsed
from contractkit.schema.formats import compiled

_ALIENS = "!~ #/Zz9_é"  # tried where a character is replaced or added


def matches(pattern: str, text: str) -> bool:
    """By an ECMA-262 engine; an unreadable pattern matches nothing."""
    regex = compiled(pattern)
    return regex is not None and regex.find(text) is not None


def matching(pattern: str, *, least: int = 0, most: int | None = None, turn: int = 0) -> Iterator[str]:
    """Distinct texts that match, within the lengths; `turn` picks other characters. None for a strange pattern."""
    try:
        tree = parsed(pattern)
    except Unreadable:
        return  # no text can be made for it; who asked says so
    seen: set[str] = set()
    wanted = (least, least + 1, least + 4, least + 8, most or 0, 0, 1, 3, 12)
    for branch in range(_widest(tree)):
        for length in wanted:
            text = _Making(length, branch, turn).text(tree)
            if text in seen or len(text) < least or (most is not None and len(text) > most):
                continue
            seen.add(text)
            if matches(pattern, text):
                yield text


def of_length(pattern: str, length: int) -> str | None:
    """A text of exactly this length that matches."""
    return next(matching(pattern, least=length, most=length), None)


def missing(pattern: str, text: str) -> Iterator[tuple[str, str]]:
    """Texts that do not match although one that does is near, each with how it was made; the same length first."""
    middle = len(text) // 2
    changes = {
        "one character is foreign": (text[:middle], text[middle + 1 :]),
        "one character more at the end": (text, ""),
        "one character more at the beginning": ("", text),
    }
    for how, (before, after) in changes.items():
        made = (before + alien + after for alien in _ALIENS)
        found = next((one for one in made if one == one.strip() and not matches(pattern, one)), None)
        if found is not None:
            yield found, how
    if text[:-1] and not matches(pattern, text[:-1]):
        yield text[:-1], "the last character is missing"


def miscounted(pattern: str, *, most: int) -> Iterator[tuple[str, str]]:
    """Texts of at most that length with one counted part once too often or too few, each with how it was made."""
    try:
        tree = parsed(pattern)
    except Unreadable:
        return  # as `matching`
    for wrong, how in _recounted(tree, most):
        text = _Making(0, 0, 0).text(wrong)
        if 0 < len(text) <= most and text == text.strip() and not matches(pattern, text):
            yield text, how


def _recounted(node: Node, most: int) -> Iterator[tuple[Node, str]]:
    match node:
        case Repeat(part, least, end):
            if end < min(MANY, most):
                yield Repeat(part, end + 1, end + 1), f"a part {end + 1} times, at most {end}"
            if least:
                yield Repeat(part, least - 1, least - 1), f"a part {least - 1} times, at least {least}"
            yield from ((Repeat(other, max(1, least), end), how) for other, how in _recounted(part, most))
        case Row(parts):
            for index, part in enumerate(parts):
                for other, how in _recounted(part, most):
                    yield Row((*parts[:index], other, *parts[index + 1 :])), how
        case Either(branches):
            for branch in branches:
                yield from _recounted(branch, most)


def _widest(node: Node) -> int:
    """How many branches the widest alternation has, bounded."""
    if isinstance(node, Either):
        return min(8, max(len(node.branches), *(_widest(one) for one in node.branches)))
    if isinstance(node, Row):
        return max((_widest(one) for one in node.parts), default=1)
    return _widest(node.part) if isinstance(node, Repeat) else 1


def _shortest(node: Node, branch: int) -> int:
    if isinstance(node, Letters):
        return 1
    if isinstance(node, Repeat):
        return node.least * _shortest(node.part, branch)
    if isinstance(node, Row):
        return sum(_shortest(one, branch) for one in node.parts)
    return _shortest(node.branches[branch % len(node.branches)], branch)


class _Making:
    """Writes one text; `surplus` characters beyond the shortest are spent on the first repetitions that take them."""

    def __init__(self, length: int, branch: int, turn: int) -> None:
        self.length, self.branch, self.turn = length, branch, turn
        self.surplus = 0

    def text(self, tree: Node) -> str:
        self.surplus = max(0, self.length - _shortest(tree, self.branch))
        return self.written(tree)

    def written(self, node: Node) -> str:
        if isinstance(node, Letters):
            return node.choice[self.turn % len(node.choice)]
        if isinstance(node, Row):
            return "".join([self.written(one) for one in node.parts])
        if isinstance(node, Either):
            return self.written(node.branches[self.branch % len(node.branches)])
        times = node.least
        width = max(1, _shortest(node.part, self.branch))
        while times < node.most and self.surplus >= width:
            times += 1
            self.surplus -= width
        return "".join([self.written(node.part) for _ in range(times)])

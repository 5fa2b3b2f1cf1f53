"""A relative path and glob patterns in, whether one matches out; `**` crosses folders."""

import re
from collections.abc import Iterable
from functools import cache


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Does a `/`-separated path, or a folder it lies in, match? (as in .gitignore, without negation)"""
    parts = name.split("/")
    heads = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    return any(_compiled(pattern).fullmatch(head) for pattern in patterns for head in heads)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    pattern = pattern.removeprefix("./").rstrip("/")
    if "/" not in pattern:
        pattern = f"**/{pattern}"
    made = ""
    for piece in re.findall(r"\*\*/|/\*\*$|\*\*|\*|\?|[^*?]", pattern.lstrip("/")):
        made += {"**/": "(?:.*/)?", "/**": "/.*", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(piece, re.escape(piece))
    return re.compile(made)

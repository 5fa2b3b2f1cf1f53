"""What was learnt of a run in, YAML for `events:` with the evidence of each line out. Pure."""

import json
import re
from collections.abc import Iterator

from contractkit.model import Effect
from contractkit.model.terms import NOTHING_AGREED
from contractkit.suggesting.found import Found, Line, Watched

HEAD = """\
# What `contractkit suggest` would add to contractkit.yaml; it has written nothing. {asked} requests and events were
# watched, so read each line before you take it over: behind it stands how it is known. Comments are only hints.
"""
TOLD = 160  # characters of a reason
_PLAIN = re.compile(r"[A-Za-z_][\w.-]*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def written(watched: Watched) -> str:
    """A mapping to stand under `events:`, with that key unless there is one already."""
    body = "".join(f"{line}\n" for one in watched.found for line in _entry(one))
    active = any(line.sure for one in watched.found for line in one.lines if one.terms == NOTHING_AGREED)
    key = "" if watched.declared else "events:\n" if active else "# events:\n"
    if watched.declared:
        key = "# Under events: of contractkit.yaml, beside what is there:\n"
    return HEAD.format(asked=watched.asked) + "".join(f"{line}\n" for line in _above(watched)) + key + body


def scalar(text: str) -> str:
    """As YAML, quoted where it would be taken for something else."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)


def listed(names: tuple[str, ...]) -> str:
    """One name alone, several as a list in one line."""
    return scalar(names[0]) if len(names) == 1 else f"[{', '.join(map(scalar, names))}]"


def effect_of(effect: Effect) -> str:
    """As `effect:` or `state:` say it."""
    if effect.kind == "read" and not effect.given:
        return scalar(effect.name)
    given = ", ".join(f"{name}: {scalar(pointer)}" for name, pointer in effect.given)
    return f"{{{effect.kind}: {scalar(effect.name)}{f', with: {{{given}}}' if given else ''}}}"


def _above(watched: Watched) -> Iterator[str]:
    if watched.header is not None:
        yield f"# Requests that carry {watched.header} can be traced by it in events. To have them judged so, add:"
        yield f"#   correlation: {{header: {watched.header}}}"
    for name, why in watched.unasked:
        yield _said(f"# {name} was not accepted, so nothing is known of what it causes: {why}")


def _entry(one: Found) -> Iterator[str]:
    if one.terms != NOTHING_AGREED:
        if one.lines:
            yield f"  # {one.name} is declared already ({one.terms.why}); to be added there:"
            yield from (f"  #   {_member(line)}" for line in one.lines)
    elif any(line.sure for line in one.lines):
        yield f"  {scalar(one.name)}:"
        yield from (f"    {_member(line)}" if line.sure else f"    # {_member(line)}" for line in one.lines)
    elif one.lines:
        yield f"  # {scalar(one.name)}:"
        yield from (f"  #   {_member(line)}" for line in one.lines)
    if one.why:
        yield _said(f"  # {one.name}: {one.why}")


def _member(line: Line) -> str:
    return f"{line.key}: {line.value}  # {line.evidence}"


def _said(text: str) -> str:
    one = " ".join(text.split())
    indent = text[: len(text) - len(text.lstrip())]
    return indent + (one if len(one) <= TOLD else one[: TOLD - 1] + "…")

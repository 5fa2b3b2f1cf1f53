"""Docstrings of checks, kinds of obligations and rules about contracts in, the text of docs/rules.md out."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from types import ModuleType

from contractkit.extensions import CHECKS, FAMILIES
from contractkit.lint.rule import RULES

HEAD = """\
# Rules

What contractkit judges, and where each rule comes from. This page is made from the docstrings by `make docs`.

A check's sentence is true while the contract is kept. An obligation is one promise of a contract; the checks named with
it can break it. `contractkit list` shows the obligations of your own contracts, `contractkit explain` one of them.
"""


def page() -> str:
    """The whole page."""
    return "".join((HEAD, *_obligations(), *_checks(), *_rules()))


def _obligations() -> Iterator[str]:
    yield "\n## Kinds of obligations\n"
    for kind, family in FAMILIES:
        module = sys.modules[family.promise.__module__]
        sentence, more = _split(module.__doc__ or "")
        yield f"\n### {kind}\n\n{sentence}\n{more}"


def _checks() -> Iterator[str]:
    yield "\n## Checks\n"
    for id, check in CHECKS:
        _, more = _split(check.run.__doc__ or "")
        hides = ", ".join(f"`{one}`" for one in sorted(check.hides))
        hidden = f"\nHides what it makes meaningless: {hides}.\n" if hides else ""
        yield f"\n### {id}\n\n{check.sentence}\n{more}{hidden}"


def _rules() -> Iterator[str]:
    yield "\n## Rules about contracts\n\nBroken ones are discrepancies of `contract.valid`.\n"
    for id, rule in RULES:
        module = _module(rule)
        sentence, _ = _split(module.__doc__ or "")
        source, more = _split(rule.__doc__ or "")
        names = ", ".join(f"`{name}`" for name in sorted(set(_reported(module))))
        yield f"\n### {id}\n\n{sentence}\n\n{source}\n{more}\nReported as {names}.\n"


def _module(function: Callable[..., object]) -> ModuleType:
    return sys.modules[function.__module__]


def _split(docstring: str) -> tuple[str, str]:
    """The first sentence, and what follows it as a paragraph of its own."""
    first, _, rest = inspect.cleandoc(docstring).partition("\n")
    return first, f"\n{rest.strip()}\n" if rest.strip() else ""


def _reported(module: ModuleType) -> Iterator[str]:
    """Names of findings, as they stand in the register."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding":
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value

"""Every pattern is a regular expression of ECMA-262."""

from collections.abc import Iterator

from contractkit.lint.rule import RULES, Finding
from contractkit.lint.survey import Survey
from contractkit.schema.formats import compiled
from contractkit.source.pointer import escape


@RULES.register("patterns")
def patterns(survey: Survey) -> Iterator[Finding]:
    """JSON Schema 2020-12 Validation, 6.3.3: a pattern should be valid in the ECMA-262 dialect."""
    for place in survey.schemas:
        pattern = place.node.get("pattern")
        if isinstance(pattern, str) and compiled(pattern) is None:
            yield Finding("invalid-pattern", f"{place.pointer}/pattern", _message(pattern))
        named = place.node.get("patternProperties")
        for name in named if isinstance(named, dict) else ():
            if compiled(name) is None:
                yield Finding("invalid-pattern", f"{place.pointer}/patternProperties/{escape(name)}", _message(name))


def _message(pattern: str) -> str:
    return f"pattern {pattern!r} is no ECMA-262 regular expression; rewrite it in that dialect"

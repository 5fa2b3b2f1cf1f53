"""No payload says something in a dialect of JSON Schema that its own dialect does not hear."""

from collections.abc import Iterator

from contractkit.lint.dialects import NAMES, dialects, ignored
from contractkit.lint.rule import RULES, Finding
from contractkit.lint.survey import Survey
from contractkit.model import Kind
from contractkit.schema.translate import Dialect
from contractkit.source.pointer import escape

_INSTEAD = {
    "$defs": "call it 'definitions'",
    "dependentRequired": "write 'dependencies'",
    "dependentSchemas": "write 'dependencies'",
    "dependencies": "write 'dependentRequired' or 'dependentSchemas'",
    "prefixItems": "write a list of 'items'",
    "additionalItems": "write 'items'",
    "nullable": 'write "null" among the types',
    "const": "write an 'enum' of one value",
}


@RULES.register("other-dialects")
def other_dialects(survey: Survey) -> Iterator[Finding]:
    """AsyncAPI 2.6 and 3.0, Schema Object: a superset of draft-07, where `schemaFormat` names no other dialect."""
    if survey.contract.kind is not Kind.EVENT:
        return
    for place, known in dialects(survey):
        if "$ref" in place.node and max(known) <= Dialect.DRAFT7:
            continue  # nothing beside it is heard, in whatever dialect
        for keyword, value in place.node.items():
            if all(ignored(keyword, value, dialect) for dialect in known):
                read = " and ".join(NAMES[dialect] for dialect in sorted(known))
                instead = _INSTEAD.get(keyword, "say it otherwise")
                message = (
                    f"{keyword!r} is no keyword of {read}, by which this schema is read; {instead}, or name the dialect"
                )
                yield Finding("keyword-of-another-dialect", f"{place.pointer}/{escape(keyword)}", message)

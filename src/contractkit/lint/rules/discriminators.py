"""Every value that a discriminator maps leads to a schema of the document."""

from collections.abc import Iterator

from contractkit.lint.rule import RULES, Finding
from contractkit.lint.survey import Survey
from contractkit.source.pointer import escape, pointer_in


@RULES.register("discriminators")
def discriminators(survey: Survey) -> Iterator[Finding]:
    """OpenAPI 3.1, 4.8.25: a mapping's value is the name of a component schema or a reference to a schema."""
    for place in survey.schemas:
        found = place.node.get("discriminator")
        mapping = found.get("mapping") if isinstance(found, dict) else None
        for value, target in mapping.items() if isinstance(mapping, dict) else ():
            if not isinstance(target, str) or _leads_out(target):
                continue
            pointer = pointer_in(target) if target.startswith("#") else f"/components/schemas/{escape(target)}"
            if survey.at(pointer) is None:
                message = f"discriminator value {value!r} is mapped to {target!r}, which is no schema; correct it"
                where = f"{place.pointer}/discriminator/mapping/{escape(str(value))}"
                yield Finding("discriminator-leads-nowhere", where, message)


def _leads_out(target: str) -> bool:
    """Another document: the loader has embedded it if it could, and what is left is not ours to follow."""
    return not target.startswith("#") and (
        "/" in target or "#" in target or target.endswith((".json", ".yaml", ".yml"))
    )

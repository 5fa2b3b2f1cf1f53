"""A list of parameters names no parameter twice."""

from collections.abc import Iterator

from contractkit.lint.rule import RULES, Finding
from contractkit.lint.survey import Survey


@RULES.register("repeated-parameters")
def repeated_parameters(survey: Survey) -> Iterator[Finding]:
    """OpenAPI 3.1, 4.8.9 and 4.8.10: a unique parameter is a combination of name and location."""
    for place in survey.places:
        listed = place.node.get("parameters") if isinstance(place.node, dict) else None
        if place.kind not in ("path", "operation") or not isinstance(listed, list):
            continue
        seen = set()
        for index, entry in enumerate(listed):
            parameter = survey.followed(entry)
            if not isinstance(parameter, dict) or not isinstance(parameter.get("name"), str):
                continue
            key = (parameter["name"], str(parameter.get("in")))
            if key in seen:
                message = f"{key[1]} parameter {key[0]!r} is declared twice in one list; remove one of them"
                yield Finding("duplicate-parameter", f"{place.pointer}/parameters/{index}", message)
            seen.add(key)

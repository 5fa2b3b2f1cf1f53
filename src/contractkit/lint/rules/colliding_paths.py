"""No two paths are the same but for the names of their parameters."""

import re
from collections.abc import Iterator

from contractkit.lint.rule import RULES, Finding
from contractkit.lint.survey import Survey
from contractkit.model import Kind
from contractkit.source.pointer import escape


@RULES.register("colliding-paths")
def colliding_paths(survey: Survey) -> Iterator[Finding]:
    """OpenAPI 3.1, 4.8.8: templated paths with the same hierarchy but different names must not exist."""
    paths = survey.document.get("paths") if survey.contract.kind is Kind.HTTP else None
    first: dict[str, str] = {}
    for path in paths if isinstance(paths, dict) else ():
        if not path.startswith("/"):
            continue
        known = first.setdefault(re.sub(r"\{[^{}]*\}", "{}", path), path)
        if known != path:
            message = f"path {path!r} is the same as {known!r} but for names; put their operations under one path"
            yield Finding("colliding-paths", f"/paths/{escape(path)}", message)

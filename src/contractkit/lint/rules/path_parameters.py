"""Path templates and their parameters: every `{name}` is declared once, and every path parameter is used."""

import re
from collections.abc import Iterator

from contractkit.lint.rule import RULES, Finding
from contractkit.lint.survey import Survey
from contractkit.model import Interaction, Kind, Where

_placeholder = re.compile(r"\{([^{}]*)\}")


@RULES.register("path-parameters")
def path_parameters(survey: Survey) -> Iterator[Finding]:
    """OpenAPI 3.1, 4.8.12.1: a path parameter's name must correspond to a template expression of the path."""
    for interaction in survey.contract.interactions:
        if interaction.kind is Kind.HTTP and interaction.id not in survey.unreadable:
            yield from _of(interaction)


def _of(interaction: Interaction) -> Iterator[Finding]:
    written = _placeholder.findall(interaction.path)
    declared = {p.name: p for p in interaction.parameters if p.where is Where.PATH}
    wanted = {_name(text): text for text in written}
    for name in wanted:
        if name not in declared and wanted[name] not in declared:
            message = (
                f"path {interaction.path!r} has {{{name}}}, but no path parameter {name!r} is declared; declare it"
            )
            yield Finding("undeclared-path-parameter", interaction.pointer, message, interaction.id, stops=True)
        if sum(_name(text) == name for text in written) > 1:
            message = f"path {interaction.path!r} has {{{name}}} more than once; every name stands for one value"
            yield Finding("repeated-path-parameter", interaction.pointer, message, interaction.id)
    for name, parameter in declared.items():
        if name not in wanted and name not in written:
            message = f"path parameter {name!r} does not occur in {interaction.path!r}; use it or remove it"
            yield Finding("unused-path-parameter", parameter.pointer, message, interaction.id)


def _name(text: str) -> str:
    """The name in `{name}`, also as RFC 6570 and Google write it: `{+name}`, `{name*}`, `{name=shelves/*}`."""
    return text.split("=")[0].strip("+*?#./;&")

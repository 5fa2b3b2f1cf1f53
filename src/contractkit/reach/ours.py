"""A write and what this run created in, whether it may be sent to a server that lives on out; pure."""

import re
from collections.abc import Collection, Iterator

from contractkit.model import Case, Contract, Draft, Interaction, Parameter, Where

READS = ("GET", "HEAD", "OPTIONS")
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
RULE = "a write takes only ids that this run created"
REMEDY = "say `disposable: true` on its target if its data may be changed"


def foreign(contract: Contract, interaction: Interaction, draft: Draft, made: Collection[str]) -> tuple[str, ...]:
    """Names in the path that may stand for what is somebody else's: neither made by this run nor a marker of ours."""
    if interaction.method in READS:
        return ()
    return tuple(p.name for p in _ids(contract, interaction) if p.key not in made and p.key not in draft.unique)


def strays(case: Case) -> bool:
    """Whether a write goes to another place than its baseline does: what is there may be somebody else's."""
    return case.request.method not in READS and any(edit.place.startswith("path.") for edit in case.edits)


def named_resources(contract: Contract, interaction: Interaction) -> tuple[Parameter, ...]:
    """Parameters of a path that name resources, from the outermost one inwards."""
    found = {parameter.name: parameter for parameter in _ids(contract, interaction)}
    return tuple(found[name] for name in _PLACEHOLDER.findall(interaction.path) if name in found)


def _ids(contract: Contract, interaction: Interaction) -> Iterator[Parameter]:
    """Parameters of a path but those of few words (`/v1`, `/reports/{weekly or daily}`): these name no resource."""
    for parameter in interaction.parameters:
        if parameter.where is Where.PATH:
            _, schema = contract.schemas.follow(parameter.schema) if parameter.schema else ("", True)
            if not (isinstance(schema, dict) and {"enum", "const"} & {*schema}):
                yield parameter

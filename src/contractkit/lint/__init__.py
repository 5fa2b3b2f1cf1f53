"""A contract in, what it gets wrong by itself out: its own rules here, its specification's in `validity`."""

from collections.abc import Iterator

from contractkit.lint.rule import RULES, Finding
from contractkit.lint.samples import example_defects
from contractkit.lint.specification import validity
from contractkit.lint.survey import Survey
from contractkit.model import Contract, Defect


def defects(contract: Contract) -> Iterator[Defect]:
    """What openapi-spec-validator misses or finds without a place; broken references are in `contract.defects`."""
    survey = Survey(contract)
    for _, rule in RULES:
        for finding in rule(survey):
            yield _defect(survey, finding)


def _defect(survey: Survey, finding: Finding) -> Defect:
    where = survey.contract.locate(finding.pointer, key=finding.key)
    interaction = finding.interaction or survey.interaction_at(finding.pointer)
    return Defect(finding.rule, finding.message, where, interaction, stops=finding.stops and interaction is not None)


__all__ = ["RULES", "Finding", "Survey", "defects", "example_defects", "validity"]

"""A contract in, its examples, defaults and enum members that break their own schemas out; one defect each."""

from collections.abc import Iterator
from itertools import islice

from contractkit.errors import ContractError, ValidatorsDisagree
from contractkit.lint.message_samples import message_samples
from contractkit.lint.sample import Sample, samples
from contractkit.lint.survey import Survey
from contractkit.model import Contract, Defect, SchemaError

_SHOWN = 3
_WHAT = {
    "example": "the example does not satisfy its schema",
    "default": "the default does not satisfy its schema",
    "enum": "this member of the enum can never be valid",
}


def example_defects(contract: Contract) -> Iterator[Defect]:
    """Rules `example`, `default`, `enum`; each shared component is visited once, where it is defined.

    What the two validators do not agree on is no defect, nor is anything about a schema that does not compile:
    that schema is itself a defect.
    """
    survey = Survey(contract)
    for sample in (*samples(survey), *message_samples(survey)):
        wrong = _wrong(contract, sample)
        if wrong:
            where = contract.locate(sample.pointer, key=False)
            message = f"{_WHAT[sample.rule]}: {_sentence(wrong)}; correct one of the two"
            yield Defect(sample.rule, message, where, survey.interaction_at(sample.pointer))


def _wrong(contract: Contract, sample: Sample) -> tuple[SchemaError, ...]:
    """What every reading has against a sample: those of its first reading, () when any reading has nothing."""
    first: tuple[SchemaError, ...] = ()
    for value in sample.values:
        for direction in sample.directions:
            try:
                found = contract.schemas.errors(sample.schema, value, direction=direction)
            except (ValidatorsDisagree, ContractError):
                return ()
            if not found:
                return ()
            first = first or found
    return first


def _sentence(errors: tuple[SchemaError, ...]) -> str:
    told = "; ".join(f"{e.instance or '/'}: {e.message}" for e in islice(errors, _SHOWN))
    more = len(errors) - _SHOWN
    return f"{told}; and {more} more" if more > 0 else told

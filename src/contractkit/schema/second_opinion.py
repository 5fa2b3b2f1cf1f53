"""A value and a schema that one validator refused in, what an independent one has against the value out.

Differs from `jsonschema` out of the box: ECMA-262 patterns, exact `multipleOf`, OpenAPI's `byte`.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from contractkit.schema import light_iris as light_iris  # isort: skip  # before jsonschema, whose import it makes light
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from contractkit.errors import ValidatorsDisagree
from contractkit.schema.formats import found, is_base64, is_pattern
from contractkit.source.pointer import pointer_of

Violation = tuple[str, str]  # JSON pointer into the value, keyword
_Yields = Iterator[ValidationError]


class SecondOpinion:
    """One registry over the resources of a judged document; validators are made as they are asked for."""

    def __init__(self, resources: Mapping[str, Any], *, formats: bool) -> None:
        named = [(uri, DRAFT202012.create_resource(contents)) for uri, contents in resources.items()]
        self._registry: Registry[Any] = Registry[Any]().with_resources(named)
        self._formats = _checker() if formats else None
        self._made: dict[str, Any] = {}

    @staticmethod
    def same(keyword: str) -> str:
        """The validators name some keywords by what they are a part of; this is the name to compare."""
        return _SAME.get(keyword, keyword)

    def violations(self, schema: Any, value: Any) -> frozenset[Violation]:
        """Raises ValidatorsDisagree when it cannot judge what the first one judged."""
        validator = self._validator(schema)
        try:
            return frozenset(_violation(error) for error in validator.iter_errors(value))
        except RecursionError as endless:
            raise ValidatorsDisagree(
                "the second validator cannot end: the schema contains itself in place"
            ) from endless
        except (Unresolvable, ValueError, TypeError, ArithmeticError) as unable:
            raise ValidatorsDisagree(f"the second validator cannot judge this schema: {unable}") from unable

    def _validator(self, schema: Any) -> Any:
        """Kept where a schema is no more than a reference; it holds nothing of what it refers to."""
        only = schema.get("$ref") if isinstance(schema, Mapping) and len(schema) == 1 else None
        if only in self._made:
            return self._made[only]
        made = _Validator(schema, registry=self._registry, format_checker=self._formats)
        if only is not None:
            self._made[only] = made
        return made


_SAME = {"dependentRequired": "required", "minContains": "contains", "maxContains": "contains"}


def _violation(error: ValidationError) -> Violation:
    place = pointer_of(str(step) for step in error.absolute_path)
    if "propertyNames" in error.absolute_schema_path:
        return place, "propertyNames"
    return place, SecondOpinion.same(str(error.validator))


def _pattern(validator: Any, pattern: str, value: Any, schema: Any) -> _Yields:
    if validator.is_type(value, "string") and not found(pattern, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _pattern_properties(validator: Any, patterns: Mapping[str, Any], value: Any, schema: Any) -> _Yields:
    if validator.is_type(value, "object"):
        for pattern, below in patterns.items():
            for name, member in value.items():
                if found(pattern, name):
                    yield from validator.descend(member, below, path=name, schema_path=pattern)


def _additional_properties(validator: Any, below: Any, value: Any, schema: Mapping[str, Any]) -> _Yields:
    if not validator.is_type(value, "object"):
        return
    patterns = schema.get("patternProperties", {})
    extra = [n for n in value if n not in schema.get("properties", {}) and not any(found(p, n) for p in patterns)]
    if below is False and extra:
        yield ValidationError(f"{extra!r} are not allowed")
    elif below is not False:
        for name in extra:
            yield from validator.descend(value[name], below, path=name)


def _multiple_of(validator: Any, factor: Any, value: Any, schema: Any) -> _Yields:
    if not validator.is_type(value, "number"):
        return
    if (Fraction(str(value)) / Fraction(str(factor))).denominator != 1:
        yield ValidationError(f"{value!r} is not a multiple of {factor!r}")


_extend: Any = extend
_Validator: Any = _extend(
    Draft202012Validator,
    {
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
        "multipleOf": _multiple_of,
    },
)


def _checker() -> FormatChecker:
    known = Draft202012Validator.FORMAT_CHECKER
    checker = FormatChecker(formats=())
    checker.checkers = dict(known.checkers)
    added: tuple[tuple[str, Callable[[str], bool]], ...] = (("byte", is_base64), ("regex", is_pattern))
    for name, judge in added:
        checker.checks(name)(_strings(judge))
    return checker


def _strings(judge: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or judge(value)

"""An operation in, a Hypothesis strategy of drafts out. The only file that imports schemathesis, and only when asked.

Contract tests of all that is used here: tests/generate/test_schemathesis.py.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from contractkit.errors import CannotGenerate
from contractkit.generate.requested import METHOD, PATH, requested
from contractkit.model import ABSENT, Contract, Draft, Interaction, Kind, Where
from contractkit.wire.reading import from_cookies, from_header, from_path, from_query
from contractkit.wire.text import loose, text

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["CannotGenerate", "strategy"]


def strategy(contract: Contract, interaction: Interaction, *, negative: bool) -> "SearchStrategy[Draft]":
    """Drafts that keep the contract, or break it somewhere; neither is more than the generator's opinion.

    Of a carrier of events (events/carrier.py) drafts of these. Raises CannotGenerate for an operation that schemathesis
    cannot parse.
    """
    from schemathesis.errors import SchemathesisError
    from schemathesis.generation import GenerationMode

    mode = GenerationMode.NEGATIVE if negative else GenerationMode.POSITIVE
    try:
        drawn = _operation(contract, interaction).as_strategy(generation_mode=mode)
    except (SchemathesisError, LookupError) as unknown:
        raise CannotGenerate(f"{interaction.id}: schemathesis cannot read this operation: {unknown}") from unknown
    finally:
        _restore_printing()
    return drawn.map(lambda case: _draft(contract, interaction, case))  # type: ignore[no-any-return]


def _operation(contract: Contract, interaction: Interaction) -> Any:
    if interaction.kind is Kind.EVENT:
        return _read(requested(contract, interaction))[PATH][METHOD]
    return _schema(_Same(contract.document))[interaction.path][interaction.method]


class _Same:
    """A document by identity, so that it can be a key of a cache."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.document is other.document

    def __hash__(self) -> int:
        return id(self.document)


@lru_cache(maxsize=4)
def _schema(same: _Same) -> Any:
    return _read(same.document)


def _read(document: Mapping[str, Any]) -> Any:
    import schemathesis

    schema = schemathesis.openapi.from_dict(dict(document), config=schemathesis.Config())
    # Credentials are an identity's business; NUL is sent by the enumerator's hostile input, where it proves nothing.
    schema.config.generation.update(with_security_parameters=False, allow_x00=False)
    return schema


def _restore_printing() -> None:
    """Schemathesis puts a mute printer into Hypothesis, for every other test of the process too."""
    import hypothesis.core
    from hypothesis.vendor import pretty

    hypothesis.core.RepresentationPrinter = pretty.RepresentationPrinter  # type: ignore[attr-defined]


def _draft(contract: Contract, interaction: Interaction, case: Any) -> Draft:
    """The case as values: schemathesis hands out parameters as they travel. What the contract does not name is left."""
    body = _absent(case.body)
    values = dict(_parameters(contract, interaction, case))
    return Draft(parameters=values, body=body, media=None if body is ABSENT else case.media_type)


def _parameters(contract: Contract, interaction: Interaction, case: Any) -> Iterator[tuple[str, Any]]:
    schemas, query = contract.schemas, list(_pairs(case.query))
    crumbs = [f"{name}={value}" for name, value in _pairs(case.cookies)]
    for parameter in interaction.parameters:
        match parameter.where:
            case Where.PATH:
                found = _absent(case.path_parameters.get(parameter.name, ABSENT))
                value = from_path(schemas, parameter, found) if isinstance(found, str) else found
            case Where.QUERY:
                others = frozenset(p.name for p in interaction.parameters if p is not parameter)
                value = from_query(schemas, parameter, query, others)
            case Where.HEADER:
                found = _absent(case.headers.get(parameter.name, ABSENT))
                value = ABSENT if found is ABSENT else from_header(schemas, parameter, text(found))
            case Where.COOKIE:
                value = from_cookies(schemas, parameter, crumbs)
        if value is not ABSENT:
            yield parameter.key, value


def _pairs(values: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    for name, value in (values or {}).items():
        plain = _absent(value)
        if plain is not ABSENT:
            yield from ((name, text(one)) for one in (plain if isinstance(plain, list) else [plain]))


def _absent(value: Any) -> Any:
    """JSON as we know it: nothing at all is ABSENT, schemathesis' wrapped bytes are texts."""
    from schemathesis.core import NotSet

    return ABSENT if isinstance(value, NotSet) else _unwrapped(value)


def _unwrapped(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _unwrapped(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_unwrapped(item) for item in value]
    if isinstance(value, bytes):
        return loose(value)
    data = getattr(value, "data", None)  # transport.serialization.Binary: an empty str with its bytes beside it
    return loose(data) if isinstance(value, str) and isinstance(data, bytes) else value

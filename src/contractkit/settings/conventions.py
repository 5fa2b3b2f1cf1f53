"""`envelope:` and `correlation:` of contractkit.yaml in, what they agree on out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contractkit.errors import UsageError
from contractkit.model import Location

Locate = Callable[[str], Location]


@dataclass(frozen=True, slots=True)
class EnvelopeRule:
    """How the operations that `match` (operation id, tag, path, `METHOD path`; `*` for any) say their failures."""

    family: str
    match: str = "*"
    require: tuple[str, ...] = ()
    schema: str | None = None  # a component's name, a pointer `#/...`, or a file beside the settings
    fragment: Mapping[str, Any] | None = None  # what such a file holds
    media: tuple[str, ...] = ()
    members: Mapping[str, str] = field(default_factory=dict)
    location: Location | None = None
    file: Path | None = None  # of the schema


@dataclass(frozen=True, slots=True)
class CorrelationRule:
    header: str
    body: str | None = None
    mint: bool = True
    echo: bool = True
    location: Location | None = None


def envelopes(data: Any, locate: Locate, folder: Path) -> tuple[EnvelopeRule, ...]:
    """One rule, or a list of them of which the first that matches holds. Raises UsageError with file:line."""
    listed = isinstance(data, list)
    rules = data if listed else [data] if data else []
    return tuple(
        _envelope(one, f"/envelope/{i}" if listed else "/envelope", locate, folder) for i, one in enumerate(rules)
    )


def correlation(data: Mapping[str, Any] | None, locate: Locate) -> CorrelationRule | None:
    return CorrelationRule(**data, location=locate("/correlation")) if data else None


def _envelope(data: Mapping[str, Any], pointer: str, locate: Locate, folder: Path) -> EnvelopeRule:
    here = locate(pointer)
    family = data.get("family", "custom")
    schema = data.get("schema")
    if family != "custom" and data.get("members"):
        raise UsageError(f"{locate(f'{pointer}/members')}: members: are read of a custom envelope only")
    if family == "custom" and not schema and not data.get("members"):
        raise UsageError(
            f"{here}: a custom envelope needs schema: (a component's name or a JSON Schema file) or members:"
        )
    return EnvelopeRule(
        family,
        data.get("match", "*"),
        tuple(data.get("require", ())),
        schema,
        _fragment(schema, locate(f"{pointer}/schema"), folder) if schema else None,
        tuple(data.get("media", ())),
        data.get("members", {}),
        here,
        folder / schema if schema and _is_file(schema) else None,
    )


def _is_file(schema: str) -> bool:
    return not schema.startswith("#") and schema.endswith((".json", ".yaml", ".yml"))


def _fragment(schema: str, here: Location, folder: Path) -> Mapping[str, Any] | None:
    """The JSON Schema in a file; None for a name or pointer within the contract."""
    if not _is_file(schema):
        return None
    from contractkit.source import read

    path = folder / schema
    if not path.is_file():
        raise UsageError(
            f"{here}: there is no file {schema!r} beside the settings; name a component, or correct the path"
        )
    value = read(path, root=folder).value
    if not isinstance(value, dict):
        raise UsageError(f"{here}: {schema} holds no JSON Schema, which is an object")
    return value

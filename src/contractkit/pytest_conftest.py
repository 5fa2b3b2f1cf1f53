"""The hooks that conftest files implement in, one Hooks value out; what a hook raises becomes one sentence."""

from collections.abc import Callable, Mapping
from pathlib import Path
from traceback import extract_tb
from typing import Any, TypeVar

import pytest

from contractkit.errors import ContractKitError, RunAborted, UsageError
from contractkit.options import Hooks
from contractkit.settings.file import secrets_sent
from contractkit.settings.identities import identity_from_data
from contractkit.settings.recipes import Recipe, recipes

T = TypeVar("T")


def hooks(config: pytest.Config) -> Hooks:
    """Asks for identities and values at once, for all else when it is needed."""
    hook = config.hook
    identities = _merged("identities", hook.pytest_contractkit_identities)
    values = _merged("values", hook.pytest_contractkit_values)
    return Hooks(
        app=lambda id: called("app", lambda: hook.pytest_contractkit_app(contract_id=id)),
        identities={name: identity_from_data(name, data) for name, data in identities.items()},
        secrets=secrets_sent(identities, None),
        values={name: tuple(given) for name, given in values.items()},
        failures=_recipes(hook),
        before_send=lambda id, headers: _before_send(hook, id, headers),
        reset=lambda: called("reset", hook.pytest_contractkit_reset),
    )


def _recipes(hook: Any) -> tuple[Recipe, ...]:
    given = called("failures", hook.pytest_contractkit_failures)
    for one in given:
        if not isinstance(one, (list, tuple)) or not all(isinstance(r, Mapping) for r in one):
            raise UsageError("the hook pytest_contractkit_failures must return a list of mappings")
    return tuple(recipe for one in given for recipe in recipes(one, None))


def called(name: str, ask: Callable[[], T]) -> T:
    """What a hook answers. Raises UsageError with the place where it failed."""
    try:
        return ask()
    except (ContractKitError, pytest.exit.Exception):
        raise
    except Exception as broken:
        frame = extract_tb(broken.__traceback__)[-1]
        raise UsageError(
            f"{Path(frame.filename).name}:{frame.lineno}: the hook pytest_contractkit_{name} raised "
            f"{type(broken).__name__}: {broken}"
        ) from broken


def _before_send(hook: Any, id: str, headers: dict[str, str]) -> None:
    """It fails for each request alike: the run is over."""
    try:
        called("before_send", lambda: hook.pytest_contractkit_before_send(interaction_id=id, headers=headers))
    except UsageError as broken:
        raise RunAborted(str(broken)) from broken


def _merged(name: str, ask: Callable[[], list[Any]]) -> dict[str, Any]:
    """What all conftest files give, by name; the one nearest to the contracts wins."""
    merged: dict[str, Any] = {}
    for given in reversed(called(name, ask)):
        if not isinstance(given, Mapping):
            raise UsageError(f"the hook pytest_contractkit_{name} must return a mapping, not {type(given).__name__}")
        merged.update(given)
    return merged

"""Hooks a conftest.py may implement; all are optional."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest


@pytest.hookspec(firstresult=True)
def pytest_contractkit_app(contract_id: str) -> Any:
    """An ASGI or WSGI application object to test this contract against; the first that is not None is taken."""


@pytest.hookspec
def pytest_contractkit_identities() -> Mapping[str, Mapping[str, Any]]:  # type: ignore[empty-body]
    """More identities, by name, shaped as under `identities:` in contractkit.yaml."""


@pytest.hookspec
def pytest_contractkit_values() -> Mapping[str, Sequence[Any]]:  # type: ignore[empty-body]
    """More values, by parameter or property name, shaped as under `values:` in contractkit.yaml."""


@pytest.hookspec
def pytest_contractkit_failures() -> Sequence[Mapping[str, Any]]:  # type: ignore[empty-body]
    """More recipes for failures, shaped as under `failures:` in contractkit.yaml; `call` may be a function."""


@pytest.hookspec
def pytest_contractkit_before_send(interaction_id: str, headers: dict[str, str]) -> None:
    """Called before each request with its headers, to change in place (a signature, a nonce)."""


@pytest.hookspec
def pytest_contractkit_reset() -> None:
    """Bring the service back to its seed state; called once per worker before the first request."""


@pytest.hookspec
def pytest_contractkit_concluded(conclusion: Any) -> None:
    """Called once, in the controller, with the result of the run (`conclusion.result`) after all files are written."""

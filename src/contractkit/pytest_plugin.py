"""The pytest entry point: options and markers only; everything else is imported once `--contracts` is given."""

from __future__ import annotations

import pytest

STANDARDS = ("TEST_CONTRACT", "TEST_E2E_BACK", "SEC_API", "DATA_CONSIST")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("contracts", "contract testing (contractkit)")
    group.addoption("--contracts", metavar="PATH", help="folder of contracts (OpenAPI), or one contract file")
    group.addoption("--contracts-app", metavar="MODULE:APP", help="in-process ASGI or WSGI application to test")
    group.addoption("--contracts-url", metavar="URL", help="live service to test")
    group.addoption("--contracts-config", metavar="FILE", help="settings file (default: contractkit.yaml)")
    group.addoption("--contracts-seed", metavar="N", type=int, default=0, help="seed of the random examples")
    group.addoption("--contracts-examples", metavar="N", type=int, help="random examples per operation and mode")
    group.addoption(
        "--contracts-profile", choices=("default", "nightly"), default="default", help="nightly goes deeper"
    )
    group.addoption("--contracts-register", metavar="FILE", help="register of the previous run (CI)")
    group.addoption("--contracts-commit", metavar="SHA", help="commit the results are for (default: asked of git)")
    group.addoption("--contracts-strict", action="store_true", help="CAUTION fails too")
    group.addoption(
        "--contracts-dry-run", action="store_true", help="print operations, identities and requests; send nothing"
    )


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    from contractkit import hooks

    pluginmanager.add_hookspecs(hooks)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "contracts: a test item made from a contract (contractkit)")
    for name in STANDARDS:
        config.addinivalue_line("markers", f"{name}: contract items under the standard {name.replace('_', '-')}")
    if config.getoption("--contracts") and not config.pluginmanager.has_plugin("contractkit-session"):
        from contractkit.pytest_session import begin

        begin(config)

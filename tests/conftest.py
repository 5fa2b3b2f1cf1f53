"""Workers share the tests one by one; those that need the same broker or environment stay together."""

import gc
from typing import Any

import pytest

from contractkit.schema import light_iris as light_iris  # before jsonschema, whose import it makes light

TOGETHER = (
    "tests/brokers/test_rabbitmq.py",
    "tests/brokers/test_rabbitmq_connection.py",
    "tests/brokers/test_tls.py::TestRabbitmq",
    "tests/commands/test_commands.py",
    "tests/commands/test_suggest.py",
    "tests/services/test_asked.py",
    "tests/services/test_real_asyncapi.py",
    "tests/test_packaging.py",
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """The groups of xdist 3.8 are lost on pytest 9.2, which keeps node ids elsewhere."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((group for group in TOGETHER if nodeid.startswith(group)), nodeid)

    return Together(config, log)


def pytest_collection_finish() -> None:
    """Thousands of tests are no garbage: each pytest that a test runs would look through them all at its end."""
    gc.collect()
    gc.freeze()

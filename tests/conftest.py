"""Workers share the files of tests, and those that take seconds one by one."""

import gc
from typing import Any

import pytest

from contractkit.schema import light_iris as light_iris  # before jsonschema, whose import it makes light

ONE_BY_ONE = ("tests/drills/", "tests/examples/")  # seconds each, and nothing in common


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Whole files but for these: what a file starts once is started by one worker."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return nodeid if nodeid.startswith(ONE_BY_ONE) else nodeid.partition("::")[0]

    return Scheduling(config, log)


def pytest_collection_finish() -> None:
    """Thousands of tests are no garbage: each pytest that a test runs would look through them all at its end."""
    gc.collect()
    gc.freeze()

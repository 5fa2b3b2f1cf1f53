"""`--accept` rewrites the stored reports; the diff is reviewed."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the stored expected files")

"""Contracts beside a team's own tests and plugins: neither changes the other."""

import pytest
from tests.plugin.place import CONTRACTS, Place

ASYNC = """\
import pytest

@pytest.mark.asyncio
async def test_awaits():
    assert True
"""


def test_alone_the_option_runs_only_contracts(place: Place) -> None:
    place.write("test_own.py", "def test_own(): assert False")
    said = place.contracts()
    assert said.status == 0
    assert "test_own" not in said


def test_with_arguments_contracts_are_added(place: Place) -> None:
    place.write("test_own.py", "def test_own(): pass")
    said = place.pytest(CONTRACTS, "test_own.py")
    assert (said.status, said.decision) == (0, "GO")
    assert "test_own.py ." in said
    assert "contracts/pets.openapi.yaml" in said


@pytest.mark.parametrize("fault", ["", "long"])
def test_a_failing_test_of_the_team_stays_a_failure(place: Place, fault: str) -> None:
    place.write("test_own.py", "def test_own(): assert False")
    assert place.pytest(CONTRACTS, "test_own.py", fault=fault).status == 1


def test_a_test_file_that_cannot_be_imported_stops_all_as_ever_and_writes_no_history(place: Place) -> None:
    place.write("test_own.py", "import nowhere_to_be_found")
    said = place.pytest(CONTRACTS, "test_own.py")
    assert said.status == pytest.ExitCode.INTERRUPTED
    assert said.decision != "GO"
    assert not (place.outputs / "discrepancy-register.json").exists()


def test_a_conftest_gives_the_application(place: Place) -> None:
    place.settings("policy: {budget: {examples: 0}}")
    place.write("conftest.py", "def pytest_contractkit_app(contract_id):\n    import pets\n    return pets.app\n")
    assert place.contracts().decision == "GO"


def test_pytest_asyncio_and_pytest_cov_work_beside_it(place: Place) -> None:
    pytest.importorskip("pytest_cov")
    place.write("test_own.py", ASYNC)
    said = place.typed(CONTRACTS, "test_own.py", "--cov=pets", "--cov-report=term", "-W", "ignore")
    assert (said.status, said.decision) == (0, "GO")
    assert "test_own.py ." in said
    assert "pets.py" in said


def test_with_the_plugin_of_schemathesis_loaded_the_same_is_said(place: Place) -> None:
    place.write("pyproject.toml", "[tool.pytest.ini_options]\n")
    said = place.typed(CONTRACTS, fault="long")
    assert (said.status, said.decision) == (1, "HOLD")
    assert "Traceback" not in said

"""Servers that nobody here wrote, verified by their own documents over HTTP."""

from collections.abc import Callable, Mapping

import pytest
from tests.acceptance.running import Ran, Server, run

pytestmark = pytest.mark.acceptance

REACHED: Mapping[str, tuple[int, int]] = {"loopback-todo": (8, 8), "optimade": (8, 8), "httpbin": (69, 78)}
_runs: dict[str, Ran] = {}

Verify = Callable[[str], Ran]


@pytest.fixture
def verify(start: Callable[[str], Server], tmp_path_factory: pytest.TempPathFactory) -> Verify:
    """The run against one server, each once; with two workers, for httpbin lets us wait minutes."""

    def verified(name: str) -> Ran:
        if name not in _runs:
            server, folder = start(name), tmp_path_factory.mktemp(name)
            (folder / "contracts").mkdir()
            (folder / "contracts" / f"{name}.json").write_bytes(server.document)
            target = f'targets: {{"*": {{url: "{server.base}", disposable: true}}}}\n'
            (folder / "contracts" / "contractkit.yaml").write_text(target)
            _runs[name] = run(folder, "-n", "2")
        return _runs[name]

    return verified


@pytest.mark.parametrize("name", sorted(REACHED))
def test_a_run_ends_with_a_verdict_and_without_a_crash(verify: Verify, name: str) -> None:
    ran = verify(name)
    assert (ran.code, ran.crashes) == (1, []), ran.said[-3000:]
    ledger = ran.file("ledger.json")
    assert ledger["verdict"]["decision"] == "HOLD"
    assert not ledger["run"]["partial"]


@pytest.mark.parametrize("name", sorted(REACHED))
def test_no_fewer_operations_are_reached_than_once_were(verify: Verify, name: str) -> None:
    reached, declared = verify(name).reached
    least, known = REACHED[name]
    assert declared == known
    assert reached >= least


def test_the_known_defect_of_optimade_is_found(verify: Verify) -> None:
    """It answers 500 to `page_offset=-1`."""
    errors = [d for d in verify("optimade").discrepancies if d["kind"] == "no-server-error"]
    assert any("page_offset=" in d["reproduction"]["curl"] for d in errors if d["severity"] == "critical")


def test_what_is_invalid_in_the_document_of_httpbin_is_named_with_its_line(verify: Verify) -> None:
    found = [d for d in verify("httpbin").discrepancies if d["kind"] == "contract.valid"]
    assert found
    assert all(d["location"]["file"] == "contracts/httpbin.json" and d["location"]["line"] > 0 for d in found)


@pytest.mark.parametrize("name", sorted(REACHED))
def test_every_finding_tells_how_to_see_it_again(verify: Verify, name: str) -> None:
    for one in verify(name).discrepancies:
        if not one["kind"].startswith("contract."):
            assert one["reproduction"]["curl"] or one["reproduction"]["steps"], one["id"]

"""What happens to a run while it runs: it is stopped, loses a worker, meets another, or one of us fails."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from subprocess import Popen
from threading import Event

import pytest
from tests.drills.failing import fails_closed
from tests.drills.servers import keeping, pets, serving, silent
from tests.plugin.place import CONTRACTS, Place, Said

from contractkit.store import Store

LONG = "pets#addPet:rejects(body/name maxLength)"
SLOWLY = """\
import os, signal, time
import pets

def pytest_contractkit_app(contract_id):
    return pets.app

def pytest_contractkit_before_send(interaction_id, headers):
    {what}
"""


def conftest(place: Place, what: str) -> None:
    place.settings("policy: {budget: {examples: 0}}\n")
    place.write("conftest.py", SLOWLY.format(what=what))


def test_a_blown_fuse_aborts(place: Place) -> None:
    place.settings('targets: {pets.openapi.yaml: {app: "pets:app"}}\npolicy: {budget: {fuse_seconds: 0.000001}}')
    said = place.contracts()
    fails_closed(said, "the run was aborted: the fuse of 1e-06 s has blown", "raise policy.budget", place=place)


def test_a_second_run_at_once_is_refused_and_the_first_unharmed(place: Place) -> None:
    place.contracts()
    before = place.json("ledger.json")
    with Store(place.outputs).lock():
        fails_closed(place.contracts(), "another run (process", "writes here", place=place)
    assert place.json("ledger.json") == before


def test_a_killed_worker_holds(place: Place) -> None:
    conftest(place, "interaction_id.endswith('addPet') and os.environ.get('PYTEST_XDIST_WORKER') and os._exit(9)")
    said = place.typed(CONTRACTS, "-n2")
    fails_closed(said, "the run was aborted: a worker was lost while it ran contracts/pets.openapi.yaml", place=place)
    assert place.json("ledger.json")["run"]["aborted"] is True


def test_a_killed_worker_that_is_not_replaced_holds(place: Place) -> None:
    conftest(place, "os._exit(9)")
    said = place.typed(CONTRACTS, "-n2", "--max-worker-restart=0")
    fails_closed(said, "a worker was lost", place=place)


@contextmanager
def waiting(place: Place, *words: str) -> Iterator[tuple[Popen[str], list[Said]]]:
    """A run that waits for an answer that never comes."""
    asked = Event()

    def never(number: int, at: BaseHTTPRequestHandler) -> None:
        asked.set()
        silent(number, at)

    with serving(never) as url:
        place.settings(f"targets: {{pets.openapi.yaml: {{url: '{url}', timeout: 20}}}}\n")
        process, said = place.begun(CONTRACTS, *words), list[Said]()
        assert asked.wait(100)
        yield process, said
        out, _ = process.communicate(timeout=60)
        said.append(Said(process.returncode, out))


@pytest.mark.parametrize("words", [(), ("-n2",)], ids=["alone", "two workers"])
def test_an_interrupt_holds_and_keeps_what_was_known(place: Place, words: tuple[str, ...]) -> None:
    place.contracts(fault="long")
    with waiting(place, *words) as (process, said):
        process.send_signal(signal.SIGINT)
    fails_closed(said[0], "the run was aborted: the run was interrupted", place=place)
    assert said[0].status == pytest.ExitCode.INTERRUPTED
    assert place.statuses() == {LONG: "open"}


def test_a_killed_run_leaves_the_last_one_and_locks_nobody_out(place: Place) -> None:
    place.contracts(fault="long")
    settings = (place.root / "contracts/contractkit.yaml").read_text()
    before = place.json("ledger.json")
    with waiting(place) as (process, said):
        process.kill()
    assert said[0].status < 0
    assert place.json("ledger.json") == before
    place.write("contracts/contractkit.yaml", settings)
    assert place.contracts().decision == "GO"
    assert not list(place.outputs.glob(".parts-*"))


RAISING = "def pytest_contractkit_{hook}:\n    raise LookupError('of mine')\n"
HOOKS = (
    "app(contract_id)",
    "identities()",
    "values()",
    "before_send(interaction_id, headers)",
    "reset()",
    "concluded(conclusion)",
)


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_that_raises_is_named(place: Place, hook: str) -> None:
    place.write("conftest.py", RAISING.format(hook=hook))
    name = hook.split("(")[0]
    sentence = f"conftest.py:2: the hook pytest_contractkit_{name} raised LookupError: of mine"
    fails_closed(place.contracts(), sentence, place=place)


@pytest.mark.parametrize("hook", HOOKS[3:])
def test_two_workers_name_it_too(place: Place, hook: str) -> None:
    place.write("conftest.py", RAISING.format(hook=hook))
    fails_closed(place.typed(CONTRACTS, "-n2"), "raised LookupError: of mine", place=place)


@pytest.mark.parametrize("hook", HOOKS[:2])
def test_a_hook_that_raises_in_workers_only_holds(place: Place, hook: str) -> None:
    only = "import os\n" + RAISING.format(hook=hook).replace("raise", "if 'PYTEST_XDIST_WORKER' in os.environ: raise")
    place.write("conftest.py", only)
    fails_closed(place.typed(CONTRACTS, "-n2"), "raised LookupError: of mine", place=place)


BROKEN = """\
import pytest

@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    if config.getoption("--contracts"):
        import contractkit.{module} as module
        def broken(*given, **more):
            raise LookupError("of ours")
        module.{name} = broken
"""


OURS = (
    ("run", "load"),
    ("examining", "replay"),
    ("run", "judge_document"),
    ("pytest_session", "standards"),
    ("pytest_items", "ledger_part_to_data"),
    ("pytest_session", "conclude"),
)


@pytest.mark.parametrize(("module", "name"), OURS)
def test_a_failure_of_our_own_is_one_sentence_and_holds(place: Place, module: str, name: str) -> None:
    place.write("conftest.py", BROKEN.format(module=module, name=name))
    said = place.typed(CONTRACTS)
    fails_closed(said, "contractkit failed by itself at conftest.py:8: LookupError: of ours", place=place)


@pytest.mark.parametrize(("module", "name"), OURS[1::2])
def test_so_is_one_in_a_worker(place: Place, module: str, name: str) -> None:
    place.write("conftest.py", BROKEN.format(module=module, name=name))
    said = place.typed(CONTRACTS, "-n2")
    fails_closed(said, "contractkit failed by itself at conftest.py:8: LookupError: of ours", place=place)


def test_all_of_it_is_shown_to_who_asks(place: Place) -> None:
    place.write("conftest.py", BROKEN.format(module="examining", name="replay"))
    said = place.typed(CONTRACTS, "--full-trace", "--tb=long")
    assert said.status == 1
    assert "conftest.py:8: LookupError" in said
    assert "def runtest(self)" in said


def test_an_internal_error_of_pytest_is_a_hold(place: Place) -> None:
    place.write("conftest.py", "def pytest_runtest_logreport(report):\n    raise LookupError('of a plugin')\n")
    said = place.typed(CONTRACTS)
    assert said.status == pytest.ExitCode.INTERNAL_ERROR
    assert said.decision == "HOLD"
    assert "the run was aborted: pytest failed by itself: LookupError: of a plugin" in said


def test_pytest_told_to_exit_with_0_is_no_pass(place: Place) -> None:
    conftest(place, "import pytest; pytest.exit('enough', returncode=0)")
    fails_closed(place.contracts(), "pytest was told to exit: enough", place=place)


def test_a_service_that_waits_a_little_is_no_accident(place: Place) -> None:
    app = keeping(pets())

    def slow(number: int, at: BaseHTTPRequestHandler) -> None:
        time.sleep(0.01)  # what the service takes for an answer
        app(number, at)

    with serving(slow) as url:
        place.settings(f"targets: {{pets.openapi.yaml: {{url: '{url}'}}}}\npolicy: {{budget: {{examples: 0}}}}\n")
        assert place.contracts().decision == "GO"


def test_a_full_disk_is_one_sentence_and_no_verdict_that_counts(place: Place) -> None:
    place.write("conftest.py", "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (8000, 8000))\n")
    said = place.typed(CONTRACTS, "-p", "no:cacheprovider")
    fails_closed(said, "the disk is full", "free space and run again", place=place)
    assert said.decision == "HOLD"
    assert not place.outputs.joinpath("ledger.json").exists()

"""Real documents and servers, kept out of `make test`: `CONTRACTKIT_REAL=folder make acceptance`.

The folder has openapi/, asyncapi/ and servers/NAME.sh; a script takes a port, says READY and ends on TERM.
"""

import os
import re
import select
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.acceptance.running import Server

INSTALLING = 600  # seconds; the first start of a server installs it


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "acceptance: needs the real documents and servers of CONTRACTKIT_REAL")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Only when asked for by its marker."""
    asked = "acceptance" in (config.getoption("markexpr") or "")
    return None if asked or collection_path.name == "conftest.py" else True


@pytest.fixture(scope="session")
def real() -> Path:
    folder = os.environ.get("CONTRACTKIT_REAL")
    if not folder:
        pytest.fail("set CONTRACTKIT_REAL to the folder with real openapi/, asyncapi/ and servers/", pytrace=False)
    path = Path(folder)
    missing = [name for name in ("openapi", "asyncapi", "servers") if not (path / name).is_dir()]
    if missing:
        pytest.fail(f"CONTRACTKIT_REAL={folder} has no {', '.join(missing)}/", pytrace=False)
    return path


@pytest.fixture(scope="session")
def start(real: Path) -> Iterator[Callable[[str], Server]]:
    """Starts a server on a free port, once; all are ended by their process groups."""
    running: dict[str, tuple[subprocess.Popen[str], Server]] = {}

    def started(name: str) -> Server:
        if name not in running:
            running[name] = _start(real, name)
        return running[name][1]

    try:
        yield started
    finally:
        for process, _ in running.values():
            _end(process)


def _start(real: Path, name: str) -> tuple["subprocess.Popen[str]", Server]:
    script = real / "servers" / f"{name}.sh"
    process = subprocess.Popen(
        ["bash", str(script), str(_free_port())], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    ready = _ready(process)
    if ready is None:
        _end(process)
        pytest.fail(f"{script.name} did not say READY within {INSTALLING} s", pytrace=False)
    told = dict(re.findall(r"(\w+)=(\S+)", ready))
    with urllib.request.urlopen(told["doc"], timeout=30) as answer:
        return process, Server(name, told["base"], answer.read())


def _ready(process: "subprocess.Popen[str]") -> str | None:
    assert process.stdout is not None
    ends = time.monotonic() + INSTALLING
    while process.poll() is None and time.monotonic() < ends:
        if select.select([process.stdout], [], [], 1)[0]:
            line = process.stdout.readline()
            if line.startswith("READY"):
                return line
    return None


def _end(process: "subprocess.Popen[str]") -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])

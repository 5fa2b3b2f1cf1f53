"""A command in; its output, seconds and greatest memory out."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str
    seconds: float
    megabytes: float


def python(*arguments: str, cwd: Path = ROOT, environment: Mapping[str, str] | None = None) -> Done:
    """Run this interpreter; memory is the greatest resident set of the process itself. `environment` None: ours.

    Bytecode is kept, as it is of whatever pip installs: else each start would compile our sources again.
    """
    given = {name: text for name, text in (environment or os.environ).items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        process = subprocess.Popen([sys.executable, *arguments], cwd=cwd, env=given, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        told, complained = _text(out), _text(err)
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Done(process.returncode, told, complained, seconds, usage.ru_maxrss / scale)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def measured(module: str, *arguments: str) -> dict[str, Any]:
    """The JSON line that a module of this bench prints."""
    done = python("-m", module, *arguments)
    if done.code != 0:
        raise SystemExit(f"{module} {' '.join(arguments)} ended with {done.code}:\n{done.err[-2000:]}")
    found: dict[str, Any] = json.loads(done.out.splitlines()[-1])
    return found

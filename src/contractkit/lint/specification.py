"""A contract in, what openapi-spec-validator has against it out, within a number of seconds.

It runs in a process of its own: it can take minutes on large documents, and only a process can be stopped.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from contractkit.model import Contract, Defect
from contractkit.source.pointer import pointer_of

_MOST = 50  # violations of the specification that are worth reading
_CHECKER = Path(__file__).with_name("check_specification.py")


def validity(contract: Contract, seconds: float = 20) -> tuple[tuple[Defect, ...], str | None]:
    """Defects of rule `specification`, and why the check is not finished (None when it is)."""
    asked = json.dumps({"version": contract.version, "most": _MOST, "document": contract.document})
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen(
        [sys.executable, "-P", str(_CHECKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        encoding="utf-8",
    ) as process:
        try:
            out, err = process.communicate(asked, timeout=seconds)
            reason = None if process.returncode == 0 else f"openapi-spec-validator failed: {_last(err)}"
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
            reason = f"openapi-spec-validator did not finish within {seconds:g} seconds"
        except BaseException:
            process.kill()
            raise
    return tuple(_defects(contract, out)), reason


def _defects(contract: Contract, out: str) -> Iterator[Defect]:
    seen: set[tuple[str, str]] = set()
    for line in out.splitlines(keepends=True):
        if not line.endswith("\n"):
            continue  # cut off by the deadline
        found = json.loads(line)
        pointer = pointer_of(str(step) for step in found["path"])
        if (pointer, found["message"]) in seen:
            continue
        seen.add((pointer, found["message"]))
        message = f"not valid by the specification: {found['message']}"
        operation = _operation(contract, pointer)
        yield Defect("specification", message, contract.locate(pointer, key=True), operation)


def _operation(contract: Contract, pointer: str) -> str | None:
    around = (i for i in contract.interactions if pointer == i.pointer or pointer.startswith(f"{i.pointer}/"))
    return next((i.id for i in around), None)


def _last(err: str) -> str:
    lines = err.strip().splitlines()
    return lines[-1] if lines else "it gave no reason"

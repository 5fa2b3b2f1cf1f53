"""A contract in, what its specification has against it out, within a number of seconds.

For OpenAPI that is what openapi-spec-validator finds. It runs in a process of its own: it can take minutes on large
documents, and only a process can be stopped. AsyncAPI documents are held against the schema of their version right
here: it takes milliseconds. Catalogues of events have no specification.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path

from contractkit.lint.asyncapi_schema import violations
from contractkit.model import Contract, Defect, Kind
from contractkit.source.pointer import pointer_of

_MOST = 50  # violations of the specification that are worth reading
_CHECKER = Path(__file__).with_name("check_specification.py")
_SAID: dict[bytes, str] = {}  # of documents that were checked to the end, for the next run of this process


def validity(contract: Contract, seconds: float = 20) -> tuple[tuple[Defect, ...], str | None]:
    """Defects of rule `specification`, and why the check is not finished (None when it is)."""
    if contract.kind is Kind.HTTP:
        return _of_openapi(contract, seconds)
    kind, _, version = contract.version.partition(" ")
    found = islice(violations(contract.document, version), _MOST) if kind == "asyncapi" else ()
    return tuple(_defects(contract, ((pointer_of(map(str, path)), message) for path, message in found))), None


def _of_openapi(contract: Contract, seconds: float) -> tuple[tuple[Defect, ...], str | None]:
    asked = json.dumps({"version": contract.version, "most": _MOST, "document": contract.document})
    digest = sha256(asked.encode()).digest()
    out, reason = (_SAID[digest], None) if digest in _SAID else _checked(asked, seconds)
    if reason is None:
        _SAID[digest] = out
    return tuple(_defects(contract, _told(out))), reason


def _checked(asked: str, seconds: float) -> tuple[str, str | None]:
    """What the checker wrote, and why that is not all."""
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
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
            return out, f"openapi-spec-validator did not finish within {seconds:g} seconds"
        except BaseException:
            process.kill()
            raise
    return out, None if process.returncode == 0 else f"openapi-spec-validator failed: {_last(err)}"


def _told(out: str) -> Iterator[tuple[str, str]]:
    for line in out.splitlines(keepends=True):
        if not line.endswith("\n"):
            continue  # cut off by the deadline
        found = json.loads(line)
        yield pointer_of(str(step) for step in found["path"]), found["message"]


def _defects(contract: Contract, found: Iterable[tuple[str, str]]) -> Iterator[Defect]:
    for pointer, said in dict.fromkeys(found):
        message = f"not valid by the specification: {said}"
        operation = _operation(contract, pointer)
        yield Defect("specification", message, contract.locate(pointer, key=True), operation)


def _operation(contract: Contract, pointer: str) -> str | None:
    around = (i for i in contract.interactions if pointer == i.pointer or pointer.startswith(f"{i.pointer}/"))
    return next((i.id for i in around), None)


def _last(err: str) -> str:
    lines = err.strip().splitlines()
    return lines[-1] if lines else "it gave no reason"

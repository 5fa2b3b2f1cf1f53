"""`verify`: contracts and a target in, a Result out; the same run as the plugin's, without pytest."""

import os
import secrets
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from contractkit.conclude import conclude
from contractkit.errors import UsageError
from contractkit.ledger import join_all
from contractkit.model import Result
from contractkit.options import Hooks, Item, Options
from contractkit.run import Run
from contractkit.settings import Settings


def verify(
    contracts: str | Path,
    *,
    app: Any = None,
    url: str | None = None,
    settings: Settings | None = None,
    root: str | Path | None = None,
    only: Callable[[Item], bool] | None = None,
    examples: int | None = None,
    seed: int = 0,
    write: bool = False,
) -> Result:
    """Verify a folder of contracts, or one contract file, against a service.

    `app`: an ASGI or WSGI application object, or its name as `module:app`; `url`: a live service; either wins over the
    targets of the settings. `settings`: instead of the folder's contractkit.yaml. `root`: what paths are relative to.
    `only`: which items to run (the result is then partial). `examples`: random examples per operation and mode.
    `write`: write the outputs as `pytest --contracts` does.
    Raises UsageError, ContractError, TargetError or StoreError; what the service does wrong is in the Result.
    """
    folder = Path(contracts).resolve()
    if not folder.exists():
        raise UsageError(f"there is no {contracts}; give a folder of contracts or one contract file")
    base = Path(root).resolve() if root is not None else folder.parent
    options = Options(
        contracts=folder,
        root=base,
        environ=dict(os.environ),
        app=app if isinstance(app, str) else None,
        url=url,
        seed=seed,
        examples=examples,
    )
    if app is not None and url is not None:
        raise UsageError("two targets were given: give app or url, not both")
    hooks = Hooks() if app is None or isinstance(app, str) else Hooks(app=lambda _: app)
    with TemporaryDirectory(prefix="contractkit-") as scratch:
        run = Run(
            options, run_id=new_run_id(), hooks=hooks, settings=settings, scratch=None if write else Path(scratch)
        )
        try:
            run.prepare(write=write)
            return _run(run, run.items() if only is None else filter(only, run.items()), write=write)
        finally:
            run.close()


def new_run_id() -> str:
    """`20261121T091500Z-3fa2b1`: sorts by time, and two runs at once differ."""
    return f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{secrets.token_hex(3)}"


def _run(run: Run, items: Iterable[Item], *, write: bool) -> Result:
    started, parts = time.time(), []
    chosen = tuple(items)
    for item in chosen:
        parts.append(run.examine(item))
        if parts[-1].faults:
            break
    partial = len(chosen) < sum(1 for _ in run.items())
    return conclude(run, join_all(parts), partial=partial, faults=(), started=started, write=write).result

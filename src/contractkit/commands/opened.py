"""A Run for a command, closed at the end; not a command itself."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contractkit.api import new_run_id
from contractkit.errors import UsageError
from contractkit.options import Options
from contractkit.run import Run


@contextmanager
def opened(given: argparse.Namespace, *, sends: bool = False, prepared: bool = True) -> Iterator[Run]:
    """The run that the options describe. `sends`: variables are read; `prepared`: what is wrong is told."""
    contracts = Path(given.contracts)
    if not contracts.exists():
        raise UsageError(f"there is no {given.contracts}; give --contracts=FOLDER")
    options = Options(
        contracts=contracts.resolve(),
        root=Path.cwd(),
        environ=dict(os.environ) if sends else None,
        config=Path(given.config).resolve() if given.config else None,
        app=getattr(given, "app", None),
        url=getattr(given, "url", None),
    )
    one = Run(options, run_id=new_run_id())
    try:
        if prepared:
            one.prepare(write=False)
        yield one
    finally:
        one.close()

"""Target settings in, a process of the team out that takes and sends events, and serves no HTTP."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from contractkit.endpoint import Endpoint
from contractkit.nowhere import nowhere
from contractkit.served import CommandTarget
from contractkit.settings import TargetSettings

UNBUFFERED = {"PYTHONUNBUFFERED": "1"}  # else what a Python process says is seen when it ends


def worker(settings: TargetSettings, *, root: Path, log: Path | None) -> Endpoint:
    """Started, and ready by what it wrote. Raises TargetError, UsageError."""
    environment: Mapping[str, str] = {**UNBUFFERED, **os.environ, **settings.env}
    started = CommandTarget(settings.command, ready=settings.ready, env=environment, cwd=root, log=log)
    return replace(
        nowhere(""),
        alive=started.alive,
        close=started.close,
        restart=started.restart,
        ended=started.ended,
    )

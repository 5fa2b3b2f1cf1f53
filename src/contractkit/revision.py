"""The commit the results are for: as given, else as git says; None outside a repository."""

import subprocess
from pathlib import Path

SECONDS = 10


def revision(root: Path, *, given: str | None) -> tuple[str | None, bool]:
    """Commit and whether tracked files differ from it. Asks git, never the network."""
    commit = given or _git(root, "rev-parse", "HEAD")
    changed = _git(root, "status", "--porcelain", "--untracked-files=no")
    return commit or None, bool(changed)


def _git(root: Path, *words: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *words], capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""  # no git here: the commit is unknown, which the gate refuses when it is asked for one
    return done.stdout.strip() if done.returncode == 0 else ""

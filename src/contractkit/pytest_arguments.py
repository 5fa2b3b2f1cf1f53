"""pytest's command line in; the folder of contracts, what pytest is to collect, and the options of a run out."""

import os
import shlex
from pathlib import Path

import pytest

from contractkit.options import Options

GIVEN = ("app", "url", "config", "seed", "examples", "profile")  # what a repetition needs as it was given
DEFAULTS = {"seed": 0, "profile": "default"}


def contracts_path(config: pytest.Config) -> Path:
    """What `--contracts` names, resolved. Raises UsageError."""
    given = Path(config.getoption("--contracts"))
    path = given if given.is_absolute() else Path(config.invocation_params.dir) / given
    if not path.exists():
        raise pytest.UsageError(f"--contracts: there is no {given}; give a folder of contracts or one contract file")
    path, root = path.resolve(), Path(config.rootpath).resolve()
    if root not in (path, *path.parents):
        raise pytest.UsageError(f"--contracts: {given} lies outside pytest's rootdir {root.name}/; see --rootdir")
    return path


def take_arguments(config: pytest.Config, path: Path) -> None:
    """Without positional arguments only contracts run; with them, contracts are added."""
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        config.args[:] = [str(path)]
        return
    asked = [Path(config.invocation_params.dir, str(a).split("::")[0]).resolve() for a in config.args]
    if not any(a == path or path in a.parents for a in asked):
        config.args.append(str(path))


def options(config: pytest.Config, path: Path) -> Options:
    """What the command line asks of a run. A collection sends nothing, so it needs no variables."""
    config_file = config.getoption("--contracts-config")
    previous = config.getoption("--contracts-register")
    here = Path(config.invocation_params.dir)
    return Options(
        contracts=path,
        root=Path(config.rootpath).resolve(),
        environ=None if config.getoption("collectonly", False) else dict(os.environ),
        config=(here / config_file).resolve() if config_file else None,
        app=config.getoption("--contracts-app"),
        url=config.getoption("--contracts-url"),
        seed=config.getoption("--contracts-seed"),
        examples=config.getoption("--contracts-examples"),
        nightly=config.getoption("--contracts-profile") == "nightly",
        register=(here / previous).resolve() if previous else None,
        commit=config.getoption("--contracts-commit"),
        strict=config.getoption("--contracts-strict"),
    )


def command(config: pytest.Config, node: str) -> str:
    """The line that runs one item again, from the rootdir."""
    path = contracts_path(config).relative_to(Path(config.rootpath).resolve())
    words = ["pytest", f"--contracts={path.as_posix()}"]
    for name in GIVEN:
        value = config.getoption(f"--contracts-{name}")
        if value not in (None, DEFAULTS.get(name)):
            words.append(f"--contracts-{name}={value}")
    return shlex.join((*words, node))

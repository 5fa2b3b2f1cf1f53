"""`contractkit init`: a commented contractkit.yaml from what is found here, and the pytest settings it recommends."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from contractkit.apps import SKIPPED, App, find_apps
from contractkit.errors import UsageError
from contractkit.loading import Loaded, load
from contractkit.settings import Outputs
from contractkit.settings.file import read_settings
from contractkit.settings.found import SETTINGS_FILE
from contractkit.starter import credentials, starter
from contractkit.store import Store

DOCUMENT = re.compile(rb"""(?m)^\s*\{?\s*["']?(openapi|swagger)["']?\s*:\s*["']?[23]""")
HEAD = 4096  # bytes of a file in which its version stands
SHOWN = 5


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="write over an existing contractkit.yaml")


def run(given: argparse.Namespace) -> int:
    """0; a settings file that is there already is kept without --force."""
    root, contracts = Path.cwd(), Path(given.contracts)
    if not contracts.exists():
        raise UsageError(f"there is no {given.contracts}; {_instead(root)}")
    folder = (contracts if contracts.is_dir() else contracts.parent).resolve()
    path = Path(given.config).resolve() if given.config else folder / SETTINGS_FILE
    if path.exists() and not given.force:
        raise UsageError(f"{_shown(path, root)} is there already; --force writes over it")
    outputs = Outputs()
    ours = (root / outputs.directory, root / outputs.analysis)
    loaded = load(contracts.resolve(), base=root, outputs=ours)
    if not loaded.contracts:
        raise UsageError("\n".join(loaded.problems) or f"{given.contracts} holds no contract that can be exercised")
    apps = find_apps(root)
    names = [(root / c.file).resolve().relative_to(folder).as_posix() for c in loaded.contracts]
    text = starter(loaded.contracts, names, apps, loaded.problems)
    Store(folder).rewrite(path, lambda _: text)
    read_settings(path, root=_above(path, root), environ=None)
    print("\n".join(_told(loaded, apps, path, root, given.contracts)))
    return 0


def _told(loaded: Loaded, apps: tuple[App, ...], path: Path, root: Path, contracts: str) -> Iterator[str]:
    yield f"wrote {_shown(path, root)}"
    for contract in loaded.contracts:
        yield f"  contract     {contract.file} ({contract.version}, {len(contract.interactions)} operations)"
    for app in apps[:SHOWN]:
        yield f"  application  {app.name} ({app.framework}, {app.file}:{app.line})"
    if len(apps) > SHOWN:
        yield f"  application  ... and {len(apps) - SHOWN} more, see the file"
    if not apps:
        yield "  application  none found: name it under targets:, or give --contracts-app or --contracts-url"
    wanted = credentials(loaded.contracts)
    for one in wanted:
        yield f"  identity     {one.name}: set {', '.join(one.variables) or 'tls: on the target'}"
    for problem in loaded.problems:
        yield f"! {problem}"
    yield from ("", "Recommended, in the pytest settings" + _pytest_file(root) + ":")
    yield '  addopts = "-p no:schemathesis"      # its pytest plugin costs a second at each start and is not needed'
    if any(app.source for app in apps[:1]):
        yield '  pythonpath = ["src"]                # unless the project is installed (pip install -e .)'
    outputs = Outputs()
    yield from ("", "Recommended, in .gitignore (or keep the register in git; see the docs on CI):")
    yield from (f"  /{outputs.directory}/", f"  /{outputs.analysis}")
    variables = " ".join(f"{name}=..." for one in wanted for name in one.variables)
    yield from ("", "Then: " + f"{variables} pytest --contracts={contracts}".strip())


def _pytest_file(root: Path) -> str:
    """Where this project keeps them."""
    for name, section in (("pytest.ini", "[pytest]"), ("tox.ini", "[pytest]"), ("setup.cfg", "[tool:pytest]")):
        path = root / name
        if path.is_file() and section in path.read_text("utf-8", "replace"):
            return f" ({name}, {section}, without the quotes)"
    return " (pyproject.toml, [tool.pytest.ini_options])"


def _instead(root: Path) -> str:
    """What to type, by the OpenAPI documents that lie around."""
    found: list[str] = []
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if any(part in SKIPPED or part.startswith(".") for part in parts[:-1]) or not path.is_file():
            continue
        if path.suffix.lower() in (".yaml", ".yml", ".json"):
            with path.open("rb") as file:
                if DOCUMENT.search(file.read(HEAD)):
                    found.append(path.relative_to(root).as_posix())
    if not found:
        return "make the folder, put an OpenAPI or Swagger document into it, or give --contracts=FOLDER"
    folder = found[0].rpartition("/")[0] or "."
    what = found[0] if folder == "." else folder
    return f"{found[0]} looks like a contract: give --contracts={what}"


def _above(path: Path, root: Path) -> Path:
    return root if path.is_relative_to(root) else path.parent


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)

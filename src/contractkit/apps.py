"""A folder in, the ASGI and WSGI applications named in its Python files out; nothing is imported or run."""

import ast
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

MAKERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "fastapi.FastAPI": "FastAPI",
        "fastapi.applications.FastAPI": "FastAPI",
        "starlette.applications.Starlette": "Starlette",
        "flask.Flask": "Flask",
        "flask.app.Flask": "Flask",
        "quart.Quart": "Quart",
        "falcon.App": "Falcon",
        "falcon.API": "Falcon",
        "falcon.asgi.App": "Falcon",
        "litestar.Litestar": "Litestar",
        "litestar.app.Litestar": "Litestar",
        "bottle.Bottle": "Bottle",
        "connexion.App": "Connexion",
        "connexion.AsyncApp": "Connexion",
        "connexion.FlaskApp": "Connexion",
        "django.core.wsgi.get_wsgi_application": "Django",
        "django.core.asgi.get_asgi_application": "Django",
    }
)
USUAL: Final = ("app", "application", "api", "create_app()", "make_app()")
SKIPPED: Final = frozenset({"node_modules", "__pycache__", "site-packages", "dist", "build", "tests", "test"})
LARGEST: Final = 1_000_000  # bytes; what is larger was not written by hand


@dataclass(frozen=True, slots=True)
class App:
    """`name` is what `app:` takes, `shop.main:app` or `shop.main:create_app()`; `source`: lies below `src/`."""

    name: str
    framework: str
    file: str
    line: int
    source: bool = False


def find_apps(root: Path) -> tuple[App, ...]:
    """The applications below a folder, the likeliest first; virtual environments and tests are passed over."""
    found = (app for path in _files(root) for app in _apps(path, root))
    return tuple(sorted(found, key=lambda app: (_rank(app), app.name.count("."), app.name)))


def _rank(app: App) -> int:
    attribute = app.name.partition(":")[2]
    return USUAL.index(attribute) if attribute in USUAL else len(USUAL)


def _files(root: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(root):
        folders[:] = sorted(n for n in folders if n not in SKIPPED and not n.startswith(".") and not _venv(here, n))
        for name in sorted(names):
            path = Path(here) / name
            if name.endswith(".py") and not name.startswith("test_") and path.stat().st_size <= LARGEST:
                yield path


def _venv(here: str, name: str) -> bool:
    return (Path(here) / name / "pyvenv.cfg").is_file()


def _apps(path: Path, root: Path) -> Iterator[App]:
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return  # not a module that could be imported: no application of ours
    module, source = _module(path, root)
    names = _imported(tree)
    for attribute, line, framework in _made(tree.body, names):
        yield App(f"{module}:{attribute}", framework, path.relative_to(root).as_posix(), line, source)


def _module(path: Path, root: Path) -> tuple[str, bool]:
    parts = path.relative_to(root).with_suffix("").parts
    source = len(parts) > 1 and parts[0] == "src" and not (root / "src" / "__init__.py").exists()
    parts = parts[1:] if source else parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts), source


def _imported(tree: ast.Module) -> dict[str, str]:
    """Local name -> the full name of what it stands for."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _made(body: Iterable[ast.stmt], names: Mapping[str, str]) -> Iterator[tuple[str, int, str]]:
    """Names that a module binds to an application, also below `if` and `try`, and factories that return one."""
    for node in body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                framework = _framework(call, names)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Call() as call):
                framework = _framework(call, names)
            case ast.FunctionDef(name=function) if not _asks(node.args):
                name, framework = f"{function}()", _returned(node, names)
            case ast.If() | ast.Try() | ast.With():
                yield from _made([*node.body, *getattr(node, "orelse", ())], names)
                continue
            case _:
                continue
        if framework is not None:
            yield name, node.lineno, framework


def _asks(arguments: ast.arguments) -> bool:
    """Whether a function cannot be called without arguments."""
    given = len(arguments.posonlyargs) + len(arguments.args) - len(arguments.defaults)
    return given > 0 or any(default is None for default in arguments.kw_defaults)


def _returned(function: ast.FunctionDef, names: Mapping[str, str]) -> str | None:
    """The framework of the application that a factory returns."""
    made = {name: framework for name, _, framework in _made(function.body, names)}
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Name) and node.value.id in made:
            return made[node.value.id]
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Call):
            return _framework(node.value, names)
    return None


def _framework(call: ast.Call, names: Mapping[str, str]) -> str | None:
    first, _, rest = ast.unparse(call.func).partition(".")
    whole = names.get(first, first)
    return MAKERS.get(f"{whole}.{rest}" if rest else whole)

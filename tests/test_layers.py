"""The house keeps its shape: every module has a floor, imports go down, extensions stand alone, files stay small."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
LINES = 250
# The first part of a module's name below contractkit; a package gives its floor to all files in it.
FLOORS = {
    0: "errors model",
    1: """
        addressed admitted agreements amqp answer apps asking asyncapi calling captures causing client codec
        collecting
        commanding consuming course crossing drawing effects embedding events exercise exploring extensions
        family follow following generate hooks ids inarow jetstream latest leftovers librdkafka listening
        listing matrix mqttline natswire negative_paths occasion openapi options outliving protocols rabbitlink reach
        readiness reading redact refusing registry replaying replies reproduction requesting saying schema securing sent
        sequences served settings sound source sources stage starter starter_events stating summary
        surviving topics traffic trials trigger watchdog ways wire worlds
    """,
    2: """
        adopt brokers checks embedded envelopes formats identity judge ledger lint obligations probes promise
        register reports situations static tally transports triage verdict vocabulary waivers welcome
    """,
    3: """
        cleanup connected credentials desk endpoint eventdesk example loading log nowhere pulse replay revision
        store targets tokens worker workplace
    """,
    4: "api conclude dry_events dry_run examining gate respond run suggesting",
    5: "cli commands pytest_arguments pytest_conftest pytest_items pytest_plugin pytest_session",
}
FLOOR = {name: floor for floor, names in FLOORS.items() for name in names.split()}

EXTENSIONS = (
    "brokers",
    "checks",
    "embedded",
    "envelopes",
    "formats",
    "obligations",
    "probes",
    "reports",
    "situations",
    "transports",
    "lint.rules",
)
SHARED = {"lint.rules": "lint"}  # the rules about contracts build on what stands beside their folder
HEAVY = {
    "schemathesis",
    "hypothesis",
    "jsonschema",
    "jsonschema_rs",
    "yaml",
    "requests",
    "pydantic",
    "jinja2",
    "openapi_spec_validator",
}


def floor(module: str) -> int:
    """A module that nobody gave a floor is told of once."""
    return FLOOR.get(module.split(".")[0], 1)


def modules() -> dict[str, Path]:
    """Every module by its name below contractkit; the package itself is `""`."""
    found = {}
    for path in sorted((SOURCE / "contractkit").rglob("*.py")):
        parts = path.relative_to(SOURCE / "contractkit").with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name of each module of ours that a file imports, wherever it does; imports for types alone are none."""
    tree = ast.parse(path.read_text("utf-8"))
    typing = [n for n in ast.walk(tree) if isinstance(n, ast.If) and ast.unparse(n.test) == "TYPE_CHECKING"]
    unread = {id(inner) for outer in typing for inner in ast.walk(outer)}
    for node in ast.walk(tree):
        if id(node) in unread:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "contractkit":
            package = node.module.removeprefix("contractkit").lstrip(".")
            for alias in node.names:
                whole = f"{package}.{alias.name}".lstrip(".")
                yield node.lineno, whole if whole in MODULES else package
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "contractkit":
                    yield node.lineno, alias.name.removeprefix("contractkit").lstrip(".")


def folder(module: str) -> str | None:
    """The folder of extensions that a module is a file of."""
    return next((one for one in EXTENSIONS if module.startswith(f"{one}.")), None)


def test_every_module_has_a_floor():
    homeless = sorted({name.split(".")[0] for name in MODULES if name} - set(FLOOR))
    assert not homeless, f"give them a floor in {Path(__file__).name}: {homeless}"


def test_the_table_names_no_module_that_is_gone():
    assert sorted(set(FLOOR) - {name.split(".")[0] for name in MODULES}) == []


def test_imports_go_down():
    climbing = [
        f"{path.name}:{line} (floor {floor(name)}) imports {other} (floor {floor(other)})"
        for name, path in MODULES.items()
        if name
        for line, other in imported(path)
        if other and floor(other) > floor(name)
    ]
    assert climbing == []


def test_extensions_import_floors_0_and_1_alone():
    wrong = [
        f"{path.name}:{line} imports {other}"
        for name, path in MODULES.items()
        if (own := folder(name)) is not None
        for line, other in imported(path)
        if floor(other) > 1 and not (SHARED.get(own) == other.split(".")[0] and folder(other) is None)
    ]
    assert wrong == []


def test_only_one_file_imports_schemathesis():
    using = [name for name, path in MODULES.items() if "schemathesis" in set(foreign(path))]
    assert using == ["generate.schemathesis"]


def foreign(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_floor_0_is_made_of_the_standard_library():
    names = [n for n in MODULES if n and floor(n) == 0]
    used = {module for name in names for module in foreign(MODULES[name])}
    assert used - set(sys.stdlib_module_names) <= {"contractkit"}


@pytest.mark.parametrize("module", ["contractkit", "contractkit.pytest_plugin", "contractkit.cli"])
def test_the_doors_import_nothing_heavy(module: str):
    code = f"import {module}, sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {name.split(".")[0] for name in json.loads(done.stdout)}.isdisjoint(HEAVY)


def test_files_stay_small():
    long = {name: lines for name, path in MODULES.items() if (lines := len(path.read_text().splitlines())) > LINES}
    assert long == {}, f"more than {LINES} lines: split them by idea"


def test_every_file_says_what_it_does():
    silent = [name for name, path in MODULES.items() if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []

"""The documentation is true: what it names is there, its examples are read by the code, made pages are fresh."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tools.changelog import HEAD, fragments, rewritten
from tools.docs import pages

import contractkit
from contractkit import hooks
from contractkit.cli import COMMANDS

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").glob("[a-z]*.md"))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
OPTION = re.compile(r"--contracts(?:-[a-z]+)*")
COMMAND = re.compile(r"(?:`|run: |again +)contractkit ([a-z]+)\b")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def blocks(language: str) -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for found, text in BLOCK.findall(page.read_text("utf-8")):
            if found == language:
                yield page.name, text


def every(language: str) -> pytest.MarkDecorator:
    found = list(blocks(language))
    return pytest.mark.parametrize("text", [t for _, t in found], ids=[f"{n}-{i}" for i, (n, _) in enumerate(found)])


@pytest.mark.parametrize("path", list(pages()), ids=lambda path: path.name)
def test_pages_made_from_the_code_are_fresh(path: Path):
    assert path.read_text("utf-8") == pages()[path], "run `make docs`"


@each_page
def test_links_lead_somewhere(page: Path):
    broken = [to for to in LINK.findall(page.read_text("utf-8")) if not (page.parent / to).exists()]
    assert broken == []


def test_the_readme_leads_to_every_page():
    linked = {(ROOT / to).resolve() for to in LINK.findall((ROOT / "README.md").read_text("utf-8"))}
    assert {page for page in PAGES if page.name != "README.md"} - linked == set()


@each_page
def test_commands_that_are_named_exist(page: Path):
    text = page.read_text("utf-8")
    typed = (line for _, block in BLOCK.findall(text) for line in block.splitlines())
    named = {*COMMAND.findall(text), *(line.split()[1] for line in typed if line.startswith("contractkit "))}
    assert named <= set(COMMANDS)


@each_page
def test_options_that_are_named_exist(page: Path):
    entry = (ROOT / "src" / "contractkit" / "pytest_plugin.py").read_text("utf-8")
    assert set(OPTION.findall(page.read_text("utf-8"))) <= set(OPTION.findall(entry))


def test_every_hook_is_documented_with_its_arguments():
    page = (ROOT / "docs" / "own-app.md").read_text("utf-8")
    tree = ast.parse(Path(hooks.__file__).read_text("utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    missing = [f.name for f in functions if f"`{f.name}({', '.join(a.arg for a in f.args.args)})`" not in page]
    assert missing == []


@every("python")
def test_python_examples_use_public_names(text: str):
    tree = ast.parse(text)
    imported = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == "contractkit"]
    used = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and ast.unparse(n.value) == "contractkit"]
    names = {alias.name for node in imported for alias in node.names} | {node.attr for node in used}
    assert names <= set(contractkit.__all__)
    own = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name.startswith("pytest_contractkit")}
    assert own <= set(dir(hooks))


@every("yaml")
def test_settings_and_waivers_that_are_shown_can_be_read(text: str, tmp_path: Path):
    from contractkit.settings.file import read_settings
    from contractkit.waivers import read_waivers

    path = tmp_path / "contractkit.yaml"
    path.write_text(text)
    if re.search(r"^(waivers|exemptions):", text, re.M):
        assert read_waivers(path, root=tmp_path).problems == ()
    elif re.search(r"^(version: 1|targets|identities|policy|owners):", text, re.M):
        read_settings(path, root=tmp_path, environ=None)


def test_fragments_of_the_changelog_are_well_formed():
    assert set(fragments(ROOT / "changelog.d")) <= {"added", "changed", "fixed", "removed"}


@pytest.mark.parametrize(
    ("name", "text"), [("x.md", "One."), ("x.new.md", "One."), ("x.added.txt", "One."), ("x.added.md", " ")]
)
def test_what_is_no_fragment_is_refused(tmp_path: Path, name: str, text: str):
    (tmp_path / name).write_text(text)
    with pytest.raises(ValueError, match="a fragment is"):
        fragments(tmp_path)


def test_the_changelog_takes_what_is_coming_and_keeps_what_was():
    first = rewritten("", "1.0 (2026-01-01)", {"added": ("A.",)})
    coming = rewritten(first, "Unreleased", {"fixed": ("B.",), "added": ("C.", "D.")})
    assert coming.startswith(f"{HEAD}\n## Unreleased\n")
    assert coming.endswith("\n## 1.0 (2026-01-01)\n\n### Added\n\n- A.\n")
    assert rewritten(coming, "Unreleased", {"fixed": ("B.",), "added": ("C.", "D.")}) == coming
    assert rewritten(coming, "Unreleased", {}) == first

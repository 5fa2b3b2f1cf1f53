"""Documents as their authors published them: each is collected, some of them invalid."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from tests.acceptance.running import Ran, run

pytestmark = pytest.mark.acceptance
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}

Collect = Callable[..., Ran]


@pytest.fixture
def collect(tmp_path: Path) -> Collect:
    """Copies documents into a contracts folder and collects it."""

    def collected(*documents: Path) -> Ran:
        (tmp_path / "contracts").mkdir()
        for document in documents:
            shutil.copy(document, tmp_path / "contracts")
        return run(tmp_path, "--collect-only")

    return collected


def test_all_documents_of_the_folder_are_collected_at_once(real: Path, collect: Collect) -> None:
    documents = sorted((real / "openapi").iterdir())
    ran = collect(*documents)
    assert (ran.code, ran.crashes) == (0, [])
    for document in documents:
        assert f"contracts/{document.name}::" in ran.said


def test_every_operation_has_an_item(real: Path, collect: Collect) -> None:
    documents = sorted((real / "openapi").iterdir())
    ran = collect(*documents)
    for document in documents:
        found = {
            line.split("::")[1] for line in ran.said.splitlines() if line.startswith(f"contracts/{document.name}::")
        }
        assert len(found - {"*"}) == operations(document), document.name


def test_documents_of_a_kind_that_cannot_be_judged_yet_are_recognised(real: Path, collect: Collect) -> None:
    document = real / "openapi" / "oai-v3.0-uspto.yaml"
    ran = collect(document, *sorted((real / "asyncapi").rglob("*.yml")))
    assert (ran.code, ran.crashes) == (0, [])


def test_collecting_sends_and_writes_nothing(real: Path, collect: Collect) -> None:
    ran = collect(real / "openapi" / "openai.yaml")
    assert sorted(path.name for path in ran.folder.iterdir()) == ["contracts"]


def operations(document: Path) -> int:
    read = yaml.load(document.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return sum(len(METHODS & set(item)) for item in (read.get("paths") or {}).values())

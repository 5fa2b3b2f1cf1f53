"""Code in, the pages of docs/ that are made from it out. `python -m tools.docs` writes them."""

from collections.abc import Mapping
from pathlib import Path

from tools.rules import page

ROOT = Path(__file__).parents[1]
SETTINGS = ROOT / "src" / "contractkit" / "data" / "settings.schema.json"


def pages() -> Mapping[Path, str]:
    """Every generated page with its text."""
    docs = ROOT / "docs"
    return {
        docs / "rules.md": page(),
        docs / "schemas" / "contractkit.schema.json": SETTINGS.read_text("utf-8"),
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, "utf-8")

"""Fragments of changelog.d in, the section of the coming version in CHANGELOG.md out. `--check` says whether all fit.

A fragment is `<topic>.<added|changed|fixed|removed>.md`: one sentence, from the user's side. `--release VERSION DATE`
writes the section under that version and removes the fragments.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
KINDS = ("added", "changed", "fixed", "removed")
HEAD = "# Changelog\n\nWhat users notice, newest first. Made from `changelog.d/` by `make changelog`.\n"
COMING = "Unreleased"


def fragments(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Sentences by kind, by topic. ValueError names a file that is no fragment."""
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for path in sorted(folder.iterdir()):
        topic, _, rest = path.name.partition(".")
        kind, _, suffix = rest.partition(".")
        text = " ".join(path.read_text("utf-8").split())
        if not topic or kind not in KINDS or suffix != "md" or not text:
            raise ValueError(f"{path.name}: a fragment is <topic>.<{'|'.join(KINDS)}>.md with one sentence in it")
        found[kind].append(text)
    return {kind: tuple(texts) for kind, texts in found.items() if texts}


def section(title: str, sentences: Mapping[str, tuple[str, ...]]) -> str:
    """One version; nothing when nothing changed."""
    parts = (f"\n### {kind.capitalize()}\n\n" + "".join(f"- {t}\n" for t in texts) for kind, texts in sentences.items())
    return f"\n## {title}\n" + "".join(parts) if sentences else ""


def rewritten(text: str, title: str, sentences: Mapping[str, tuple[str, ...]]) -> str:
    """The changelog with the coming section in place of the last one of that name."""
    _, *sections = (text or HEAD).split("\n## ")
    kept = [f"\n## {one}" for one in sections if one.split("\n", 1)[0] != COMING]
    released = "".join(one if one.endswith("\n") else f"{one}\n" for one in kept)
    return HEAD + section(title, sentences) + released


def main() -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--release", nargs=2, metavar=("VERSION", "DATE"))
    parser.add_argument("--check", action="store_true", help="change nothing; 1 when CHANGELOG.md is not up to date")
    given = parser.parse_args()
    page, folder = ROOT / "CHANGELOG.md", ROOT / "changelog.d"
    before = page.read_text("utf-8") if page.exists() else ""
    title = f"{given.release[0]} ({given.release[1]})" if given.release else COMING
    after = rewritten(before, title, fragments(folder))
    if given.check:
        return int(before != after)
    page.write_text(after, "utf-8")
    for path in folder.iterdir() if given.release else ():
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())

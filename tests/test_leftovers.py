"""What runs on one broker made is told to the last of them, once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from contractkit.errors import BrokerError
from contractkit.leftovers import Leftovers
from contractkit.settings.brokers import BrokerSettings

HERE = BrokerSettings("redis://127.0.0.1:6379")


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def told(leftovers: Leftovers) -> dict[str, frozenset[str]]:
    with leftovers.leaving() as left:
        return dict(left)


def test_the_last_is_told_what_all_made_and_what_is_in_it() -> None:
    first, last = Leftovers(HERE), Leftovers(BrokerSettings("redis://me:s3cret@localhost:6379"))
    first.made("orders")
    first.saw("orders", "1")
    last.saw("orders", "2")
    last.saw("others", "3")
    assert told(first) == {}
    assert told(last) == {"orders": frozenset({"1", "2"})}


def test_it_is_told_once(files: Path) -> None:
    one = Leftovers(HERE)
    one.made("orders")
    assert (told(one), told(one)) == ({"orders": frozenset()}, {})
    assert told(Leftovers(HERE)) == {}
    assert list(files.iterdir()) == []


@pytest.mark.parametrize("url", ["redis://127.0.0.1:6380", "redis://broker.test:6379"])
def test_another_broker_is_another_matter(url: str) -> None:
    one, other = Leftovers(HERE), Leftovers(BrokerSettings(url))
    one.made("orders")
    assert set(told(one)) == {"orders"}
    assert told(other) == {}


@pytest.mark.parametrize(
    "settings", [BrokerSettings("redis://broker.test:6379"), BrokerSettings("redis://127.0.0.1:1", ours=True)]
)
def test_elsewhere_and_on_a_broker_of_the_run_nothing_is_noted(settings: BrokerSettings, files: Path) -> None:
    one = Leftovers(settings)
    one.made("orders")
    assert list(files.iterdir()) == []
    assert told(one) == {}


def test_who_was_killed_keeps_nobody(files: Path) -> None:
    code = (
        "import os, signal, tempfile; from contractkit.leftovers import Leftovers; "
        "from contractkit.settings.brokers import BrokerSettings; "
        f"tempfile.tempdir = {str(files)!r}; one = Leftovers(BrokerSettings({HERE.url!r})); "
        "one.made('theirs'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    one = Leftovers(HERE)
    one.made("ours")
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode < 0
    assert set(told(one)) == {"ours"}


def test_a_file_that_cannot_be_written_is_one_sentence(files: Path) -> None:
    one = Leftovers(HERE)
    [path] = files.iterdir()
    told(one)
    os.symlink(files / "elsewhere", path)
    with pytest.raises(BrokerError, match="runs on one broker know of each other by this file"):
        Leftovers(HERE)

"""The files of a run: all or nothing, one run at a time, and a clear sentence when that cannot be."""

import json
import os
import resource
import signal
import subprocess
import sys
import textwrap
from hashlib import sha256
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.memory import found, promised, ran, showing

from contractkit import codec
from contractkit.errors import StoreError
from contractkit.model import Register
from contractkit.register import record
from contractkit.store import LEDGER, LOCK, MANIFEST, PARTIAL, REGISTER, Store

KNOWN = record(Register(), showing(found()), [promised("201 application/json")], run=ran(), full=True, owners={})
TEXT = codec.text(codec.register_to_data(KNOWN))
SCHEMA = Path(__file__).parent.parent / "docs" / "schemas" / "manifest.schema.json"


def python(code: str, *args: str, **more):
    """A process of its own, as another run would be."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


def content(folder: Path):
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != LOCK}


def test_the_first_run_begins_with_an_empty_register(tmp_path):
    store = Store(tmp_path / "out")
    assert store.load_register() == Register()
    assert store.load_ledger() is None
    assert store.load_known() == ()


def test_what_was_saved_is_loaded(tmp_path):
    store = Store(tmp_path / "deep" / "out")
    store.save({REGISTER: TEXT})
    assert store.load_register() == KNOWN


def test_the_previous_register_may_come_from_elsewhere(tmp_path):
    (tmp_path / "restored.json").write_text(TEXT)
    store = Store(tmp_path / "out")
    assert store.load_register(tmp_path / "restored.json") == KNOWN
    assert store.load_register(tmp_path / "first-run.json") == Register()


def test_a_previous_register_in_no_folder_is_refused(tmp_path):
    with pytest.raises(StoreError, match="--contracts-register"):
        Store(tmp_path).load_register(tmp_path / "no" / "such.json")


@pytest.mark.parametrize("text", [TEXT[:50], "", TEXT.replace('"version": 1', '"version": 9')])
def test_a_damaged_register_is_refused_by_name(tmp_path, text):
    (tmp_path / REGISTER).write_text(text)
    with pytest.raises(StoreError, match=REGISTER):
        Store(tmp_path).load_register()


def test_a_register_that_is_no_text_is_refused_by_name(tmp_path):
    (tmp_path / REGISTER).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(StoreError, match="cannot be read"):
        Store(tmp_path).load_register()


def test_the_manifest_vouches_for_every_file(tmp_path):
    files = {REGISTER: TEXT, LEDGER: "{}\n", "report.md": "# é\n", "log.ndjson": "half \ud83d\n"}
    Store(tmp_path).save(files)
    manifest = json.loads((tmp_path / MANIFEST).read_text("utf-8"))
    assert not list(Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).iter_errors(manifest))
    assert manifest["files"] == {n: sha256((tmp_path / n).read_bytes()).hexdigest() for n in files}


def test_a_partial_run_leaves_everything_but_its_own_file(tmp_path):
    store = Store(tmp_path)
    store.save({REGISTER: TEXT, LEDGER: "{}\n"})
    before = content(tmp_path)
    store.save({PARTIAL: "{}\n"}, manifest=False)
    assert content(tmp_path) == {**before, PARTIAL: b"{}\n"}


def test_a_full_run_takes_the_place_of_a_partial_one(tmp_path):
    store = Store(tmp_path)
    store.save({PARTIAL: "{}\n"}, manifest=False)
    store.save({REGISTER: TEXT})
    assert sorted(content(tmp_path)) == [REGISTER, MANIFEST]


def test_a_file_that_people_write_in_is_rewritten_around_them(tmp_path):
    path = tmp_path / "docs" / "Analysis.md"
    store = Store(tmp_path / "out")
    store.rewrite(path, lambda text: text + "one\n")
    store.rewrite(path, lambda text: text + "two\n")
    assert path.read_text() == "one\ntwo\n"


def test_a_file_keeps_its_mode_and_a_new_one_can_be_read(tmp_path):
    store = Store(tmp_path)
    store.save({"old.md": "", "new.md": ""})
    (tmp_path / "old.md").chmod(0o664)
    store.save({"old.md": "x"})
    assert [(tmp_path / n).stat().st_mode & 0o777 for n in ("old.md", "new.md")] == [0o664, 0o644]


@pytest.mark.parametrize("below", ["file", "file/out", "file/a/b"])
def test_an_output_path_below_a_file_is_one_sentence(tmp_path, below):
    (tmp_path / "file").write_text("")
    store = Store(tmp_path / below)
    for act in (lambda: store.save({REGISTER: TEXT}), store.lock().__enter__, store.load_register):
        with pytest.raises(StoreError, match="is a file, not a folder"):
            act()


def test_a_folder_in_the_place_of_a_file_is_one_sentence_and_changes_nothing(tmp_path):
    (tmp_path / REGISTER).mkdir()
    with pytest.raises(StoreError, match="cannot be written"):
        Store(tmp_path).save({REGISTER: TEXT})
    assert sorted(content_names(tmp_path)) == [REGISTER]


def content_names(folder: Path):
    return [p.name for p in folder.iterdir()]


FULL_DISK = """
    import resource, sys
    from pathlib import Path
    from contractkit.errors import StoreError
    from contractkit.store import Store
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    try:
        Store(Path(sys.argv[1])).save({"discrepancy-register.json": "small", "test-log.ndjson": "x" * 100_000})
    except StoreError as refused:
        print(refused)
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="the system cannot limit the size of files")
def test_a_full_disk_leaves_the_files_of_the_last_run(tmp_path):
    Store(tmp_path).save({REGISTER: TEXT, LEDGER: "{}\n"})
    before = content(tmp_path)
    told, errors = python(FULL_DISK, str(tmp_path)).communicate()
    assert "the disk is full" in told, errors
    assert content(tmp_path) == before


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from contractkit.store import Store

    written = []
    def fsync(handle, real=os.fsync):
        real(handle)
        written.append(handle)
        if len(written) == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    os.fsync = fsync
    with Store(Path(sys.argv[1])).lock():
        Store(Path(sys.argv[1])).save({"discrepancy-register.json": "new", "ledger.json": "new"})
"""


def test_a_killed_run_leaves_the_last_register_and_locks_nobody_out(tmp_path):
    store = Store(tmp_path)
    store.save({REGISTER: TEXT})
    before = {name: text for name, text in content(tmp_path).items() if name != MANIFEST}  # which vouches for no more
    run = python(KILLED, str(tmp_path))
    run.communicate()
    assert run.returncode == -signal.SIGKILL
    left = content(tmp_path)
    assert {n: b for n, b in left.items() if not n.endswith(".tmp")} == before
    assert len(left) == len(before) + 2
    with store.lock():
        assert store.load_register() == KNOWN


def test_what_a_killed_run_left_half_written_is_swept_away(tmp_path):
    (tmp_path / f".{REGISTER}.abc123.tmp").write_text("half")
    with Store(tmp_path).lock():
        assert content(tmp_path) == {}


HOLD = """
    import sys
    from pathlib import Path
    from contractkit.store import Store
    with Store(Path(sys.argv[1])).lock():
        print("held", flush=True)
        sys.stdin.read()
"""


def test_a_second_run_at_once_is_refused_and_the_first_is_unaffected(tmp_path):
    first = python(HOLD, str(tmp_path), stdin=subprocess.PIPE)
    try:
        assert first.stdout.readline() == "held\n"
        with (
            pytest.raises(StoreError, match=f"another run \\(process {first.pid}\\) writes here"),
            Store(tmp_path).lock(),
        ):
            pass
        assert first.poll() is None
    finally:
        _, errors = first.communicate()
    assert first.returncode == 0, errors
    with Store(tmp_path).lock():
        assert (tmp_path / LOCK).read_text() == f"{os.getpid()}\n"


def test_a_run_that_ends_badly_frees_the_folder(tmp_path):
    store = Store(tmp_path)
    with pytest.raises(KeyboardInterrupt), store.lock():
        raise KeyboardInterrupt
    with store.lock():
        assert (tmp_path / LOCK).exists()

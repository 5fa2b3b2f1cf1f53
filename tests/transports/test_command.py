"""A command is started on a free port, waited for, and stopped with all it started."""

import os
import signal
import subprocess
import sys
import time

import pytest

from contractkit.errors import TargetError, UsageError
from contractkit.model import Request
from contractkit.served import CommandTarget
from contractkit.transports.http import HttpTransport

SERVER = """
import http.server, sys, time
born = time.monotonic()
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        young = self.path == "/ready" and time.monotonic() - born < 0.3
        self.send_response(503 if young or self.path == "/never" else 404)
        self.end_headers()
    def log_message(self, *words): print("asked", self.path, file=sys.stderr, flush=True)
print("starting", flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def python(code, *arguments):
    return [sys.executable, "-c", code, *arguments]


def gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def within(seconds, claim):
    until = time.monotonic() + seconds
    while not claim() and time.monotonic() < until:
        time.sleep(0.02)
    return claim()


@pytest.mark.parametrize("ready", ["/ready", None])
def test_a_server_is_ready_when_it_answers(ready, tmp_path):
    log = tmp_path / "logs" / "server.log"
    target = CommandTarget(python(SERVER, "{port}"), ready=ready, log=log)
    try:
        transport = HttpTransport(target.base_url)
        assert transport.send(Request("GET", "/x"), timeout=2).reply.status == 404
        transport.close()
        assert target.alive()
        assert within(2, lambda: "asked /x" in target.said())
    finally:
        target.close()
    assert not target.alive()
    target.close()
    assert "starting" in log.read_text()


def test_the_port_may_stand_in_the_environment():
    code = SERVER.replace("sys.argv[1]", "__import__('os').environ['MY_PORT']")
    target = CommandTarget(python(code), env={**os.environ, "MY_PORT": "{port}"})
    assert target.base_url.endswith(str(target.port))
    target.close()


def test_a_command_that_dies_is_a_target_error_with_its_last_words():
    code = "import sys; print('cannot open the shelf', file=sys.stderr); sys.exit(3)"
    with pytest.raises(TargetError, match=r"ended with status 3; its last lines:\ncannot open the shelf"):
        CommandTarget(python(code, "{port}"))


def test_how_a_command_ended_is_known(tmp_path):
    target = CommandTarget(python(SERVER, "{port}"))
    assert target.ended() is None
    os.kill(target.pid, signal.SIGSEGV)
    assert within(5, lambda: target.ended() == "signal 11")
    target.restart(lambda: "")
    assert target.ended() is None
    target.close()


def test_a_command_that_lives_on_with_nobody_at_its_port_has_ended_too(monkeypatch):
    monkeypatch.setattr("contractkit.served.ENDING", 0.2)
    listens = "listening = socket.create_server(('127.0.0.1', int(sys.argv[1])))"
    code = f"import socket, sys, time; {listens}; listening.accept(); listening.close(); time.sleep(60)"
    target = CommandTarget(python(code, "{port}"))
    assert within(5, lambda: target.ended() is not None)
    assert target.ended() == "nobody listens at its port any more"
    assert target.alive()
    target.close()


def test_a_command_that_is_never_ready_is_stopped():
    started = time.monotonic()
    with pytest.raises(TargetError, match=r"not ready within 0.5 s: /never answers 503"):
        CommandTarget(python(SERVER, "{port}"), ready="/never", wait=0.5)
    assert time.monotonic() - started < 4


def test_a_command_that_does_not_exist_is_a_target_error():
    with pytest.raises(TargetError, match="cannot be started: No such file"):
        CommandTarget(["no-such-server", "{port}"])


TELLING = "import sys, time; print('up: ' + sys.argv[1], flush=True); time.sleep(60)"


def test_a_process_without_a_port_is_ready_when_it_says_so(tmp_path):
    target = CommandTarget(python(TELLING, "taking events"), ready="taking events", log=tmp_path / "log")
    try:
        assert target.alive()
        assert target.ended() is None
        target.restart(lambda: "")
        assert target.said() == "up: taking events\nup: taking events"
    finally:
        target.close()
    assert target.ended() == "signal 15"


@pytest.mark.parametrize("said", ["taking events... ", "9" * 8190 + "taking events", "up\r\ntaking events\r"])
def test_a_process_may_say_so_without_an_end_of_the_line(said, tmp_path):
    waits = f"import time; print({said!r}, end='', flush=True); time.sleep(60)"
    target = CommandTarget(python(waits), ready="taking events", wait=10, log=tmp_path / "log")
    try:
        assert target.said().endswith("events" + said.partition("events")[2].rstrip("\r"))
        assert "taking events" in (tmp_path / "log").read_text()
    finally:
        target.close()


def test_a_process_that_does_not_say_so_is_a_target_error():
    with pytest.raises(
        TargetError, match=r"not ready within 0.5 s: it has not written 'taking events'.*\nup: dreaming"
    ):
        CommandTarget(python(TELLING, "dreaming"), ready="taking events", wait=0.5)


@pytest.mark.parametrize("argv", [[], ["server", "--port", "8000"]])
def test_a_command_without_its_port_is_refused(argv):
    with pytest.raises(UsageError, match="port"):
        CommandTarget(argv, env={})


def test_what_the_command_started_is_stopped_with_it_even_if_it_will_not(monkeypatch, tmp_path):
    monkeypatch.setattr("contractkit.served.TERM_FOR", 0.3)
    child = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    pids = tmp_path / "pid"
    code = (
        "import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', sys.argv[2]]); "
        f"open({str(pids)!r}, 'w').write(str(child.pid))\n{SERVER}"
    )
    target = CommandTarget([*python(code, "{port}"), child])
    pid = int(pids.read_text())
    assert not gone(pid)
    time.sleep(0.1)
    target.close()
    assert not target.alive()
    assert within(2, lambda: gone(pid) or zombie(pid))


def zombie(pid):
    said = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return said.stdout.startswith("Z")


def test_output_without_line_ends_is_kept_in_bounds():
    code = f"import sys; sys.stdout.write('x' * 5_000_000); sys.stdout.flush()\n{SERVER}"
    target = CommandTarget(python(code, "{port}"))
    target.close()
    assert len(target.said()) < 200_000


STARTS = """
import os, sys, threading
from contractkit.served import CommandTarget
threads = [threading.Thread(target=lambda: print(CommandTarget(eval(sys.argv[1])).pid, flush=True))]
threads[0].start(), threads[0].join()
sys.stdin.read()
"""
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n{SERVER}"


@pytest.mark.parametrize("server", [SERVER, pytest.param(STUBBORN, marks=pytest.mark.slow)])
def test_a_server_ends_when_who_started_it_is_killed(server):
    """Even if the thread that started it has long ended."""
    starts = python(STARTS, repr(python(server, "{port}")))
    with subprocess.Popen(starts, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        pid = int(parent.stdout.readline())
        time.sleep(1.5)  # longer than between two looks of its watchdog
        assert not gone(pid)
        parent.kill()
    assert within(15, lambda: gone(pid))


def test_a_watchdog_ends_with_its_server():
    target = CommandTarget(python(SERVER, "{port}"))
    dog = target._watchdog
    assert dog.poll() is None
    os.kill(target.pid, signal.SIGKILL)
    assert within(10, lambda: not target.alive())
    assert within(10, lambda: dog.poll() == 0)
    target.close()


def test_no_watchdog_outlives_a_server_that_was_stopped():
    target = CommandTarget(python(SERVER, "{port}"))
    dog = target._watchdog
    target.close()
    assert dog.returncode == -signal.SIGKILL
    assert gone(dog.pid)


@pytest.mark.parametrize("ended", [False, True], ids=["with its server", "after its server"])
def test_a_folder_goes_where_who_started_the_server_is_killed(ended, tmp_path):
    folder = tmp_path / "of the server"
    folder.mkdir()
    (folder / "log").write_text("")
    starts = python(
        STARTS.replace("eval(sys.argv[1])", "eval(sys.argv[1]), folder=pathlib.Path(sys.argv[2])").replace(
            "import os,", "import os, pathlib,"
        ),
        repr(python(SERVER, "{port}")),
        str(folder),
    )
    with subprocess.Popen(starts, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        pid = int(parent.stdout.readline())
        if ended:
            os.kill(pid, signal.SIGKILL)
            time.sleep(1.5)  # longer than between two looks of its watchdog
        assert folder.is_dir()
        parent.kill()
    assert within(15, lambda: gone(pid) and not folder.exists())


def test_a_folder_stays_where_the_server_was_stopped(tmp_path):
    CommandTarget(python(SERVER, "{port}"), folder=tmp_path).close()
    assert tmp_path.is_dir()

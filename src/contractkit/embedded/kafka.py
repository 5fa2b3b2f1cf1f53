"""`embedded:kafka`: the noida-db server where it is installed, else the mock cluster that librdkafka brings along.

Both speak Kafka's protocol; the mock has 4 partitions in each topic, and knows no administrators.
"""

import ctypes
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from contractkit.embedding import Running, embedded, spawned
from contractkit.errors import TargetError

PRODUCER = 0  # rd_kafka_type_t
STOP = 5.0  # seconds for the process of the mock to end


@embedded("kafka", extra="kafka")
def kafka(folder: Path) -> Running:
    server = shutil.which("noida-db", path=str(Path(sys.executable).parent))
    if server is not None:
        argv = [server, "start", "--only", "kafka", "--kafka-port", "{port}"]
        return spawned(argv, "kafka://127.0.0.1:{port}", folder)
    process, url = mock(folder, also=(str(folder.resolve()),))
    return Running(url, lambda: process.poll() is None, lambda: stop(process))


def mock(folder: Path, *, also: Sequence[str] = ()) -> tuple["subprocess.Popen[bytes]", str]:
    """The mock cluster in a process of its own, and its URL; it ends when its standard input does, as ours ends.

    `also`: folders that it removes then.
    """
    if find_spec("confluent_kafka") is None:
        raise ImportError("confluent_kafka")
    process = subprocess.Popen(
        [sys.executable, "-m", __name__, *also],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for us; it ends with us
    )
    assert process.stdout is not None
    with process.stdout as said:
        address = said.readline().decode().strip()
    if not address:
        stop(process)
        raise TargetError(f"librdkafka's mock cluster ended with status {process.returncode}")
    return process, f"kafka://{address}"


def stop(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _serve() -> None:
    """Start a cluster, say where, and keep it until nobody holds our standard input any more."""
    try:
        address, cluster = _native()
    except (AttributeError, OSError):  # this build of the library hides its symbols
        address, cluster = _by_option()
    print(address, flush=True)
    sys.stdin.buffer.read()
    del cluster
    for folder in sys.argv[1:]:
        shutil.rmtree(folder, ignore_errors=True)  # who made it may be gone, and with it whoever could be told


def _native() -> tuple[str, object]:
    """By librdkafka's own functions, the only way to groups that do not wait 3 s for their first member."""
    from confluent_kafka import cimpl

    library = ctypes.CDLL(cimpl.__file__)
    made = [library.rd_kafka_conf_new, library.rd_kafka_new, library.rd_kafka_mock_cluster_new]
    for function in made:
        function.restype = ctypes.c_void_p
    new_conf, new_client, new_cluster = made
    library.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p
    reason = ctypes.create_string_buffer(512)
    client = new_client(PRODUCER, ctypes.c_void_p(new_conf()), reason, len(reason))
    cluster = ctypes.c_void_p(new_cluster(ctypes.c_void_p(client), 1))
    library.rd_kafka_mock_group_initial_rebalance_delay_ms(cluster, 0)
    return library.rd_kafka_mock_cluster_bootstraps(cluster).decode(), cluster


def _by_option() -> tuple[str, object]:
    from confluent_kafka import Producer

    client = Producer({"bootstrap.servers": "mock", "test.mock.num.brokers": 1})
    [only] = client.list_topics(timeout=STOP).brokers.values()
    return f"{only.host}:{only.port}", client


if __name__ == "__main__":
    _serve()

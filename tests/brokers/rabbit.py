"""A private RabbitMQ of the Debian package: nothing of it outside a folder, nothing of it but on 127.0.0.1."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.brokers.conformance import Served
from tests.brokers.servers import need

from contractkit.readiness import free_port
from contractkit.served import CommandTarget

INSTALL = "apt-get install -y --no-install-recommends rabbitmq-server"
SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # the one in PATH changes the user and the folder


@contextmanager
def rabbit(folder: Path, *configuration: str) -> Iterator[Served]:
    """Ready when it accepts connections; `configuration`: lines of its rabbitmq.conf."""
    program = str(SERVER) if SERVER.exists() else need("rabbitmq-server", INSTALL)
    mapper = str(free_port())
    (folder / "rabbitmq.conf").write_text("\n".join(["loopback_users = none", *configuration, ""]))
    (folder / "enabled_plugins").write_text("[].\n")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"ck{mapper}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": "{port}",
        "RABBITMQ_DIST_PORT": str(free_port()),
        "ERL_EPMD_PORT": mapper,
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} -setcookie ck",
    }
    started = CommandTarget([program], env=environment, cwd=folder, wait=60.0)
    try:
        pid = int((folder / "pid").read_text())  # of the server, not of the script that started it
        yield Served(f"amqp://127.0.0.1:{started.port}", pid)
    finally:
        started.close()
        # The name server of Erlang detaches itself: it is asked to end, on the port that is ours.
        ending = {"PATH": environment["PATH"], "ERL_EPMD_ADDRESS": "127.0.0.1"}
        subprocess.run(["epmd", "-port", mapper, "-kill"], env=ending, capture_output=True, check=False)

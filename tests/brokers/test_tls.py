import json
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.brokers.kafkagate import gated
from tests.brokers.rabbit import rabbit
from tests.brokers.securely import PASSWORD, USER, Securely
from tests.brokers.terminator import terminated
from tests.brokers.test_kafka import noida_at
from tests.brokers.test_mqtt import mosquitto
from tests.brokers.test_nats import command as nats_server
from tests.brokers.test_redis import command as redis_server
from tests.certificates import Certificates

from contractkit.readiness import free_port
from contractkit.served import CommandTarget


class TestKafka(Securely):
    """noida-db and the mock cluster know neither TLS nor passwords: both are in front of it."""

    kind = insecure = "kafka"
    vague = True

    @staticmethod
    @contextmanager
    def guarded(folder: Path, made: Certificates, *, mutual: bool) -> Iterator[str]:
        with noida_at(folder) as served:
            port = int(served.url.rpartition(":")[2])
            with gated(port, made.serving(mutual=mutual), USER, PASSWORD) as secure:
                yield f"kafka+ssl://127.0.0.1:{secure}"


class TestRabbitmq(Securely):
    kind, insecure = "rabbitmq", "amqp"

    @staticmethod
    @contextmanager
    def guarded(folder: Path, made: Certificates, *, mutual: bool) -> Iterator[str]:
        secure = free_port()
        with rabbit(
            folder,
            f"listeners.ssl.local = 127.0.0.1:{secure}",
            f"ssl_options.cacertfile = {made.ca}",
            f"ssl_options.certfile = {made.server['cert']}",
            f"ssl_options.keyfile = {made.server['key']}",
            f"ssl_options.verify = verify_{'peer' if mutual else 'none'}",
            f"ssl_options.fail_if_no_peer_cert = {str(mutual).lower()}",
            f"default_user = {USER}",
            f"default_pass = {PASSWORD}",
        ):
            yield f"amqps://127.0.0.1:{secure}"


class TestNats(Securely):
    kind = insecure = "nats"

    @staticmethod
    @contextmanager
    def guarded(folder: Path, made: Certificates, *, mutual: bool) -> Iterator[str]:
        tls = {"cert_file": made.server["cert"], "key_file": made.server["key"], "ca_file": made.ca, "verify": mutual}
        config = f"authorization {{ user: {USER}, password: {PASSWORD} }}\ntls: {json.dumps(tls)}"
        with closing(CommandTarget(nats_server(folder, config=config), cwd=folder)) as started:
            yield f"tls://127.0.0.1:{started.port}"


class TestRedis(Securely):
    """The Valkey of the wheel is built without TLS: it ends in front of it."""

    kind = insecure = "redis"

    @staticmethod
    @contextmanager
    def guarded(folder: Path, made: Certificates, *, mutual: bool) -> Iterator[str]:
        (folder / "users.acl").write_text(f"user default off\nuser {USER} on >{PASSWORD} ~* &* +@all\n")
        argv = [*redis_server(), "--aclfile", "users.acl"]
        with (
            closing(CommandTarget(argv, cwd=folder)) as started,
            terminated(started.port, made.serving(mutual=mutual)) as secure,
        ):
            yield f"rediss://127.0.0.1:{secure}"


class TestMqtt(Securely):
    kind = insecure = "mqtt"

    @staticmethod
    @contextmanager
    def guarded(folder: Path, made: Certificates, *, mutual: bool) -> Iterator[str]:
        words = ["mosquitto_passwd", "-b", "-c", "known", USER, PASSWORD]
        subprocess.run(words, cwd=folder, check=True, capture_output=True)
        tls = f"cafile {made.ca}\ncertfile {made.server['cert']}\nkeyfile {made.server['key']}"
        access = "allow_anonymous false\npassword_file known"
        with mosquitto(folder, f"{tls}\nrequire_certificate {str(mutual).lower()}", access=access) as served:
            yield served.url.replace("mqtt:", "mqtts:")

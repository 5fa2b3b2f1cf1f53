"""What every kind of broker must do over TLS and for a password, told once: a new broker subclasses Securely.

`guarded` starts a private one with the certificates of `tests.certificates`, which knows the user `ck` by the password
`s3cret` alone; it yields the URL at which it is spoken to over TLS, and with `mutual` it wants a certificate of ours.
"""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from tests.brokers.conformance import event, heard
from tests.certificates import Certificates, certified

from contractkit.errors import BrokerError
from contractkit.extensions import BROKERS
from contractkit.model import Topic
from contractkit.settings.brokers import BrokerSettings

USER, PASSWORD = "ck", "s3cret"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # clients leave their sockets open
class Securely:
    kind = ""
    insecure = ""  # the scheme without TLS
    vague = False  # the client does not say what is wrong with a certificate

    @staticmethod
    def guarded(folder: Path, made: Certificates, *, mutual: bool) -> AbstractContextManager[str]:
        raise NotImplementedError

    @pytest.fixture(scope="class")
    @classmethod
    def made(cls, tmp_path_factory: pytest.TempPathFactory) -> Certificates:
        return certified(tmp_path_factory.mktemp("tls"))

    @pytest.fixture(scope="class")
    @classmethod
    def open(cls, tmp_path_factory: pytest.TempPathFactory, made: Certificates) -> Iterator[str]:
        with cls.guarded(tmp_path_factory.mktemp("open"), made, mutual=False) as url:
            yield url

    @pytest.fixture(scope="class")
    @classmethod
    def strict(cls, tmp_path_factory: pytest.TempPathFactory, made: Certificates) -> Iterator[str]:
        with cls.guarded(tmp_path_factory.mktemp("strict"), made, mutual=True) as url:
            yield url

    def settings(self, url: str, **given: str | None) -> BrokerSettings:
        return replace(BrokerSettings(url, user=USER, password=PASSWORD, timeout=2.0), **given)

    def travels(self, settings: BrokerSettings) -> None:
        topic = Topic(f"orders-{uuid4().hex[:8]}", {"is": "queue"})
        broker = BROKERS[self.kind].connect(settings)
        try:
            with broker.subscribe(topic) as inbox:
                broker.publish(topic, event(topic, b'"over TLS"'))
                assert [one.message.body for one in heard(inbox, 1)] == [b'"over TLS"']
        finally:
            broker.close()

    def refused(self, settings: BrokerSettings) -> str:
        """The one sentence, in time."""
        began = time.monotonic()
        with pytest.raises(BrokerError) as told:
            BROKERS[self.kind].connect(settings).close()
        said = str(told.value)
        assert time.monotonic() - began < 4 * settings.timeout
        assert said.startswith(settings.shown)
        assert settings.password is None or settings.password not in said
        assert not re.search(r"\n|Traceback|\b[A-Z]\w+Error\(", said)
        return said

    def test_with_its_authority_an_event_travels(self, open: str, made: Certificates) -> None:
        self.travels(self.settings(open, ca=made.ca))

    @pytest.mark.parametrize("known", [None, "stranger"])
    def test_an_authority_that_is_not_its_own_is_one_sentence(
        self, open: str, made: Certificates, known: str | None, capfd: pytest.CaptureFixture[str]
    ) -> None:
        said = self.refused(self.settings(open, ca=known and made.stranger))
        assert "certificate verify failed" in said.lower()
        assert said.endswith("; see tls: ca, which has to be the authority of its certificate")
        assert capfd.readouterr() == ("", "")

    def test_a_certificate_of_another_host_is_one_sentence(self, open: str, made: Certificates) -> None:
        said = self.refused(self.settings(open.replace("127.0.0.1", "localhost"), ca=made.ca))
        assert "certificate verify failed" in said
        assert self.vague or said.endswith("; use a name that its certificate is for")

    def test_a_file_that_cannot_be_used_is_named(self, open: str, made: Certificates) -> None:
        other = {"cert": made.client["cert"], "key": made.server["key"]}
        for given in ({"ca": "absent.pem"}, {"ca": made.server["key"]}, {"ca": made.ca, **other}):
            said = self.refused(self.settings(open, **given))
            assert repr(given.get("cert", given["ca"])) in said
            assert "password" not in said

    @pytest.mark.parametrize("inside", [True, False])
    def test_a_wrong_password_is_one_sentence_without_it(self, open: str, made: Certificates, inside: bool) -> None:
        settings = self.settings(open, ca=made.ca, password="wr0ng")
        if inside:
            settings = replace(settings, url=open.replace("//", "//ck:wr0ng@"), user=None, password=None)
        said = self.refused(settings)
        assert "password" in said
        assert "wr0ng" not in said

    def test_a_certificate_of_ours_is_shown_to_who_wants_it(self, strict: str, made: Certificates) -> None:
        self.travels(self.settings(strict, ca=made.ca, **made.client))
        said = self.refused(self.settings(strict, ca=made.ca))
        assert said.endswith("does it want tls: cert and key?")

    def test_a_certificate_of_ours_that_is_not_trusted_is_one_sentence(self, strict: str, made: Certificates) -> None:
        said = self.refused(self.settings(strict, ca=made.ca, **made.foreign))
        assert f"does it trust tls: cert {made.foreign['cert']!r}?" in said

    def test_without_tls_nothing_is_said_to_who_wants_it(self, open: str) -> None:
        self.refused(self.settings(open.replace(open.partition(":")[0], self.insecure)))

    def test_who_says_nothing_is_waited_for_no_longer_than_told(self, open: str, made: Certificates) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"{open.partition(':')[0]}://127.0.0.1:{silent.getsockname()[1]}"
            self.refused(self.settings(url, ca=made.ca))

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from tests.certificates import Certificates, certified

from contractkit.errors import BrokerError
from contractkit.securing import advice, secured
from contractkit.settings.brokers import BrokerSettings

TLS = BrokerSettings("rediss://broker.test:6380")
OURS = BrokerSettings("rediss://broker.test:6380", cert="c.pem")
PLAIN = BrokerSettings("redis://broker.test:6379")
ELSE = "is it running?"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certified(tmp_path_factory.mktemp("tls"))


@pytest.mark.parametrize(
    ("settings", "said", "told"),
    [
        (TLS, "certificate verify failed: unable to get local issuer certificate", "see tls: ca"),
        (PLAIN, "certificate verify failed: self-signed certificate", "see tls: ca"),  # NATS asks for TLS on its own
        (TLS, "certificate verify failed: certificate is not valid for 'other.test'", "a name that its certificate"),
        (TLS, "Connection lost", "want tls: cert and key"),
        (TLS, "[Errno 32] Broken pipe", "want tls: cert and key"),
        (TLS, "tlsv13 alert certificate required", "want tls: cert and key"),
        (OURS, "tlsv1 alert unknown ca", "trust tls: cert 'c.pem'"),
        (TLS, "Local: Broker transport failure", "want tls: cert and key"),
        (TLS, "Local: Broker transport failure (invalid credentials)", ELSE),
        (TLS, "invalid username-password pair", ELSE),
        (TLS, "ConnectionClosedByBroker: (403) 'ACCESS_REFUSED'", ELSE),
        (PLAIN, "Connection lost", ELSE),
    ],
)
def test_what_to_do_depends_on_what_was_said(settings: BrokerSettings, said: str, told: str) -> None:
    assert told in advice(settings, said, ELSE)


def test_a_key_that_is_encrypted_asks_no_terminal(made: Certificates, tmp_path: Path) -> None:
    key = serialization.load_pem_private_key(Path(made.client["key"]).read_bytes(), None)
    sealed = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"s3cret"),
    )
    (tmp_path / "sealed.key").write_bytes(sealed)
    settings = BrokerSettings(TLS.url, ca=made.ca, cert=made.client["cert"], key=str(tmp_path / "sealed.key"))
    with pytest.raises(BrokerError, match=r"tls: cert '.*' with key '.*sealed\.key' cannot be used: "):
        secured(settings)
    assert secured(settings, password="s3cret").check_hostname


def test_a_folder_of_authorities_is_one(made: Certificates, tmp_path: Path) -> None:
    assert secured(BrokerSettings(TLS.url, ca=str(tmp_path))).get_ca_certs() == []
    assert len(secured(BrokerSettings(TLS.url, ca=made.ca)).get_ca_certs()) == 1

"""Messages to people who do not exist: numbers 555-01xx, addresses at example.org."""

import datetime
import hashlib
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from amparo.core.messages.port import Channel, Kind, Message, Sent, Status
from tests.core.messages import vendor as vendors
from tests.core.messages.memory import MemoryStore

NOON = datetime.datetime(2026, 3, 4, 18, tzinfo=datetime.UTC)  # in Chicago
NUMBER, ADDRESS = "+13125550100", "Ana@example.org"
CHICAGO = "America/Chicago"


def text_message(**other):
    return Message(
        **{"channel": Channel.SMS, "kind": Kind.REMINDER, "key": "reminder 1", "to": NUMBER, "zone": CHICAGO,
           "body": "Something is due."} | other
    )  # fmt: skip


def mail_message(**other):
    return Message(
        **{"channel": Channel.EMAIL, "kind": Kind.INVITATION, "key": "sign-in 1", "to": ADDRESS,
           "subject": "New sign-in", "body": "Someone signed in.\n\nhttps://city.example.org/a?b=1&c=2"} | other
    )  # fmt: skip


def call_message(**other):
    return text_message(channel=Channel.VOICE, kind=Kind.CALL_BACK, key="call 1", body="Hello & welcome.", **other)


def blind(address):
    return hashlib.blake2b(address.encode(), digest_size=32, key=b"test").digest()


class Recorder:
    """A sender that keeps what it sent; `problems` are raised first, one by one."""

    def __init__(self, *problems):
        self.problems, self.sent = list(problems), []

    def send(self, message):
        if self.problems:
            raise self.problems.pop(0)
        self.sent.append(message)
        return Sent("id-1", Status.QUEUED)


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def vendor():
    with vendors.vendor() as server:
        yield server


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that nobody vouches for: the file of it, and a server's context that shows it."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.org")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context

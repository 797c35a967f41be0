"""Mail is handed over encrypted, to a server whose certificate is good, or not at all."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from api.commands.posting import post_of
from api.settings import Settings
from db.jobs.mail import Post
from domain.core.mail import Letter, MailUnavailableError
from tests.integrations.mailbox import FROM, mailbox

LETTER = Letter(
    key="reminder.2024-01-15.ada",
    name="Ada",
    address="ada@tavola.com",
    subject="Your week",
    text="One milestone is due.",
    html="<p>One milestone is due.</p>",
)
NOW = datetime.now(UTC)
HERE = x509.IPAddress(ip_address("127.0.0.1"))
ELSEWHERE = x509.DNSName("mail.tavola.com")


def certificate(
    folder: Path, name: x509.GeneralName = HERE, *, until: datetime = NOW + timedelta(days=1)
) -> ssl.SSLContext:
    """Make a certificate signed by itself, as `folder/certificate.pem`."""
    key = ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A mail server of a test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(whose)
        .issuer_name(whose)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=2))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "certificate.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


def post(url: str) -> Post:
    """Return the mail of a server whose settings name this mail server."""
    named = {"THROUGHLINE_SMTP_URL": url, "THROUGHLINE_MAIL_FROM": FROM}
    found = post_of(Settings.from_environment(named))
    assert found is not None
    return found


async def wanted() -> bool:
    return True


async def not_asked() -> bool:
    raise AssertionError("nothing can be handed over, so nothing is noted")


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Trust the certificates that are made in a folder, as the message about bad ones says."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    return tmp_path


@pytest.mark.parametrize(
    ("url", "from_the_start"),
    [
        ("smtp://ada:secret@127.0.0.1:{port}", False),
        ("smtp://ada:secret@127.0.0.1:{port}?starttls=required", False),
        ("smtp://ada:secret@127.0.0.1:{port}?starttls=auto", False),
        ("smtps://ada:secret@127.0.0.1:{port}", True),
    ],
)
async def test_with_a_good_certificate_it_is_encrypted(
    trusted: Path, url: str, from_the_start: bool
) -> None:
    async with mailbox(certificate(trusted), from_the_start=from_the_start) as box:
        assert await post(url.format(port=box.port)).mailer.send(LETTER, wanted)
        assert box.addresses() == ["ada@tavola.com"]
        assert box.encrypted == [True]
        assert box.logins == [(b"ada", b"secret")]


BAD = {
    "signed by nobody who is trusted": (HERE, timedelta(days=1), False, "self-signed certificate"),
    "of another server": (ELSEWHERE, timedelta(days=1), True, "127.0.0.1"),
    "expired": (HERE, -timedelta(days=1), True, "certificate has expired"),
}


@pytest.mark.parametrize("url", ["smtp://ada:secret@{at}", "smtp://{at}", "smtps://{at}"])
@pytest.mark.parametrize("bad", BAD)
async def test_with_a_bad_certificate_nothing_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, bad: str
) -> None:
    name, lasting, trust, why = BAD[bad]
    made = certificate(tmp_path, name, until=NOW + lasting)
    if trust:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    async with mailbox(made, from_the_start=url.startswith("smtps")) as box:
        mail = post(url.format(at=f"127.0.0.1:{box.port}"))
        with pytest.raises(MailUnavailableError) as refused:
            await mail.mailer.send(LETTER, not_asked)
        assert (box.messages, box.logins) == ([], [])
    said = str(refused.value)
    assert said.startswith("the certificate of the mail server is not trusted (")
    assert why in said
    assert "SSL_CERT_FILE" in said
    assert "secret" not in said


async def test_where_encryption_is_required_and_not_offered_nobody_signs_in() -> None:
    async with mailbox() as box:
        mail = post(f"smtp://ada:secret@127.0.0.1:{box.port}")
        with pytest.raises(MailUnavailableError, match=r"offers no encryption .* starttls=off"):
            await mail.mailer.send(LETTER, not_asked)
        assert (box.messages, box.logins) == ([], [])


async def test_without_encryption_only_where_it_is_switched_off_or_not_offered() -> None:
    async with mailbox() as box:
        for option in ("off", "auto"):
            url = f"smtp://127.0.0.1:{box.port}?starttls={option}"
            assert await post(url).mailer.send(LETTER, wanted)
        assert box.encrypted == [False, False]

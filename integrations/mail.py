"""Mail by SMTP: one message over one connection, and what the mail server's answer means.

Everything the server can refuse before the message itself is settled first: connection, encryption,
sign-in, sender, recipient. Only then is the caller asked whether to hand the message over, so that
what may or may not have been sent is down to the one answer that follows.
"""

import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.policy import SMTPUTF8 as POLICY_UTF8
from email.utils import formatdate, parseaddr
from typing import Final

from aiosmtplib import SMTP, SMTPException, SMTPRecipientRefused, SMTPResponseException

from domain.core.mail import (
    Letter,
    MailRefusedError,
    MailUnavailableError,
    MailUncertainError,
    one_line,
)

TIMEOUT_SECONDS: Final = 30.0
PERMANENT: Final = range(500, 600)
TEMPORARY: Final = range(400, 500)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpMailer:
    """A mail server to hand messages to. `starttls` None: where the server offers it."""

    host: str
    port: int
    sender: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    starttls: bool | None = None
    timeout_seconds: float = TIMEOUT_SECONDS
    trust: ssl.SSLContext | None = None

    async def send(self, letter: Letter, note: Callable[[], Awaitable[bool]]) -> bool:
        """Send a message unless `note` says no (see `domain.core.mail.Mailer`)."""
        message = self.write(letter)
        sender, address = parseaddr(self.sender)[1], str(message["To"].addresses[0].addr_spec)
        client = SMTP(
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.tls,
            start_tls=False if self.tls else self.starttls,
            tls_context=self.trust,
            timeout=self.timeout_seconds,
        )
        try:
            plain = await self.open(client, sender, address)
            if not await note():
                return False
            await self.hand_over(client, message.as_bytes(policy=POLICY if plain else POLICY_UTF8))
        finally:
            with suppress(SMTPException, OSError):
                if client.is_connected:
                    await client.quit(timeout=1)
            client.close()
        return True

    async def open(self, client: SMTP, sender: str, address: str) -> bool:
        """Get as far as the message itself; whether the address can be written in ASCII.

        Nothing has been sent when this raises.
        """
        plain = address.isascii()
        options = () if plain else ("SMTPUTF8",)
        try:
            await self.connect(client)
            if not plain and not client.supports_extension("smtputf8"):
                raise MailRefusedError("the mail server takes no address of other letters")
            await client.mail(sender, options=options)
            await client.rcpt(address, encoding="ascii" if plain else "utf-8")
        except SMTPRecipientRefused as error:
            if error.code in PERMANENT:
                raise MailRefusedError(
                    f"the mail server refuses the recipient ({error.code})"
                ) from None
            raise MailUnavailableError(describe(error)) from None
        except (SMTPException, OSError) as error:
            raise MailUnavailableError(describe(error)) from None
        return plain

    async def connect(self, client: SMTP) -> None:
        """Connect, encrypted unless that is switched off or, with `starttls` None, not offered."""
        try:
            await client.connect()
        except SMTPException as error:
            # The library has no class of its own for this, and has closed the connection.
            if self.starttls and "STARTTLS extension not supported" in error.message:
                raise MailUnavailableError(
                    "the mail server offers no encryption (STARTTLS), so nobody signed in and "
                    "nothing was sent; use a port where it does, smtps:// if it encrypts from the "
                    "start, or starttls=off where the way to it is safe"
                ) from None
            raise

    async def hand_over(self, client: SMTP, message: bytes) -> None:
        """Hand the message over; only the mail server's own word says that it was not taken."""
        try:
            await client.data(message)
        except SMTPResponseException as error:
            if error.code in TEMPORARY:
                raise MailUnavailableError(describe(error)) from None
            if error.code in PERMANENT:
                raise MailRefusedError(describe(error)) from None
            raise MailUncertainError(describe(error)) from None
        except (SMTPException, OSError) as error:
            raise MailUncertainError(describe(error)) from None

    def write(self, letter: Letter) -> EmailMessage:
        """Return the message as it goes out: plain text, with HTML beside it."""
        name, sender = parseaddr(self.sender)
        domain = sender.rpartition("@")[2]
        message = EmailMessage()
        # Names are what people typed: none of them may begin a header of its own.
        message["Subject"] = one_line(letter.subject)
        message["From"] = Address(name, addr_spec=sender)
        try:
            message["To"] = recipient(one_line(letter.name), letter.address)
        except (ValueError, IndexError, UnicodeError):
            raise MailRefusedError("the address is none that mail can be sent to") from None
        message["Date"] = formatdate()
        # The same for the same message: a mail server that gets it twice can tell.
        message["Message-ID"] = f"<{letter.key}@{domain}>"
        # So that no out-of-office note answers.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text, cte="quoted-printable")
        message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
        return message


def recipient(name: str, address: str) -> Address:
    """Return whom a message goes to; ValueError, IndexError or UnicodeError if it can't.

    The domain is written as the domain name system has it.
    """
    # The library's check of the form knows ASCII only.
    Address(addr_spec="".join(each if each.isascii() else "a" for each in address))
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        domain = domain.encode("idna").decode()
    if local.isascii():
        return Address(name, addr_spec=f"{local}@{domain}")
    return Address(name, username=local, domain=domain)


def describe(error: Exception) -> str:
    """Return what went wrong, without the server's words: they may hold an address."""
    if isinstance(error, SMTPResponseException):
        return f"the mail server answered {error.code} ({type(error).__name__})"
    for each in (error, error.__cause__):
        if isinstance(each, ssl.SSLCertVerificationError):
            return (
                f"the certificate of the mail server is not trusted ({each.verify_message}); name "
                "the server as its certificate does, and in SSL_CERT_FILE the file of the "
                "authority that signed it if it is one of your own"
            )
    return f"the mail server can't be reached ({type(error).__name__})"

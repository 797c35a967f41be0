"""A real SMTP server on this machine, which keeps what it is sent, or fails as a test wishes."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from integrations.mail import SmtpMailer

FROM = "Throughline <throughline@tavola.com>"


class Mailbox:
    """What arrived. `rcpt` and `data` are answers to give instead of taking a message.

    With a certificate it offers STARTTLS, and with `from_the_start` it speaks nothing but TLS.
    """

    def __init__(
        self, certificate: ssl.SSLContext | None = None, *, from_the_start: bool = False
    ) -> None:
        self.certificate = certificate
        self.from_the_start = from_the_start
        self.encrypted: list[bool] = []
        self.logins: list[tuple[bytes, bytes]] = []
        self.messages: list[EmailMessage] = []
        self.rcpt: str | None = None
        self.data: str | None = None
        self.hang_up = False
        # Bound for as long as the mailbox is there, and never listened at: while it is closed,
        # nobody else is given the port, to be sent our mail or to be in our way.
        self.place = socket.socket()
        self.place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self.place.bind(("127.0.0.1", 0))
        self.port: int = self.place.getsockname()[1]
        self.server: asyncio.Server | None = None
        self.connections: list[SMTP] = []

    async def open(self) -> None:
        """Listen."""
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(
            self.connection,
            "127.0.0.1",
            self.port,
            ssl=self.certificate if self.from_the_start else None,
            reuse_port=True,
        )

    def close(self) -> None:
        assert self.server is not None
        self.server.close()

    def connection(self) -> SMTP:
        connection = SMTP(
            self,
            hostname="localhost",
            enable_SMTPUTF8=True,
            tls_context=None if self.from_the_start else self.certificate,
            auth_require_tls=False,
            authenticator=self.sign_in,
        )
        self.connections.append(connection)
        return connection

    def sign_in(
        self,
        _server: SMTP,
        _session: Session,
        _envelope: Envelope,
        _mechanism: str,
        given: LoginPassword,
    ) -> AuthResult:
        self.logins.append((given.login, given.password))
        return AuthResult(success=True)

    def mailer(self, **settings: Any) -> SmtpMailer:
        return SmtpMailer(
            host="127.0.0.1", port=self.port, sender=FROM, timeout_seconds=60, **settings
        )

    def addresses(self) -> list[str]:
        return sorted(message["To"].addresses[0].addr_spec for message in self.messages)

    def text(self, address: str) -> str:
        """Return the plain text of the one message to an address."""
        [message] = [one for one in self.messages if address in str(one["To"])]
        body = message.get_body(("plain",))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt is not None:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.data is not None:
            return self.data
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        assert server.transport is not None
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        if self.hang_up:
            server.transport.close()
        return "250 OK"


@asynccontextmanager
async def mailbox(
    certificate: ssl.SSLContext | None = None, *, from_the_start: bool = False
) -> AsyncIterator[Mailbox]:
    box = Mailbox(certificate, from_the_start=from_the_start)
    await box.open()
    try:
        yield box
    finally:
        box.close()
        box.place.close()
        for connection in box.connections:
            if connection.transport is not None:
                connection.transport.close()
        await asyncio.sleep(0)

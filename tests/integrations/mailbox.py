"""A real SMTP server on this machine, which keeps what it is sent, or fails as a test wishes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from integrations.mail import SmtpMailer

FROM = "Throughline <throughline@tavola.com>"


class Mailbox:
    """What arrived. `rcpt` and `data` are answers to give instead of taking a message."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.rcpt: str | None = None
        self.data: str | None = None
        self.hang_up = False
        self.port = 0
        self.server: asyncio.Server | None = None
        self.connections: list[SMTP] = []

    async def open(self) -> None:
        """Listen, at the port of before if there was one."""
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(self.connection, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    def close(self) -> None:
        assert self.server is not None
        self.server.close()

    def connection(self) -> SMTP:
        connection = SMTP(self, hostname="localhost", enable_SMTPUTF8=True)
        self.connections.append(connection)
        return connection

    def mailer(self, **settings: Any) -> SmtpMailer:
        return SmtpMailer(
            host="127.0.0.1", port=self.port, sender=FROM, timeout_seconds=5, **settings
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
        if self.hang_up:
            assert server.transport is not None
            server.transport.close()
        return "250 OK"


@asynccontextmanager
async def mailbox() -> AsyncIterator[Mailbox]:
    box = Mailbox()
    await box.open()
    try:
        yield box
    finally:
        box.close()
        for connection in box.connections:
            if connection.transport is not None:
                connection.transport.close()
        await asyncio.sleep(0)

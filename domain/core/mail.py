"""Mail: what a message to one person is, and what may come of handing it to a mail server."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final, Protocol

# Names nobody can own (RFC 2606, RFC 6761): mail to them only bounces.
RESERVED: Final = (
    "example",
    "test",
    "invalid",
    "localhost",
    "example.com",
    "example.net",
    "example.org",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message to one person. `key` is the same whenever it is the same message."""

    key: str
    name: str
    address: str
    subject: str
    text: str
    html: str


class MailError(Exception):
    """A message did not get through. Tells no address: its text may be logged and kept."""


class MailUnavailableError(MailError):
    """Nothing was sent; it may be tried again."""


class MailRefusedError(MailError):
    """The mail server will not take this message, however often it is tried."""


class MailUncertainError(MailError):
    """The mail server was lost while it took the message: it may have been sent."""


class Mailer(Protocol):
    """Hands messages to a mail server."""

    async def send(self, letter: Letter, note: Callable[[], Awaitable[bool]]) -> bool:
        """Send a message unless `note` says no, which is asked right before it is handed over.

        Everything that may be known before, such as whether the recipient is accepted, is settled
        by then. Raises MailUnavailableError, MailRefusedError or MailUncertainError.
        """


def is_reserved(address: str) -> bool:
    """Tell whether an address lies under a name that is reserved for examples and tests."""
    domain = address.rpartition("@")[2].rstrip(".").lower()
    return any(domain == name or domain.endswith(f".{name}") for name in RESERVED)


def one_line(text: str) -> str:
    """Return a text as it may stand in a header: on one line, without control characters."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def html_of(blocks: Iterable[str]) -> str:
    """Return a message of these blocks of HTML, with nothing in it that would be fetched."""
    body = "\n".join(blocks)
    return f'<!doctype html>\n<html lang="en">\n<body>\n{body}\n</body>\n</html>\n'

"""How mail is sent in the background: a job in the queue for each message, and what came of it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Final, NamedTuple

from domain.core.mail import Mailer

FIRST_RETRY: Final = timedelta(minutes=1)
LONGEST_RETRY: Final = timedelta(hours=1)


class Job(NamedTuple):
    """A job to put into the queue; another of the same key is not put in beside it."""

    payload: bytes
    key: str


PutIn = Callable[[Sequence[Job]], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """How mail leaves the house: by which mailer, with which link, and to whom besides.

    Addresses under names reserved for examples, such as the demo's, are left out unless `reserved`.
    """

    mailer: Mailer
    base_url: str | None = None
    reserved: bool = False
    first_retry: timedelta = FIRST_RETRY

    def retry_after(self, attempts: int) -> timedelta:
        """Return after how long a message that has to wait is tried again."""
        return min(self.first_retry * (1 << min(attempts, 20)), LONGEST_RETRY)


class Outcome(Enum):
    """What became of one message."""

    SENT = auto()
    NOT_WANTED = auto()
    REFUSED = auto()
    UNCERTAIN = auto()
    LATER = auto()

"""The mail that commands send: made from the settings, None without a mail server."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from api.settings import Settings

if TYPE_CHECKING:
    from db.jobs.mail import Post


def post_of(settings: Settings) -> "Post | None":
    """Return how reminders are sent, None if no mail server is named."""
    if settings.mail_server is None:
        return None
    from db.jobs.mail import Post
    from integrations.mail import SmtpMailer

    return Post(mailer=SmtpMailer(**asdict(settings.mail_server)), base_url=settings.base_url)

"""`throughline remind`: looking at the reminders of an organisation, and sending them now."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.cli import main
from tests.db.ledgers import Ledgers, noon, organisation, rows
from tests.integrations.mailbox import FROM, Mailbox, mailbox


class Remind:
    """Runs the command, and remembers what it printed."""

    def __init__(self, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.url = url
        self.capsys = capsys
        self.output = self.errors = ""

    async def __call__(self, *words: str) -> int:
        given = ["remind", *words, "--database-url", self.url]
        # The mail server goes on meanwhile.
        code = await asyncio.to_thread(main, given)
        printed = self.capsys.readouterr()
        self.output, self.errors = printed.out, printed.err
        return code


@pytest.fixture
def remind(database_url: str, capsys: pytest.CaptureFixture[str]) -> Remind:
    return Remind(database_url, capsys)


@pytest.fixture
async def box(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Mailbox]:
    """A mail server that the environment names."""
    async with mailbox() as box:
        monkeypatch.setenv("THROUGHLINE_SMTP_URL", f"smtp://127.0.0.1:{box.port}?starttls=off")
        monkeypatch.setenv("THROUGHLINE_MAIL_FROM", FROM)
        yield box


@pytest.fixture
async def acme(engine: AsyncEngine) -> Ledgers:
    """An organisation of two owners with an overdue milestone each, one under a reserved name."""
    acme = await organisation(engine)
    await owner(acme, "Ada", "ada@tavola.com")
    await owner(acme, "Rex", "rex@tavola.example")
    return acme


async def owner(acme: Ledgers, name: str, email: str) -> UUID:
    person = await acme.insert("person", name=name, email=email, recorded_at=noon(0), version=1)
    initiative = await acme.initiative()
    async with acme.engine.begin() as connection:
        await connection.execute(
            text("update initiative set owner_id = :owner where id = :id"),
            {"owner": person, "id": initiative},
        )
    await acme.milestone(initiative, due=16)
    return person


async def test_a_dry_run_shows_the_messages_and_sends_nothing(
    remind: Remind, acme: Ledgers, box: Mailbox
) -> None:
    assert await remind("--organisation", "acme", "--dry-run") == 0
    assert remind.output.startswith("To: Ada <ada@tavola.com>\nSubject: Your week at acme: ")
    assert "Greet at the door (Warmer welcome): promised for 17 January 2024" in remind.output
    assert "1 would get a message. Nothing was sent." in remind.output + remind.errors
    assert await remind("--organisation", "acme", "--dry-run", "--reserved") == 0
    assert "To: Rex <rex@tavola.example>" in remind.output
    assert box.messages == []
    assert await rows(acme.engine, "select * from reminder") == []


async def test_a_dry_run_needs_no_mail_server(remind: Remind, acme: Ledgers) -> None:
    assert await remind("--organisation", "acme", "--dry-run") == 0
    assert "To: Ada <ada@tavola.com>" in remind.output
    assert await remind("--organisation", "acme") == 1
    assert "set THROUGHLINE_SMTP_URL and THROUGHLINE_MAIL_FROM" in remind.errors


async def test_everybody_is_written_to_once(remind: Remind, acme: Ledgers, box: Mailbox) -> None:
    assert await remind("--organisation", "acme") == 0
    assert "Sent 1." in remind.output + remind.errors
    assert box.addresses() == ["ada@tavola.com"]
    assert await remind("--organisation", "acme", "--reserved") == 0
    assert box.addresses() == ["ada@tavola.com", "rex@tavola.example"]
    assert await remind("--organisation", "acme", "--reserved") == 0
    assert "Sent 0." in remind.output + remind.errors
    assert len(box.messages) == 2


async def test_what_does_not_get_through_is_told_by_the_exit_code(
    remind: Remind, acme: Ledgers, box: Mailbox
) -> None:
    box.data = "451 Try again later"
    assert await remind("--organisation", "acme") == 1
    assert "1 did not get through for sure." in remind.output + remind.errors
    box.data = None
    assert await remind("--organisation", "acme") == 0
    assert box.addresses() == ["ada@tavola.com"]


async def test_nobody_is_reminded_of_the_past(
    remind: Remind, engine: AsyncEngine, box: Mailbox
) -> None:
    await owner(await organisation(engine, fixed=20), "Ada", "ada@tavola.com")
    assert await remind("--organisation", "acme") == 1
    assert "The clock of acme stands still on 2024-01-21" in remind.errors
    assert await remind("--organisation", "nobody") == 1
    assert "There is no organisation 'nobody'" in remind.errors
    assert box.messages == []

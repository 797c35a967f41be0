"""Invitations by mail: out of the change that invites, through the queue, to a real SMTP server."""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.access.invitation_delivery import Invitations, job_of, put_in_waiting
from db.jobs import schedule
from db.jobs.mail import Outcome, Post
from db.worker import background_work
from db.writing.unit_of_work import UnitsOfWork
from domain.access import member
from domain.access.member import Identity, Member
from domain.core.viewer import Role, Viewer
from domain.people import person
from tests.db.ledgers import Ledgers, organisation, rows
from tests.integrations.mailbox import Mailbox, mailbox

BASE = "https://throughline.tavola.com"


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as box:
        yield box


def post(box: Mailbox, **settings: object) -> Post:
    sending = Post(mailer=box.mailer(), base_url=BASE, first_retry=timedelta(milliseconds=200))
    return replace(sending, **settings)  # type: ignore[arg-type]


async def invite(
    acme: Ledgers, email: str = "bo@tavola.com", name: str = "Bo", *, mails: bool = False
) -> Member:
    """Invite somebody as Ada, who is a person of the organisation."""
    units = UnitsOfWork(acme.engine, mails=mails)
    viewer = Viewer(organisation_id=acme.organisation_id, token_id=None, role=Role.ADMIN)
    async with units.begin(viewer, "person_create") as work:
        ada = await person.create(work, name="Ada")
        await work.commit()
    async with units.begin(replace(viewer, person_id=ada.id), "member_invite") as work:
        made = await member.invite(work, email=email, role=Role.EDITOR, name=name)
        await work.commit()
    return made


async def change(acme: Ledgers, action: str, waiting: Member) -> None:
    units = UnitsOfWork(acme.engine)
    viewer = Viewer(organisation_id=acme.organisation_id, token_id=None, role=Role.ADMIN)
    async with units.begin(viewer, action) as work:
        if action == "member_remove":
            await member.remove(work, waiting.id)
        elif action == "sign_in":
            await member.join(work, waiting.id, Identity("https://id.example", "bo"))
        else:
            await member.resend(work, waiting.id)
        await work.commit()


async def an_hour_passes(acme: Ledgers, hours: int = 1) -> None:
    async with acme.engine.begin() as connection:
        await connection.execute(
            text("update invitation set asked_at = asked_at - :hours * interval '1 hour'"),
            {"hours": hours},
        )


async def states(engine: AsyncEngine) -> list[object]:
    found = await rows(engine, "select state from invitation order by organisation_id, id")
    return [state for (state,) in found]


async def jobs(engine: AsyncEngine) -> int:
    [(count,)] = await rows(engine, "select count(*)::int from jobs.pgqueuer")
    assert isinstance(count, int)
    return count


async def send(acme: Ledgers, sending: Post) -> Outcome:
    """Send the latest invitation."""
    found = await rows(acme.engine, "select id from invitation order by id desc limit 1")
    [(invitation_id,)] = found
    assert isinstance(invitation_id, UUID)
    return await Invitations(acme.engine, sending).send(acme.organisation_id, invitation_id)


async def until(met: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await met():  # noqa: ASYNC110 - what is waited for is in the database
            await asyncio.sleep(0.05)


async def test_who_is_invited_gets_one_message_at_once(
    engine: AsyncEngine, database_url: str, box: Mailbox
) -> None:
    acme = await organisation(engine)
    async with background_work(database_url, post=post(box)):
        await until(lambda: followed(engine))
        await invite(acme, mails=True)
        await until(lambda: has(engine, "SENT"))
    assert box.addresses() == ["bo@tavola.com"]
    [message] = box.messages
    assert message["From"] == "Throughline <throughline@tavola.com>"
    assert message["To"] == "Bo <bo@tavola.com>"
    assert message["Subject"] == "Ada invites you to acme on Throughline"
    [(invitation_id,)] = await rows(engine, "select id from invitation")
    assert message["Message-ID"].strip() == f"<invitation.{invitation_id}@tavola.com>"
    told = box.text("bo@tavola.com")
    assert "You come in as an editor" in told
    assert f"{BASE}/sign-in?organisation=acme" in told
    assert message.get_body(("html",)) is not None
    assert await jobs(engine) == 0


async def followed(engine: AsyncEngine) -> bool:
    """Whether somebody waits for jobs."""
    query = """
        select count(*) > 0 from pg_stat_activity
        where application_name = 'throughline-queue' and datname = current_database()
    """
    [(found,)] = await rows(engine, query)
    return bool(found)


async def has(engine: AsyncEngine, state: str) -> bool:
    return state in await states(engine)


async def test_what_was_not_put_into_the_queue_is_found_by_the_next_round(
    engine: AsyncEngine, database_url: str, box: Mailbox
) -> None:
    """The process that invites has no mail server, or is killed right after its commit."""
    acme = await organisation(engine)
    await invite(acme)
    assert (await jobs(engine), await states(engine)) == (0, ["PENDING"])
    async with background_work(database_url, post=post(box)):
        await until(lambda: has(engine, "SENT"))
    assert box.addresses() == ["bo@tavola.com"]


async def test_without_a_mail_server_nothing_is_put_into_the_queue(
    engine: AsyncEngine, database_url: str
) -> None:
    acme = await organisation(engine)
    async with background_work(database_url):
        await invite(acme)
        await until(lambda: followed(engine))
    assert (await jobs(engine), await states(engine)) == (0, ["PENDING"])


async def test_an_invitation_that_is_refused_is_not_mailed(
    engine: AsyncEngine, box: Mailbox
) -> None:
    acme = await organisation(engine)
    units = UnitsOfWork(engine, mails=True)
    viewer = Viewer(organisation_id=acme.organisation_id, token_id=None, role=Role.ADMIN)
    async with units.begin(viewer, "member_invite") as work:
        await member.invite(work, email="bo@tavola.com", role=Role.EDITOR, name="Bo")
    assert (await jobs(engine), await states(engine)) == (0, [])


async def test_one_job_done_by_many_at_once_sends_one_message(
    engine: AsyncEngine, box: Mailbox
) -> None:
    acme = await organisation(engine)
    await invite(acme)
    [(invitation_id,)] = await rows(engine, "select id from invitation")
    assert isinstance(invitation_id, UUID)
    payload = job_of(acme.organisation_id, invitation_id).payload
    invitations = Invitations(engine, post(box))
    assert await asyncio.gather(*(invitations.run(payload, 0) for _ in range(8))) == [None] * 8
    assert box.addresses() == ["bo@tavola.com"]
    assert await states(engine) == ["SENT"]


async def test_two_rounds_put_one_job_into_the_queue(engine: AsyncEngine) -> None:
    await invite(await organisation(engine))
    for _ in range(2):
        await put_in_waiting(engine, datetime.now(UTC))
    assert await jobs(engine) == 1


async def test_sent_again_it_goes_out_once_more(engine: AsyncEngine, box: Mailbox) -> None:
    acme = await organisation(engine)
    waiting = await invite(acme)
    assert await send(acme, post(box)) is Outcome.SENT
    assert await send(acme, post(box)) is Outcome.NOT_WANTED
    await an_hour_passes(acme)
    await change(acme, "invitation_resend", waiting)
    assert await send(acme, post(box)) is Outcome.SENT
    assert box.addresses() == ["bo@tavola.com"] * 2
    assert len({message["Message-ID"] for message in box.messages}) == 2


@pytest.mark.parametrize("action", ["member_remove", "sign_in"])
async def test_an_invitation_taken_or_taken_back_is_not_mailed(
    engine: AsyncEngine, box: Mailbox, action: str
) -> None:
    acme = await organisation(engine)
    waiting = await invite(acme)
    await change(acme, action, waiting)
    assert await send(acme, post(box)) is Outcome.NOT_WANTED
    assert box.messages == []


async def test_a_message_goes_to_the_latest_address_alone(
    engine: AsyncEngine, box: Mailbox
) -> None:
    acme = await organisation(engine)
    waiting = await invite(acme, "old@tavola.com")
    units = UnitsOfWork(engine)
    viewer = Viewer(organisation_id=acme.organisation_id, token_id=None, role=Role.ADMIN)
    async with units.begin(viewer, "member_invite") as work:
        await member.invite(
            work, email="new@tavola.com", role=Role.VIEWER, person_id=waiting.person_id
        )
        await work.commit()
    assert await Invitations(engine, post(box)).send_waiting() == 0
    assert box.addresses() == ["new@tavola.com"]
    assert "You come in as a viewer" in box.text("new@tavola.com")


async def test_an_address_changed_while_the_message_is_written_gets_none(
    engine: AsyncEngine, box: Mailbox
) -> None:
    """The note looks again, right before the message is handed over."""
    acme = await organisation(engine)
    waiting = await invite(acme)

    class Slow(type(box.mailer())):  # type: ignore[misc]  # the mailer of this test
        async def send(self, letter: object, note: Callable[[], Awaitable[bool]]) -> bool:
            await change(acme, "member_remove", waiting)
            return bool(await super().send(letter, note))

    slow = Slow(host="127.0.0.1", port=box.port, sender="t@tavola.com")
    assert await send(acme, post(box, mailer=slow)) is Outcome.NOT_WANTED
    assert box.messages == []


async def test_a_mail_server_that_is_away_is_tried_until_it_is_back(
    engine: AsyncEngine, database_url: str, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "LOOK_AGAIN", timedelta(seconds=0.2))
    await invite(await organisation(engine))
    box.close()

    async def tried_twice() -> bool:
        found = await rows(engine, "select attempts from jobs.pgqueuer")
        return bool(found) and found[0] >= (2,)

    async with background_work(database_url, post=post(box)):
        await until(tried_twice)
        assert await states(engine) == ["PENDING"]
        await box.open()
        await until(lambda: has(engine, "SENT"))
    assert box.addresses() == ["bo@tavola.com"]


async def test_what_the_server_puts_off_is_sent_later_and_what_it_refuses_is_not(
    engine: AsyncEngine, box: Mailbox
) -> None:
    acme = await organisation(engine)
    await invite(acme)
    box.data = "451 Try again later"
    assert await send(acme, post(box)) is Outcome.LATER
    assert await states(engine) == ["PENDING"]
    box.data, box.rcpt = None, "550 No such mailbox"
    assert await send(acme, post(box)) is Outcome.REFUSED
    assert await states(engine) == ["REFUSED"]
    box.rcpt = None
    assert await send(acme, post(box)) is Outcome.NOT_WANTED
    assert box.messages == []


async def test_a_server_lost_while_it_took_the_message_gets_no_second_one(
    engine: AsyncEngine, box: Mailbox
) -> None:
    acme = await organisation(engine)
    await invite(acme)
    box.hang_up = True
    assert await send(acme, post(box)) is Outcome.UNCERTAIN
    box.hang_up = False
    assert await send(acme, post(box)) is Outcome.NOT_WANTED
    assert len(box.messages) == 1


KILLED = """
import asyncio, os, signal, sys
from uuid import UUID
from db.connections.connection import create_engine
from db.access.invitation_delivery import Invitations
from db.jobs.mail import Post
from integrations.mail import SmtpMailer

class Killed(SmtpMailer):
    async def hand_over(self, client, message):
        await super().hand_over(client, message)
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    mailer = Killed(host="127.0.0.1", port=int(sys.argv[2]), sender="t@tavola.com")
    await Invitations(create_engine(sys.argv[1]), Post(mailer=mailer)).send_waiting()

asyncio.run(main())
"""


async def test_a_worker_killed_while_it_sends_sends_no_second_message(
    engine: AsyncEngine, database_url: str, box: Mailbox
) -> None:
    acme = await organisation(engine)
    await invite(acme)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, database_url, str(box.port)
    )
    assert await process.wait() == -signal.SIGKILL
    assert await states(engine) == ["SENDING"]
    assert await Invitations(engine, post(box)).send_waiting() == 0
    assert await send(acme, post(box)) is Outcome.NOT_WANTED
    assert len(box.messages) == 1


async def test_what_could_not_be_sent_for_three_days_is_given_up(
    engine: AsyncEngine, box: Mailbox
) -> None:
    acme = await organisation(engine)
    await invite(acme)
    await an_hour_passes(acme, hours=73)
    assert await Invitations(engine, post(box)).send_waiting() == 0
    assert await send(acme, post(box)) is Outcome.NOT_WANTED
    assert await states(engine) == ["EXPIRED"]
    assert box.messages == []


async def test_names_begin_no_header_of_their_own(engine: AsyncEngine, box: Mailbox) -> None:
    """Neither may hold a line break; what is in the database already is not believed either."""
    acme = await organisation(engine)
    await invite(acme)
    async with engine.begin() as connection:
        await connection.execute(
            text("update organisation set name = :n"), {"n": "A\r\nBcc: eve@evil.com\r\n\r\nHi"}
        )
        await connection.execute(
            text("update person set name = :n"), {"n": "Eve\nBcc: eve@evil.com"}
        )
    assert await send(acme, post(box)) is Outcome.SENT
    [message] = box.messages
    assert message["Bcc"] is None
    assert "Bcc: eve@evil.com" in message["Subject"]
    assert message["To"].addresses[0].addr_spec == "bo@tavola.com"


async def test_an_address_under_a_reserved_name_is_refused_by_ourselves(
    engine: AsyncEngine, box: Mailbox
) -> None:
    acme = await organisation(engine)
    await invite(acme, "bo@tavola.example")
    assert await send(acme, post(box)) is Outcome.REFUSED
    assert box.messages == []


async def test_the_address_stays_in_its_organisation_and_out_of_ledger_queue_and_log(
    engine: AsyncEngine, database_url: str, box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    """The same person is invited by two; each message tells of one, and nothing else of either."""
    caplog.set_level(logging.DEBUG)
    acme, other = await organisation(engine), await organisation(engine, "other")
    await invite(acme, "bo@tavola.com", "Bo of acme")
    await invite(other, "bo@tavola.com", "Bo of other")
    box.rcpt = "550 No such mailbox bo@tavola.com"
    async with background_work(database_url, post=post(box)):
        await until(lambda: refused_both(engine))
    for table in ("event", "invitation", "jobs.pgqueuer_log"):
        told = str(await rows(engine, f"select to_jsonb(each)::text from {table} each"))
        assert "tavola.com" not in told
    ours = [each for each in caplog.records if each.name.startswith(("db.", "throughline"))]
    assert "tavola.com" not in "\n".join(each.getMessage() for each in ours)
    box.rcpt = None
    for company, name in ((acme, "acme"), (other, "other")):
        [(id_,)] = await rows(
            engine,
            "select id from invitation where organisation_id = :o",
            o=company.organisation_id,
        )
        assert isinstance(id_, UUID)
        stranger = other if company is acme else acme
        sending = Invitations(engine, post(box))
        assert await sending.send(stranger.organisation_id, id_) is Outcome.NOT_WANTED
        await rows_changed(engine, "update invitation set state = 'PENDING'")
        assert await sending.send(company.organisation_id, id_) is Outcome.SENT
        assert f"Bo of {name}" in str(box.messages[-1]["To"])
        assert f"invites you to {name} on" in str(box.messages[-1]["Subject"])


async def refused_both(engine: AsyncEngine) -> bool:
    return await states(engine) == ["REFUSED", "REFUSED"] and await jobs(engine) == 0


async def rows_changed(engine: AsyncEngine, statement: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement))

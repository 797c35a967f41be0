"""Weekly reminders: to real PostgreSQL's owners, through the real queue, to a real SMTP server."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.access.tenants import organisations
from db.communication.reminder_delivery import Reminders, job_of
from db.jobs import schedule
from db.jobs.mail import Outcome, Post
from db.worker import background_work
from domain.core.mail import Letter
from domain.core.tenant import Organisation
from integrations.mail import SmtpMailer
from tests.db.ledgers import Ledgers, day_at, noon, organisation, rows
from tests.integrations.mailbox import Mailbox, mailbox

# A Monday; day 0 is Monday, 1 January 2024.
MONDAY = 14
TUESDAY = 15
NEXT_MONDAY = 21


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as box:
        yield box


def post(box: Mailbox, **settings: object) -> Post:
    return replace(
        Post(mailer=box.mailer(), first_retry=timedelta(milliseconds=200)),
        **settings,  # type: ignore[arg-type]
    )


def at(number: int) -> Callable[[], datetime]:
    return lambda: noon(number)


async def change(engine: AsyncEngine, statement: str, **parameters: object) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement), parameters)


async def owner(acme: Ledgers, name: str, **values: object) -> UUID:
    """Enter a person who owns an initiative with a milestone that is due on day 16."""
    email = f"{name.lower()}@tavola.com"
    person = await acme.insert(
        "person", **{"name": name, "email": email, "recorded_at": noon(0), "version": 1} | values
    )
    initiative = await acme.initiative()
    await change(
        acme.engine,
        "update initiative set owner_id = :owner, title = :title where id = :id",
        owner=person,
        title=f"Effort of {name}",
        id=initiative,
    )
    await acme.milestone(initiative, due=16)
    return person


async def states(engine: AsyncEngine) -> list[object]:
    return [state for (state,) in await rows(engine, "select state from reminder order by id")]


async def one_of(engine: AsyncEngine, key: str = "acme") -> Organisation:
    from sqlalchemy.ext.asyncio import AsyncSession

    async with AsyncSession(engine) as session:
        [found] = [one for one in await organisations(session) if one.key == key]
        session.expunge_all()
        return found


async def send(engine: AsyncEngine, sending: Post, day: int = MONDAY) -> list[Outcome]:
    return await Reminders(engine, sending, at(day)).send_all(await one_of(engine))


async def until(met: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await met():  # noqa: ASYNC110 - what is waited for is in the database
            await asyncio.sleep(0.05)


async def queue_is_done(engine: AsyncEngine) -> bool:
    """Whether every organisation was put in, and no job is left."""
    query = """
        select (select count(*) from jobs.pgqueuer) = 0
               and not exists (select from organisation where reminded_on is null)
    """
    return bool((await rows(engine, query))[0][0])


async def test_each_owner_gets_one_message_in_which_everything_is_grouped(
    engine: AsyncEngine, database_url: str, box: Mailbox
) -> None:
    acme = await organisation(engine, swept=MONDAY)
    await owner(acme, "Ada")
    bob = await owner(acme, "Bob")
    [(initiative,)] = await rows(engine, "select id from initiative where owner_id = :b", b=bob)
    assert isinstance(initiative, UUID)
    await acme.milestone(initiative, due=4)
    await acme.milestone(initiative, due=29)
    await acme.milestone(initiative, due=5, completed=5)
    sending = post(box, base_url="https://throughline.tavola.com")
    async with background_work(database_url, post=sending, clock=at(MONDAY)):
        await until(lambda: queue_is_done(engine))
    assert box.addresses() == ["ada@tavola.com", "bob@tavola.com"]
    assert "Greet at the door (Effort of Ada): due 17 January 2024." in box.text("ada@tavola.com")
    told = box.text("bob@tavola.com")
    assert "Overdue (1)\n- Greet at the door (Effort of Bob): promised for 5 January 2024" in told
    assert "Due in the next 14 days (1)\n" in told
    assert "https://throughline.tavola.com" in told
    assert "Ada" not in told
    assert await states(engine) == ["SENT", "SENT"]
    [message] = [one for one in box.messages if "bob" in str(one["To"])]
    assert message["From"] == "Throughline <throughline@tavola.com>"
    assert message["To"] == "Bob <bob@tavola.com>"
    assert message["Subject"].startswith("Your week at acme: 1 overdue, 1 due soon")
    assert message["Message-ID"].strip() == f"<reminder.2024-01-15.{bob}@tavola.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_body(("html",)) is not None


async def test_findings_and_risks_of_theirs_are_told_unless_acknowledged(
    engine: AsyncEngine, box: Mailbox
) -> None:
    acme = await organisation(engine)
    ada = await owner(acme, "Ada")
    [(initiative,)] = await rows(engine, "select id from initiative")
    win = await acme.insert(
        "short_term_win",
        initiative_id=initiative,
        title="Queue halved",
        achieved_on=day_at(2),
        proof="CLAIMED",
        shared=False,
        imported=False,
        recorded_at=noon(2),
        version=1,
    )

    async def found(rule: str, subject: str, of: object, said: str, **values: object) -> None:
        await acme.insert(
            "finding",
            rule=rule,
            severity="WARNING",
            subject_type=subject,
            subject_id=of,
            since=day_at(3),
            first_seen_on=day_at(3),
            sentence=said,
            evidence="[]",
            recorded_at=noon(3),
            version=1,
            **values,
        )

    await found("STALE_STATUS", "INITIATIVE", initiative, "Stale.", initiative_id=initiative)
    await found(
        "UNSHARED_WIN",
        "SHORT_TERM_WIN",
        win,
        "Nobody was told.",
        initiative_id=initiative,
        short_term_win_id=win,
    )
    await found("OVERLOADED_OWNER", "PERSON", ada, "Too much.", person_id=ada)
    await found("SILO", "INITIATIVE", initiative, "One alone.", initiative_id=initiative)
    await change(
        engine,
        "update finding set rule = 'SILO', acknowledged_on = :d, "
        "acknowledged_until = :d where rule = 'SILO'",
        d=day_at(MONDAY),
    )
    assert await send(engine, post(box)) == [Outcome.SENT]
    told = box.text("ada@tavola.com")
    assert "Status that has gone stale (1)\n- Effort of Ada: Stale.\n" in told
    assert "Wins that nobody was told of yet (1)\n- Queue halved (Effort of Ada): Nobody" in told
    assert "Also found (1)\n- Your own work: Too much.\n" in told
    assert "One alone" not in told


async def test_a_milestone_without_an_owner_who_is_there_is_its_initiatives_owners(
    engine: AsyncEngine, box: Mailbox
) -> None:
    acme = await organisation(engine)
    ada, gone = await owner(acme, "Ada"), await owner(acme, "Gone", left_on=day_at(3))
    await change(engine, "update milestone set owner_id = :gone", gone=gone)
    assert await send(engine, post(box)) == [Outcome.SENT]
    assert "Due in the next 14 days (1)" in box.text("ada@tavola.com")
    assert await rows(engine, "select person_id from reminder") == [(ada,)]


async def test_nobody_is_reminded_twice_in_a_week_by_two_workers_at_once(
    engine: AsyncEngine, database_url: str, box: Mailbox
) -> None:
    acme = await organisation(engine, swept=MONDAY)
    names = [f"p{number}" for number in range(12)]
    for name in names:
        await owner(acme, name)
    sending = post(box)
    async with (
        background_work(database_url, post=sending, clock=at(MONDAY)),
        background_work(database_url, post=sending, clock=at(MONDAY)),
    ):
        await until(lambda: queue_is_done(engine))
    assert box.addresses() == sorted(f"{name}@tavola.com" for name in names)
    # Neither the next day nor by hand.
    assert await send(engine, sending) == []
    assert await send(engine, sending, TUESDAY) == []
    assert len(await send(engine, sending, NEXT_MONDAY)) == 12


async def test_one_job_done_by_many_at_once_sends_one_message(
    engine: AsyncEngine, box: Mailbox
) -> None:
    acme = await organisation(engine)
    ada = await owner(acme, "Ada")
    reminders = Reminders(engine, post(box), at(MONDAY))
    payload = job_of(acme.organisation_id, ada, day_at(MONDAY)).payload
    assert await asyncio.gather(*(reminders.run(payload, 0) for _ in range(8))) == [None] * 8
    assert box.addresses() == ["ada@tavola.com"]


async def test_a_message_of_a_tuesday_does_not_cost_the_next_mondays(
    engine: AsyncEngine, box: Mailbox
) -> None:
    await owner(await organisation(engine), "Ada")
    assert await send(engine, post(box), TUESDAY) == [Outcome.SENT]
    assert await send(engine, post(box), NEXT_MONDAY) == [Outcome.SENT]
    # By hand on a Wednesday, however, it does.
    assert await send(engine, post(box), NEXT_MONDAY + 9) == [Outcome.SENT]
    assert await send(engine, post(box), NEXT_MONDAY + 14) == []


KILLED = """
import asyncio, os, signal, sys
from datetime import UTC, datetime
from db.connections.connection import create_engine
from db.jobs.mail import Post
from db.communication.reminder_delivery import Reminders
from integrations.mail import SmtpMailer

class Killed(SmtpMailer):
    async def hand_over(self, client, message):
        if sys.argv[3] == "after":
            await super().hand_over(client, message)
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    mailer = Killed(host="127.0.0.1", port=int(sys.argv[2]), sender="t@tavola.com")
    now = datetime(2024, 1, 15, 12, tzinfo=UTC)
    await Reminders(create_engine(sys.argv[1]), Post(mailer=mailer), lambda: now).send_due()

asyncio.run(main())
"""


@pytest.mark.parametrize(("moment", "arrived"), [("before", 0), ("after", 1)])
async def test_a_worker_killed_between_sending_and_noting_sends_no_second_message(
    engine: AsyncEngine, database_url: str, box: Mailbox, moment: str, arrived: int
) -> None:
    """The note is there before the message goes, so nobody else sends it."""
    await owner(await organisation(engine), "Ada")
    arguments = ["-c", KILLED, database_url, str(box.port), moment]
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments)
    assert await process.wait() == -signal.SIGKILL
    assert len(box.messages) == arrived
    assert await send(engine, post(box)) == []
    assert len(box.messages) == arrived
    assert await states(engine) == ["SENDING"]


class Broken:
    """A mailer with a defect: it fails as no mail server does."""

    def __init__(self, mailer: SmtpMailer, *, after: bool) -> None:
        self.mailer, self.after = mailer, after

    async def send(self, letter: Letter, note: Callable[[], Awaitable[bool]]) -> bool:
        if self.after:
            await self.mailer.send(letter, note)
        raise RuntimeError


async def test_an_exception_after_sending_sends_no_second_message(
    engine: AsyncEngine, box: Mailbox
) -> None:
    await owner(await organisation(engine), "Ada")
    with pytest.raises(RuntimeError):
        await send(engine, post(box, mailer=Broken(box.mailer(), after=True)))
    assert await send(engine, post(box)) == []
    assert box.addresses() == ["ada@tavola.com"]


async def test_an_exception_before_sending_costs_nothing(engine: AsyncEngine, box: Mailbox) -> None:
    await owner(await organisation(engine), "Ada")
    with pytest.raises(RuntimeError):
        await send(engine, post(box, mailer=Broken(box.mailer(), after=False)))
    assert await states(engine) == []
    assert await send(engine, post(box)) == [Outcome.SENT]


@pytest.mark.parametrize(
    "values",
    [
        {"reminders": False},
        {"left_on": day_at(MONDAY)},
        {"archived_on": day_at(3)},
        {"email": None},
        {"email": "ada@harbour-and-hearth.example"},
    ],
    ids=["off", "left", "archived", "no address", "reserved"],
)
async def test_nobody_is_reminded_who_is_off_gone_or_out_of_reach(
    engine: AsyncEngine, box: Mailbox, values: dict[str, object]
) -> None:
    await owner(await organisation(engine), "Ada", **values)
    assert await send(engine, post(box)) == []
    assert box.messages == []


async def test_addresses_under_reserved_names_are_reached_when_asked_for(
    engine: AsyncEngine, box: Mailbox
) -> None:
    await owner(await organisation(engine), "Ada", email="ada@hearth.example")
    assert await send(engine, post(box, reserved=True)) == [Outcome.SENT]


async def test_who_has_nothing_to_be_told_gets_no_message(
    engine: AsyncEngine, database_url: str, box: Mailbox
) -> None:
    acme = await organisation(engine, swept=MONDAY)
    await owner(acme, "Ada")
    await change(engine, "update milestone set due_on = :day", day=day_at(29))
    async with background_work(database_url, post=post(box), clock=at(MONDAY)):
        await until(lambda: queue_is_done(engine))
    assert box.messages == []
    assert await states(engine) == []


async def test_who_switches_off_while_the_job_waits_gets_no_message(
    engine: AsyncEngine, box: Mailbox
) -> None:
    """Even when it happens after everything was gathered: the note looks again."""
    await owner(await organisation(engine), "Ada")
    acme = await one_of(engine)
    reminders = Reminders(engine, post(box), at(MONDAY))
    [owed] = await reminders.owed(acme)
    await change(engine, "update person set reminders = false")
    assert await reminders.deliver(acme, owed) is Outcome.NOT_WANTED
    assert box.messages == []


async def test_a_mail_server_that_is_away_is_tried_until_it_is_back(
    engine: AsyncEngine, database_url: str, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "LOOK_AGAIN", timedelta(seconds=0.2))
    await owner(await organisation(engine, swept=MONDAY), "Ada")
    box.close()

    async def tried_twice() -> bool:
        found = await rows(engine, "select attempts from jobs.pgqueuer")
        return bool(found) and found[0] >= (2,)

    async with background_work(database_url, post=post(box), clock=at(MONDAY)):
        await until(tried_twice)
        assert await states(engine) == []
        await box.open()
        await until(lambda: queue_is_done(engine))
    assert box.addresses() == ["ada@tavola.com"]
    assert await states(engine) == ["SENT"]
    logged = await rows(engine, "select traceback::text from jobs.pgqueuer_log")
    assert "tavola.com" not in str(logged)


async def test_what_was_not_sent_by_tuesday_is_given_up(engine: AsyncEngine, box: Mailbox) -> None:
    acme = await organisation(engine)
    ada = await owner(acme, "Ada")
    payload = job_of(acme.organisation_id, ada, day_at(MONDAY)).payload
    box.close()
    assert await Reminders(engine, post(box), at(TUESDAY)).run(payload, 3) == timedelta(seconds=1.6)
    assert await Reminders(engine, post(box), at(TUESDAY)).run(payload, 90) == timedelta(hours=1)
    assert await Reminders(engine, post(box), at(TUESDAY + 1)).run(payload, 91) is None


async def test_a_message_the_server_put_off_is_sent_later(
    engine: AsyncEngine, box: Mailbox
) -> None:
    await owner(await organisation(engine), "Ada")
    box.data = "451 Try again later"
    assert await send(engine, post(box)) == [Outcome.LATER]
    assert await states(engine) == []
    box.data, box.rcpt = None, "450 Greylisted"
    assert await send(engine, post(box)) == [Outcome.LATER]
    box.rcpt = None
    assert await send(engine, post(box)) == [Outcome.SENT]


@pytest.mark.parametrize("answer", ["rcpt", "data"])
async def test_a_message_the_server_refuses_is_not_tried_again_that_week(
    engine: AsyncEngine, box: Mailbox, answer: str
) -> None:
    await owner(await organisation(engine), "Ada")
    setattr(box, answer, "550 No such mailbox")
    assert await send(engine, post(box)) == [Outcome.REFUSED]
    assert await states(engine) == ["REFUSED"]
    setattr(box, answer, None)
    assert await send(engine, post(box)) == []
    assert await send(engine, post(box), NEXT_MONDAY) == [Outcome.SENT]


async def test_a_server_lost_while_it_took_the_message_gets_no_second_one(
    engine: AsyncEngine, box: Mailbox
) -> None:
    await owner(await organisation(engine), "Ada")
    box.hang_up = True
    assert await send(engine, post(box)) == [Outcome.UNCERTAIN]
    box.hang_up = False
    assert await send(engine, post(box)) == []
    assert len(box.messages) == 1
    assert await states(engine) == ["UNCERTAIN"]


async def test_nothing_of_another_organisation_is_told(
    engine: AsyncEngine, database_url: str, box: Mailbox
) -> None:
    """The same person id, initiative names apart: each is told of their own organisation only."""
    acme = await organisation(engine, swept=MONDAY)
    other = await organisation(engine, "other", swept=MONDAY)
    ada = await owner(acme, "Ada")
    await owner(other, "Eve")
    same = {"id": ada, "name": "Twin", "email": "twin@other.com", "recorded_at": noon(0)}
    await other.insert("person", **same, version=1)
    async with background_work(database_url, post=post(box), clock=at(MONDAY)):
        await until(lambda: queue_is_done(engine))
    assert box.addresses() == ["ada@tavola.com", "eve@tavola.com"]
    assert "Eve" not in box.text("ada@tavola.com")
    assert "on record for you" in box.text("eve@tavola.com")
    assert "acme" not in box.text("eve@tavola.com")


async def test_each_organisation_is_reminded_on_its_own_monday_morning(
    engine: AsyncEngine, database_url: str, box: Mailbox
) -> None:
    """On Sunday evening in UTC it is Monday morning in Auckland; fixed clocks have no Mondays."""
    for key, zone, fixed in (
        ("auckland", "Pacific/Auckland", None),
        ("london", "Europe/London", None),
        ("past", "Pacific/Auckland", MONDAY),
    ):
        await owner(await organisation(engine, key, time_zone=zone, fixed=fixed), key)
    sunday_evening = datetime(2024, 1, 14, 19, 0, tzinfo=UTC)

    async def reminded() -> bool:
        query = "select count(*) from organisation where reminded_on is not null"
        done = await rows(engine, query) == [(1,)]
        return done and await rows(engine, "select count(*) from jobs.pgqueuer") == [(0,)]

    async with background_work(database_url, post=post(box), clock=lambda: sunday_evening):
        await until(reminded)
    assert box.addresses() == ["auckland@tavola.com"]
    assert "Monday, 15 January 2024" in box.text("auckland@tavola.com")
    assert await rows(engine, "select week, sent_on from reminder") == [
        (date(2024, 1, 15), date(2024, 1, 15))
    ]


async def test_without_a_mail_server_nothing_is_put_into_the_queue(
    engine: AsyncEngine, database_url: str
) -> None:
    await owner(await organisation(engine, swept=3), "Ada")

    async def swept() -> bool:
        return await rows(engine, "select swept_on from organisation") == [(day_at(MONDAY),)]

    async with background_work(database_url, clock=at(MONDAY)):
        await until(swept)
        await asyncio.sleep(0.2)
    assert await rows(engine, "select count(*) from jobs.pgqueuer") == [(0,)]
    assert await rows(engine, "select reminded_on from organisation") == [(None,)]


async def test_an_address_of_other_letters_is_reached(engine: AsyncEngine, box: Mailbox) -> None:
    await owner(await organisation(engine), "Ada", email="åda@tävola.com")
    assert await send(engine, post(box)) == [Outcome.SENT]
    assert "åda@xn--tvola-gra.com" in str(box.messages[0]["To"])


async def test_an_address_that_is_none_is_refused_by_ourselves(
    engine: AsyncEngine, box: Mailbox
) -> None:
    await owner(await organisation(engine), "Ada", email="ada>@tavola.com")
    assert await send(engine, post(box)) == [Outcome.REFUSED]
    assert box.messages == []


def test_the_password_is_not_shown() -> None:
    mailer = SmtpMailer(host="h", port=1, sender="a@b.c", username="u", password="secret")
    assert "secret" not in repr(mailer)

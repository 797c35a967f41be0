"""Reminders: when they are due, what they say, and who may switch them off."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from domain.communication import reminder
from domain.communication.reminder import Item, Owed, Section, compose, due_week
from domain.core.mail import is_reserved
from domain.people.organisation import new_organisation
from domain.risk.stall_risk import Level
from tests.domain.memory import Memory

MONDAY = date(2026, 11, 23)
ADA = UUID(int=7)


def owed(*items: Item, **counts: int) -> Owed:
    sections = [item.section for item in items]
    return Owed(
        person_id=ADA,
        name="Ada Lovelace",
        email="ada@tavola.com",
        items=items,
        counts={one: counts.get(one.value, sections.count(one)) for one in set(sections)},
    )


EVERYTHING = owed(
    Item(Section.OVERDUE, "Ovens in", "Warmer welcome", date(2026, 11, 22)),
    Item(Section.DUE, "Doors open", "Warmer welcome", MONDAY),
    Item(Section.DUE, "Menus printed", "Shorter menu", date(2026, 12, 7)),
    Item(Section.STALE_STATUS, "Shorter menu", "Shorter menu", sentence="Nothing was said."),
    Item(Section.UNSHARED_WIN, "Queue halved", "Warmer welcome", sentence="Nobody was told."),
    Item(
        Section.AT_RISK,
        "Warmer welcome",
        sentence="A milestone is late.",
        level=Level.HIGH,
        percent=71,
    ),
    Item(Section.FINDING, "Your own work", sentence="12 milestones are open."),
    FINDING=3,
)


def test_a_message_groups_what_is_owed_and_writes_its_dates_in_full() -> None:
    letter = compose("Tavola", EVERYTHING, MONDAY, "https://throughline.tavola.com")
    assert letter.subject == (
        "Your week at Tavola: 1 overdue, 2 due soon, 1 likely to stall, 5 more to look at"
    )
    assert (letter.name, letter.address) == ("Ada Lovelace", "ada@tavola.com")
    assert letter.key == f"reminder.2026-11-23.{ADA}"
    assert letter.text == (
        "Hello Ada Lovelace,\n"
        "\n"
        "This is what Tavola has on record for you on Monday, 23 November 2026.\n"
        "\n"
        "Overdue (1)\n"
        "- Ovens in (Warmer welcome): promised for 22 November 2026, 1 day ago.\n"
        "\n"
        "Due in the next 14 days (2)\n"
        "- Doors open (Warmer welcome): due today, 23 November 2026.\n"
        "- Menus printed (Shorter menu): due 7 December 2026.\n"
        "\n"
        "Status that has gone stale (1)\n"
        "- Shorter menu: Nothing was said.\n"
        "\n"
        "Wins that nobody was told of yet (1)\n"
        "- Queue halved (Warmer welcome): Nobody was told.\n"
        "\n"
        "Likely to stall (1)\n"
        "- Warmer welcome: high risk, 71 %. A milestone is late.\n"
        "\n"
        "Also found (3)\n"
        "- Your own work: 12 milestones are open.\n"
        "- and 2 more\n"
        "\n"
        "Throughline: https://throughline.tavola.com\n"
        "\n"
        f"{reminder.CLOSING}\n"
    )


def test_without_an_address_of_the_server_there_is_no_link() -> None:
    letter = compose("Tavola", EVERYTHING, MONDAY)
    assert "http" not in letter.text
    assert "href" not in letter.html


def test_what_people_wrote_is_no_html() -> None:
    letter = compose("A & B", owed(Item(Section.FINDING, "<b>", sentence="x")), MONDAY)
    assert "<li>&lt;b&gt;: x</li>" in letter.html
    assert "A &amp; B" in letter.html
    assert letter.subject == "Your week at A & B: 1 to look at"


@pytest.mark.parametrize(
    ("instant", "zone", "due"),
    [
        (datetime(2026, 11, 23, 6, 59, tzinfo=UTC), "UTC", None),
        (datetime(2026, 11, 23, 7, 0, tzinfo=UTC), "UTC", MONDAY),
        (datetime(2026, 11, 24, 23, 59, tzinfo=UTC), "UTC", MONDAY),
        (datetime(2026, 11, 25, 0, 0, tzinfo=UTC), "UTC", None),
        (datetime(2026, 11, 22, 23, 59, tzinfo=UTC), "UTC", None),
        (datetime(2026, 11, 22, 18, 0, tzinfo=UTC), "Pacific/Auckland", MONDAY),
        (datetime(2026, 11, 22, 17, 59, tzinfo=UTC), "Pacific/Auckland", None),
        (datetime(2026, 11, 23, 14, 59, tzinfo=UTC), "America/Los_Angeles", None),
        (datetime(2026, 11, 23, 15, 0, tzinfo=UTC), "America/Los_Angeles", MONDAY),
    ],
)
def test_a_week_is_due_from_monday_morning_in_the_organisations_zone(
    instant: datetime, zone: str, due: date | None
) -> None:
    tavola = new_organisation("tavola", now=instant, name="Tavola", time_zone=zone)
    assert due_week(tavola, instant) == due


def test_a_clock_that_stands_still_reminds_nobody() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    tavola = new_organisation("tavola", now=now, name="Tavola", clock_fixed_on=MONDAY)
    assert due_week(tavola, now) is None


@pytest.mark.parametrize(
    ("address", "reserved"),
    [
        ("a@tavola.example", True),
        ("a@mail.example.com", True),
        ("a@LOCALHOST", True),
        ("a@x.test.", True),
        ("a@counterexample.com", False),
        ("a@test.tavola.com", False),
    ],
)
def test_addresses_under_reserved_names_are_known(address: str, reserved: bool) -> None:
    assert is_reserved(address) is reserved


async def test_reminders_are_switched_off_and_on(work: Memory) -> None:
    ada = work.person(name="Ada")
    await reminder.set_reminders(work, ada.id, False)
    assert not ada.reminders


async def test_switching_to_what_it_is_changes_nothing(work: Memory) -> None:
    ada = work.person(name="Ada")
    before = len(work.events)
    await reminder.set_reminders(work, ada.id, True)
    assert len(work.events) == before

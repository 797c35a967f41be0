"""The weekly reminder: one message to each owner, of everything that waits for them.

What is told are facts on record; an owner of whom nothing is to be told gets no message. The
message itself is made here, plainly, without any input or output.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from html import escape
from typing import Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.core.event import EventKind
from domain.core.mail import Letter, html_of
from domain.core.tenant import Organisation
from domain.core.unit_of_work import UnitOfWork
from domain.findings.rule import counted
from domain.people.person import Person
from domain.risk.stall_risk import Level, written

# Monday morning by the organisation's own clock; what fails then is tried until Tuesday ends.
FROM_HOUR: Final = 7
DAYS_TO_TRY: Final = 2
# A message that only got through on a Tuesday does not cost the next Monday's.
DAYS_BETWEEN: Final = 6
DAYS_AHEAD: Final = 14
MOST_SHOWN: Final = 10
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Section(StrEnum):
    """What a line of a reminder is about, in the order of the message."""

    OVERDUE = "OVERDUE"
    DUE = "DUE"
    STALE_STATUS = "STALE_STATUS"
    UNSHARED_WIN = "UNSHARED_WIN"
    AT_RISK = "AT_RISK"
    FINDING = "FINDING"


HEADINGS = {
    Section.OVERDUE: "Overdue",
    Section.DUE: f"Due in the next {DAYS_AHEAD} days",
    Section.STALE_STATUS: "Status that has gone stale",
    Section.UNSHARED_WIN: "Wins that nobody was told of yet",
    Section.AT_RISK: "Likely to stall",
    Section.FINDING: "Also found",
}


class State(StrEnum):
    """What became of a reminder.

    SENDING is noted before the message is handed over. It stays where a worker was killed at that
    moment, UNCERTAIN where the mail server was lost: the message may have gone, so it is not sent
    again. REFUSED: the mail server will not take it.
    """

    SENDING = "SENDING"
    SENT = "SENT"
    UNCERTAIN = "UNCERTAIN"
    REFUSED = "REFUSED"


class Item(NamedTuple):
    """One thing to be told: its title, its initiative's, and what is known of it."""

    section: Section
    title: str
    initiative: str | None = None
    day: date | None = None
    sentence: str | None = None
    level: Level | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Whom to tell what: the first few items of each section, and how many there are in all."""

    person_id: UUID
    name: str
    email: str
    items: Sequence[Item]
    counts: Mapping[Section, int]


def week_of(day: date) -> date:
    """Return the Monday of the week."""
    return day - timedelta(days=day.weekday())


def due_week(organisation: Organisation, now: datetime) -> date | None:
    """Return the Monday of the week whose reminders are due now; None if none are.

    An organisation whose clock stands still tells of the past: it reminds nobody.
    """
    if organisation.clock_fixed_on is not None:
        return None
    local = now.astimezone(ZoneInfo(organisation.time_zone))
    early = local.weekday() == 0 and local.hour < FROM_HOUR
    return None if early or local.weekday() >= DAYS_TO_TRY else week_of(local.date())


def compose(organisation: str, owed: Owed, today: date, base_url: str | None = None) -> Letter:
    """Write the message of what is owed, in the organisation's own words, with its dates in full.

    `owed` must hold an item: an empty reminder is not written.
    """
    assert owed.items
    day = f"{WEEKDAYS[today.weekday()]}, {written(today)}"
    message = Message(
        greeting=f"Hello {owed.name},",
        opening=f"This is what {organisation} has on record for you on {day}.",
        parts=tuple(
            part_of(section, [item for item in owed.items if item.section is section], count, today)
            for section in Section
            if (count := owed.counts.get(section, 0))
        ),
        link=base_url,
    )
    return Letter(
        key=f"reminder.{week_of(today).isoformat()}.{owed.person_id}",
        name=owed.name,
        address=owed.email,
        subject=subject_of(organisation, owed),
        text=as_text(message),
        html=as_html(message),
    )


CLOSING = (
    "You get at most one such message a week, and none when there is nothing to tell. To get none "
    "at all, switch off the reminders of your own person in Throughline, or ask an administrator."
)


class Part(NamedTuple):
    """A section as it is written: its heading and its lines."""

    heading: str
    lines: Sequence[str]


class Message(NamedTuple):
    """What a message says, in whatever form it is sent."""

    greeting: str
    opening: str
    parts: Sequence[Part]
    link: str | None


def part_of(section: Section, items: Sequence[Item], count: int, today: date) -> Part:
    """Return a section with its lines, the last of which tells of what is not shown."""
    lines = [line(item, today) for item in items]
    if count > len(items):
        lines.append(f"and {count - len(items):,} more")
    return Part(f"{HEADINGS[section]} ({count:,})", lines)


def subject_of(organisation: str, owed: Owed) -> str:
    """Return the subject: whose it is, and how much there is of what matters most."""
    count = owed.counts.get
    said = [
        f"{number} {word}"
        for word, number in (
            ("overdue", count(Section.OVERDUE, 0)),
            ("due soon", count(Section.DUE, 0)),
            ("likely to stall", count(Section.AT_RISK, 0)),
        )
        if number
    ]
    rest = sum(
        count(section, 0)
        for section in (Section.STALE_STATUS, Section.UNSHARED_WIN, Section.FINDING)
    )
    if rest:
        said.append(f"{rest} more to look at" if said else f"{rest} to look at")
    return f"Your week at {organisation}: {', '.join(said)}"


def as_text(message: Message) -> str:
    """Return the message as plain text."""
    blocks = [message.greeting, message.opening]
    blocks += [
        "\n".join([heading, *(f"- {one}" for one in lines)]) for heading, lines in message.parts
    ]
    if message.link is not None:
        blocks.append(f"Throughline: {message.link}")
    return "\n\n".join([*blocks, CLOSING]) + "\n"


def as_html(message: Message) -> str:
    """Return the message as HTML, with nothing in it that would have to be fetched."""
    blocks = [f"<p>{escape(message.greeting)}</p>", f"<p>{escape(message.opening)}</p>"]
    for heading, lines in message.parts:
        listed = "".join(f"<li>{escape(one)}</li>" for one in lines)
        blocks.append(f"<h2>{escape(heading)}</h2>\n<ul>{listed}</ul>")
    if message.link is not None:
        link = escape(message.link)
        blocks.append(f'<p><a href="{link}">{link}</a></p>')
    blocks.append(f"<p><small>{escape(CLOSING)}</small></p>")
    return html_of(blocks)


def line(item: Item, today: date) -> str:
    """Return what is said of one item."""
    whole = item.title
    if item.initiative is not None and item.initiative != item.title:
        whole = f"{item.title} ({item.initiative})"
    return f"{whole}: {fact(item, today)}"


def fact(item: Item, today: date) -> str:
    if item.section is Section.OVERDUE and item.day is not None:
        ago = counted((today - item.day).days, "day")
        return f"promised for {written(item.day)}, {ago} ago."
    if item.section is Section.DUE and item.day is not None:
        return f"due {'today, ' if item.day == today else ''}{written(item.day)}."
    said = item.sentence or ""
    if item.section is Section.AT_RISK and item.level is not None:
        return f"{item.level.value.lower()} risk, {item.percent} %. {said}".rstrip()
    return said


async def set_reminders(work: UnitOfWork, person_id: UUID, reminders: bool) -> Person:
    """Switch the weekly reminder of a person on or off."""
    person = await work.get(Person, person_id, "id")
    if person.reminders != reminders:
        data = {"changed": {"reminders": {"from": person.reminders, "to": reminders}}}
        person.reminders = reminders
        work.record(EventKind.PERSON_UPDATED, person, data=data)
    return person

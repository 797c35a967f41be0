"""Fill an empty, migrated database with a portfolio of realistic size, the same on every machine.

At full scale: 20 organisations with 5,000 initiatives, 35,000 milestones, 10,000 wins and 15,000
effects. Organisations are equal in size but for the first, which holds twice the average. Their
rows lie interleaved in the tables, as they would after years of common use.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg

from domain.access.token import PREFIX, hash_token, spell

TODAY = date(2026, 11, 20)
BORN = datetime(2025, 1, 6, 8, tzinfo=UTC)

Row = dict[str, Any]
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

DEPARTMENTS = (
    "Front of house", "Kitchen", "Bar", "Reservations", "Housekeeping", "Web and app",
    "Marketing", "Information technology", "Logistics", "Finance", "Compliance", "People",
)  # fmt: skip
FORENAMES = (
    "Amara", "Bruno", "Chloe", "Dmitri", "Elena", "Farid", "Greta", "Hassan", "Ingrid", "José",
    "Kavya", "Liam", "Mei", "Noah", "Olga", "Pablo", "Quinn", "Ráhel", "Sven", "Tomoko",
)  # fmt: skip
SURNAMES = (
    "Achebe", "Brandt", "Castillo", "Dubois", "Eriksen", "Fontaine", "García", "Hughes", "Ivanov",
    "Jansen", "Kowalski", "Lindqvist", "Moreau", "Novák", "O'Brien", "Petrov", "Rossi", "Schäfer",
)  # fmt: skip
JOB_TITLES = ("Manager", "Lead", "Specialist", "Coordinator", "Analyst", "Director")
JOURNEYS = {
    "Dining with us": ("Discover", "Reserve", "Arrive", "Dine", "Pay and leave", "Return"),
    "Ordering at home": ("Browse", "Order", "Wait", "Receive", "Enjoy"),
    "Celebrating with a group": ("Enquire", "Plan", "Confirm", "Celebrate", "Settle"),
}
TOUCHPOINTS = ("Web page", "Phone call", "Greeting", "Table check", "Confirmation mail")
CHANNELS = ("WEB", "PHONE", "IN_PERSON", "IN_PERSON", "EMAIL")
VERBS = ("Shorten", "Rework", "Pilot", "Train for", "Measure", "Simplify", "Roll out", "Repair")
OBJECTS = (
    "the waiting list", "allergy notes", "the greeting", "table turns", "late deliveries",
    "refund handling", "the booking page", "shift handovers", "menu photos", "complaint replies",
    'the "welcome back" call',
)  # fmt: skip
PLACES = ("in the north", "at two sites", "for groups", "on weekends", "at every site", "online")
CASES = (
    "Guests who wait longer than ten minutes at the door leave worse reviews all evening.",
    "One complaint in four is about a promise made by one department and unknown to the next.",
    "Regulars lapse after a second late delivery; nobody answers for the whole of the journey.",
)
STATUSES = (
    ("IN_PROGRESS",) * 10 + ("COMMITTED",) * 3 + ("EMBEDDING",) * 2
    + ("PROPOSED", "ON_HOLD", "DONE", "DONE", "STOPPED")
)  # fmt: skip
PRIORITIES = ("CRITICAL", "HIGH", "HIGH", "MEDIUM", "MEDIUM", "MEDIUM", "LOW")
STATES = {"EMBEDDING": "EMBEDDING", "ON_HOLD": "ON_HOLD", "DONE": "CLOSED", "STOPPED": "CLOSED"}


@dataclass(frozen=True, slots=True)
class Scale:
    """How much to make. Milestones, wins and effects are averages of one initiative."""

    organisations: int = 20
    initiatives: int = 5_000
    people: int = 2_400
    milestones: int = 7
    wins: int = 2
    effects: int = 3


FULL = Scale()
SMALL = Scale(organisations=2, initiatives=160, people=60)


@dataclass(frozen=True, slots=True)
class Organisation:
    """Whom the bench asks about, and with what token."""

    id: UUID
    key: str
    token: str


@dataclass(frozen=True, slots=True)
class Members(Organisation):
    """What the rest of one organisation's rows point at."""

    departments: list[UUID] = field(default_factory=list)
    people: list[UUID] = field(default_factory=list)
    touchpoints: list[UUID] = field(default_factory=list)


class Portfolio:
    """The rows of every table, in an order that respects the foreign keys."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.random = random.Random(20_26)
        self.born = BORN
        self.tables: dict[str, list[Row]] = {
            name: []
            for name in (
                "organisation", "department", "person", "access_token", "journey", "stage",
                "touchpoint", "initiative", "participation", "milestone", "replan",
                "short_term_win", "effect", "status_update", "stall_risk_current",
            )
        }  # fmt: skip
        self.organisations = [self.organisation(number) for number in range(scale.organisations)]
        for number, organisation in enumerate(self.turns()):
            self.initiative(organisation, number)

    def turns(self) -> Iterator[Members]:
        """Whose initiative comes next: everyone's in turn, the first organisation's twice."""
        circle = [self.organisations[0], *self.organisations]
        for number in range(self.scale.initiatives):
            yield circle[number % len(circle)]

    def new_id(self) -> UUID:
        """Time-ordered ids (version 7), as the product makes them."""
        self.born += timedelta(milliseconds=self.random.randint(50, 400))
        milliseconds = int(self.born.timestamp() * 1000)
        noise = self.random.getrandbits(74)
        high = (milliseconds << 16) | (7 << 12) | (noise >> 62)
        low = (2 << 62) | (noise & ((1 << 62) - 1))
        return UUID(int=(high << 64) | low)

    def add(self, table: str, organisation: Members, **columns: Any) -> UUID:
        new = self.new_id()
        row = {"organisation_id": organisation.id, "id": new, **columns}
        self.tables[table].append(row | {"recorded_at": self.born})
        return new

    def title(self) -> str:
        pick = self.random.choice
        return f"{pick(VERBS)} {pick(OBJECTS)} {pick(PLACES)}"

    def organisation(self, number: int) -> Members:
        identity = self.new_id()
        key = f"bench-{number:02}"
        made = Members(identity, key, token_of(identity, key))
        self.tables["organisation"].append(
            {
                "id": made.id, "key": made.key, "name": f"Bench organisation {number}",
                "time_zone": "UTC", "currency": "EUR", "clock_fixed_on": TODAY, "swept_on": TODAY,
                "revision": 1_000 + number, "recorded_at": self.born,
            }
        )  # fmt: skip
        for name in DEPARTMENTS:
            made.departments.append(
                self.add("department", made, name=name, head_count=40, version=1)
            )
        for index in range(self.scale.people // self.scale.organisations):
            name = f"{self.random.choice(FORENAMES)} {self.random.choice(SURNAMES)}"
            made.people.append(
                self.add(
                    "person", made, name=name, email=f"person{index}@{made.key}.example",
                    job_title=self.random.choice(JOB_TITLES), version=1,
                    department_id=self.random.choice(made.departments),
                )
            )  # fmt: skip
        self.add(
            "access_token", made, label="bench", role="VIEWER",
            hash=hash_token(made.token),
        )  # fmt: skip
        for journey_name, stages in JOURNEYS.items():
            journey = self.add("journey", made, name=journey_name, version=1)
            for position, stage_name in enumerate(stages, start=1):
                self.stage(made, journey, stage_name, position)
        return made

    def stage(self, made: Members, journey: UUID, name: str, position: int) -> None:
        stage = self.add("stage", made, journey_id=journey, name=name, position=position, version=1)
        for place, (word, channel) in enumerate(zip(TOUCHPOINTS, CHANNELS, strict=True), start=1):
            made.touchpoints.append(
                self.add(
                    "touchpoint", made, stage_id=stage, name=f"{name}: {word}", position=place,
                    channel=channel, importance="MEDIUM", version=1,
                    department_id=self.random.choice(made.departments),
                    steward_id=self.random.choice(made.people),
                )
            )  # fmt: skip

    def initiative(self, made: Members, number: int) -> None:
        pick, whole = self.random.choice, self.random.randint
        around = (-1, 0, 1, 0)[number % 4]
        started = TODAY - timedelta(days=whole(60, 420))
        status = STATUSES[number % len(STATUSES)]
        initiative = self.add(
            "initiative", made, title=self.title(), status=status, priority=pick(PRIORITIES),
            owner_id=None if number % 29 == 28 else pick(made.people),
            sponsor_id=None if number % 7 == 6 else pick(made.people),
            case_for_change=pick(CASES), case_for_change_on=started,
            imported=False, version=1,
            proposed_on=started - timedelta(days=whole(10, 60)),
            started_on=None if status in {"PROPOSED", "COMMITTED"} else started,
            target_on=started + timedelta(days=whole(240, 600)),
            ended_on=TODAY if status in {"DONE", "STOPPED"} else None,
        )  # fmt: skip
        milestones = [
            self.milestone(made, initiative, started + timedelta(days=60 * place + whole(0, 30)))
            for place in range(self.scale.milestones - 2 + number % 5)
        ]
        for _ in range(self.scale.wins + around):
            self.add(
                "short_term_win", made, initiative_id=initiative, title=self.title(),
                what_changed="Guests notice the difference within a week.", proof="CLAIMED",
                achieved_on=TODAY - timedelta(days=whole(1, 300)), shared=number % 2 == 0,
                imported=False, version=1,
            )  # fmt: skip
        for touchpoint in self.random.sample(made.touchpoints, self.scale.effects + around):
            self.add(
                "effect", made, initiative_id=initiative, touchpoint_id=touchpoint,
                direction="WEAKENS" if whole(1, 8) == 1 else "STRENGTHENS", strength=whole(1, 5),
                version=1,
            )  # fmt: skip
        for department in self.random.sample(made.departments, 2):
            self.add(
                "participation", made, initiative_id=initiative, department_id=department,
                role="Carries it into daily work", version=1,
            )  # fmt: skip
        self.add(
            "status_update", made, initiative_id=initiative, person_id=pick(made.people),
            reported_status="ON_TRACK", text="Going as planned.", imported=False,
            occurred_on=TODAY - timedelta(days=whole(1, 60)),
        )  # fmt: skip
        self.stall_risk(made, initiative, status, milestones)

    def milestone(self, made: Members, initiative: UUID, first_due: date) -> UUID:
        moved = self.random.choice((0, 0, 0, 30, 60))
        due = first_due + timedelta(days=moved)
        done = due < TODAY and self.random.random() < 0.8
        finished = min(due + timedelta(days=self.random.randint(-10, 20)), TODAY)
        milestone = self.add(
            "milestone", made, initiative_id=initiative, title=self.title(),
            owner_id=None if self.random.random() < 0.05 else self.random.choice(made.people),
            first_due_on=first_due, due_on=due, completed_on=finished if done else None,
            completed_recorded_at=self.born if done else None, imported=False, version=1,
            missed_count=int(moved > 0) + int(due < TODAY and not done),
        )  # fmt: skip
        if moved:
            self.add(
                "replan", made, milestone_id=milestone, ordinal=1, from_due_on=first_due,
                to_due_on=due, days=moved, reason="Suppliers were late", occurred_on=first_due,
                imported=False,
            )  # fmt: skip
        return milestone

    def stall_risk(
        self, made: Members, initiative: UUID, status: str, milestones: list[UUID]
    ) -> None:
        judged = status not in STATES
        reasons = self.reasons(milestones[0]) if judged else []
        probability = round(self.random.uniform(0.05, 0.95), 3) if judged else None
        self.tables["stall_risk_current"].append(
            {
                "organisation_id": made.id, "initiative_id": initiative,
                "state": STATES.get(status, "ASSESSED"), "probability": probability,
                "level": level(probability), "rule": "four-factors-1", "computed_on": TODAY,
                "revision": 1, "attention": probability or 0.0, "days_late": 0, "missed_count": 1,
                "days_silent": 12, "open_count": 3, "overdue_count": 1, "undated_count": 0,
                "delivered_count": 4, "reasons": reasons_value(reasons), "recorded_at": self.born,
            }
        )  # fmt: skip

    def reasons(self, milestone: UUID) -> list[Row]:
        """Between two and four reasons, as the rule gives them."""
        days = self.random.randint(3, 180)
        known: list[tuple[str, float, str]] = [
            ("LATENESS", 0.7, f"The oldest milestone is {days} days overdue."),
            ("SILENCE", 0.35, f"Nothing has happened for {days // 2} days."),
            ("RUNWAY", 0.4, f"The next milestone is {days} days away."),
            ("BASE", 0.05, "Any initiative may stall; this much is always there."),
        ]
        share = round(1 / len(known), 4)
        return [
            {
                "factor": factor, "value": round(self.random.random(), 4), "weight": weight,
                "share": share, "sentence": sentence, "milestone_id": str(milestone),
                "days": days,
            }
            for factor, weight, sentence in known[: self.random.randint(2, 4)]
        ]  # fmt: skip


def level(probability: float | None) -> str | None:
    if probability is None:
        return None
    return next(
        name
        for name, limit in (("LOW", 0.3), ("WATCH", 0.6), ("HIGH", 0.8), ("CRITICAL", 2.0))
        if probability < limit
    )


def reasons_value(reasons: list[Row]) -> str:
    """How `stall_risk_current.reasons` keeps them: the one place here that knows."""
    return json.dumps(reasons, separators=(",", ":"))


def token_of(identity: UUID, key: str) -> str:
    """A token of the right form, the same in every run."""
    secret = hashlib.sha256(f"bench token of {key}".encode()).digest()
    return f"{PREFIX}{spell(identity.bytes)}_{spell(secret)}"


async def generate(connection: Connection, scale: Scale = FULL) -> None:
    """Write the portfolio into empty tables and analyse them."""
    portfolio = Portfolio(scale)
    async with connection.transaction():
        for table, rows in portfolio.tables.items():
            columns = sorted({column for row in rows for column in row})
            await connection.copy_records_to_table(
                table,
                columns=columns,
                records=[tuple(row.get(column) for column in columns) for row in rows],
            )
    await connection.execute("vacuum analyze")


async def organisations_of(connection: Connection) -> list[Organisation]:
    """Every generated organisation, in the order of their keys."""
    rows = await connection.fetch("SELECT id, key FROM organisation ORDER BY key")
    return [Organisation(row["id"], row["key"], token_of(row["id"], row["key"])) for row in rows]

"""An outside process that changes organisations over GraphQL as fast as it is answered.

Run as `python -m tests.durability.writer CONFIG` with a JSON object of the fields of `Config`. It
knows nothing of the product but its API. Standard output gets a dot for every acknowledged answer,
after that is on disk in the journal. It ends when its standard input is closed, or when nobody
listens on the port any more.
"""

import asyncio
import json
import os
import random
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from tests.durability.client import Client
from tests.durability.journal import Entry, Journal, read_journal
from tests.durability.mutations import send

KEYED = 0.4
AUDIENCES = ("LEADERS", "MIDDLE_MANAGERS", "EMPLOYEES", "CUSTOMERS")


@dataclass(frozen=True, kw_only=True)
class Config:
    """`name` is unique to the run; `organisations` holds a token and the day by key."""

    name: str
    seed: int
    port: int
    journal: str
    connections: int
    organisations: dict[str, tuple[str, str]]


@dataclass
class Known:
    """What the connections of one organisation have seen made and may change further."""

    people: list[str] = field(default_factory=list)
    initiatives: list[str] = field(default_factory=list)
    milestones: list[str] = field(default_factory=list)
    wins: list[str] = field(default_factory=list)
    to_commit: list[str] = field(default_factory=list)
    to_start: list[str] = field(default_factory=list)

    def learn(self, entry: Entry) -> None:
        made = entry.id
        if entry.outcome != "acknowledged" or made is None or made.startswith("_"):
            return
        match entry.mutation:
            case "personCreate":
                self.people.append(made)
            case "initiativePropose":
                self.initiatives.append(made)
                self.to_commit.append(made)
            case "initiativeCommit":
                self.to_start.append(made)
            case "milestoneAdd":
                self.milestones.append(made)
            case "milestoneComplete":
                with suppress(ValueError):
                    self.milestones.remove(made)
            case "shortTermWinLog":
                self.wins.append(made)


class Connection:
    """One connection that makes changes of one organisation, one after the other."""

    def __init__(self, config: Config, organisation: str, number: int, known: Known) -> None:
        token, day = config.organisations[organisation]
        self.name = f"{config.name}-{organisation}-{number}"
        self.organisation = organisation
        self.known = known
        self.random = random.Random(f"{config.seed} {self.name}")
        self.today = date.fromisoformat(day)
        self.client = Client(config.port, token)
        self.numbers = count(1)

    async def work(self, journal: Journal, stop: asyncio.Event) -> None:
        """Change after change, until told to stop or until nobody listens."""
        while not stop.is_set():
            try:
                await self.client.open()
            except OSError:
                return
            entry = self.next_entry()
            journal.write(entry)
            try:
                entry = await send(self.client, entry)
            except ConnectionError:
                continue
            journal.write(entry)
            self.known.learn(entry)
            if entry.outcome == "acknowledged":
                os.write(1, b".")
            elif entry.outcome == "failed":
                with suppress(TimeoutError):  # a database that is away is not asked in a loop
                    await asyncio.wait_for(stop.wait(), 0.02)
        self.client.close()

    def next_entry(self) -> Entry:
        request_id = f"{self.name}-{next(self.numbers)}"
        mutation, given = self.next_change(request_id)
        return Entry(
            request_id=request_id,
            organisation=self.organisation,
            mutation=mutation,
            input=given,
            key=f"key of {request_id}" if self.random.random() < KEYED else None,
        )

    def next_change(self, words: str) -> tuple[str, dict[str, Any]]:
        """Choose what to do; `words` are unique, so that what was written is found again."""
        known, pick = self.known, self.random.choice
        if not known.people:
            return "personCreate", {"name": words}
        if known.to_commit:
            return "initiativeCommit", {"id": known.to_commit.pop()}
        if known.to_start:
            return "initiativeStart", {"id": known.to_start.pop()}
        propose = "initiativePropose", {"title": words, "ownerId": pick(known.people)}
        if not known.initiatives:
            return propose
        initiative = {"initiativeId": pick(known.initiatives)}
        promised = (self.today + timedelta(self.random.randint(-30, 90))).isoformat()
        later = (self.today + timedelta(self.random.randint(0, 200))).isoformat()
        said = pick(["ON_TRACK", "AT_RISK", "OFF_TRACK"])
        changes: list[tuple[int, str, dict[str, Any]]] = [
            (1, "departmentCreate", {"name": words}),
            (1, *propose),
            (4, "milestoneAdd", {**initiative, "title": words, "dueOn": promised}),
            (1, "shortTermWinLog", {**initiative, "title": words}),
            (2, "statusUpdatePost", {**initiative, "reportedStatus": said, "text": words}),
        ]
        if known.milestones:
            moved = {"id": pick(known.milestones), "dueOn": later, "reason": words}
            changes.append((4, "milestoneReplan", moved))
            changes.append((1, "milestoneComplete", {"id": pick(known.milestones)}))
        if known.wins:
            told = {"id": pick(known.wins), "audience": pick(AUDIENCES), "channel": words}
            changes.append((2, "shortTermWinShare", told))
        weights = [weight for weight, _, _ in changes]
        ((_, mutation, given),) = self.random.choices(changes, weights)
        return mutation, given


async def run(config: Config) -> None:
    path = Path(config.journal)
    known = {organisation: Known() for organisation in config.organisations}
    for entry in read_journal(path):
        known[entry.organisation].learn(entry)
    for one in known.values():
        # Whether those were still committed and started is not told by the journal.
        one.to_commit, one.to_start = [], []
    journal, stop = Journal(path), asyncio.Event()
    stopping = asyncio.create_task(stop_with_standard_input(stop))
    async with asyncio.TaskGroup() as group:
        for organisation in config.organisations:
            for number in range(config.connections):
                connection = Connection(config, organisation, number, known[organisation])
                group.create_task(connection.work(journal, stop))
    await stopping


async def stop_with_standard_input(stop: asyncio.Event) -> None:
    await asyncio.to_thread(sys.stdin.read)
    stop.set()


if __name__ == "__main__":
    asyncio.run(run(Config(**json.loads(sys.argv[1]))))

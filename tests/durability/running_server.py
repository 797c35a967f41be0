"""One data folder with organisations in it: what a test starts on it, asks it and asserts of it."""

import asyncio
import random
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from db.connections.connection import Connection
from db.server import embedded
from tests.durability.client import Client
from tests.durability.journal import Entry, Journal, read_journal
from tests.durability.kept import assert_kept
from tests.durability.ledger import assert_whole
from tests.durability.mutations import send
from tests.durability.outside import Writer
from tests.durability.served import Served
from tests.durability.stored_risk import assert_recomputable
from tests.durability.writer import Config

CONNECTIONS = 4
REPEATED_AT_MOST = 20


@dataclass(frozen=True, kw_only=True)
class House:
    """`tokens` and `days` (the calendar day, in a zone where it is noon) are by organisation."""

    folder: Path
    journal: Path
    tokens: dict[str, str]
    days: dict[str, str]

    def serve(self) -> Served:
        return Served(self.folder, self.journal.with_suffix(".log"))

    def write(self, served: Served, name: str, seed: int) -> Writer:
        """Start an outside process that writes; `name` is unique in this house."""
        return Writer(
            Config(
                name=name,
                seed=seed,
                port=served.port,
                journal=str(self.journal),
                connections=CONNECTIONS,
                organisations={key: (self.tokens[key], self.days[key]) for key in self.tokens},
            )
        )

    def entries(self) -> list[Entry]:
        return read_journal(self.journal)

    def check(self) -> int:
        """Assert that all that was ever acknowledged is kept and whole; return how much it was."""
        entries = self.entries()
        with embedded.start(self.folder, print) as lease:
            asyncio.run(self.check_database(lease.url, entries))
        return sum(entry.outcome == "acknowledged" for entry in entries)

    async def check_database(self, url: str, entries: list[Entry]) -> None:
        connection: Connection = await asyncpg.connect(url)
        try:
            await assert_whole(connection)
            await assert_kept(connection, entries, self.days)
        finally:
            await connection.close()
        await assert_recomputable(url)

    def repeat(self, served: Served, rng: random.Random) -> int:
        """Send again what has an idempotency key, and assert that it is answered as before.

        Those are the requests whose answer was lost, all of them, and some that were acknowledged.
        Returns how many. The answers that were lost are in the journal afterwards.
        """
        keyed = [entry for entry in self.entries() if entry.key is not None]
        known = [entry for entry in keyed if entry.outcome == "acknowledged"]
        known = rng.sample(known, min(REPEATED_AT_MOST, len(known)))
        lost = [entry for entry in keyed if entry.outcome in ("asked", "failed")]
        asyncio.run(self.repeat_each(served, known, lost))
        return len(known) + len(lost)

    async def repeat_each(self, served: Served, known: list[Entry], lost: list[Entry]) -> None:
        clients = {key: Client(served.port, token) for key, token in self.tokens.items()}
        journal = Journal(self.journal)
        for entry in lost:
            again = await send(clients[entry.organisation], entry)
            assert again.outcome in ("acknowledged", "refused"), again
            journal.write(again)
            if again.outcome == "acknowledged":
                assert await send(clients[entry.organisation], entry) == again
        before = await self.revisions(clients)
        for entry in known:
            again = await send(clients[entry.organisation], entry)
            assert (again.revision, again.uuid) == (entry.revision, entry.uuid), (entry, again)
        assert await self.revisions(clients) == before
        journal.close()
        for client in clients.values():
            client.close()

    async def revisions(self, clients: dict[str, Client]) -> dict[str, int]:
        found = {}
        for key, client in clients.items():
            reply = await client.ask("{ organisation { key revision } }", {}, f"look-at-{key}")
            assert reply.body["data"]["organisation"]["key"] == key
            found[key] = reply.body["data"]["organisation"]["revision"]
        return found

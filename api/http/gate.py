"""The gate: who is behind a bearer token. Sign-in for people will be another way through it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from db.reads import Reader
from domain.access import Role, Viewer, read_token

# A revoked token, or a changed clock, counts after this long at the latest.
REMEMBERED_SECONDS = 1.0
REMEMBERED_AT_MOST = 10_000

_LOOKUP = """
select t.id, t.role, t.person_id, t.expires_at, o.time_zone, o.clock_fixed_on
from access_token t join organisation o on o.id = t.organisation_id
where t.organisation_id = $1 and t.hash = $2 and t.revoked_at is null
"""


@dataclass(frozen=True, slots=True)
class Pass:
    """What a token opens, and the calendar of the organisation behind it."""

    organisation_id: UUID
    token_id: UUID
    role: Role
    person_id: UUID | None
    expires_at: datetime | None
    time_zone: ZoneInfo
    clock_fixed_on: date | None

    def viewer(self, request_id: str) -> Viewer:
        """Return who is asking by this request."""
        return Viewer(
            organisation_id=self.organisation_id,
            token_id=self.token_id,
            role=self.role,
            person_id=self.person_id,
            request_id=request_id,
        )

    def today(self) -> date:
        """Return the organisation's calendar day."""
        return self.clock_fixed_on or datetime.now(self.time_zone).date()


class Gate:
    """Looks tokens up, and remembers the good ones for a moment."""

    def __init__(self, reads: Reader, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._reads = reads
        self._clock = clock
        self._remembered: dict[str, tuple[float, Pass]] = {}

    async def open(self, token: str) -> Pass | None:
        """Return what a token opens; None when it opens nothing (any more)."""
        now = self._clock()
        known = self._remembered.get(token)
        if known is not None and known[0] > now:
            return known[1] if _is_current(known[1]) else None
        key = read_token(token)
        if key is None:
            return None
        row = await self._reads.fetchrow(_LOOKUP, key.organisation_id, key.hash)
        if row is None:
            self._remembered.pop(token, None)
            return None
        found = Pass(
            organisation_id=key.organisation_id,
            token_id=row["id"],
            role=Role(row["role"]),
            person_id=row["person_id"],
            expires_at=row["expires_at"],
            time_zone=ZoneInfo(row["time_zone"]),
            clock_fixed_on=row["clock_fixed_on"],
        )
        if len(self._remembered) >= REMEMBERED_AT_MOST:
            self._remembered.clear()
        self._remembered[token] = (now + REMEMBERED_SECONDS, found)
        return found if _is_current(found) else None

    def forget(self) -> None:
        """Look every token up again: what a change just made may have changed what it opens."""
        self._remembered.clear()


def _is_current(found: Pass) -> bool:
    return found.expires_at is None or found.expires_at > datetime.now(UTC)

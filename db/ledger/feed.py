"""The ledger as a feed: how far organisations have come, and what happened behind a revision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from db.connections.reads import Reader
from domain.core.event import EventKind

# Events read at once; what they are about fits into some 50 KB.
PAGE: Final = 500

_HEADS: Final = """
select array_agg(id), array_agg(revision) from organisation where id = any($1::uuid[])
"""
_PAGE: Final = """
select (select revision from organisation where id = $1),
       array_agg(revision), array_agg(kind), array_agg(subject_id), array_agg(initiative_id)
from (
  select revision, kind, subject_id, initiative_id
  from event
  where organisation_id = $1 and revision > $2
  order by revision, ordinal
  limit $3
) first
"""


class Happening(NamedTuple):
    """What an event is about."""

    revision: int
    kind: str
    subject_id: UUID
    initiative_id: UUID | None


@dataclass(frozen=True, slots=True)
class FeedPage:
    """What happened behind one revision, up to `until`: whole revisions, at least one of them.

    `head` is how far the organisation has come. Unless `whole`, what happened is no longer kept, or
    the organisation has not come as far as that.
    """

    until: int
    head: int
    whole: bool
    happenings: Sequence[Happening] = ()


class Feed:
    """Reads the ledger, never more than a page at once."""

    def __init__(self, reads: Reader) -> None:
        self._reads = reads

    async def heads(self, organisations: Sequence[UUID]) -> dict[UUID, int]:
        """Return how far each organisation has come, by one query."""
        row = await self._reads.fetchrow(_HEADS, organisations)
        assert row is not None
        return dict(zip(row[0] or (), row[1] or (), strict=True))

    async def page(self, organisation_id: UUID, after: int, size: int = PAGE) -> FeedPage:
        """Return what happened behind a revision: some `size` events, of whole revisions."""
        row = await self._reads.fetchrow(_PAGE, organisation_id, after, size + 1)
        assert row is not None
        head, *columns = row
        if columns[0] is None:
            return FeedPage(head, head, whole=after == head)
        happenings = [Happening(*each) for each in zip(*columns, strict=True)]
        happenings.sort(key=lambda each: each.revision)
        until = happenings[-1].revision
        if len(happenings) > size:
            # The last revision may go on behind the page.
            if happenings[0].revision == until:
                return await self.page(organisation_id, after, size * 10)
            happenings = [each for each in happenings if each.revision < until]
            until = happenings[-1].revision
        held = len({each.revision for each in happenings})
        if held != until - after:
            return FeedPage(head, head, whole=False)
        return FeedPage(until, head, whole=True, happenings=happenings)


# What can change who may listen. A member who is given another role, say, is met anew.
BARRING: Final = frozenset(
    kind.value
    for kind in (
        EventKind.TOKEN_REVOKED,
        EventKind.MEMBER_ROLE_SET,
        EventKind.MEMBER_REMOVED,
        EventKind.SIGNED_OUT,
        EventKind.SESSIONS_ENDED,
        EventKind.PERSON_UPDATED,
        EventKind.PERSON_LEFT,
        EventKind.PERSON_ARCHIVED,
        EventKind.ORGANISATION_UPDATED,
    )
)

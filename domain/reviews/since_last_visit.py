"""A visit: somebody looks at the portfolio for a while. What is news on the next one?

A visit is over when nothing was shown for `OVER_AFTER`. What the ledger tells since then is brought
down to what it came to: a level that rose and fell again is no news.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from domain.core.event import Audience, EventKind
from domain.risk.stall_risk import Level

OVER_AFTER: Final = timedelta(minutes=30)
# What makes an initiative look different to those who come back to it.
NEWS: Final = frozenset(kind for kind in EventKind if kind.audience is Audience.NEWS)
# Without a number there is nothing to worry about yet, as at the lowest level.
RANKS: Final[Mapping[str | None, int]] = {
    None: 0,
    **{level.value: rank for rank, level in enumerate(Level)},
}
# What counts as long as nothing took it back.
WON: Final = frozenset({EventKind.SHORT_TERM_WIN_LOGGED, EventKind.SHORT_TERM_WIN_UNARCHIVED})
LAST_WORD: Final = WON | {
    EventKind.SHORT_TERM_WIN_ARCHIVED,
    EventKind.MILESTONE_COMPLETED,
    EventKind.MILESTONE_REOPENED,
}


class LedgerEntry(NamedTuple):
    """An event of the ledger: what happened to what, between which levels, by how many days."""

    kind: EventKind
    subject_id: UUID
    initiative_id: UUID
    before: str | None = None
    after: str | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What is different, by id, the latest first.

    `risks_increased` and `risks_decreased` are initiatives by their level, `slipped` and
    `milestones_met` are milestones, `wins_logged` are wins; `changed` are all initiatives to which
    anything happened.
    """

    risks_increased: tuple[UUID, ...]
    risks_decreased: tuple[UUID, ...]
    slipped: tuple[UUID, ...]
    milestones_met: tuple[UUID, ...]
    wins_logged: tuple[UUID, ...]
    changed: tuple[UUID, ...]


def news_of(happened: Iterable[LedgerEntry]) -> News:
    """Return what these events, oldest first, came to."""
    first: dict[UUID, str | None] = {}
    last: dict[UUID, str | None] = {}
    days: dict[UUID, int] = {}
    ends: dict[UUID, EventKind] = {}
    changed: dict[UUID, None] = {}
    for each in happened:
        changed.pop(each.initiative_id, None)
        changed[each.initiative_id] = None
        if each.kind is EventKind.STALL_RISK_LEVEL_CHANGED:
            first.setdefault(each.subject_id, each.before)
            last.pop(each.subject_id, None)
            last[each.subject_id] = each.after
        elif each.kind is EventKind.MILESTONE_REPLANNED:
            days[each.subject_id] = days.pop(each.subject_id, 0) + (each.days or 0)
        elif each.kind in LAST_WORD:
            ends.pop(each.subject_id, None)
            ends[each.subject_id] = each.kind
    moved = {each: RANKS[after] - RANKS[first[each]] for each, after in last.items()}
    return News(
        risks_increased=latest(each for each, ranks in moved.items() if ranks > 0),
        risks_decreased=latest(each for each, ranks in moved.items() if ranks < 0),
        slipped=latest(each for each, slip in days.items() if slip > 0),
        milestones_met=latest(
            e for e, kind in ends.items() if kind is EventKind.MILESTONE_COMPLETED
        ),
        wins_logged=latest(each for each, kind in ends.items() if kind in WON),
        changed=latest(changed),
    )


def latest(ids: Iterable[UUID]) -> tuple[UUID, ...]:
    return tuple(ids)[::-1]

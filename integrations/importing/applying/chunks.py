"""Chunks: what is planned, and written under one lock, at once."""

from collections.abc import Iterator, Sequence
from typing import TypeVar
from uuid import UUID

from integrations.importing.changes.changes import Bundle
from integrations.importing.changes.context import IdMap
from integrations.importing.rows.portfolio import DependencyRow, MilestoneRow

RowT = TypeVar("RowT")


def chunks(rows: Sequence[RowT], size: int) -> Iterator[Sequence[RowT]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def in_chunks(changed: Sequence[Bundle], size: int, ids: IdMap) -> Iterator[list[Bundle]]:
    """Yield the initiatives in chunks; a dependency comes with the later of its two ends."""
    parts = list(chunks(changed, size))
    place = {
        milestone_id: number
        for number, part in enumerate(parts)
        for bundle in part
        for milestone_id in bundle.milestones
        if not ids.on_record(milestone_id)
    }
    late: dict[int, dict[UUID, Bundle]] = {}
    for number, part in enumerate(parts):
        for bundle in part:
            now: list[DependencyRow] = []
            for row in bundle.dependencies:
                other = place.get(ids.known(MilestoneRow.file, row.depends_on), number)
                if other <= number:
                    now.append(row)
                    continue
                rest = Bundle(bundle.initiative_id, whole=False)
                rest = late.setdefault(other, {}).setdefault(bundle.initiative_id, rest)
                rest.dependencies.append(row)
            bundle.dependencies = now
    for number, part in enumerate(parts):
        yield [*part, *late.get(number, {}).values()]

"""What an import as of a day finds not yet begun: left out, with everything that hangs on it."""

from integrations.importing.changes.changes import Bundle
from integrations.importing.changes.context import IdMap
from integrations.importing.checking.staging import Staged
from integrations.importing.rows.portfolio import EventKind, MilestoneRow


def drop_future_rows(staged: Staged, ids: IdMap) -> None:
    """Leave out initiatives created later, and milestones whose whole history lies later."""
    for initiative_id, bundle in list(staged.bundles.items()):
        if not ids.on_record(initiative_id) and created_later(bundle):
            del staged.bundles[initiative_id]
            staged.ignored_count += 1
        else:
            staged.ignored_count += drop_milestones(bundle, ids)
    alive = {
        milestone_id for bundle in staged.bundles.values() for milestone_id in bundle.milestones
    }
    for bundle in staged.bundles.values():
        bundle.dependencies = [
            row
            for row in bundle.dependencies
            for other in (ids.known(MilestoneRow.file, row.depends_on),)
            if other in alive or ids.on_record(other)
        ]


def created_later(bundle: Bundle) -> bool:
    return bundle.row is None or (EventKind.CREATED.value, "") in bundle.ignored


def drop_milestones(bundle: Bundle, ids: IdMap) -> int:
    """Drop the milestones of which the source tells nothing before the day; returns how many."""
    later = {name for _, name in bundle.ignored if name}
    later -= {row.milestone for row in bundle.events}
    unborn = {
        milestone_id: row.external_id
        for milestone_id, row in bundle.milestones.items()
        if row.external_id in later and row.recorded_at is None and not ids.on_record(milestone_id)
    }
    for milestone_id in unborn:
        del bundle.milestones[milestone_id]
    names = set(unborn.values())
    bundle.comments = [row for row in bundle.comments if row.milestone not in names]
    bundle.dependencies = [row for row in bundle.dependencies if row.milestone not in names]
    return len(unborn)

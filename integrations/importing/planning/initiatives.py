"""The plan of one initiative: its life, its promises, its ties and what was said of it."""

from integrations.importing.changes.changes import Bundle, Changes, Context
from integrations.importing.changes.on_record import OnRecord
from integrations.importing.planning.life import plan_initiative
from integrations.importing.planning.links import plan_links, plan_wins
from integrations.importing.planning.milestones import plan_milestones
from integrations.importing.planning.statements import (
    plan_activities,
    plan_assessments,
    plan_comments,
    plan_statuses,
)


def plan_bundle(bundle: Bundle, record: OnRecord, context: Context) -> Changes:
    """Return everything that has to change for one initiative to be as the source says."""
    changes = Changes()
    recorded_at = plan_initiative(bundle, record, context, changes)
    ledgers = plan_milestones(bundle, record, context, changes, recorded_at)
    plan_wins(bundle, record, context, changes)
    plan_links(bundle, record, context, changes, recorded_at)
    plan_activities(bundle, record, context, changes)
    plan_statuses(bundle, record, context, changes, ledgers)
    plan_assessments(bundle, record, context, changes)
    plan_comments(bundle, record, context, changes)
    return changes

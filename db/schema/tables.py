"""Every table of Throughline, imported once so that `metadata` is whole."""

from db.action import action
from db.activity import activity
from db.admission.access import access_token
from db.admission.visits import visit
from db.assessment import assessment
from db.comment import comment
from db.decision import decision
from db.department import department
from db.effect import effect
from db.event import event
from db.finding import finding, finding_initiative, finding_rule
from db.history.portfolio_day import portfolio_day
from db.import_run import import_run
from db.initiative import initiative, lifecycle_move, participation
from db.invitation import invitation
from db.journey import journey, stage, touchpoint
from db.member import member
from db.milestone import dependency, milestone, reopening, replan
from db.organisation import organisation
from db.person import person
from db.reminder import reminder
from db.review import review, review_change, review_entry
from db.schema.metadata import metadata
from db.search import SEARCHED
from db.short_term_win import credit, share, short_term_win
from db.stall_risk import stall_risk_current, stall_risk_history
from db.status_update import status_update
from db.writing.idempotency import idempotency_key

__all__ = [
    "SEARCHED",
    "access_token",
    "action",
    "activity",
    "assessment",
    "comment",
    "credit",
    "decision",
    "department",
    "dependency",
    "effect",
    "event",
    "finding",
    "finding_initiative",
    "finding_rule",
    "idempotency_key",
    "import_run",
    "initiative",
    "invitation",
    "journey",
    "lifecycle_move",
    "member",
    "metadata",
    "milestone",
    "organisation",
    "participation",
    "person",
    "portfolio_day",
    "reminder",
    "reopening",
    "replan",
    "review",
    "review_change",
    "review_entry",
    "share",
    "short_term_win",
    "stage",
    "stall_risk_current",
    "stall_risk_history",
    "status_update",
    "touchpoint",
    "visit",
]

"""Every entity that can be read."""

from db.action import ACTION
from db.admission.access import ACCESS_TOKEN, VIEWER
from db.assessment import ASSESSMENT
from db.comment import COMMENT
from db.decision import DECISION
from db.department import DEPARTMENT
from db.effect import EFFECT
from db.event import EVENT
from db.finding import FINDING, FINDING_RULE
from db.initiative import INITIATIVE, LIFECYCLE_MOVE, PARTICIPATION
from db.journey import JOURNEY, STAGE, TOUCHPOINT
from db.json_select.catalogue import Catalogue
from db.member import MEMBER
from db.milestone import MILESTONE, PROMISE, REPLAN
from db.organisation import ORGANISATION
from db.person import PERSON
from db.review import REVIEW, REVIEW_CHANGE, REVIEW_ENTRY
from db.short_term_win import SHARE, SHORT_TERM_WIN
from db.stall_risk import STALL_RISK, STALL_RISK_DAY
from db.status_update import STATUS_UPDATE

CATALOGUE = Catalogue(
    VIEWER,
    ACCESS_TOKEN,
    ACTION,
    ASSESSMENT,
    COMMENT,
    DECISION,
    DEPARTMENT,
    EFFECT,
    EVENT,
    FINDING,
    FINDING_RULE,
    INITIATIVE,
    LIFECYCLE_MOVE,
    PARTICIPATION,
    JOURNEY,
    STAGE,
    TOUCHPOINT,
    MEMBER,
    MILESTONE,
    PROMISE,
    REPLAN,
    ORGANISATION,
    PERSON,
    REVIEW,
    REVIEW_CHANGE,
    REVIEW_ENTRY,
    SHARE,
    SHORT_TERM_WIN,
    STALL_RISK,
    STALL_RISK_DAY,
    STATUS_UPDATE,
)

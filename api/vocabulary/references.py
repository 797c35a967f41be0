"""Names of the output types for use by one another, resolved when the schema is built."""

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from api.types.access_token import AccessToken
    from api.types.action import Action
    from api.types.assessment import Assessment
    from api.types.comment import Comment
    from api.types.decision import Decision
    from api.types.department import Department
    from api.types.effect import Effect
    from api.types.event import Event
    from api.types.finding import Finding, FindingRule
    from api.types.initiative import Initiative, LifecycleMove, Participation
    from api.types.journey import Journey, Stage, Touchpoint
    from api.types.member import Member
    from api.types.milestone import Milestone, Replan
    from api.types.organisation import Organisation
    from api.types.person import Person
    from api.types.review import Review
    from api.types.short_term_win import Share, ShortTermWin
    from api.types.stall_risk import StallRisk, StallRiskDay
    from api.types.status_update import StatusUpdate

AccessTokenRef = Annotated["AccessToken", strawberry.lazy("api.types.access_token")]
ActionRef = Annotated["Action", strawberry.lazy("api.types.action")]
AssessmentRef = Annotated["Assessment", strawberry.lazy("api.types.assessment")]
CommentRef = Annotated["Comment", strawberry.lazy("api.types.comment")]
DecisionRef = Annotated["Decision", strawberry.lazy("api.types.decision")]
DepartmentRef = Annotated["Department", strawberry.lazy("api.types.department")]
EffectRef = Annotated["Effect", strawberry.lazy("api.types.effect")]
EventRef = Annotated["Event", strawberry.lazy("api.types.event")]
FindingRef = Annotated["Finding", strawberry.lazy("api.types.finding")]
FindingRuleRef = Annotated["FindingRule", strawberry.lazy("api.types.finding")]
InitiativeRef = Annotated["Initiative", strawberry.lazy("api.types.initiative")]
JourneyRef = Annotated["Journey", strawberry.lazy("api.types.journey")]
LifecycleMoveRef = Annotated["LifecycleMove", strawberry.lazy("api.types.initiative")]
MemberRef = Annotated["Member", strawberry.lazy("api.types.member")]
MilestoneRef = Annotated["Milestone", strawberry.lazy("api.types.milestone")]
OrganisationRef = Annotated["Organisation", strawberry.lazy("api.types.organisation")]
ParticipationRef = Annotated["Participation", strawberry.lazy("api.types.initiative")]
PersonRef = Annotated["Person", strawberry.lazy("api.types.person")]
ReplanRef = Annotated["Replan", strawberry.lazy("api.types.milestone")]
ReviewRef = Annotated["Review", strawberry.lazy("api.types.review")]
ShareRef = Annotated["Share", strawberry.lazy("api.types.short_term_win")]
ShortTermWinRef = Annotated["ShortTermWin", strawberry.lazy("api.types.short_term_win")]
StageRef = Annotated["Stage", strawberry.lazy("api.types.journey")]
StallRiskDayRef = Annotated["StallRiskDay", strawberry.lazy("api.types.stall_risk")]
StallRiskRef = Annotated["StallRisk", strawberry.lazy("api.types.stall_risk")]
StatusUpdateRef = Annotated["StatusUpdate", strawberry.lazy("api.types.status_update")]
TouchpointRef = Annotated["Touchpoint", strawberry.lazy("api.types.journey")]

"""Names of the output types for use by one another, resolved when the schema is built."""

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from api.access_token import AccessToken
    from api.assessment import Assessment
    from api.comment import Comment
    from api.department import Department
    from api.effect import Effect
    from api.event import Event
    from api.finding import Finding, FindingRule
    from api.initiative import Initiative, LifecycleMove, Participation
    from api.journey import Journey, Stage, Touchpoint
    from api.member import Member
    from api.milestone import Milestone, Replan
    from api.organisation import Organisation
    from api.person import Person
    from api.short_term_win import Share, ShortTermWin
    from api.stall_risk import StallRisk, StallRiskDay
    from api.status_update import StatusUpdate

AccessTokenRef = Annotated["AccessToken", strawberry.lazy("api.access_token")]
AssessmentRef = Annotated["Assessment", strawberry.lazy("api.assessment")]
CommentRef = Annotated["Comment", strawberry.lazy("api.comment")]
DepartmentRef = Annotated["Department", strawberry.lazy("api.department")]
EffectRef = Annotated["Effect", strawberry.lazy("api.effect")]
EventRef = Annotated["Event", strawberry.lazy("api.event")]
FindingRef = Annotated["Finding", strawberry.lazy("api.finding")]
FindingRuleRef = Annotated["FindingRule", strawberry.lazy("api.finding")]
InitiativeRef = Annotated["Initiative", strawberry.lazy("api.initiative")]
JourneyRef = Annotated["Journey", strawberry.lazy("api.journey")]
LifecycleMoveRef = Annotated["LifecycleMove", strawberry.lazy("api.initiative")]
MemberRef = Annotated["Member", strawberry.lazy("api.member")]
MilestoneRef = Annotated["Milestone", strawberry.lazy("api.milestone")]
OrganisationRef = Annotated["Organisation", strawberry.lazy("api.organisation")]
ParticipationRef = Annotated["Participation", strawberry.lazy("api.initiative")]
PersonRef = Annotated["Person", strawberry.lazy("api.person")]
ReplanRef = Annotated["Replan", strawberry.lazy("api.milestone")]
ShareRef = Annotated["Share", strawberry.lazy("api.short_term_win")]
ShortTermWinRef = Annotated["ShortTermWin", strawberry.lazy("api.short_term_win")]
StageRef = Annotated["Stage", strawberry.lazy("api.journey")]
StallRiskDayRef = Annotated["StallRiskDay", strawberry.lazy("api.stall_risk")]
StallRiskRef = Annotated["StallRisk", strawberry.lazy("api.stall_risk")]
StatusUpdateRef = Annotated["StatusUpdate", strawberry.lazy("api.status_update")]
TouchpointRef = Annotated["Touchpoint", strawberry.lazy("api.journey")]

"""The enums of the domain, told to GraphQL with a description of each value."""

from enum import StrEnum

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from domain.access.invitation import InvitationState
from domain.core.viewer import AuthenticationMethod, Role, TokenScope
from domain.findings.rule import EvidenceFact, Severity, SubjectType
from domain.findings.rules import BY_NAME, RuleName
from domain.journeys.journey import Channel, Importance
from domain.portfolio.assessment import Rating
from domain.portfolio.effect import Direction
from domain.portfolio.initiative import Lifecycle, Priority
from domain.portfolio.short_term_win import Audience, Proof
from domain.portfolio.slip import SlipGrouping
from domain.portfolio.status_update import ReportedStatus
from domain.reviews.decision import DecisionState
from domain.reviews.review import ChangeKind
from domain.risk.levers import LeverKind
from domain.risk.stall_risk import Factor, Level, State


def describe_enum(enum: type[StrEnum], name: str, description: str, **values: str) -> None:
    """Tell GraphQL of an enum and, by name, of each of its values."""
    strawberry.enum(enum, name=name, description=description)
    definition = enum.__strawberry_definition__  # type: ignore[attr-defined]  # set by strawberry.enum
    assert isinstance(definition, StrawberryEnumDefinition)
    assert {value.name for value in definition.values} == set(values), name
    for value in definition.values:
        value.description = values[value.name]


describe_enum(
    Role,
    "Role",
    "What the bearer of a token may do; each role includes those before it.",
    VIEWER="Reads everything of the organisation.",
    CONTRIBUTOR="Also writes what initiatives consist of: milestones, wins, updates, comments.",
    EDITOR="Also writes initiatives themselves, journeys and departments: the CX office.",
    ADMIN="Also manages people, tokens and the organisation.",
)
describe_enum(
    AuthenticationMethod,
    "AuthenticationMethod",
    "By what somebody is let in.",
    TOKEN="A token, sent as Authorization: Bearer.",  # noqa: S106 - no password
    SESSION="A session of a browser that signed in.",
    PROVIDER="A token that the sign-in provider made, or its word for a session elsewhere.",
    LINK="A sign-in link, which opens one session, once.",
)
describe_enum(
    InvitationState,
    "InvitationState",
    "What became of the message that invites somebody.",
    PENDING="Not sent so far: it is about to be, the mail server puts it off, or no mail server is "
    "named (THROUGHLINE_SMTP_URL). Without one, tell them yourself.",
    SENDING="It was being handed over when the process was killed: it may not have arrived.",
    SENT="The mail server took it.",
    DELIVERY_UNKNOWN="The mail server was lost while it took the message: it may not have arrived.",
    REFUSED="The mail server will not take it, or the address is none: check it.",
    EXPIRED="The mail server was away for three days: have it sent again.",
)
describe_enum(
    TokenScope,
    "TokenScope",
    "What a token that is restricted may be used for, within what its role allows.",
    **{scope.name: scope.spoken for scope in TokenScope},
)
describe_enum(
    Rating,
    "Rating",
    "How an independent assessor rates an initiative, best first.",
    GREEN="Delivery looks very likely.",
    AMBER_GREEN="Delivery looks likely, with attention.",
    AMBER="Delivery looks feasible, with issues that need managing.",
    AMBER_RED="Delivery is in doubt.",
    RED="Delivery looks unachievable as planned.",
)
describe_enum(
    Direction,
    "Direction",
    "Which way the customer's bond moves at a touchpoint.",
    STRENGTHENS="The customer is bound closer.",
    WEAKENS="The customer is pushed away.",
)
describe_enum(
    Lifecycle,
    "Lifecycle",
    "Where an initiative stands in its life.",
    PROPOSED="An idea with a case; nobody has committed to it.",
    COMMITTED="Decided, with an accountable owner; work has not begun.",
    IN_PROGRESS="Work is under way.",
    ON_HOLD="Paused on purpose, with a reason.",
    EMBEDDING="Delivered; the change is becoming the way of working.",
    DONE="Delivered and embedded.",
    STOPPED="Ended before it was done, with a reason.",
)
describe_enum(
    Priority,
    "Priority",
    "How much an initiative matters.",
    CRITICAL="Before everything else.",
    HIGH="Before most things.",
    MEDIUM="In its turn.",
    LOW="When there is room.",
)
describe_enum(
    Channel,
    "Channel",
    "Where an interaction with a customer happens.",
    IN_PERSON="Face to face.",
    PHONE="On the telephone.",
    WEB="On a website.",
    APP="In an app.",
    EMAIL="By e-mail.",
    CHAT="In a chat or text message.",
    SOCIAL="On social media.",
    POST="By letter or parcel.",
    PARTNER="Through another company.",
)
describe_enum(
    Importance,
    "Importance",
    "How much a touchpoint matters to the customer's bond.",
    LOW="Hardly noticed.",
    MEDIUM="Noticed.",
    HIGH="Remembered.",
    CRITICAL="Decides whether the customer comes back.",
)
describe_enum(
    Audience,
    "Audience",
    "Whom something is told.",
    LEADERS="The people who decide.",
    MIDDLE_MANAGERS="The people who lead those who do the work.",
    EMPLOYEES="The people who do the work.",
    CUSTOMERS="The people it is done for.",
)
describe_enum(
    Proof,
    "Proof",
    "How sure a short-term win is.",
    CLAIMED="Someone says so.",
    PROVEN="A measure taken before and after shows it.",
)
describe_enum(
    ReportedStatus,
    "ReportedStatus",
    "What an owner says of an initiative.",
    ON_TRACK="It will deliver as promised.",
    AT_RISK="It may not deliver as promised.",
    OFF_TRACK="It will not deliver as promised unless something changes.",
)
describe_enum(
    State,
    "StallRiskState",
    "Whether the rule gives a probability, and if not, why.",
    ASSESSED="There is a probability.",
    ALL_DELIVERED="Every milestone is delivered: nothing is left to stall.",
    EMBEDDING="Delivered and being embedded: the rule does not look at that.",
    ON_HOLD="Paused on purpose.",
    CLOSED="Done or stopped.",
    NO_MILESTONE="No milestone is promised: nothing to judge by.",
    OUTSIDE_EVIDENCE="The first date lies too far off for the evidence behind the rule.",
)
describe_enum(
    Level,
    "StallRiskLevel",
    "The probability of stalling, for people.",
    LOW="Below 30 %.",
    WATCH="30 % or more.",
    HIGH="60 % or more.",
    CRITICAL="80 % or more.",
)
describe_enum(
    Factor,
    "StallRiskFactor",
    "What the rule for stall risk looks at.",
    LATENESS="How long the oldest open promise is overdue.",
    MISSES="How many promised days passed undelivered.",
    SILENCE="How long nothing has happened.",
    RUNWAY="How far off the next dated milestone is.",
    BASE="The risk that every effort runs.",
)
describe_enum(
    SlipGrouping,
    "SlipGrouping",
    "Whose promises are summed up.",
    OWNER="Those of each owner of milestones.",
    DEPARTMENT="Those of the people of each department.",
)
describe_enum(
    LeverKind,
    "StallRiskLeverKind",
    "What could be done to lower a stall risk, what takes the least effort first.",
    DATE_UNDATED="Give the undated milestones dates, the first within two months.",
    DROP_STALE="Give up the oldest overdue milestone, which nobody has delivered for a quarter.",
    DELIVER_OVERDUE="Deliver the oldest overdue milestone.",
)
describe_enum(
    RuleName,
    "FindingRuleName",
    "The rule by which something was found. More rules may come.",
    **{name: rule.description for name, rule in BY_NAME.items()},
)
describe_enum(
    Severity,
    "FindingSeverity",
    "How bad a finding is, worst first.",
    CRITICAL="Somebody should act now: the effort is at stake, or leadership is misled.",
    WARNING="Somebody should look into it soon.",
    INFO="Worth knowing; it costs little to put right.",
)
describe_enum(
    SubjectType,
    "FindingSubjectType",
    "What a finding is about.",
    INITIATIVE="An initiative.",
    MILESTONE="A milestone.",
    PERSON="A person.",
    SHORT_TERM_WIN="A short-term win.",
    TOUCHPOINT="A touchpoint.",
)
describe_enum(
    EvidenceFact,
    "FindingFact",
    "What one piece of evidence shows. More may come.",
    SAID="What the owner said last (`word`), and when (`day`).",
    RISK_LEVEL="The level of the stall risk (`word`).",
    OLDEST_OVERDUE="The milestone that is overdue longest, and the day it was due.",
    LAST_SAID="The last status update: what was said (`word`), and when (`day`).",
    NEVER_SAID="There is no status update; work began on `day`.",
    OWNER_MISSING="It has no owner; it began on `day`.",
    OWNER_GONE="Its owner has been gone since `day`.",
    SPONSOR_MISSING="It has no sponsor; it began on `day`.",
    SPONSOR_GONE="Its sponsor has been gone since `day`.",
    LAST_WIN="The last short-term win was on `day`.",
    NO_WIN="There was no short-term win; work began on `day`.",
    ACHIEVED="The win was on `day`.",
    MOVED_WITHOUT_REASON=(
        "The date was moved without a reason on `day`, to `until`, by `number` days."
    ),
    MOVED_AFTER_MISS=(
        "The date was moved `number` times since it was first missed, last on `day`, to `until`."
    ),
    UNDATED="It has had no date since `day`.",
    BLOCKER_OVERDUE="A milestone that it waits for should have been met on `day`.",
    NEEDED_LATER="A milestone that it waits for is promised only for `day`.",
    OPEN_MILESTONES="The milestones that a person carries: `number`.",
    DUE_NEXT="The first of those milestones, due on `day`.",
    CONCURRENT_CHANGES="How many initiatives change it at once (`number`), from `day` to `until`.",
    CHANGED_BY="One of them: its effect's strength (`number`) and direction (`word`), its time.",
    STRENGTHENS_IT="An initiative that strengthens the bond there, how much (`number`).",
    WEAKENS_IT="An initiative that weakens the bond there, how much (`number`).",
    DEPARTMENTS="How many departments take part (`number`).",
    DEPARTMENT="One of those departments.",
    NO_CASE_FOR_CHANGE="There is no case for change; it began on `day`.",
)
describe_enum(
    ChangeKind,
    "ReviewChangeKind",
    "What a line of a review tells.",
    SLIPPED="A milestone got a new date.",
    MET="A milestone was met.",
    PROMISED="A milestone got its first date.",
    WIN="A short-term win is worth telling.",
    FINDING="Something was found that nobody had reported.",
)
describe_enum(
    DecisionState,
    "DecisionState",
    "Whether it was decided.",
    ASKED="It is still to be decided.",
    TAKEN="It was decided.",
    WITHDRAWN="It need not be decided any more.",
)

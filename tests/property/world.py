"""The rows of one organisation as the naive evaluator knows them: what belongs to what, and in
which order, written down from the descriptions in the schema and from nothing else."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from api.access.authenticator import Credentials
from api.planning.names import camel
from domain.core.attribute import Attribute
from domain.core.kind import RecordKind, kinds
from domain.core.viewer import Role
from tests.property.portfolio import Portfolio, Row

LAST_DAY = date(9999, 12, 31)
PRIORITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW")
# The history keeps their numbers.
STATES = (
    *("ASSESSED", "ALL_DELIVERED", "EMBEDDING", "ON_HOLD", "CLOSED"),
    *("NO_MILESTONE", "OUTSIDE_EVIDENCE"),
)
SEVERITIES = ("CRITICAL", "WARNING", "INFO")

Key = Callable[["World", Row], Any]


@dataclass(frozen=True)
class One:
    """The row of `kind` whose `remote` column equals this row's `local` column."""

    kind: str
    local: str
    remote: str = "id"


@dataclass(frozen=True)
class Many:
    """The rows of `kind` whose `remote` column equals this row's id, in order of `by` and id: those
    in which the column `having` has the `value`, or is there if none is named."""

    kind: str
    remote: str
    by: str | None = None
    archived: bool = True
    having: str | None = None
    value: object = None

    def has(self, row: Row) -> bool:
        """Whether a row is listed as far as that column goes."""
        if self.having is None:
            return True
        found = row[self.having]
        return found is not None if self.value is None else bool(found == self.value)


@dataclass(frozen=True)
class Across:
    """The rows of `kind` that rows of another table tie to this row, in order of `by` and id."""

    kind: str
    table: str
    near: str
    far: str
    by: str | None = None


@dataclass(frozen=True)
class Involved:
    """The findings that show of an initiative or involve it, the worst first."""

    kind: str = "Finding"


@dataclass(frozen=True)
class Inside:
    """Columns with a prefix; nothing when the column `needed` is null."""

    prefix: str
    needed: str


@dataclass(frozen=True)
class Changing:
    """The initiatives with an effect on a touchpoint of a journey; nothing archived ties them."""

    kind: str = "Initiative"


Relation = One | Many | Across | Involved | Changing | Inside

RELATIONS: dict[str, dict[str, Relation]] = {
    "Organisation": {"findingRules": Many("FindingRule", "organisation_id", "position")},
    "AccessToken": {"person": One("Person", "person_id")},
    "Member": {"person": One("Person", "person_id")},
    "Viewer": {
        "person": One("Person", "person_id"),
        "organisation": One("Organisation", "organisation_id"),
    },
    "Person": {
        "department": One("Department", "department_id"),
        "ownedInitiatives": Many("Initiative", "owner_id"),
        "sponsoredInitiatives": Many("Initiative", "sponsor_id"),
        "ownedMilestones": Many("Milestone", "owner_id"),
        "stewardedTouchpoints": Many("Touchpoint", "steward_id"),
        "findings": Many("Finding", "person_id", "severity", archived=False),
    },
    "Department": {
        "people": Many("Person", "department_id"),
        "touchpoints": Many("Touchpoint", "department_id"),
        "participations": Many("Participation", "department_id"),
    },
    "Journey": {
        "stages": Many("Stage", "journey_id", "position", archived=False),
        "initiatives": Changing(),
    },
    "Stage": {
        "journey": One("Journey", "journey_id"),
        "touchpoints": Many("Touchpoint", "stage_id", "position", archived=False),
    },
    "Touchpoint": {
        "stage": One("Stage", "stage_id"),
        "department": One("Department", "department_id"),
        "steward": One("Person", "steward_id"),
        "effects": Many("Effect", "touchpoint_id"),
        "strongestEffects": Many("Effect", "touchpoint_id"),
        "findings": Many("Finding", "touchpoint_id", "severity", archived=False),
        "shortTermWins": Many("ShortTermWin", "touchpoint_id"),
    },
    "Effect": {
        "initiative": One("Initiative", "initiative_id"),
        "touchpoint": One("Touchpoint", "touchpoint_id"),
    },
    "Initiative": {
        "owner": One("Person", "owner_id"),
        "sponsor": One("Person", "sponsor_id"),
        "budget": Inside("budget_", "budget_amount"),
        "expectedBenefit": Inside("expected_benefit_", "expected_benefit_amount"),
        "participations": Many("Participation", "initiative_id"),
        "milestones": Many("Milestone", "initiative_id", "due"),
        "shortTermWins": Many("ShortTermWin", "initiative_id", "achieved_on", archived=False),
        "effects": Many("Effect", "initiative_id"),
        "stallRisk": One("StallRisk", "id", "initiative_id"),
        "stallRiskHistory": Many("StallRiskDay", "initiative_id", "day"),
        "findings": Involved(),
        "statusUpdates": Many("StatusUpdate", "initiative_id"),
        # The last of them: `World.related` knows.
        "latestStatusUpdate": One("StatusUpdate", "id", "initiative_id"),
        "assessments": Many("Assessment", "initiative_id", "occurred_on"),
        "lifecycleMoves": Many("LifecycleMove", "initiative_id", "occurred_on"),
        "comments": Many("Comment", "initiative_id"),
        "objectives": Across(
            "Objective", "initiative_objective", "initiative_id", "objective_id", "title"
        ),
    },
    "LifecycleMove": {
        "initiative": One("Initiative", "initiative_id"),
        "person": One("Person", "person_id"),
    },
    "Participation": {
        "initiative": One("Initiative", "initiative_id"),
        "department": One("Department", "department_id"),
    },
    "Milestone": {
        "initiative": One("Initiative", "initiative_id"),
        "owner": One("Person", "owner_id"),
        "replans": Many("Replan", "milestone_id", "ordinal"),
        "promises": Many("Promise", "milestone_id", "ordinal"),
        "findings": Many("Finding", "milestone_id", "severity", archived=False),
        "dependsOn": Across("Milestone", "dependency", "milestone_id", "depends_on_id", "due"),
        "neededBy": Across("Milestone", "dependency", "depends_on_id", "milestone_id", "due"),
        "comments": Many("Comment", "milestone_id"),
    },
    "Promise": {"replan": One("Replan", "replan_id")},
    "Replan": {
        "milestone": One("Milestone", "milestone_id"),
        "person": One("Person", "person_id"),
    },
    "ShortTermWin": {
        "initiative": One("Initiative", "initiative_id"),
        "touchpoint": One("Touchpoint", "touchpoint_id"),
        "evidence": Inside("evidence_", "evidence_measure"),
        "dueTo": Across("Person", "credit", "short_term_win_id", "person_id", "name"),
        "shares": Many("Share", "short_term_win_id", "occurred_on"),
        "findings": Many("Finding", "short_term_win_id", "severity", archived=False),
    },
    "Share": {
        "shortTermWin": One("ShortTermWin", "short_term_win_id"),
        "department": One("Department", "department_id"),
        "person": One("Person", "person_id"),
    },
    "StallRisk": {
        "initiative": One("Initiative", "initiative_id"),
        "oldestOverdueMilestone": One("Milestone", "oldest_overdue_milestone_id"),
        "nextMilestone": One("Milestone", "next_milestone_id"),
    },
    "StallRiskDay": {
        "oldestOverdueMilestone": One("Milestone", "oldest_overdue_milestone_id"),
        "nextMilestone": One("Milestone", "next_milestone_id"),
    },
    "StatusUpdate": {
        "initiative": One("Initiative", "initiative_id"),
        "person": One("Person", "person_id"),
        "facts": Inside("facts_", "facts_state"),
    },
    "Assessment": {"initiative": One("Initiative", "initiative_id")},
    "Finding": {
        "initiative": One("Initiative", "initiative_id"),
        "milestone": One("Milestone", "milestone_id"),
        "person": One("Person", "person_id"),
        "touchpoint": One("Touchpoint", "touchpoint_id"),
        "shortTermWin": One("ShortTermWin", "short_term_win_id"),
        "acknowledgedBy": One("Person", "acknowledged_by_id"),
    },
    "Comment": {
        "initiative": One("Initiative", "initiative_id"),
        "milestone": One("Milestone", "milestone_id"),
        "person": One("Person", "person_id"),
    },
    "Review": {
        "heldBy": One("Person", "held_by_id"),
        "previous": One("Review", "previous_id"),
        "entries": Many("ReviewEntry", "review_id"),
        "moved": Many("ReviewEntry", "review_id", "move_position", having="move_position"),
        **{
            name: Many("ReviewChange", "review_id", "position", having="kind", value=kind)
            for name, kind in (
                ("slipped", "SLIPPED"),
                ("met", "MET"),
                ("promised", "PROMISED"),
                ("wins", "WIN"),
                ("findings", "FINDING"),
            )
        },
        "decisions": Many("Decision", "review_id"),
        "actions": Many("Action", "review_id", "due_on"),
    },
    "ReviewEntry": {
        "review": One("Review", "review_id"),
        "initiative": One("Initiative", "initiative_id"),
        "owner": One("Person", "owner_id"),
        "latestStatusUpdate": One("StatusUpdate", "latest_status_update_id"),
        "nextMilestone": One("Milestone", "next_milestone_id"),
    },
    "ReviewChange": {
        "review": One("Review", "review_id"),
        "initiative": One("Initiative", "initiative_id"),
        "milestone": One("Milestone", "milestone_id"),
        "replan": One("Replan", "replan_id"),
        "shortTermWin": One("ShortTermWin", "short_term_win_id"),
        "finding": One("Finding", "finding_id"),
        "person": One("Person", "person_id"),
    },
    "Decision": {
        "review": One("Review", "review_id"),
        "initiative": One("Initiative", "initiative_id"),
        "owner": One("Person", "owner_id"),
        "askedBy": One("Person", "asked_by_id"),
        "closedBy": One("Person", "closed_by_id"),
    },
    "Action": {
        "review": One("Review", "review_id"),
        "initiative": One("Initiative", "initiative_id"),
        "owner": One("Person", "owner_id"),
    },
    "Objective": {
        "initiatives": Across(
            "Initiative", "initiative_objective", "objective_id", "initiative_id"
        ),
    },
}


def _due(_world: "World", row: Row) -> date:
    found: date | None = row["due_on"]
    return found or LAST_DAY


def _target(_world: "World", row: Row) -> date:
    found: date | None = row["target_on"]
    return found or LAST_DAY


def _attention(world: "World", row: Row) -> float:
    (risk,) = world.related("Initiative", row, "stallRisk")
    found: float | None = risk["probability"]
    return -1.0 if found is None else found


def _attention_of_effect(world: "World", row: Row) -> float:
    initiative = next(
        each for each in world.all_rows("Initiative") if each["id"] == row["initiative_id"]
    )
    return _attention(world, initiative)


def _level(probability: float | None) -> str | None:
    if probability is None:
        return None
    ends = (("LOW", 0.3), ("WATCH", 0.6), ("HIGH", 0.8))
    return next((level for level, end in ends if probability < end), "CRITICAL")


# The declared orders of connections; all have ID beside these.
ORDERS: dict[str, Mapping[str, Key]] = {
    "Department": {"NAME": lambda _, row: row["name"]},
    "Person": {"NAME": lambda _, row: row["name"]},
    "Journey": {"NAME": lambda _, row: row["name"]},
    "Touchpoint": {"NAME": lambda _, row: row["name"]},
    "Effect": {"ATTENTION": _attention_of_effect},
    "Milestone": {"DUE": _due},
    "ShortTermWin": {"ACHIEVED": lambda _, row: row["achieved_on"]},
    "Finding": {
        "SINCE": lambda _, row: row["since"],
        "SEVERITY": lambda _, row: SEVERITIES.index(row["severity"]),
        "FIRST_SEEN": lambda _, row: row["first_seen_on"],
        "ATTENTION": lambda _, row: (-SEVERITIES.index(row["severity"]), row["since"]),
    },
    "StatusUpdate": {"OCCURRED": lambda _, row: row["occurred_on"]},
    "Review": {"HELD": lambda _, row: row["held_on"]},
    "ReviewEntry": {"ATTENTION": lambda _, row: row["position"]},
    "Decision": {"DUE": _due},
    "Action": {"DUE": lambda _, row: row["due_on"]},
    "Initiative": {
        "TITLE": lambda _, row: row["title"],
        "PRIORITY": lambda _, row: PRIORITIES.index(row["priority"]),
        "TARGET": _target,
        "PROPOSED": lambda _, row: row["proposed_on"],
        "ATTENTION": _attention,
    },
}


def _value_of(attribute: Attribute) -> Callable[["World", Row], Any]:
    """What rows of a kind are ordered by: the value itself, an open day last."""
    column = attribute.column
    return lambda _, row: LAST_DAY if row[column] is None else row[column]


# What is stated of a kind (domain/core/kind.py) is told of its rows in the same words.
RECORDS = [kind for kind in kinds() if isinstance(kind, RecordKind)]
for _kind in RECORDS:
    RELATIONS.setdefault(_kind.name, {}).update(
        {camel(each.name): One(each.to.__name__, each.column) for each in _kind.references}
    )
    ORDERS[_kind.name] = {
        each.order: _value_of(each) for each in _kind.attributes if each.order is not None
    }

# Fields that are not asked, each with the reason: what can't be told by walking over rows, or is
# told in a test of its own. The shorter this list, the more is sure.
UNASKED: frozenset[tuple[str, str]] = frozenset(
    # Computed from the ledgers of a past day:
    # tests/db/portfolio/test_past.py holds them to what was stored.
    {("Query", "portfolio"), ("Query", "changesBetween")}
    # Sums over a whole organisation: tests/api/portfolio/test_trend.py.
    | {("Query", "portfolioHistory"), ("Query", "slipTotals")}
    # Summed over what departments take part in: tests/api/portfolio/test_change_load.py.
    | {("Department", "changeLoad")}
    # Ranked by how near a text is: tests/api/schema/test_search.py, with both outlets.
    | {("Query", "search")}
    # The ledger, which these portfolios have none of: tests/api/mutations/test_ledger.py.
    | {("Query", "changes"), ("Query", "auditTrail")}
    # What only an administrator lists: test_members.py and test_tokens.py in tests/api/access.
    | {("Query", "members"), ("Query", "tokens")}
    # Read across organisations, for one identity: tests/api/access/test_members.py.
    | {("Viewer", "memberships")}
    # Counted of a review: tests/api/reviews/test_review.py.
    | {("Review", "levels"), ("Review", "levelsBefore")}
    # Told out of the ledger, by visits to a page: tests/api/reviews/test_visits.py.
    | {("Viewer", "sinceLastVisit")}
)

# What is behind connections at the root, and behind the fields that take an id.
ROOTS: Mapping[str, str] = {
    "initiatives": "Initiative",
    "milestones": "Milestone",
    "shortTermWins": "ShortTermWin",
    "touchpoints": "Touchpoint",
    "journeys": "Journey",
    "people": "Person",
    "departments": "Department",
    "findings": "Finding",
    "reviews": "Review",
    "decisions": "Decision",
    "actions": "Action",
    **{camel(kind.list_name): kind.name for kind in RECORDS},
}
# Lists of objects that a row holds itself.
HELD: Mapping[tuple[str, str], str] = {
    ("StallRisk", "reasons"): "StallRiskReason",
    ("StallRisk", "levers"): "StallRiskLever",
    ("ReviewEntry", "reasons"): "StallRiskReason",
    ("Finding", "evidence"): "FindingEvidence",
    ("FindingRule", "thresholds"): "FindingThreshold",
}
# Values that stand in no column of their own.
VALUES: Mapping[tuple[str, str], Key] = {
    ("Milestone", "open"): lambda _, row: row["completed_on"] is None and row["dropped_on"] is None,
    ("Milestone", "overdue"): lambda world, row: bool(
        world.value("Milestone", row, "open") and row["due_on"] and row["due_on"] < world.today
    ),
    ("Milestone", "slipDays"): lambda _, row: (
        row["due_on"] and (row["due_on"] - row["first_due_on"]).days
    ),
    ("Finding", "subjectId"): lambda _, row: f"{row['subject_type'].lower()}_{row['subject_id']}",
    ("Finding", "showing"): lambda _, row: row["archived_on"] is None,
    ("Finding", "goneOn"): lambda _, row: row["archived_on"],
    ("Finding", "lastSeenOn"): lambda world, row: row["last_seen_on"] or world.today,
    ("Finding", "acknowledged"): lambda world, row: bool(
        row["acknowledged_until"] and row["acknowledged_until"] >= world.today
    ),
    ("Member", "invitationMail"): lambda world, row: world.latest_mail(row),
    ("ReviewChange", "initiativeTitle"): lambda world, row: next(
        (
            each["title"]
            for each in world.all_rows("ReviewEntry")
            if each["review_id"] == row["review_id"]
            and each["initiative_id"] == row["initiative_id"]
        ),
        None,
    ),
    ("ReviewEntry", "gone"): lambda _, row: row["archived_on"] is not None,
    ("Decision", "overdue"): lambda world, row: bool(
        row["state"] == "ASKED" and row["due_on"] and row["due_on"] < world.today
    ),
    ("Action", "open"): lambda _, row: row["completed_on"] is None,
    ("Action", "overdue"): lambda world, row: (
        row["completed_on"] is None and row["due_on"] < world.today
    ),
    ("StallRiskDay", "state"): lambda _, row: STATES[row["state"]],
    ("StallRiskDay", "rule"): lambda _, row: {1: "four-factors-1"}[row["rule"]],
    ("StallRiskDay", "level"): lambda _, row: _level(row["probability"]),
    ("Organisation", "today"): lambda world, _: world.today,
    ("AccessToken", "valid"): lambda _, row: (
        row["revoked_at"] is None
        and (row["expires_at"] is None or row["expires_at"] > datetime.now(UTC))
    ),
    ("AccessToken", "scopes"): lambda _, row: [
        each.removeprefix("write:").upper() for each in row["scopes"] or ()
    ],
}
# Fields that those of a role do not see.
HIDDEN: Mapping[Role, frozenset[tuple[str, str]]] = {
    Role.VIEWER: frozenset(
        {
            ("Initiative", "budget"),
            ("Initiative", "expectedBenefit"),
            ("Initiative", "expectedBenefitNote"),
            ("Person", "email"),
        }
    )
}
# Rows that only administrators see.
HIDDEN_KINDS = {"AccessToken", "Member"}
TABLES = {"Viewer": "access_token", "StallRisk": "stall_risk_current"}


def snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda hump: "_" + hump[0].lower(), name[0].lower() + name[1:])


class World:
    """One organisation as somebody sees it (all of it if nobody is named): nothing else exists."""

    def __init__(self, portfolio: Portfolio, found: Credentials | None = None) -> None:
        self.portfolio = portfolio
        self.found = found
        self.known: dict[str, list[Row]] = {}
        self.today: date = portfolio.today

    def rows(self, kind: str) -> list[Row]:
        """The rows that are seen: nothing else exists."""
        if kind not in self.known:
            rows = self.all_rows(kind)
            self.known[kind] = [row for row in rows if not self.is_hidden(kind, row)]
        return self.known[kind]

    def is_hidden(self, kind: str, row: Row) -> bool:
        """Whether a row hangs on, or tells of, an initiative that is not told to who asks."""
        if self.found is None or self.found.role is Role.ADMIN:
            return False
        if self.is_apart(kind):
            return True
        if self.found.role is Role.EDITOR:
            return False
        return any(self.is_secret(each) for each in self.told_of(kind, row))

    def is_apart(self, kind: str) -> bool:
        """Whether rows of a kind are nothing to who asks, so that nothing is asked of them."""
        known = self.found is None or self.found.role is Role.ADMIN
        return kind in HIDDEN_KINDS and not known

    def told_of(self, kind: str, row: Row) -> list[UUID]:
        """The initiatives that a row hangs on or tells of."""
        above = {"Replan": "Milestone", "Promise": "Milestone", "Share": "ShortTermWin"}.get(kind)
        if above is not None:
            own = row[f"{snake(above)}_id"]
            rows = self.all_rows(above)
            return [each["initiative_id"] for each in rows if each["id"] == own]
        told = [row["id"] if kind == "Initiative" else row.get("initiative_id")]
        finding_id = row["id"] if kind == "Finding" else row.get("finding_id")
        if finding_id is not None:
            ties = self.portfolio.rows.get("finding_initiative", [])
            told += [each["initiative_id"] for each in ties if each["finding_id"] == finding_id]
        return [each for each in told if each is not None]

    def is_secret(self, initiative_id: UUID) -> bool:
        """Whether an initiative is confidential, and who asks has no seat in it."""
        assert self.found is not None
        row = next(each for each in self.all_rows("Initiative") if each["id"] == initiative_id)
        if not row["confidential"]:
            return False
        seats = [row["owner_id"], row["sponsor_id"]]
        milestones = self.all_rows("Milestone")
        seats += [each["owner_id"] for each in milestones if each["initiative_id"] == row["id"]]
        return self.found.person_id is None or self.found.person_id not in seats

    def all_rows(self, kind: str) -> list[Row]:
        if kind == "Promise":
            return list(self.promises())
        if kind == "StallRiskDay":
            days = self.portfolio.rows.get("stall_risk_history", [])
            return [{**row, "id": row["initiative_id"]} for row in days]
        return self.portfolio.rows.get(TABLES.get(kind, snake(kind)), [])

    def hides(self, kind: str, name: str) -> bool:
        """Whether a field reads null, whatever stands there."""
        return self.found is not None and (kind, name) in HIDDEN.get(self.found.role, ())

    def promises(self) -> Iterator[Row]:
        """The first date of every milestone that has one, and every later date."""
        for milestone in self.all_rows("Milestone"):
            if milestone["first_due_on"] is not None:
                yield {
                    "id": milestone["id"],
                    "milestone_id": milestone["id"],
                    "ordinal": 0,
                    "promised_on": milestone["promised_on"],
                    "due_on": milestone["first_due_on"],
                    "replan_id": None,
                }
        for replan in self.all_rows("Replan"):
            yield {
                "id": replan["id"],
                "milestone_id": replan["milestone_id"],
                "ordinal": replan["ordinal"],
                "promised_on": replan["occurred_on"],
                "due_on": replan["to_due_on"],
                "replan_id": replan["id"],
            }

    def find(self, kind: str, column: str, value: object) -> Row | None:
        return next((row for row in self.rows(kind) if row[column] == value), None)

    def related(self, kind: str, row: Row, name: str) -> list[Row]:
        """The rows behind a field, in its order: at most one where it is no list."""
        if (kind, name) == ("Initiative", "latestStatusUpdate"):
            said = [
                each for each in self.rows("StatusUpdate") if each["initiative_id"] == row["id"]
            ]
            return sorted(said, key=lambda each: (each["occurred_on"], each["id"]))[-1:]
        if (kind, name) in HELD:
            held: list[Row] = row[name]
            return held
        match RELATIONS[kind][name]:
            case One(target, local, remote):
                if row[local] is None:
                    return []
                found = self.find(target, remote, row[local])
                return [] if found is None else [found]
            case Inside(prefix, needed):
                inside = {
                    column.removeprefix(prefix): value
                    for column, value in row.items()
                    if column.startswith(prefix)
                }
                return [] if row[needed] is None else [inside]
            case Many(target, remote, by, archived) as many:
                rows = [each for each in self.rows(target) if each[remote] == row["id"]]
                rows = [each for each in rows if many.has(each)]
                if not archived:
                    rows = [each for each in rows if each["archived_on"] is None]
                return sorted(rows, key=lambda each: _place(each, by))
            case Involved(target):
                involving = {
                    each["finding_id"]
                    for each in self.portfolio.rows["finding_initiative"]
                    if each["initiative_id"] == row["id"] and each["involved"]
                }
                rows = [
                    each
                    for each in self.rows(target)
                    if each["archived_on"] is None
                    and (each["initiative_id"] == row["id"] or each["id"] in involving)
                ]
                return sorted(rows, key=lambda each: _place(each, "severity"))
            case Changing(target):
                stages = {
                    each["id"]
                    for each in self.all_rows("Stage")
                    if each["journey_id"] == row["id"] and each["archived_on"] is None
                }
                touchpoints = {
                    each["id"]
                    for each in self.all_rows("Touchpoint")
                    if each["stage_id"] in stages and each["archived_on"] is None
                }
                changing = {
                    each["initiative_id"]
                    for each in self.all_rows("Effect")
                    if each["touchpoint_id"] in touchpoints
                }
                return [each for each in self.rows(target) if each["id"] in changing]
            case Across(target, table, near, far, by):
                ids = [each[far] for each in self.portfolio.rows[table] if each[near] == row["id"]]
                rows = [each for each in self.rows(target) if each["id"] in ids]
                return sorted(rows, key=lambda each: _place(each, by))

    def key(self, kind: str, order: str, row: Row) -> tuple[Any, UUID]:
        """Where a row stands in a declared order."""
        identity: UUID = row["id"]
        return (identity if order == "ID" else ORDERS[kind][order](self, row), identity)

    def latest_mail(self, member: Row) -> str | None:
        """What became of the latest message to a member who may still take the invitation."""
        if member["email"] is None or member["removed_at"] is not None:
            return None
        mailed = self.portfolio.rows.get("invitation", ())
        own = [each for each in mailed if each["member_id"] == member["id"]]
        state: str | None = max(own, key=lambda each: each["id"])["state"] if own else None
        return state

    def value(self, kind: str, row: Row, name: str) -> Any:
        """The value of a field that is no object, None when it is absent."""
        told = VALUES.get((kind, name))
        if told is not None:
            return told(self, row)
        if name == "id":
            return f"{snake(kind)}_{row['id']}"
        value = row[snake(name)]
        if kind in HELD.values() and name.endswith("Id"):
            return value and f"{snake(name).removesuffix('_id')}_{value}"
        return value


def _place(row: Row, by: str | None) -> tuple[Any, UUID]:
    match by:
        case None:
            return (0, row["id"])
        case "due":
            return (row["due_on"] or LAST_DAY, row["id"])
        case "severity":
            return (SEVERITIES.index(row["severity"]), row["id"])
    return (row[by], row["id"])

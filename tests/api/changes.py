"""Every change a client can ask for: one that is made, and one that is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.api.workshop import Workshop

Input = Callable[[Workshop], dict[str, Any]]


@dataclass(frozen=True)
class Change:
    """What to give to a mutation and what it then answers; what to give for it to be refused."""

    done: Input
    answers: str
    expected: dict[str, Any]
    refused: Input
    problem: tuple[str, list[str]]


def of(kind: str, **given: object) -> Input:
    """Return the input that names the thing of a kind, with what else is given."""
    return lambda shop: {"id": shop.thing(kind), **given}


def at(status: str, **given: object) -> Input:
    """Return the input that names an initiative at this point of its life."""
    return lambda shop: {"id": shop.initiative_at(status), **given}


def move(before: str, after: str, wrong: str, **given: object) -> Change:
    """Return a move in an initiative's life, and the same from where it can't be made."""
    return Change(
        at(before, **given),
        "initiative { status }",
        {"initiative": {"status": after}},
        at(wrong, **given),
        ("LIFECYCLE_JUMP", ["input", "id"]),
    )


def in_another_order(shop: Workshop, kind: str) -> list[str]:
    """Return a second stage or touchpoint, called Leaving, and the first behind it."""
    first = shop.thing(kind)
    given = (
        {"journeyId": shop.journey}
        if kind == "stage"
        else {"stageId": shop.stage, "channel": "IN_PERSON"}
    )
    return [shop.make(f"{kind}Create", kind, name="Leaving", **given), first]


def archiving(kind: str, field: str) -> dict[str, Change]:
    """Return the changes that archive and bring back. Both say what they can't find."""
    nothing: Input = lambda _: {"id": f"{kind}_00000000-0000-7000-8000-000000000000"}  # noqa: E731
    missing = ("NOT_FOUND", ["input", "id"])
    day = {field: {"archivedOn": "2026-03-31"}}
    shown = f"{field} {{ archivedOn }}"
    return {
        f"{field}Archive": Change(of(kind), shown, day, nothing, missing),
        f"{field}Unarchive": Change(
            lambda shop: {"id": shop.archived(kind)},
            shown,
            {field: {"archivedOn": None}},
            nothing,
            missing,
        ),
    }


CHANGES: dict[str, Change] = {
    "organisationUpdate": Change(
        lambda _: {"visionStatement": "Every guest greeted", "currency": "CHF"},
        "organisation { visionStatement currency today }",
        {
            "organisation": {
                "visionStatement": "Every guest greeted",
                "currency": "CHF",
                "today": "2026-03-31",
            }
        },
        lambda _: {"timeZone": "Mars/Olympus"},
        ("INVALID", ["input", "timeZone"]),
    ),
    "departmentCreate": Change(
        lambda _: {"name": "  Kitchen ", "headCount": 40},
        "department { name headCount version }",
        {"department": {"name": "Kitchen", "headCount": 40, "version": 1}},
        lambda _: {"name": "Kitchen", "headCount": -1},
        ("OUT_OF_RANGE", ["input", "headCount"]),
    ),
    "departmentUpdate": Change(
        of("department", description="Cooks"),
        "department { name description }",
        {"department": {"name": "Kitchen", "description": "Cooks"}},
        of("department", name=None),
        ("REQUIRED", ["input", "name"]),
    ),
    **archiving("department", "department"),
    "personCreate": Change(
        lambda shop: {"name": "Luca", "departmentId": shop.department},
        "person { name department { name } }",
        {"person": {"name": "Luca", "department": {"name": "Kitchen"}}},
        lambda shop: {"name": "Luca", "email": shop.person and "MARIA@tavola.example"},
        ("ALREADY_EXISTS", ["input", "email"]),
    ),
    "personUpdate": Change(
        of("person", jobTitle="Chef", email=None),
        "person { jobTitle email }",
        {"person": {"jobTitle": "Chef", "email": None}},
        of("person", email="nonsense"),
        ("INVALID", ["input", "email"]),
    ),
    "personLeave": Change(
        of("person", on="2026-06-30"),
        "person { leftOn }",
        {"person": {"leftOn": "2026-06-30"}},
        lambda _: {"id": "person_00000000-0000-7000-8000-000000000000"},
        ("NOT_FOUND", ["input", "id"]),
    ),
    "personSetReminders": Change(
        of("person", reminders=False),
        "person { reminders }",
        {"person": {"reminders": False}},
        lambda _: {"id": "person_00000000-0000-7000-8000-000000000000", "reminders": True},
        ("NOT_FOUND", ["input", "id"]),
    ),
    "personErase": Change(
        lambda shop: {"id": shop.make("personCreate", "person", name="Luca", jobTitle="Chef")},
        "person { name email jobTitle leftOn archivedOn }",
        {
            "person": {
                "name": "Erased person",
                "email": None,
                "jobTitle": None,
                "leftOn": "2026-03-31",
                "archivedOn": "2026-03-31",
            }
        },
        lambda _: {"id": "person_00000000-0000-7000-8000-000000000000"},
        ("NOT_FOUND", ["input", "id"]),
    ),
    **archiving("person", "person"),
    "memberInvite": Change(
        lambda _: {"email": "Bo@tavola.example", "role": "EDITOR", "name": "Bo"},
        "member { role email joinedAt person { name email } }",
        {
            "member": {
                "role": "EDITOR",
                "email": "bo@tavola.example",
                "joinedAt": None,
                "person": {"name": "Bo", "email": "bo@tavola.example"},
            }
        },
        lambda _: {"email": "bo@tavola.example", "role": "EDITOR"},
        ("REQUIRED", ["input", "name"]),
    ),
    "invitationResend": Change(
        of("invited_before"),
        "member { email invitationMail }",
        {"member": {"email": "guest@tavola.example", "invitationMail": "PENDING"}},
        lambda _: {"id": "member_00000000-0000-7000-8000-000000000000"},
        ("NOT_FOUND", ["input", "id"]),
    ),
    "memberSetRole": Change(
        of("member", role="VIEWER"),
        "member { role }",
        {"member": {"role": "VIEWER"}},
        lambda _: {"id": "member_00000000-0000-7000-8000-000000000000", "role": "VIEWER"},
        ("NOT_FOUND", ["input", "id"]),
    ),
    "memberRemove": Change(
        of("member"),
        "member { role email }",
        {"member": {"role": "EDITOR", "email": None}},
        lambda _: {"id": "member_00000000-0000-7000-8000-000000000000"},
        ("NOT_FOUND", ["input", "id"]),
    ),
    "sessionEndAll": Change(
        lambda shop: {"personId": shop.signed_in},
        "person { leftOn }",
        {"person": {"leftOn": None}},
        lambda _: {"personId": "person_00000000-0000-7000-8000-000000000000"},
        ("NOT_FOUND", ["input", "personId"]),
    ),
    "tokenIssue": Change(
        lambda _: {"role": "EDITOR", "label": "Jira", "scopes": ["MILESTONES", "READ"]},
        "accessToken { method role scopes label person { name } valid revokedAt usedAt }",
        {
            "accessToken": {
                "method": "TOKEN",
                "role": "EDITOR",
                "scopes": ["READ", "MILESTONES"],
                "label": "Jira",
                "person": None,
                "valid": True,
                "revokedAt": None,
                "usedAt": None,
            }
        },
        lambda _: {"role": "CONTRIBUTOR"},
        ("REQUIRED", ["input", "scopes"]),
    ),
    "tokenRevoke": Change(
        of("access_token"),
        "accessToken { label valid }",
        {"accessToken": {"label": "A wall", "valid": False}},
        lambda _: {"id": "access_token_00000000-0000-7000-8000-000000000000"},
        ("NOT_FOUND", ["input", "id"]),
    ),
    "journeyCreate": Change(
        lambda _: {"name": "Dining out"},
        "journey { name stages { name } }",
        {"journey": {"name": "Dining out", "stages": []}},
        lambda _: {"name": "x" * 201},
        ("TOO_LONG", ["input", "name"]),
    ),
    "journeyUpdate": Change(
        of("journey", description="From the first look to the last"),
        "journey { description }",
        {"journey": {"description": "From the first look to the last"}},
        of("journey", name=""),
        ("REQUIRED", ["input", "name"]),
    ),
    "journeyReorderStages": Change(
        lambda shop: {"stageIds": in_another_order(shop, "stage"), "id": shop.journey},
        "journey { stages { name position } }",
        {
            "journey": {
                "stages": [{"name": "Leaving", "position": 1}, {"name": "Arriving", "position": 2}]
            }
        },
        lambda shop: {"stageIds": [shop.stage, shop.stage], "id": shop.journey},
        ("INVALID", ["input", "stageIds"]),
    ),
    **archiving("journey", "journey"),
    "stageCreate": Change(
        lambda shop: {"journeyId": shop.journey, "name": "Leaving"},
        "stage { name journey { name } }",
        {"stage": {"name": "Leaving", "journey": {"name": "Dining out"}}},
        lambda shop: {"journeyId": shop.archived("journey"), "name": "Leaving"},
        ("ARCHIVED", ["input", "journeyId"]),
    ),
    "stageUpdate": Change(
        of("stage", name="Coming in"),
        "stage { name }",
        {"stage": {"name": "Coming in"}},
        of("stage", name="two\nlines"),
        ("INVALID", ["input", "name"]),
    ),
    "stageReorderTouchpoints": Change(
        lambda shop: {"touchpointIds": in_another_order(shop, "touchpoint"), "id": shop.stage},
        "stage { touchpoints { name } }",
        {"stage": {"touchpoints": [{"name": "Leaving"}, {"name": "Being seated"}]}},
        lambda shop: {"touchpointIds": [], "id": shop.touchpoint and shop.stage},
        ("INVALID", ["input", "touchpointIds"]),
    ),
    **archiving("stage", "stage"),
    "touchpointCreate": Change(
        lambda shop: {
            "stageId": shop.stage,
            "name": "The bill",
            "channel": "IN_PERSON",
            "departmentId": shop.department,
            "stewardId": shop.person,
        },
        "touchpoint { name importance department { name } steward { name } }",
        {
            "touchpoint": {
                "name": "The bill",
                "importance": "MEDIUM",
                "department": {"name": "Kitchen"},
                "steward": {"name": "Maria"},
            }
        },
        lambda shop: {"stageId": shop.stage, "name": " ", "channel": "WEB"},
        ("REQUIRED", ["input", "name"]),
    ),
    "touchpointUpdate": Change(
        of("touchpoint", importance="CRITICAL"),
        "touchpoint { importance }",
        {"touchpoint": {"importance": "CRITICAL"}},
        of("touchpoint", channel=None),
        ("REQUIRED", ["input", "channel"]),
    ),
    **archiving("touchpoint", "touchpoint"),
    "initiativePropose": Change(
        lambda shop: {
            "title": "Quicker seating",
            "ownerId": shop.person,
            "sponsorId": shop.person,
            "budget": {"amount": "1250.5", "currency": "EUR"},
        },
        "initiative { status owner { name } budget { amount currency } priority }",
        {
            "initiative": {
                "status": "PROPOSED",
                "owner": {"name": "Maria"},
                "budget": {"amount": "1250.50", "currency": "EUR"},
                "priority": "MEDIUM",
            }
        },
        lambda _: {"title": "x", "proposedOn": "2026-04-01"},
        ("IN_THE_FUTURE", ["input", "proposedOn"]),
    ),
    "initiativeUpdate": Change(
        of("initiative", priority="LOW", caseForChange="They leave."),
        "initiative { priority caseForChange caseForChangeOn }",
        {
            "initiative": {
                "priority": "LOW",
                "caseForChange": "They leave.",
                "caseForChangeOn": "2026-03-31",
            }
        },
        of("initiative", budget={"amount": "-1", "currency": "EUR"}),
        ("OUT_OF_RANGE", ["input", "budget", "amount"]),
    ),
    "initiativeAssignOwner": Change(
        lambda shop: {
            "id": shop.initiative,
            "ownerId": shop.make("personCreate", "person", name="Luca"),
        },
        "initiative { owner { name } }",
        {"initiative": {"owner": {"name": "Luca"}}},
        lambda shop: {
            "id": shop.initiative,
            "ownerId": shop.make(
                "personLeave",
                "person",
                id=shop.make("personCreate", "person", name="Gone"),
                on="2026-03-01",
            ),
        },
        ("PERSON_HAS_LEFT", ["input", "ownerId"]),
    ),
    "initiativeAssignSponsor": Change(
        lambda shop: {"id": shop.initiative, "sponsorId": shop.person},
        "initiative { sponsor { name } }",
        {"initiative": {"sponsor": {"name": "Maria"}}},
        lambda shop: {"id": shop.initiative, "sponsorId": shop.department},
        ("INVALID", ["input", "sponsorId"]),
    ),
    "initiativeCommit": Change(
        at("PROPOSED"),
        "initiative { status }",
        {"initiative": {"status": "COMMITTED"}},
        lambda shop: {"id": shop.make("initiativePropose", "initiative", title="Nobody's")},
        ("OWNER_REQUIRED", ["input", "id"]),
    ),
    "initiativeStart": move("COMMITTED", "IN_PROGRESS", "PROPOSED"),
    "initiativeHold": move("IN_PROGRESS", "ON_HOLD", "ON_HOLD", reason="No staff"),
    "initiativeResume": move("ON_HOLD", "IN_PROGRESS", "IN_PROGRESS"),
    "initiativeEmbed": move("IN_PROGRESS", "EMBEDDING", "COMMITTED"),
    "initiativeFinish": move("EMBEDDING", "DONE", "IN_PROGRESS"),
    "initiativeStop": move("ON_HOLD", "STOPPED", "DONE", reason="Overtaken"),
    **archiving("initiative", "initiative"),
    "participationSet": Change(
        lambda shop: {
            "initiativeId": shop.initiative,
            "departmentId": shop.department,
            "role": "Leads",
        },
        "initiative { participations { role department { name } } }",
        {"initiative": {"participations": [{"role": "Leads", "department": {"name": "Kitchen"}}]}},
        lambda shop: {
            "initiativeId": shop.initiative,
            "departmentId": shop.department,
            "role": "",
        },
        ("REQUIRED", ["input", "role"]),
    ),
    "participationRemove": Change(
        lambda shop: {"initiativeId": shop.taking_part(), "departmentId": shop.department},
        "initiative { participations { role } }",
        {"initiative": {"participations": []}},
        lambda shop: {"initiativeId": shop.initiative, "departmentId": shop.department},
        ("NOT_FOUND", ["input", "departmentId"]),
    ),
    "effectSet": Change(
        lambda shop: {
            "initiativeId": shop.initiative,
            "touchpointId": shop.touchpoint,
            "direction": "WEAKENS",
            "strength": 2,
        },
        "effect { direction strength observedOn touchpoint { name } }",
        {
            "effect": {
                "direction": "WEAKENS",
                "strength": 2,
                "observedOn": None,
                "touchpoint": {"name": "Being seated"},
            }
        },
        lambda shop: {
            "initiativeId": shop.initiative,
            "touchpointId": shop.touchpoint,
            "direction": "WEAKENS",
            "strength": 6,
        },
        ("OUT_OF_RANGE", ["input", "strength"]),
    ),
    "effectMarkObserved": Change(
        of("effect"),
        "effect { observedOn }",
        {"effect": {"observedOn": "2026-03-31"}},
        of("effect", on="2026-04-01"),
        ("IN_THE_FUTURE", ["input", "on"]),
    ),
    "effectRemove": Change(
        of("effect"),
        "initiative { effects { id } }",
        {"initiative": {"effects": []}},
        lambda _: {"id": "effect_00000000-0000-7000-8000-000000000000"},
        ("NOT_FOUND", ["input", "id"]),
    ),
    "milestoneAdd": Change(
        lambda shop: {
            "initiativeId": shop.initiative,
            "title": "Trial",
            "dueOn": "2026-05-01",
            "ownerId": shop.person,
        },
        "milestone { firstDueOn dueOn open owner { name } }",
        {
            "milestone": {
                "firstDueOn": "2026-05-01",
                "dueOn": "2026-05-01",
                "open": True,
                "owner": {"name": "Maria"},
            }
        },
        lambda shop: {"initiativeId": shop.initiative_at("DONE"), "title": "Late"},
        ("NOT_OPEN", ["input", "initiativeId"]),
    ),
    "milestoneUpdate": Change(
        of("milestone", title="A longer trial"),
        "milestone { title }",
        {"milestone": {"title": "A longer trial"}},
        of("milestone", title=None),
        ("REQUIRED", ["input", "title"]),
    ),
    "milestoneReplan": Change(
        of("milestone", dueOn="2026-05-31", reason="The tables came late"),
        "milestone { firstDueOn dueOn slipDays replans { days reason person { name } } }",
        {
            "milestone": {
                "firstDueOn": "2026-05-01",
                "dueOn": "2026-05-31",
                "slipDays": 30,
                "replans": [
                    {"days": 30, "reason": "The tables came late", "person": {"name": "Maria"}}
                ],
            }
        },
        of("milestone", dueOn="2026-05-31"),
        ("REASON_REQUIRED", ["input", "reason"]),
    ),
    "milestoneUndate": Change(
        of("milestone", reason="No permit"),
        "milestone { firstDueOn dueOn }",
        {"milestone": {"firstDueOn": "2026-05-01", "dueOn": None}},
        of("undated", reason="No permit"),
        ("NOTHING_CHANGES", ["input", "id"]),
    ),
    "milestoneComplete": Change(
        of("milestone", on="2026-03-31"),
        "milestone { completedOn open initiative { title } }",
        {
            "milestone": {
                "completedOn": "2026-03-31",
                "open": False,
                "initiative": {"title": "Quicker seating"},
            }
        },
        of("milestone", on="2026-04-01"),
        ("IN_THE_FUTURE", ["input", "on"]),
    ),
    "milestoneReopen": Change(
        lambda shop: {"id": shop.make("milestoneComplete", "milestone", id=shop.promised("Met"))},
        "milestone { open completedOn }",
        {"milestone": {"open": True, "completedOn": None}},
        of("milestone"),
        ("NOTHING_CHANGES", ["input", "id"]),
    ),
    "milestoneDrop": Change(
        of("milestone", reason="Not wanted"),
        "milestone { droppedOn droppedReason }",
        {"milestone": {"droppedOn": "2026-03-31", "droppedReason": "Not wanted"}},
        lambda shop: {
            "id": shop.make("milestoneComplete", "milestone", id=shop.milestone),
            "reason": "Not wanted",
        },
        ("NOT_OPEN", ["input", "id"]),
    ),
    "dependencyAdd": Change(
        lambda shop: {"milestoneId": shop.milestone, "dependsOnId": shop.undated},
        "milestone { dependsOn { title neededBy { title } } }",
        {"milestone": {"dependsOn": [{"title": "Some day", "neededBy": [{"title": "Trial"}]}]}},
        lambda shop: {"milestoneId": shop.undated, "dependsOnId": shop.waiting()},
        ("DEPENDENCY_CYCLE", ["input", "dependsOnId"]),
    ),
    "dependencyRemove": Change(
        lambda shop: {"milestoneId": shop.waiting(), "dependsOnId": shop.undated},
        "milestone { dependsOn { title } }",
        {"milestone": {"dependsOn": []}},
        lambda shop: {"milestoneId": shop.milestone, "dependsOnId": shop.undated},
        ("NOT_FOUND", ["input", "dependsOnId"]),
    ),
    "shortTermWinLog": Change(
        lambda shop: {
            "initiativeId": shop.initiative,
            "title": "Shorter queue",
            "touchpointId": shop.touchpoint,
            "evidence": {"measure": "Wait", "unit": "min", "before": "9", "after": "4.50"},
        },
        "shortTermWin { proof shared achievedOn evidence { measure unit before after } }",
        {
            "shortTermWin": {
                "proof": "CLAIMED",
                "shared": False,
                "achievedOn": "2026-03-31",
                "evidence": {"measure": "Wait", "unit": "min", "before": "9", "after": "4.50"},
            }
        },
        lambda shop: {"initiativeId": shop.initiative, "title": "x", "achievedOn": "2026-04-01"},
        ("IN_THE_FUTURE", ["input", "achievedOn"]),
    ),
    "shortTermWinUpdate": Change(
        of("short_term_win", whatChanged="They wait four minutes less"),
        "shortTermWin { whatChanged }",
        {"shortTermWin": {"whatChanged": "They wait four minutes less"}},
        of("short_term_win", achievedOn="2025-01-01"),
        ("DATES_OUT_OF_ORDER", ["input", "achievedOn"]),
    ),
    "shortTermWinProve": Change(
        of("short_term_win", evidence={"measure": "Wait", "before": "9", "after": "4"}),
        "shortTermWin { proof }",
        {"shortTermWin": {"proof": "PROVEN"}},
        of("short_term_win"),
        ("EVIDENCE_REQUIRED", ["input", "evidence"]),
    ),
    "shortTermWinShare": Change(
        lambda shop: {
            "id": shop.short_term_win,
            "audience": "EMPLOYEES",
            "departmentId": shop.department,
            "channel": "All-hands",
        },
        "shortTermWin { shared shares { audience channel department { name } } }",
        {
            "shortTermWin": {
                "shared": True,
                "shares": [
                    {
                        "audience": "EMPLOYEES",
                        "channel": "All-hands",
                        "department": {"name": "Kitchen"},
                    }
                ],
            }
        },
        of("short_term_win", audience="EMPLOYEES", on="2026-03-30"),
        ("DATES_OUT_OF_ORDER", ["input", "on"]),
    ),
    "shortTermWinUnshare": Change(
        lambda shop: {"shareId": shop.share, "id": shop.short_term_win},
        "shortTermWin { shared shares { id } }",
        {"shortTermWin": {"shared": False, "shares": []}},
        lambda shop: {
            "id": shop.short_term_win,
            "shareId": "share_00000000-0000-7000-8000-000000000000",
        },
        ("NOT_FOUND", ["input", "shareId"]),
    ),
    "shortTermWinCredit": Change(
        lambda shop: {"id": shop.short_term_win, "personIds": [shop.person]},
        "shortTermWin { dueTo { name } }",
        {"shortTermWin": {"dueTo": [{"name": "Maria"}]}},
        lambda shop: {"id": shop.short_term_win, "personIds": [shop.department]},
        ("INVALID", ["input", "personIds"]),
    ),
    **archiving("short_term_win", "shortTermWin"),
    "statusUpdatePost": Change(
        lambda shop: {
            "initiativeId": shop.initiative,
            "reportedStatus": "ON_TRACK",
            "text": "All fine",
        },
        "statusUpdate { reportedStatus text occurredOn person { name } }",
        {
            "statusUpdate": {
                "reportedStatus": "ON_TRACK",
                "text": "All fine",
                "occurredOn": "2026-03-31",
                "person": {"name": "Maria"},
            }
        },
        lambda shop: {
            "initiativeId": shop.initiative,
            "reportedStatus": "ON_TRACK",
            "text": "x" * 20_001,
        },
        ("TOO_LONG", ["input", "text"]),
    ),
    "commentAdd": Change(
        lambda shop: {
            "initiativeId": shop.initiative,
            "milestoneId": shop.milestone,
            "text": "Well done",
        },
        "comment { text person { name } milestone { title } }",
        {
            "comment": {
                "text": "Well done",
                "person": {"name": "Maria"},
                "milestone": {"title": "Trial"},
            }
        },
        lambda shop: {
            "initiativeId": shop.initiative_at("PROPOSED"),
            "milestoneId": shop.milestone,
            "text": "Elsewhere",
        },
        ("INVALID", ["input", "milestoneId"]),
    ),
    "commentEdit": Change(
        of("comment", text="Very well done"),
        "comment { text }",
        {"comment": {"text": "Very well done"}},
        lambda shop: {
            "id": shop.make("commentAdd", "comment", initiativeId=shop.initiative, text="Not hers"),
            "text": "x",
        },
        ("NOT_ALLOWED", ["input", "id"]),
    ),
    "commentArchive": Change(
        of("comment"),
        "comment { archivedOn }",
        {"comment": {"archivedOn": "2026-03-31"}},
        lambda _: {"id": "comment_00000000-0000-7000-8000-000000000000"},
        ("NOT_FOUND", ["input", "id"]),
    ),
    "findingAcknowledge": Change(
        of("finding", until="2026-04-30", note="Carla is asked."),
        "finding { rule acknowledged acknowledgedUntil acknowledgementNote showing goneOn"
        " acknowledgedBy { name } }",
        {
            "finding": {
                "rule": "ORPHAN",
                "acknowledged": True,
                "acknowledgedUntil": "2026-04-30",
                "acknowledgementNote": "Carla is asked.",
                "showing": True,
                "goneOn": None,
                "acknowledgedBy": {"name": "Maria"},
            }
        },
        of("finding", until="2027-04-30"),
        ("OUT_OF_RANGE", ["input", "until"]),
    ),
    "findingUnacknowledge": Change(
        lambda shop: {"id": shop.acknowledged()},
        "finding { acknowledged acknowledgedUntil acknowledgedBy { name } }",
        {"finding": {"acknowledged": False, "acknowledgedUntil": None, "acknowledgedBy": None}},
        of("finding"),
        ("NOTHING_CHANGES", ["input", "id"]),
    ),
    "findingThresholdSet": Change(
        lambda _: {"rule": "SILO", "threshold": "departments", "value": 3},
        "findingRule { rule changed thresholds { name value defaultValue lowest highest } }",
        {
            "findingRule": {
                "rule": "SILO",
                "changed": True,
                "thresholds": [
                    {
                        "name": "departments",
                        "value": 3,
                        "defaultValue": 2,
                        "lowest": 2,
                        "highest": 10,
                    }
                ],
            }
        },
        lambda _: {"rule": "SILO", "threshold": "days", "value": 3},
        ("NOT_FOUND", ["input", "threshold"]),
    ),
    "reviewHold": Change(
        lambda shop: {"title": "March" if shop.initiative else ""},
        """review { title heldOn sinceOn heldBy { name } levels { day totalCount }
          entries { nodes { title status } } }""",
        {
            "review": {
                "title": "March",
                "heldOn": "2026-03-31",
                "sinceOn": "2026-03-01",
                "heldBy": {"name": "Maria"},
                "levels": {"day": "2026-03-31", "totalCount": 1},
                "entries": {"nodes": [{"title": "Quicker seating", "status": "IN_PROGRESS"}]},
            }
        },
        lambda _: {"since": "2026-03-31"},
        ("DATES_OUT_OF_ORDER", ["input", "since"]),
    ),
    "reviewUpdate": Change(
        of("review", title="End of March"),
        "review { title heldOn }",
        {"review": {"title": "End of March", "heldOn": "2026-03-31"}},
        of("review", title=None),
        ("REQUIRED", ["input", "title"]),
    ),
    **archiving("review", "review"),
    "objectiveCreate": Change(
        lambda shop: {
            "title": "Win back Friday night",
            "ownerId": shop.person,
            "startsOn": "2026-01-01",
            "endsOn": "2026-12-31",
        },
        "objective { title owner { name } startsOn endsOn initiatives { title } }",
        {
            "objective": {
                "title": "Win back Friday night",
                "owner": {"name": "Maria"},
                "startsOn": "2026-01-01",
                "endsOn": "2026-12-31",
                "initiatives": [],
            }
        },
        lambda _: {"title": "Backwards", "startsOn": "2026-12-31", "endsOn": "2026-01-01"},
        ("DATES_OUT_OF_ORDER", ["input", "endsOn"]),
    ),
    "objectiveUpdate": Change(
        of("objective", description="One table in four"),
        "objective { title description }",
        {
            "objective": {
                "title": "Win back Friday night",
                "description": "One table in four",
            }
        },
        of("objective", startsOn="2027-01-01"),
        ("DATES_OUT_OF_ORDER", ["input", "endsOn"]),
    ),
    **archiving("objective", "objective"),
    "initiativeObjectiveAdd": Change(
        lambda shop: {"id": shop.initiative, "objectiveId": shop.objective},
        "initiative { objectives { title } }",
        {"initiative": {"objectives": [{"title": "Win back Friday night"}]}},
        lambda shop: {
            "id": shop.initiative,
            "objectiveId": "objective_00000000-0000-7000-8000-000000000000",
        },
        ("NOT_FOUND", ["input", "objectiveId"]),
    ),
    "initiativeObjectiveRemove": Change(
        lambda shop: {"id": shop.served, "objectiveId": shop.objective},
        "initiative { objectives { title } }",
        {"initiative": {"objectives": []}},
        lambda shop: {"id": shop.initiative, "objectiveId": shop.objective},
        ("NOT_FOUND", ["input", "objectiveId"]),
    ),
    "decisionAsk": Change(
        lambda shop: {
            "text": "Pay for it?",
            "initiativeId": shop.initiative,
            "ownerId": shop.person,
            "dueOn": "2026-04-15",
        },
        """decision { text state askedOn askedBy { name } owner { name } initiative { title }
          review { title } overdue outcome }""",
        {
            "decision": {
                "text": "Pay for it?",
                "state": "ASKED",
                "askedOn": "2026-03-31",
                "askedBy": {"name": "Maria"},
                "owner": {"name": "Maria"},
                "initiative": {"title": "Quicker seating"},
                "review": None,
                "overdue": False,
                "outcome": None,
            }
        },
        lambda _: {"text": " "},
        ("REQUIRED", ["input", "text"]),
    ),
    "decisionUpdate": Change(
        of("decision", dueOn="2026-04-01"),
        "decision { text dueOn }",
        {"decision": {"text": "Pay for it?", "dueOn": "2026-04-01"}},
        lambda shop: {"id": shop.taken(), "text": "Really?"},
        ("NOT_OPEN", ["input", "id"]),
    ),
    "decisionTake": Change(
        of("decision", outcome="Yes, half of it"),
        "decision { state outcome closedOn closedBy { name } }",
        {
            "decision": {
                "state": "TAKEN",
                "outcome": "Yes, half of it",
                "closedOn": "2026-03-31",
                "closedBy": {"name": "Maria"},
            }
        },
        of("decision", outcome="Yes", on="2026-03-30"),
        ("DATES_OUT_OF_ORDER", ["input", "on"]),
    ),
    "decisionWithdraw": Change(
        of("decision", reason="It is paid for"),
        "decision { state outcome }",
        {"decision": {"state": "WITHDRAWN", "outcome": "It is paid for"}},
        of("decision", reason=""),
        ("REASON_REQUIRED", ["input", "reason"]),
    ),
    "actionAdd": Change(
        lambda shop: {
            "reviewId": shop.review,
            "text": "Ask finance",
            "ownerId": shop.person,
            "dueOn": "2026-04-15",
        },
        "action { text dueOn open overdue owner { name } review { title } }",
        {
            "action": {
                "text": "Ask finance",
                "dueOn": "2026-04-15",
                "open": True,
                "overdue": False,
                "owner": {"name": "Maria"},
                "review": {"title": "March"},
            }
        },
        lambda shop: {
            "reviewId": shop.archived("review"),
            "text": "Ask finance",
            "ownerId": shop.person,
            "dueOn": "2026-04-15",
        },
        ("ARCHIVED", ["input", "reviewId"]),
    ),
    "actionUpdate": Change(
        of("action", dueOn="2026-03-01"),
        "action { text dueOn overdue }",
        {"action": {"text": "Ask finance", "dueOn": "2026-03-01", "overdue": True}},
        of("action", dueOn=None),
        ("REQUIRED", ["input", "dueOn"]),
    ),
    "actionComplete": Change(
        of("action"),
        "action { completedOn open }",
        {"action": {"completedOn": "2026-03-31", "open": False}},
        lambda shop: {"id": shop.done()},
        ("NOT_OPEN", ["input", "id"]),
    ),
    "actionReopen": Change(
        lambda shop: {"id": shop.done()},
        "action { completedOn open }",
        {"action": {"completedOn": None, "open": True}},
        of("action"),
        ("NOTHING_CHANGES", ["input", "id"]),
    ),
}


def done_by_owner(shop: Workshop, name: str) -> dict[str, Any]:
    """Return what is given to a change of what is the workshop's person's own."""
    given = CHANGES[name].done(shop)
    if name == "touchpointUpdate":
        shop.make("touchpointUpdate", "touchpoint", id=shop.touchpoint, stewardId=shop.person)
    if name == "shortTermWinUnarchive":
        return {"id": shop.make("shortTermWinArchive", "shortTermWin", id=shop.short_term_win)}
    return given

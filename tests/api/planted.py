"""A small portfolio of a restaurant group, written as clients write: by mutations."""

from dataclasses import dataclass, field

from tests.api.serving import Client


@dataclass
class Portfolio:
    """Global ids by a short name, such as `initiatives["seating"]`."""

    departments: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    journeys: dict[str, str] = field(default_factory=dict)
    stages: dict[str, str] = field(default_factory=dict)
    touchpoints: dict[str, str] = field(default_factory=dict)
    initiatives: dict[str, str] = field(default_factory=dict)
    milestones: dict[str, str] = field(default_factory=dict)
    wins: dict[str, str] = field(default_factory=dict)
    effects: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    status_updates: dict[str, str] = field(default_factory=dict)
    reviews: dict[str, str] = field(default_factory=dict)
    objectives: dict[str, str] = field(default_factory=dict)

    @property
    def ids(self) -> list[str]:
        """Every id there is."""
        return [identity for group in vars(self).values() for identity in group.values()]


def plant(client: Client) -> Portfolio:
    """Write half a year of a portfolio, with an administrator's token, up to 2026-03-31."""
    made = Portfolio()
    turn_to(client, "2025-10-01")
    company(client, made)
    journeys(client, made)
    proposals(client, made)
    objectives(client, made)
    turn_to(client, "2025-12-01")
    client.make("milestoneComplete", "milestone", id=made.milestones["stand"], on="2025-11-20")
    turn_to(client, "2026-02-02")
    client.make(
        "milestoneReplan",
        "milestone",
        id=made.milestones["trial"],
        dueOn="2026-04-15",
        reason="The new tables came late.",
    )
    wins(client, made)
    turn_to(client, "2026-03-31")
    words(client, made)
    review(client, made)
    client.make("memberInvite", "member", email="guest@tavola.example", role="VIEWER", name="Guest")
    return made


def turn_to(client: Client, day: str) -> None:
    client.make("organisationUpdate", "organisation", clockFixedOn=day)


def company(client: Client, made: Portfolio) -> None:
    for key, name, heads in (
        ("host", "Host stand", 24),
        ("kitchen", "Kitchen", 61),
        ("web", "Web", 5),
    ):
        made.departments[key] = client.make(
            "departmentCreate", "department", name=name, headCount=heads
        )
    for key, name, place, title in (
        ("maria", "Maria Rossi", "host", "Head host"),
        ("luca", "Luca Bianchi", "kitchen", "Chef"),
        ("anna", 'Anna "Ännchen" Weiß', "web", None),
        ("carla", "Carla Conti", None, "Chief customer officer"),
    ):
        given = {"name": name, "email": f"{key}@tavola.example", "jobTitle": title}
        if place is not None:
            given["departmentId"] = made.departments[place]
        made.people[key] = client.make("personCreate", "person", **given)


def journeys(client: Client, made: Portfolio) -> None:
    made.journeys["dining"] = client.make("journeyCreate", "journey", name="Dining out")
    for key, name in (("arriving", "Arriving"), ("leaving", "Leaving")):
        made.stages[key] = client.make(
            "stageCreate", "stage", journeyId=made.journeys["dining"], name=name
        )
    for key, stage, name, channel in (
        ("booking", "arriving", "Booking a table", "WEB"),
        ("seated", "arriving", "Being seated", "IN_PERSON"),
        ("bill", "leaving", "Paying the bill", "IN_PERSON"),
    ):
        made.touchpoints[key] = client.make(
            "touchpointCreate",
            "touchpoint",
            stageId=made.stages[stage],
            name=name,
            channel=channel,
            departmentId=made.departments["host"],
            stewardId=made.people["maria"],
        )


def objectives(client: Client, made: Portfolio) -> None:
    made.objectives["friday"] = client.make(
        "objectiveCreate",
        "objective",
        title="Win back Friday night",
        description="One table in four stays empty.\n\nIt shows in bookings.",
        ownerId=made.people["carla"],
        startsOn="2026-01-01",
        endsOn="2026-12-31",
    )
    client.make(
        "initiativeObjectiveAdd",
        "initiative",
        id=made.initiatives["seating"],
        objectiveId=made.objectives["friday"],
    )


def proposals(client: Client, made: Portfolio) -> None:
    for key, title, owner, priority, target in (
        ("seating", "Quicker seating", "maria", "CRITICAL", "2026-06-30"),
        ("book", "One booking book", "anna", "HIGH", "2026-09-30"),
        ("bill", "The bill within five minutes", None, "MEDIUM", None),
        ("menu", "A menu that reads itself", "luca", "LOW", None),
    ):
        given = {
            "title": title,
            "priority": priority,
            "caseForChange": "Every fifth guest leaves the queue.",
            "sponsorId": made.people["carla"],
            "targetOn": target,
            "budget": {"amount": "12500.50", "currency": "EUR"},
        }
        if owner is not None:
            given["ownerId"] = made.people[owner]
        made.initiatives[key] = client.make("initiativePropose", "initiative", **given)
    for key in ("seating", "book"):
        client.make("initiativeCommit", "initiative", id=made.initiatives[key])
        client.make("initiativeStart", "initiative", id=made.initiatives[key])
    client.make("initiativeArchive", "initiative", id=made.initiatives["menu"])
    for key, initiative, title, due in (
        ("stand", "seating", "A second host stand", "2025-11-30"),
        ("trial", "seating", "Trial in three sites", "2026-01-15"),
        ("all", "seating", "All sites", "2026-06-15"),
        ("draft", "book", "One book, drafted", "2026-03-01"),
        ("undated", "book", "Old books closed", None),
    ):
        made.milestones[key] = client.make(
            "milestoneAdd",
            "milestone",
            initiativeId=made.initiatives[initiative],
            title=title,
            dueOn=due,
            ownerId=made.people["maria"],
        )
    for waits, awaited in (("trial", "stand"), ("all", "trial"), ("all", "draft")):
        client.make(
            "dependencyAdd",
            "milestone",
            milestoneId=made.milestones[waits],
            dependsOnId=made.milestones[awaited],
        )
    for key, initiative, touchpoint, direction, strength in (
        ("seated", "seating", "seated", "STRENGTHENS", 5),
        ("booked", "book", "booking", "STRENGTHENS", 3),
        ("seated_book", "book", "seated", "WEAKENS", 1),
    ):
        made.effects[key] = client.make(
            "effectSet",
            "effect",
            initiativeId=made.initiatives[initiative],
            touchpointId=made.touchpoints[touchpoint],
            direction=direction,
            strength=strength,
        )
    for initiative, department, role in (
        ("seating", "host", "Leads"),
        ("seating", "kitchen", "Times the courses"),
        ("book", "web", "Builds it"),
    ):
        client.make(
            "participationSet",
            "initiative",
            initiativeId=made.initiatives[initiative],
            departmentId=made.departments[department],
            role=role,
        )


def wins(client: Client, made: Portfolio) -> None:
    made.wins["wait"] = client.make(
        "shortTermWinLog",
        "shortTermWin",
        initiativeId=made.initiatives["seating"],
        title="Four minutes less at the door",
        achievedOn="2026-01-20",
        touchpointId=made.touchpoints["seated"],
        evidence={"measure": "Wait", "unit": "min", "before": "11", "after": "7.0"},
    )
    client.make("shortTermWinProve", "shortTermWin", id=made.wins["wait"])
    client.make(
        "shortTermWinShare",
        "shortTermWin",
        id=made.wins["wait"],
        audience="EMPLOYEES",
        channel="All-hands",
    )
    client.make(
        "shortTermWinCredit",
        "shortTermWin",
        id=made.wins["wait"],
        personIds=[made.people["maria"], made.people["luca"]],
    )
    made.wins["calls"] = client.make(
        "shortTermWinLog",
        "shortTermWin",
        initiativeId=made.initiatives["book"],
        title="No more double bookings in Rome",
    )


def words(client: Client, made: Portfolio) -> None:
    for key, initiative, said, text in (
        ("seating", "seating", "ON_TRACK", "The trial runs."),
        ("book", "book", "AT_RISK", None),
    ):
        made.status_updates[key] = client.make(
            "statusUpdatePost",
            "statusUpdate",
            initiativeId=made.initiatives[initiative],
            reportedStatus=said,
            text=text,
        )
    made.comments["seating"] = client.make(
        "commentAdd",
        "comment",
        initiativeId=made.initiatives["seating"],
        text="Tables 4 and 7\nstay where they are.",
    )
    made.comments["trial"] = client.make(
        "commentAdd",
        "comment",
        initiativeId=made.initiatives["seating"],
        milestoneId=made.milestones["trial"],
        text="Rome first.",
    )


def review(client: Client, made: Portfolio) -> None:
    made.reviews["march"] = client.make("reviewHold", "review", title="March")
    about = {"reviewId": made.reviews["march"], "initiativeId": made.initiatives["seating"]}
    client.make("decisionAsk", "decision", text="Seat Milan, too?", **about)
    client.make(
        "actionAdd",
        "action",
        text="Ask Milan",
        ownerId=made.people["maria"],
        dueOn="2026-04-15",
        **about,
    )

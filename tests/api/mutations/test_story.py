"""The write path end to end: GraphQL in, one revision each, and the change read back."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from api.app import open_executor
from domain.core.viewer import Role
from domain.people.organisation import new_organisation
from tests.api.mutations.client import Client

# On which the organisation's clock stands: the day may turn while a test runs.
TODAY = date(2026, 3, 31)

NOBODY = "01890000-0000-7000-8000-000000000000"


@pytest.fixture
async def client(database_url: str) -> AsyncIterator[Client]:
    async with open_executor(database_url) as (executor, gate, _):
        organisation = new_organisation(
            "demo", now=datetime.now(UTC), name="Demo", clock_fixed_on=TODAY
        )
        await executor.units_of_work.found(organisation)
        client = Client(executor, gate, organisation.id)
        await client.sign_in(Role.ADMIN, "Grace")
        yield client


PROPOSED = "initiative { id version status title }"


async def begun(client: Client) -> tuple[str, str]:
    """Propose, commit and start an initiative; return its id and its owner's."""
    owner = await client.do("personCreate", "person { id }", name="Ada")
    proposed = await client.do(
        "initiativePropose", PROPOSED, title="Quicker seating", ownerId=owner["id"]
    )
    await client.do("initiativeCommit", PROPOSED, id=proposed["id"])
    await client.do("initiativeStart", PROPOSED, id=proposed["id"])
    return proposed["id"], owner["id"]


async def greeting(client: Client) -> str:
    journey = await client.do("journeyCreate", "journey { id }", name="Dine in")
    stage = await client.do("stageCreate", "stage { id }", journeyId=journey["id"], name="Arrive")
    touchpoint = await client.do(
        "touchpointCreate",
        "touchpoint { id }",
        stageId=stage["id"],
        name="Greeting",
        channel="IN_PERSON",
    )
    touchpoint_id: str = touchpoint["id"]
    return touchpoint_id


async def test_the_company_and_its_journeys(client: Client) -> None:
    do = client.do
    await do(
        "organisationUpdate",
        "organisation { visionStatement }",
        visionStatement="Every guest greeted",
    )
    kitchen = await do("departmentCreate", "department { id }", name="Kitchen", headCount=40)
    ada = await do(
        "personCreate",
        "person { id department { name } }",
        name="Ada",
        email="ada@example.com",
        departmentId=kitchen["id"],
    )
    assert ada["department"] == {"name": "Kitchen"}
    journey = await do("journeyCreate", "journey { id }", name="Dine in")
    arrive = await do(
        "stageCreate", "stage { id position }", journeyId=journey["id"], name="Arrive"
    )
    order = await do("stageCreate", "stage { id position }", journeyId=journey["id"], name="Order")
    assert (arrive["position"], order["position"]) == (1, 2)
    reordered = await do(
        "journeyReorderStages",
        "journey { stages { name } }",
        id=journey["id"],
        stageIds=[order["id"], arrive["id"]],
    )
    assert [stage["name"] for stage in reordered["stages"]] == ["Order", "Arrive"]
    greeting_point = await do(
        "touchpointCreate",
        "touchpoint { id importance }",
        stageId=arrive["id"],
        name="Greeting",
        channel="IN_PERSON",
        importance="CRITICAL",
        stewardId=ada["id"],
    )
    assert greeting_point["importance"] == "CRITICAL"
    await do("stageArchive", "stage { id }", id=order["id"])
    await do("personLeave", "person { leftOn }", id=ada["id"])
    await do("departmentArchive", "department { id }", id=kitchen["id"])


async def test_an_initiative_from_proposal_to_start(client: Client) -> None:
    do = client.do
    ada = await do("personCreate", "person { id }", name="Ada")
    kitchen = await do("departmentCreate", "department { id }", name="Kitchen")
    initiative = await do(
        "initiativePropose",
        PROPOSED,
        title="Quicker seating",
        budget={"amount": "1250.50", "currency": "EUR"},
        caseForChange="Guests leave the queue",
    )
    initiative_id = initiative["id"]
    assert await client.refused("initiativeCommit", PROPOSED, id=initiative_id) == [
        ("OWNER_REQUIRED", ["input", "id"])
    ]
    owned = await do(
        "initiativeAssignOwner",
        "initiative { owner { name } }",
        id=initiative_id,
        ownerId=ada["id"],
    )
    assert owned["owner"] == {"name": "Ada"}
    await do("initiativeAssignSponsor", "initiative { id }", id=initiative_id, sponsorId=ada["id"])
    await do("initiativeCommit", PROPOSED, id=initiative_id)
    started = await do("initiativeStart", "initiative { status startedOn }", id=initiative_id)
    assert started == {"status": "IN_PROGRESS", "startedOn": str(TODAY)}
    await do(
        "participationSet",
        "initiative { participations { role department { name } } }",
        initiativeId=initiative_id,
        departmentId=kitchen["id"],
        role="Cooks faster",
    )
    effect = await do(
        "effectSet",
        "effect { id direction strength }",
        initiativeId=initiative_id,
        touchpointId=await greeting(client),
        direction="STRENGTHENS",
        strength=4,
    )
    seen = await do("effectMarkObserved", "effect { observedOn }", id=effect["id"])
    assert seen == {"observedOn": str(TODAY)}
    await do("effectRemove", "initiative { effects { id } }", id=effect["id"])
    await do("initiativeArchive", "initiative { id }", id=initiative_id)


async def test_promises_their_dates_and_dependencies(client: Client) -> None:
    do = client.do
    initiative_id, owner_id = await begun(client)
    due_on, later = TODAY + timedelta(days=30), TODAY + timedelta(days=60)
    stand = await do(
        "milestoneAdd",
        "milestone { id firstDueOn }",
        initiativeId=initiative_id,
        title="New host stand",
        dueOn=str(due_on),
        ownerId=owner_id,
    )
    training = await do(
        "milestoneAdd", "milestone { id dueOn }", initiativeId=initiative_id, title="Training"
    )
    assert training["dueOn"] is None
    moved = await do(
        "milestoneReplan",
        "milestone { firstDueOn dueOn slipDays missedCount "
        "replans { days reason person { name } } }",
        id=stand["id"],
        dueOn=str(later),
        reason="The carpenter is ill",
    )
    assert moved == {
        "firstDueOn": str(due_on),
        "dueOn": str(later),
        "slipDays": 30,
        "missedCount": 0,
        "replans": [{"days": 30, "reason": "The carpenter is ill", "person": {"name": "Grace"}}],
    }
    waiting = await do(
        "dependencyAdd",
        "milestone { dependsOn { title } }",
        milestoneId=training["id"],
        dependsOnId=stand["id"],
    )
    assert waiting == {"dependsOn": [{"title": "New host stand"}]}
    assert await client.refused(
        "dependencyAdd",
        "milestone { id }",
        milestoneId=stand["id"],
        dependsOnId=training["id"],
    ) == [("DEPENDENCY_CYCLE", ["input", "dependsOnId"])]
    await do("milestoneComplete", "milestone { completedOn }", id=stand["id"])
    await do("milestoneReopen", "milestone { completedOn }", id=stand["id"])
    await do("milestoneUndate", "milestone { dueOn }", id=stand["id"], reason="No permit")
    await do("milestoneDrop", "milestone { droppedReason }", id=stand["id"], reason="No permit")
    await do(
        "dependencyRemove",
        "milestone { id }",
        milestoneId=training["id"],
        dependsOnId=stand["id"],
    )


async def test_wins_updates_and_comments(client: Client) -> None:
    do = client.do
    initiative_id, owner_id = await begun(client)
    win = await do(
        "shortTermWinLog",
        "shortTermWin { id proof }",
        initiativeId=initiative_id,
        title="Shorter queue",
        touchpointId=await greeting(client),
    )
    assert await client.refused("shortTermWinProve", "shortTermWin { id }", id=win["id"]) == [
        ("EVIDENCE_REQUIRED", ["input", "evidence"])
    ]
    proven = await do(
        "shortTermWinProve",
        "shortTermWin { proof }",
        id=win["id"],
        evidence={"measure": "Wait", "unit": "minutes", "before": "9", "after": "4.5"},
    )
    assert proven == {"proof": "PROVEN"}
    shared = await do(
        "shortTermWinShare",
        "shortTermWin { shared shares { audience } }",
        id=win["id"],
        audience="EMPLOYEES",
        channel="All-hands",
    )
    assert shared == {"shared": True, "shares": [{"audience": "EMPLOYEES"}]}
    await do("shortTermWinCredit", "shortTermWin { id }", id=win["id"], personIds=[owner_id])
    said = await do(
        "statusUpdatePost",
        "statusUpdate { reportedStatus occurredOn }",
        initiativeId=initiative_id,
        reportedStatus="ON_TRACK",
        text="All fine",
    )
    assert said == {"reportedStatus": "ON_TRACK", "occurredOn": str(TODAY)}
    comment = await do(
        "commentAdd",
        "comment { id text }",
        initiativeId=initiative_id,
        text="Well done",
    )
    await do("commentEdit", "comment { text }", id=comment["id"], text="Very well done")
    await do("commentArchive", "comment { id }", id=comment["id"])


async def test_an_initiative_from_hold_to_its_end(client: Client) -> None:
    do = client.do
    initiative_id, _ = await begun(client)
    held = await do("initiativeHold", "initiative { status }", id=initiative_id, reason="No staff")
    assert held == {"status": "ON_HOLD"}
    for verb, status in [
        ("Resume", "IN_PROGRESS"),
        ("Embed", "EMBEDDING"),
        ("Finish", "DONE"),
    ]:
        stands = await do(f"initiative{verb}", "initiative { status }", id=initiative_id)
        assert stands == {"status": status}


async def test_null_clears_and_what_is_left_out_stays(client: Client) -> None:
    proposed = await client.do("initiativePropose", PROPOSED, title="One", summary="Old")
    fields = "initiative { title summary caseForChange }"
    await client.do("initiativeUpdate", fields, id=proposed["id"], caseForChange="Grow")
    kept = await client.do("initiativeUpdate", fields, id=proposed["id"], summary=None)
    assert kept == {"title": "One", "summary": None, "caseForChange": "Grow"}
    assert await client.refused("initiativeUpdate", fields, id=proposed["id"], title=None) == [
        ("REQUIRED", ["input", "title"])
    ]


async def test_every_wrong_field_is_named_as_the_client_wrote_it(client: Client) -> None:
    assert await client.refused(
        "initiativePropose",
        PROPOSED,
        title="x" * 301,
        expectedBenefit={"amount": "-1", "currency": "EURO"},
    ) == [
        ("TOO_LONG", ["input", "title"]),
        ("OUT_OF_RANGE", ["input", "expectedBenefit", "amount"]),
        ("INVALID", ["input", "expectedBenefit", "currency"]),
    ]


@pytest.mark.parametrize(
    ("owner", "code"),
    [
        ("nonsense", "INVALID"),
        (f"department_{NOBODY}", "INVALID"),
        (f"person_{NOBODY}", "NOT_FOUND"),
    ],
)
async def test_an_id_that_names_nobody_is_a_problem(client: Client, owner: str, code: str) -> None:
    assert await client.refused("initiativePropose", PROPOSED, title="One", ownerId=owner) == [
        (code, ["input", "ownerId"])
    ]


async def test_a_stale_version_is_refused_and_shows_how_it_stands(client: Client) -> None:
    proposed = await client.do("initiativePropose", PROPOSED, title="One")
    stale = {"id": proposed["id"], "expectedVersion": proposed["version"]}
    await client.do("initiativeUpdate", PROPOSED, **stale, title="Two")
    payload = await client.attempt("initiativeUpdate", PROPOSED, **stale, title="Three")
    assert [problem["code"] for problem in payload["problems"]] == ["STALE_VERSION"]
    assert payload["revision"] is None
    assert (payload["initiative"]["title"], payload["initiative"]["version"]) == ("Two", 2)


async def test_the_same_request_under_a_key_is_answered_alike(client: Client) -> None:
    first = await client.attempt("initiativePropose", PROPOSED, key="k1", title="One")
    assert await client.attempt("initiativePropose", PROPOSED, key="k1", title="One") == first
    other = await client.attempt("initiativePropose", PROPOSED, key="k1", title="Two")
    assert [(each["code"], each["path"]) for each in other["problems"]] == [
        ("IDEMPOTENCY_KEY_REUSED", ["idempotencyKey"])
    ]
    assert other["initiative"] is None


async def test_a_role_that_may_not_is_told_which_may(client: Client) -> None:
    await client.sign_in(Role.CONTRIBUTOR, "Ada")
    payload = await client.attempt("departmentCreate", "department { id }", name="Kitchen")
    [problem] = payload["problems"]
    assert problem["code"] == "NOT_ALLOWED"
    assert problem["hint"] == ("It takes a token of role EDITOR or above: ask an administrator.")

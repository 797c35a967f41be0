"""Status updates: what is said, the facts frozen beside it, when they end a silence."""

from datetime import timedelta

from domain.core.event import EventKind
from domain.core.problem import ProblemCode
from domain.portfolio.activity import Activity, ActivityKind
from domain.portfolio.initiative import Initiative
from domain.portfolio.status_update import ReportedStatus, post
from tests.domain.memory import FACTS, NOW, TODAY, Memory
from tests.domain.refusing import refused


def delivered(work: Memory, initiative: Initiative) -> None:
    work.keep(
        Activity(
            organisation_id=work.organisation.id,
            initiative_id=initiative.id,
            kind=ActivityKind.DELIVERED,
            occurred_on=work.today,
            recorded_at=work.now,
        )
    )


async def test_the_facts_of_the_day_are_frozen_beside_what_is_said(work: Memory) -> None:
    initiative = work.initiative()
    update = await post(work, initiative.id, ReportedStatus.ON_TRACK, " All fine ")
    assert (update.reported_status, update.text, update.occurred_on) == (
        ReportedStatus.ON_TRACK,
        "All fine",
        TODAY,
    )
    assert (update.facts_level, update.facts_probability) == (FACTS.level, FACTS.probability)
    assert (update.facts_missed_count, update.facts_next_due_on) == (2, FACTS.next_due_on)
    assert update.person_id == work.person_id
    assert work.kinds == [EventKind.STATUS_UPDATE_POSTED]


async def test_saying_the_same_again_does_not_end_the_silence(work: Memory) -> None:
    initiative = work.initiative()
    delivered(work, initiative)
    work.now = NOW + timedelta(days=1)
    await post(work, initiative.id, ReportedStatus.ON_TRACK)
    assert [kind for kind, _ in work.signs_of_life] == ["DELIVERED", "STATUS"]
    work.now = NOW + timedelta(days=8)
    await post(work, initiative.id, ReportedStatus.ON_TRACK)
    assert [kind for kind, _ in work.signs_of_life] == ["DELIVERED", "STATUS"]
    work.now = NOW + timedelta(days=9)
    delivered(work, initiative)
    work.now = NOW + timedelta(days=10)
    await post(work, initiative.id, ReportedStatus.ON_TRACK)
    assert [kind for kind, _ in work.signs_of_life][2:] == ["DELIVERED", "STATUS"]


async def test_an_archived_initiative_is_not_reported_on(work: Memory) -> None:
    initiative = work.initiative(archived_on=TODAY)
    with refused(ProblemCode.ARCHIVED, "initiative_id"):
        await post(work, initiative.id, ReportedStatus.OFF_TRACK)

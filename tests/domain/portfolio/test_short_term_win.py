"""Short-term wins: proven by evidence only, shared with somebody, due to people."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.problem import ProblemCode
from domain.portfolio import short_term_win as wins
from domain.portfolio.short_term_win import Audience, Credit, Evidence, Proof, Share, ShortTermWin
from tests.domain.memory import TODAY, Memory
from tests.domain.refusing import refused

PROPOSED_ON = date(2026, 1, 1)
EVIDENCE: Evidence = {
    "measure": "Wait at the door",
    "unit": "minutes",
    "before": Decimal(9),
    "after": Decimal(4),
}


async def log(work: Memory, **given: object) -> ShortTermWin:
    values = {"title": "Shorter queue", "initiative_id": work.initiative().id} | given
    return await wins.log(work, **values)  # type: ignore[arg-type]


async def test_a_win_is_claimed_today_and_a_sign_of_life(work: Memory) -> None:
    win = await log(work)
    assert (win.achieved_on, win.proof, win.shared) == (TODAY, Proof.CLAIMED, False)
    assert work.signs_of_life == [("WIN", TODAY)]
    assert work.touched == {win.initiative_id}
    assert work.kinds == [EventKind.SHORT_TERM_WIN_LOGGED]


async def test_a_win_lies_between_the_proposal_and_today(work: Memory) -> None:
    with refused(ProblemCode.IN_THE_FUTURE, "achieved_on"):
        await log(work, achieved_on=TODAY + timedelta(days=1))
    with refused(ProblemCode.DATES_OUT_OF_ORDER, "achieved_on"):
        await log(work, achieved_on=PROPOSED_ON - timedelta(days=1))
    win = await log(work, achieved_on=PROPOSED_ON)
    assert win.achieved_on == PROPOSED_ON


async def test_a_win_is_proven_by_a_measure_before_and_after(work: Memory) -> None:
    win = await log(work)
    with refused(ProblemCode.EVIDENCE_REQUIRED, "evidence"):
        await wins.prove(work, win.id)
    proven = await wins.prove(work, win.id, EVIDENCE)
    assert proven is win
    assert win.proof is Proof.PROVEN
    assert (win.evidence_before, win.evidence_after) == (Decimal(9), Decimal(4))
    assert win.evidence_source is None


@pytest.mark.parametrize("missing", ["measure", "before", "after"])
async def test_no_part_of_the_evidence_may_lack(work: Memory, missing: str) -> None:
    win = await log(work)
    evidence = {name: value for name, value in EVIDENCE.items() if name != missing}
    with refused(ProblemCode.EVIDENCE_REQUIRED, "evidence"):
        await wins.prove(work, win.id, evidence)  # type: ignore[arg-type]


async def test_a_measure_that_did_not_move_proves_nothing(work: Memory) -> None:
    win = await log(work)
    with refused(ProblemCode.EVIDENCE_REQUIRED, "evidence"):
        await wins.prove(work, win.id, EVIDENCE | {"after": Decimal("9.0")})


async def test_a_proven_win_keeps_its_evidence(work: Memory) -> None:
    win = await log(work, evidence=EVIDENCE)
    await wins.prove(work, win.id)
    with refused(ProblemCode.EVIDENCE_REQUIRED, "evidence"):
        await wins.update(work, win.id, evidence=None)


async def test_evidence_is_a_number_and_fits(work: Memory) -> None:
    with refused(ProblemCode.OUT_OF_RANGE, "evidence", "before"):
        await log(work, evidence={"measure": "Wait", "before": Decimal("NaN")})


async def test_a_win_told_to_somebody_is_shared(work: Memory) -> None:
    win = await log(work)
    kitchen = work.department()
    await wins.share(work, win.id, audience=Audience.EMPLOYEES, department_id=kitchen.id)
    assert win.shared
    [told] = await work.find(Share)
    assert (told.audience, told.department_id) == (Audience.EMPLOYEES, kitchen.id)
    assert (told.person_id, told.occurred_on) == (work.person_id, TODAY)
    assert work.signs_of_life[-1] == ("WIN_SHARED", TODAY)


async def test_a_win_is_not_told_before_it_is_achieved(work: Memory) -> None:
    win = await log(work)
    with refused(ProblemCode.DATES_OUT_OF_ORDER, "on"):
        await wins.share(work, win.id, audience=Audience.LEADERS, on=TODAY - timedelta(days=1))
    assert not win.shared


async def test_a_win_is_due_to_the_people_named_last(work: Memory) -> None:
    win = await log(work)
    ada, bob = work.person(), work.person(name="Bob", left_on=TODAY)
    await wins.credit(work, win.id, [ada.id, ada.id, bob.id])
    await wins.credit(work, win.id, [bob.id])
    assert [one.person_id for one in await work.find(Credit)] == [bob.id]
    events = len(work.events)
    await wins.credit(work, win.id, [bob.id])
    assert len(work.events) == events
    with refused(ProblemCode.NOT_FOUND, "person_ids"):
        await wins.credit(work, win.id, [new_id()])


async def test_an_archived_win_takes_no_changes(work: Memory) -> None:
    win = await log(work)
    await wins.archive(work, win.id)
    with refused(ProblemCode.ARCHIVED, "id"):
        await wins.share(work, win.id, audience=Audience.LEADERS)
    await wins.unarchive(work, win.id)
    assert win.archived_on is None

"""Actions are somebody's, by a day, until they are done."""

from datetime import date

from domain.core.problem import ProblemCode
from domain.reviews import action as actions
from domain.reviews import holding
from tests.domain.memory import TODAY, Memory
from tests.domain.refusing import refused


async def test_an_action_is_done_and_opened_again(work: Memory) -> None:
    review = await holding.hold(work)
    action = await actions.add(
        work,
        review_id=review.id,
        text="Ask finance",
        owner_id=work.person().id,
        due_on=date(2026, 4, 15),
    )
    with refused(ProblemCode.NOTHING_CHANGES, "id"):
        await actions.reopen(work, action.id)
    with refused(ProblemCode.IN_THE_FUTURE, "on"):
        await actions.complete(work, action.id, date(2026, 4, 1))
    await actions.complete(work, action.id)
    assert action.completed_on == TODAY
    with refused(ProblemCode.NOT_OPEN, "id"):
        await actions.update(work, action.id, text="Something else")
    await actions.reopen(work, action.id)
    assert action.completed_on is None


async def test_an_action_needs_somebody_and_a_day(work: Memory) -> None:
    review, ada = await holding.hold(work), work.person()
    with refused(ProblemCode.REQUIRED, "due_on"):
        await actions.add(work, review_id=review.id, text="Ask finance", owner_id=ada.id)
    with refused(ProblemCode.REQUIRED, "owner_id"):
        await actions.add(work, review_id=review.id, text="Ask finance", due_on=TODAY)

"""Comments: one's own words are one's own."""

from domain.core.problem import ProblemCode
from domain.portfolio import comment as comments
from tests.domain.memory import NOW, TODAY, Memory
from tests.domain.refusing import refused


async def test_a_comment_is_about_a_milestone_of_its_initiative(work: Memory) -> None:
    initiative, other = work.initiative(), work.initiative()
    with refused(ProblemCode.INVALID, "milestone_id"):
        await comments.add(work, initiative.id, "Hm", work.milestone(other).id)
    milestone = work.milestone(initiative)
    comment = await comments.add(work, initiative.id, "Well done", milestone.id)
    assert (comment.milestone_id, comment.person_id) == (milestone.id, work.person_id)


async def test_a_comment_says_something(work: Memory) -> None:
    with refused(ProblemCode.REQUIRED, "text"):
        await comments.add(work, work.initiative().id, " \n")


async def test_what_was_said_is_put_differently_or_away(work: Memory) -> None:
    comment = await comments.add(work, work.initiative().id, "Well done")
    await comments.edit(work, comment.id, "Very well done")
    assert (comment.text, comment.edited_at) == ("Very well done", NOW)
    await comments.archive(work, comment.id)
    assert comment.archived_on == TODAY

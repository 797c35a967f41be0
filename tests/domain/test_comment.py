"""Comments: one's own words are one's own."""

from dataclasses import replace

from domain import comment as comments
from domain.access import Role
from domain.identity import new_id
from domain.problem import ProblemCode
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


async def test_only_the_author_edits(work: Memory) -> None:
    comment = await comments.add(work, work.initiative().id, "Well done")
    await comments.edit(work, comment.id, "Very well done")
    assert (comment.text, comment.edited_at) == ("Very well done", NOW)
    work.viewer = replace(work.viewer, person_id=new_id())
    with refused(ProblemCode.NOT_ALLOWED, "id"):
        await comments.edit(work, comment.id, "Not so well")
    assert comment.text == "Very well done"


async def test_an_integration_owns_no_comment(work: Memory) -> None:
    work.viewer = replace(work.viewer, person_id=None)
    comment = await comments.add(work, work.initiative().id, "Synced")
    with refused(ProblemCode.NOT_ALLOWED, "id"):
        await comments.edit(work, comment.id, "Synced again")


async def test_an_editor_archives_what_others_wrote(work: Memory) -> None:
    comment = await comments.add(work, work.initiative().id, "Well done")
    work.viewer = replace(work.viewer, person_id=new_id(), role=Role.CONTRIBUTOR)
    with refused(ProblemCode.NOT_ALLOWED, "id"):
        await comments.put_away(work, comment.id)
    work.viewer = replace(work.viewer, role=Role.EDITOR)
    await comments.put_away(work, comment.id)
    assert comment.archived_on == TODAY

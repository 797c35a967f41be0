"""Reviews in export and import: they open in another organisation exactly as they were frozen."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.writing.unit_of_work import PostgresUnitOfWork, UnitsOfWork
from domain.core.viewer import Role, Viewer
from domain.portfolio import milestone, status_update
from domain.portfolio.status_update import ReportedStatus
from domain.reviews import action, decision, holding
from domain.reviews.review import Review
from integrations.importing.files.reading import Folder
from integrations.importing.running.options import Options
from integrations.importing.running.run import preview
from tests.integrations.portfolios import (
    NOW,
    SMALL,
    Files,
    bring_in,
    exported,
    refused,
    rows,
    write,
)

DAYS = 7


async def change(
    engine: AsyncEngine,
    organisation_id: UUID,
    day: int,
    use_case: Callable[[PostgresUnitOfWork], Awaitable[object]],
) -> None:
    viewer = Viewer(organisation_id=organisation_id, token_id=None, role=Role.ADMIN)
    units = UnitsOfWork(engine, clock=lambda: NOW + timedelta(days=day))
    async with units.begin(viewer, "import") as work:
        await use_case(work)
        await work.commit()


async def held(engine: AsyncEngine, tmp_path: Path) -> UUID:
    """Hold two reviews of a small portfolio in the product, and change what they showed since."""
    told = await bring_in(engine, write(tmp_path / "in", SMALL))
    organisation_id = told.organisation_id
    [(first,), _] = await rows(engine, "select id from initiative order by external_id")
    [(promise,)] = await rows(engine, "select id from milestone where external_id = 'I-1/all'")
    [(ana,)] = await rows(engine, "select id from person where external_id = 'ana'")

    async def do(day: int, use_case: Callable[[PostgresUnitOfWork], Awaitable[object]]) -> None:
        await change(engine, organisation_id, day, use_case)

    async def ask(work: PostgresUnitOfWork) -> None:
        await decision.ask(
            work, text='Pay "more"?\nOr, less', initiative_id=first, owner_id=ana, due_on=NOW.date()
        )
        await decision.ask(work, text="Once more?")

    async def take_on(work: PostgresUnitOfWork) -> None:
        [review] = await work.find(Review, title="The first")
        [asked] = await work.find(decision.Decision, text="Once more?")
        await decision.take(work, asked.id, "Yes")
        added = await action.add(
            work, review_id=review.id, text="Call them", owner_id=ana, due_on=NOW.date()
        )
        await action.complete(work, added.id)

    await do(0, ask)
    await do(0, lambda work: holding.hold(work, "The first"))
    await do(0, take_on)
    new = (NOW + timedelta(days=40)).date()
    await do(1, lambda work: milestone.replan(work, promise, due_on=new, reason="A strike"))
    await do(
        2,
        lambda work: status_update.post(
            work, initiative_id=first, reported_status=ReportedStatus.ON_TRACK, text="OK"
        ),
    )
    await do(3, lambda work: holding.hold(work, "The second"))
    await do(4, lambda work: decision.ask(work, text="Ahead of the next"))
    async with engine.begin() as connection:
        for statement in (
            "update initiative set title = 'Called differently now'",
            "update milestone set title = 'Promised differently now'",
            "update status_update set text = 'Said differently now'",
        ):
            await connection.execute(text(statement))
    return organisation_id


async def test_a_review_opens_in_another_organisation_as_it_was(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    organisation_id = await held(engine, tmp_path)
    now = NOW + timedelta(days=DAYS)
    first = await exported(engine, tmp_path / "first")
    assert "Called differently now" not in first["review_entries.csv"]
    assert first["review_changes.csv"].count("SLIPPED") == 1
    assert first["review_changes.csv"].count("FINDING") > 1
    assert first["decisions.csv"].count("\r\n") > 3
    twin = await bring_in(engine, tmp_path / "first", key="twin", now=now)
    assert await exported(engine, tmp_path / "second", "twin") == first
    # What has no external id was found all the same: updates, new dates, findings.
    found = """
        select r.title, count(e.latest_status_update_id), count(e.next_milestone_id),
               (select count(c.replan_id) from review_change c
                where c.organisation_id = r.organisation_id and c.review_id = r.id),
               (select count(c.finding_id) from review_change c
                where c.organisation_id = r.organisation_id and c.review_id = r.id),
               (select json_agg(e.reasons::jsonb - 'x' order by e.position) is not null),
               (select title from review before where before.organisation_id = r.organisation_id
                and before.id = r.previous_id)
        from review r
        join review_entry e on e.organisation_id = r.organisation_id and e.review_id = r.id
        where r.organisation_id = :id
        group by r.organisation_id, r.id, r.title, r.previous_id
        order by r.title
    """
    ours = await rows(engine, found, id=organisation_id)
    assert [(row[0], row[-1]) for row in ours] == [("The first", None), ("The second", "The first")]
    assert sum(row[1] for row in ours) > 1
    assert sum(row[3] for row in ours) == 1
    assert await rows(engine, found, id=twin.organisation_id) == ours


async def test_the_reasons_of_a_review_point_at_milestones_of_their_own_organisation(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await held(engine, tmp_path)
    await exported(engine, tmp_path / "out")
    twin = await bring_in(engine, tmp_path / "out", key="twin", now=NOW + timedelta(days=DAYS))
    points_at = """
        select count(*), count(m.id)
        from review_entry e, json_array_elements(e.reasons) reason
        left join milestone m on m.id = (reason->>'milestone_id')::uuid
          and m.organisation_id = :id
        where e.organisation_id = :id and reason->>'milestone_id' is not null
    """
    [(named, found)] = await rows(engine, points_at, id=twin.organisation_id)
    assert named == found > 0


async def test_importing_again_changes_nothing_and_what_was_frozen_stays(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await held(engine, tmp_path)
    now = NOW + timedelta(days=DAYS)
    first = await exported(engine, tmp_path / "out")
    again = await bring_in(engine, tmp_path / "out", now=now)
    assert again.changed_rows == 0
    changed = {
        **first,
        "reviews.csv": first["reviews.csv"].replace("The first", "Called so"),
        "review_entries.csv": first["review_entries.csv"].replace("Hot food", "Cold food"),
    }
    told = await bring_in(engine, write(tmp_path / "changed", changed), now=now)
    assert told.changed_rows == 1
    after = await exported(engine, tmp_path / "after")
    assert after["reviews.csv"] == changed["reviews.csv"]
    assert after["review_entries.csv"] == first["review_entries.csv"]


async def test_what_was_asked_in_the_product_can_be_closed_by_a_file(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    """It goes by its id; nothing is made twice."""
    await held(engine, tmp_path)
    now = NOW + timedelta(days=DAYS)
    first = await exported(engine, tmp_path / "out")
    [line] = [each for each in first["decisions.csv"].splitlines() if "Ahead of the next" in each]
    closed = line.replace(",ASKED,", ",WITHDRAWN,").split(",")
    header = first["decisions.csv"].splitlines()[0].split(",")
    day = (NOW + timedelta(days=5)).date().isoformat()
    for name, value in (("outcome", "Not any more"), ("closed_on", day)):
        closed[header.index(name)] = value
    content = f"{','.join(header)}\r\n{','.join(closed)}\r\n"
    told = await bring_in(engine, write(tmp_path / "one", {"decisions.csv": content}), now=now)
    assert told.changed_rows == 1
    query = "select state, outcome from decision where text = 'Ahead of the next'"
    assert await rows(engine, query) == [("WITHDRAWN", "Not any more")]


async def test_as_of_an_earlier_day_later_reviews_are_left_out(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await held(engine, tmp_path)
    now = NOW + timedelta(days=DAYS)
    await exported(engine, tmp_path / "out")
    past = await bring_in(
        engine, tmp_path / "out", key="past", as_of=NOW.date() + timedelta(days=1), now=now
    )
    query = "select title from review where organisation_id = :id"
    assert await rows(engine, query, id=past.organisation_id) == [("The first",)]
    before = await bring_in(
        engine, tmp_path / "out", key="before", as_of=NOW.date() - timedelta(days=1), now=now
    )
    for table in ("review", "review_entry", "review_change", "decision", "action"):
        count = f"select count(*) from {table} where organisation_id = :id"
        assert await rows(engine, count, id=before.organisation_id) == [(0,)], table


REVIEWED: Files = {
    **SMALL,
    "reviews.csv": ("external_id,title,held_on,since_on\nR-1,The first,2026-06-01,2026-05-01\n"),
    "review_entries.csv": "review,position,initiative,title\nR-1,1,I-1,Hot food\n",
    "review_changes.csv": (
        "review,position,kind,person,subject,occurred_on,text,severity,rule\n"
        "R-1,1,FINDING,ana,PERSON,2026-05-20,Too much.,WARNING,OVERLOADED_OWNER\n"
    ),
}


async def test_reviews_of_another_tool_are_taken_with_what_it_knows(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    told = await bring_in(engine, write(tmp_path / "in", REVIEWED))
    kept = "select e.title, e.reasons::text from review_entry e where organisation_id = :id"
    assert await rows(engine, kept, id=told.organisation_id) == [("Hot food", "[]")]
    gone = """
        select rule, subject_type, first_seen_on, archived_on, sentence from finding
        where organisation_id = :id and archived_on is not null
    """
    seen, last = date(2026, 5, 20), date(2026, 6, 1)
    assert await rows(engine, gone, id=told.organisation_id) == [
        ("OVERLOADED_OWNER", "PERSON", seen, last, "Too much.")
    ]
    assert (await bring_in(engine, tmp_path / "in")).changed_rows == 0


async def test_a_dry_run_counts_what_the_import_then_writes(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    asked = "external_id,text,asked_on\nD-1,Buy?,2026-05-20\n"
    folder = write(tmp_path / "in", REVIEWED, decisions=asked)
    options = Options(key="acme", create=True)
    ahead = await preview(engine, Folder(folder), options, clock=lambda: NOW)
    counts = {each.file: (each.rows, each.new, each.changed) for each in ahead.files}
    assert counts["reviews.csv"] == counts["review_entries.csv"] == (1, 1, 0)
    assert counts["review_changes.csv"] == counts["decisions.csv"] == (1, 1, 0)
    assert (await bring_in(engine, folder)).changed_rows == ahead.changed_rows


async def test_a_finding_that_told_of_others_is_tied_to_them(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    """So that whoever may not see those does not see it here either."""
    tied = "review,position,initiative,involved\nR-1,1,I-1,no\nR-1,1,I-2,yes\n"
    files = {**REVIEWED, "review_change_initiatives.csv": tied}
    await bring_in(engine, write(tmp_path / "in", files))
    query = """
        select i.external_id, l.involved
        from finding_initiative l join initiative i on i.id = l.initiative_id
        join review_change c on c.finding_id = l.finding_id
        order by 1
    """
    assert await rows(engine, query) == [("I-1", False), ("I-2", True)]


@pytest.mark.parametrize(
    ("file", "content", "problem"),
    [
        (
            "review_reasons",
            (
                "review,initiative,position,factor,value,weight,share,sentence\n"
                "R-1,I-2,1,LATENESS,1,1,1,Late\n"
            ),
            (
                "review_reasons.csv, line 2, column initiative: review_entries.csv has no such "
                "line; add it or take this row away"
            ),
        ),
        (
            "review_change_initiatives",
            "review,position,initiative\nR-1,2,I-1\n",
            (
                "review_change_initiatives.csv, line 2, column position: review_changes.csv has no "
                "finding there; add it or take this row away"
            ),
        ),
        (
            "review_changes",
            (
                "review,position,kind,occurred_on,text,severity,rule,subject\n"
                "R-1,1,FINDING,2026-05-20,x,WARNING,OVERLOADED_OWNER,PERSON\n"
            ),
            (
                "review_changes.csv, line 2, column person: is blank and the finding is about a "
                "PERSON; name it"
            ),
        ),
        (
            "decisions",
            "external_id,text,state,asked_on,closed_on\nD-1,Buy?,TAKEN,2026-05-20,2026-05-21\n",
            "decisions.csv, line 2, column outcome: is blank and the decision is TAKEN; fill it in",
        ),
        (
            "reviews",
            "external_id,title,held_on,since_on,previous\nR-1,x,2026-06-01,2026-05-01,R-0\n",
            (
                "reviews.csv, line 2, column previous: “R-0” is in reviews.csv neither here nor on "
                "record; add it there"
            ),
        ),
        (
            "reviews",
            "external_id,title,held_on,since_on\nR-1,x,2026-07-01,2026-05-01\n",
            (
                "reviews.csv, line 2, column held_on: lies after today, 2026-06-15 on the "
                "organisation's clock; correct it, or name a later day with --as-of"
            ),
        ),
    ],
)
async def test_what_contradicts_itself_is_told_and_nothing_is_written(
    engine: AsyncEngine, tmp_path: Path, file: str, content: str, problem: str
) -> None:
    folder = write(tmp_path / "in", REVIEWED, **{file: content})
    assert problem in await refused(engine, folder)
    assert await rows(engine, "select count(*) from organisation") == [(0,)]


async def test_with_bad_rows_skipped_the_rest_of_a_review_is_taken(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    bad = "review,position,initiative,title\nR-1,1,I-1,Hot food\nR-1,2,I-9,Nobody knows it\n"
    folder = write(tmp_path / "in", REVIEWED, review_entries=bad)
    told = await bring_in(engine, folder, skip_bad_rows=True)
    assert len(told.skipped) == 1
    assert await rows(engine, "select title from review_entry") == [("Hot food",)]

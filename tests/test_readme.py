"""What README.md shows is what happens: its queries are asked of the demo organisation."""

import itertools
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.access.authenticator import Credentials
from api.app import open_executor
from api.execution.answer import Request
from domain.core.identity import new_id
from domain.core.viewer import Role
from integrations.demo.load import load_demo

PROJECT = Path(__file__).parents[1]
README = PROJECT / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def shown() -> list[tuple[str, object]]:
    """Return every query that README.md shows with the answer that follows it."""
    blocks = BLOCK.findall(README.read_text(encoding="utf-8"))
    return [
        (query, json.loads(answer))
        for (kind, query), (next_kind, answer) in itertools.pairwise(blocks)
        if (kind, next_kind) == ("graphql", "json")
    ]


def test_every_query_is_shown_with_its_answer() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(shown()) == text.count("```graphql") == text.count("```json") >= 1


@pytest.mark.parametrize(
    "day",
    [None, date(2024, 2, 29), date(2026, 12, 31)],
    ids=["today", "leap day", "new year's eve"],
)
async def test_the_answers_are_those_of_the_demo_whenever_it_is_loaded(
    engine: AsyncEngine, database_url: str, day: date | None
) -> None:
    now = (
        datetime.now(UTC) if day is None else datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    )
    loaded = await load_demo(engine, clock=lambda: now)
    assert loaded is not None
    reader = Credentials(
        organisation_id=loaded.organisation_id,
        token_id=new_id(),
        role=Role.VIEWER,
        person_id=None,
        expires_at=None,
        time_zone=ZoneInfo("UTC"),
        clock_fixed_on=day,
    )
    async with open_executor(database_url) as (executor, _, _):
        for query, expected in shown():
            answer = await executor.execute(Request(query), reader, "readme")
            # What it cost is told as well, and not shown there.
            assert {"data": json.loads(answer.body)["data"]} == expected


LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def test_every_link_leads_to_a_file_that_is_there() -> None:
    links = LINK.findall(README.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (PROJECT / link).exists()] == []


def test_every_folder_of_the_layout_is_there() -> None:
    layout = README.read_text(encoding="utf-8").partition("## Layout")[2].partition("```\n")[2]
    named = [line.split()[0] for line in layout.partition("```")[0].splitlines() if line.strip()]
    assert named
    assert [name for name in named if not (PROJECT / name).exists()] == []

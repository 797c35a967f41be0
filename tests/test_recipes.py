"""Every recipe of docs/api.md is cooked over HTTP, against the demo as it stands on a fixed day."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.connection import create_engine
from db.people.organisation import organisation
from db.writing.unit_of_work import UnitsOfWork
from domain.access.token import issue_token, make_token
from domain.core.viewer import Role, Viewer
from integrations.demo.load import load_demo
from tests.api.serving import serving
from tests.conftest import Copying
from tests.recipes import DOCUMENT, Kitchen, Recipe, differences, recipes

DAY = date(2026, 6, 15)
AT_LEAST = 10


@pytest.fixture(scope="module")
def pantry(template: str, copying: Copying, runner: asyncio.Runner) -> Iterator[tuple[str, str]]:
    """The name of a database with the demo, which nobody changes, and a token of it."""
    with copying(template, "pantry") as url:
        token = runner.run(told(url))
        yield urlsplit(url).path.removeprefix("/"), token


@pytest.fixture
def kitchen(pantry: tuple[str, str], copying: Copying) -> Iterator[Kitchen]:
    source, token = pantry
    with (
        copying(source, "kitchen") as url,
        serving(url) as address,
        httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}) as client,
    ):
        yield Kitchen(client)


async def told(url: str) -> str:
    """Load the demo, stop its clock, and return an administrator's token."""
    engine: AsyncEngine = create_engine(url)
    try:
        now = datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC)
        loaded = await load_demo(engine, clock=lambda: now)
        assert loaded is not None
        async with engine.begin() as connection:
            await connection.execute(update(organisation).values(clock_fixed_on=DAY))
        token = make_token(loaded.organisation_id)
        operator = Viewer(organisation_id=loaded.organisation_id, token_id=None, role=Role.ADMIN)
        async with UnitsOfWork(engine).begin(operator, "token_issue") as work:
            await issue_token(work, token, role=Role.ADMIN)
            await work.commit()
        return token
    finally:
        await engine.dispose()


def test_there_are_recipes_and_all_their_blocks_are_cooked() -> None:
    assert len(recipes()) >= AT_LEAST
    assert all(recipe.blocks for recipe in recipes())
    section = DOCUMENT.read_text(encoding="utf-8").partition("\n## Recipes\n")[2]
    section = section.partition("\n## ")[0]
    assert section.count("```") == 2 * sum(len(recipe.blocks) for recipe in recipes())


@pytest.mark.parametrize("recipe", recipes(), ids=[recipe.title for recipe in recipes()])
def test_a_recipe_comes_out_as_it_is_shown(kitchen: Kitchen, recipe: Recipe) -> None:
    for answer, shown, came in kitchen.cook(recipe):
        if answer.language == "http":
            expected = [line for line in shown if line]
            assert came[0] == expected[0]
            assert {line.lower() for line in expected[1:]} <= {line.lower() for line in came}
        else:
            assert differences(shown, came) == []


@pytest.mark.parametrize(
    ("shown", "came"),
    [
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, {"a": 1, "b": 2}),
        ([1], [1, 2]),
        ({"id": "person_…"}, {"id": "milestone_1"}),
        ({"a": None}, {"a": False}),
    ],
)
def test_what_differs_would_be_seen(shown: object, came: object) -> None:
    assert differences(shown, came) != []
    assert differences(came, came) == []

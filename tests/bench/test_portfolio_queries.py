"""The light and the canonical query answer on the demo and on portfolios nobody here wrote."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import open_executor
from bench import kubernetes, uk_projects
from bench.scenarios import CANONICAL, LIGHT
from domain.core.viewer import Role
from integrations.demo.load import load_demo
from tests.api.mutations.client import Client
from tests.integrations.portfolios import bring_in

PAGE = """
query Page($after: String) {
  initiatives(first: 50, after: $after) {
    totalCount
    edges { cursor node { %s } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
SINGLE = f"query Single($id: ID!) {{ initiative(id: $id) {{ {CANONICAL} }} }}"


async def kubernetes_portfolio(engine: AsyncEngine, folder: Path) -> tuple[Any, int]:
    kubernetes.convert(folder)
    imported = await bring_in(engine, folder, key="portfolio", as_of=kubernetes.AS_OF)
    return imported.organisation_id, 293


async def uk_portfolio(engine: AsyncEngine, folder: Path) -> tuple[Any, int]:
    uk_projects.convert(folder)
    imported = await bring_in(engine, folder, key="portfolio", as_of=uk_projects.AS_OF)
    return imported.organisation_id, 160


async def demo_portfolio(engine: AsyncEngine, _folder: Path) -> tuple[Any, int]:
    imported = await load_demo(engine)
    assert imported is not None
    return imported.organisation_id, 22


async def all_nodes(client: Client, selection: str) -> list[Mapping[str, Any]]:
    """Return the nodes of every page, each with what was selected."""
    nodes: list[Mapping[str, Any]] = []
    after: str | None = None
    while True:
        page = (await client.ask(PAGE % selection, after=after))["initiatives"]
        nodes += [edge["node"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(nodes)
            return nodes


@pytest.mark.parametrize("portfolio", [kubernetes_portfolio, uk_portfolio, demo_portfolio])
async def test_both_queries_answer_for_every_initiative(
    portfolio: Any, engine: AsyncEngine, database_url: str, tmp_path: Path
) -> None:
    organisation_id, count = await portfolio(engine, tmp_path)
    async with open_executor(database_url) as (executor, gate, _):
        client = Client(executor, gate, organisation_id)
        await client.sign_in(Role.VIEWER)
        light = await all_nodes(client, LIGHT)
        canonical = await all_nodes(client, CANONICAL)
        assert len(light) == len(canonical) == count
        assert len({node["id"] for node in canonical}) == count
        for small, large in zip(light, canonical, strict=True):
            assert small["title"] == large["title"]
            assert len(small["milestones"]) == len(large["milestones"])
            assert small["stallRisk"]["probability"] == large["stallRisk"]["probability"]
            assert (await client.ask(SINGLE, id=large["id"]))["initiative"] == large
        assessed = [each for each in canonical if each["stallRisk"]["probability"] is not None]
        assert len(assessed) >= 11
        for each in assessed:
            shares = sum(reason["share"] for reason in each["stallRisk"]["reasons"])
            assert shares == pytest.approx(1, abs=1e-9)

"""The measurement of what the portfolio's page costs, on a small scale."""

import asyncio

from bench.pages import fill, measure
from db.schema import migrate


def test_page_and_query_are_asked_in_turn(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    secret, token = asyncio.run(fill(empty_database_url, 30))
    page, query = asyncio.run(measure(empty_database_url, secret, token, rounds=2))
    assert page.size < query.size, "the page is compressed"
    assert 0 < page.cpu < page.wall + 1
    assert query.cpu > 0

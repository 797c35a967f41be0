"""In the demo every rule finds something, and leaves something of its kind alone."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from db.sweep.daily import sweep
from domain.findings.rules import RULES
from integrations.demo.findings import TOLD_AT, document, examples
from integrations.demo.load import load_demo
from tests.integrations.portfolios import rows

PAGE = Path(__file__).parents[3] / "docs" / "findings.md"
SUBJECTS = """
    select rule, lower(subject_type), count(distinct subject_id)
    from finding where archived_on is null group by 1, 2
"""


async def load(engine: AsyncEngine) -> None:
    assert await load_demo(engine, clock=lambda: TOLD_AT) is not None


async def test_every_rule_shows_and_stays_silent(engine: AsyncEngine) -> None:
    await load(engine)
    found = {row[0]: row[1:] for row in await rows(engine, SUBJECTS)}
    assert sorted(found) == sorted(rule.name for rule in RULES)
    for subject_type, count in found.values():
        [(everything,)] = await rows(engine, f"select count(*) from {subject_type}")
        assert isinstance(everything, int)
        assert isinstance(count, int)
        assert 0 < count < everything


async def test_what_was_found_is_found_again_by_the_sweep(engine: AsyncEngine) -> None:
    """The import finds with each of its changes; the sweep finds all at once, and nothing else."""
    await load(engine)
    revision = "select revision from organisation"
    before = await rows(engine, revision)
    swept = await sweep(engine, clock=lambda: TOLD_AT)
    assert (swept.raised_findings, swept.gone_findings, swept.failed) == (0, 0, [])
    assert await rows(engine, revision) == before


async def test_the_page_is_up_to_date(engine: AsyncEngine) -> None:
    await load(engine)
    hint = "python -m integrations.demo.findings > docs/findings.md"
    assert PAGE.read_text(encoding="utf-8") == document(await examples(engine)), hint

# ruff: noqa: E501 - a page of prose
"""docs/findings.md: every rule with its thresholds, and an example from the demo.

python -m integrations.demo.findings > docs/findings.md
"""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.connection import create_engine
from db.schema import migrate
from db.server import embedded
from domain.findings.rules import RULES
from domain.findings.thresholds import thresholds_of
from integrations.demo.load import load_demo
from integrations.importing.running.options import quiet

# The day on which the page tells the story.
TOLD_AT = datetime(2026, 6, 15, 10, tzinfo=UTC)
EXAMPLES = text(
    """
    select distinct on (f.rule) f.rule, f.sentence,
           coalesce(m.title, t.name, p.name, w.title, i.title) as about
    from finding f
    left join initiative i on i.organisation_id = f.organisation_id and i.id = f.initiative_id
    left join milestone m on m.organisation_id = f.organisation_id and m.id = f.milestone_id
    left join touchpoint t on t.organisation_id = f.organisation_id and t.id = f.touchpoint_id
    left join person p on p.organisation_id = f.organisation_id and p.id = f.subject_id
    left join short_term_win w
      on w.organisation_id = f.organisation_id and w.id = f.short_term_win_id
    where f.archived_on is null
    order by f.rule, f.since, coalesce(m.title, t.name, p.name, w.title, i.title)
    """
)
INTRODUCTION = """\
# Findings

What the facts show and nobody reported. Each rule is a pure function in a file of its own (`domain/findings/<rule>.py`), listed
in `domain/findings/rules/__init__.py`; what it draws the line by stands in `domain/findings/thresholds.py`.

This page is written from the code and the demo by `python -m integrations.demo.findings`; do not edit it. The examples are
those of the demo as it is told on 15 June 2026.

| rule | finds | severity | thresholds (default, bounds) | example from the demo |
|---|---|---|---|---|
"""
AFTERWORD = """
## How long a finding shows
- It is raised, changed and gone with the facts: with every change, in the same transaction, and with the daily sweep for what
  a day that passes brings about. `FINDING_RAISED` and `FINDING_GONE` are in the ledger.
- `since` is the day from which the facts show it, `firstSeenOn` the day on which Throughline saw it first, `lastSeenOn` today
  while it shows. What has gone stays on record (`findings(includeArchived: true)`); coming back on a later day makes a new
  finding. Sentence and evidence name days instead of counting them, so they stay as they are while the facts do.
- A collision or a cross-purpose is one finding about the touchpoint, not one for each initiative. It stands among the
  `findings` of the touchpoint and of every initiative involved; its `initiative` is null.

## Where they are seen
On the page `/findings`, the most severe first, each with its evidence; on the page of each initiative that it is about; and counted on its
row of the portfolio. They are acknowledged there by whoever may. `/findings/rules` tells the rules in plain words, and lets an
administrator set their thresholds. Over GraphQL: `findings`, and the field of that name of what they are about.

## Acknowledging
`findingAcknowledge(input: {id, until, note})` says that a finding is known, at most 180 days ahead. `acknowledged` is true until
that day; the finding goes on showing. Contributors may.

## Setting thresholds
`findingThresholdSet(input: {rule, threshold, value})`, by an administrator; null brings the default back. The organisation is
swept at once, so its findings follow within seconds (of many thousand initiatives, within a minute). `organisation { findingRules { rule thresholds {
name value defaultValue lowest highest unit description } } }` tells what holds.

Neither acknowledgements nor thresholds are part of an export or an import; findings are made anew from what was imported.
"""


def document(examples: Mapping[str, tuple[str, str]]) -> str:
    """Return the page, given what each rule says in the demo: about what, and in which words."""
    rows = []
    for rule in RULES:
        thresholds = "<br>".join(
            f"`{one.name}` {one.default} {one.unit} ({one.least} to {one.most}): {one.description}"
            for one in thresholds_of(rule.name)
        )
        about, sentence = examples[rule.name]
        example = f"“{about}”: {sentence}"
        rows.append(
            f"| `{rule.name}` | {rule.description} | {rule.severity.value} | {thresholds or 'none'} | {example} |"
        )
    return INTRODUCTION + "\n".join(rows) + "\n" + AFTERWORD


async def examples(engine: AsyncEngine) -> dict[str, tuple[str, str]]:
    """Return the first example of each rule in a database that holds the demo alone."""
    async with engine.connect() as connection:
        found: Sequence[Row[Any]] = (await connection.execute(EXAMPLES)).all()
    return {row.rule: (row.about, row.sentence) for row in found}


def main() -> None:
    with TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)
        with embedded.start(place / "data", quiet) as lease:
            migrate.upgrade(lease.url)

            async def tell() -> str:
                engine = create_engine(lease.url)
                await load_demo(engine, clock=lambda: TOLD_AT)
                page = document(await examples(engine))
                await engine.dispose()
                return page

            sys.stdout.write(asyncio.run(tell()))


if __name__ == "__main__":
    main()

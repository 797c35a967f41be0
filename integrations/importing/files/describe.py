# ruff: noqa: E501 - a page of prose
"""The documentation of the format, written from its declaration.

python -m integrations.importing.files.describe > docs/import-format.md
"""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from integrations.importing.format.columns import Row, columns
from integrations.importing.rows.events import CELLS, SHAPES
from integrations.importing.rows.portfolio import FILES, EventRow

INTRODUCTION = """\
# The import format

A portfolio is a folder of CSV files, or a zip of them. `throughline import FOLDER --organisation KEY` reads them,
`throughline export FOLDER --organisation KEY` writes them. An administrator sends them in the browser, at
`/import`, which also has a template of each; programs send them to the same address ([how](api.md#importing)).

Leave out what you do not have: a file or a column that is missing says nothing, and what is on record
stays as it is.

This page is written from the code by `python -m integrations.importing.files.describe`; do not edit it.

## The files themselves
"""

PLAIN_KEYS = ((), ("external_id",))
# What holds for all files; a page tells the same (docs/pages.md).
RULES = (
    (
        "UTF-8, with or without a byte-order mark; commas; cells with commas, quotes or line breaks in double\n"
        "quotes, quotes inside doubled; lines end with LF or CRLF. The first line names the columns, in any\n"
        "order. Other encodings, unknown columns and unknown CSV files are refused with a reason."
    ),
    (
        "A blank cell in a column that is there means that there is none: it empties the value on record.\n"
        "Where the tables below say what blank stands for, that holds instead."
    ),
    (
        "`external_id` identifies a record in its source, for good. What was made in Throughline has none: an\n"
        "export uses its id (a UUID), and an import recognises it by that."
    ),
    "A person without external id is recognised by e-mail address.",
    (
        "Days are `YYYY-MM-DD`. An instant carries its offset from UTC; a day where an instant may stand is the\n"
        "noon of that day in the organisation's time zone."
    ),
    "Nothing is deleted because a newer export lacks it. Use `archived_on`, or remove it in Throughline.",
    (
        "Findings are made anew from what was imported, and are acknowledged anew. Those that a review showed\n"
        "come along as findings that are gone."
    ),
    (
        "A review comes along as it was frozen, and stays so: of a review on record only title and archiving\n"
        "are taken. Its decisions and actions are records like others. The revision that it names is one of\n"
        "the organisation that it falls into."
    ),
    (
        "Not part of an export: tokens, members and their invitations, who knows of which finding, and the\n"
        "ledger. A backup holds them."
    ),
)

PROCEDURE = """\

## What an import does
1. It reads and checks **every** row before writing any. Each bad row is reported with file, line,
   column and what to do, and nothing is written. With `--skip-bad-rows` bad rows are left out, and with
   them every row that refers to one; they are reported all the same. With `--dry-run` it stops here, and
   says what it would write: rows by file, new and changed initiatives.
2. It writes what differs from the record: thresholds, people and journeys first, then initiatives, 50 whole ones
   at a time, each step one revision with one `INITIATIVE_IMPORTED` event per initiative, and with the
   stall risk judged anew; then each review, decisions and actions. A killed import is completed by running it again.
3. Running it twice changes nothing, not even the revision.

Imported history counts as recorded on the day it happened (`recorded_at` says otherwise) and is
marked as imported. What was said is kept beside the facts of that day.

**No promised date is lost.** Events that are on record stay there when a newer export lacks them; new
ones are added in order of days. A `due_on` in milestones.csv other than the one its events tell, or a
first plan other than the one on record, becomes a new date on the day of the import, marked as
imported and without a reason. The first date on record stays. A date that was past when it was
recorded, a plan without a date, a delivery without a plan, and a first plan that was recorded after
the delivery are valid: they happen in real histories. An owner may be missing.

**An end can be taken back** by `reopened`, and the milestone end again; past days are rebuilt with the end that stood then. What lies
before the last reopening on record is settled: an older export that tells of the delivery does not bring it back.

`--as-of DAY` fixes the organisation's clock on that day. Rows that happened or were recorded later are
left out (the summary counts them): events, wins, tellings, comments; an initiative that was created
later, and a milestone of which everything lies later, with all that belongs to them; later archiving,
completion and the like are blank. Without it a row that lies after the organisation's today is bad.

An import holds the organisation's lock for one chunk at a time only. Two imports into one
organisation do not run at once.

**Over the network** the files come one by one or as one zip, by themselves or in a folder of it: 32 MiB as
they are sent and 128 MiB unpacked at most. They are looked at first, and imported when somebody says so.
They are kept until then, for a day at most, and in the database only; what was told of an import is kept for a
week. A server that stops in the middle goes on when it is back.
"""

EVENTS = """\

### The kinds of event
Order does not matter: events are read in order of their days, those of one day in order of lines. An
event is recognised by what it says, so a changed line is another event. Signs of life (what ends the
silence that raises the stall risk) follow from all but `status` and `assessed`.

| event | what happened | needs | may have | value |
|---|---|---|---|---|
"""


def document() -> str:
    """Return the whole page."""
    rules = (f"- {rule}\n".replace("\n", "\n  ").removesuffix("  ") for rule in RULES)
    about = (section for row in FILES for section in sections(row))
    return "".join([INTRODUCTION, *rules, PROCEDURE, *about])


def described() -> Mapping[str, Any]:
    """Return the same as plain values, for a page: rules, files with their columns, events."""
    return {
        "rules": [rule.replace("\n", " ") for rule in RULES],
        "files": [
            {
                "name": row.file,
                "about": row.about,
                "recognised_by": [] if row.key in PLAIN_KEYS else list(row.key),
                "columns": [
                    {
                        "name": column.name,
                        "kind": column.cell.name,
                        "refers": column.refers,
                        "required": column.required,
                        "about": column.about,
                        "example": column.example,
                    }
                    for column in columns(row)
                ],
            }
            for row in FILES
        ],
        "events": [
            {
                "name": event.value,
                "about": shape.about,
                "needs": [name for name in CELLS if name in shape.needs],
                "may": [name for name in CELLS if name in shape.may],
                "values": list(shape.values or ()),
            }
            for event, shape in SHAPES.items()
        ],
    }


def sections(row: type[Row]) -> Iterator[str]:
    yield f"\n## {row.file}\n{row.about}{recognised(row)}\n\n"
    yield "| column | type | required | meaning | example |\n|---|---|---|---|---|\n"
    for column in columns(row):
        kind = f"{column.cell.name}, of {column.refers}" if column.refers else column.cell.name
        required = "yes" if column.required else ""
        example = f"`{column.example}`" if column.example else ""
        yield f"| `{column.name}` | {kind} | {required} | {column.about} | {example} |\n"
    if row is EventRow:
        yield EVENTS
        for event, shape in SHAPES.items():
            needs, may = (
                ", ".join(f"`{name}`" for name in CELLS if name in names)
                for names in (shape.needs, shape.may)
            )
            values = ", ".join(shape.values) if shape.values else ""
            yield f"| `{event}` | {shape.about} | {needs} | {may} | {values} |\n"


def recognised(row: type[Row]) -> str:
    if row.key in PLAIN_KEYS:
        return ""
    return f" Recognised by {', '.join(f'`{name}`' for name in row.key)}."


if __name__ == "__main__":
    sys.stdout.write(document())

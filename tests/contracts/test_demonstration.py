"""The demonstration tells something of every attribute of every kind."""

from datetime import date

from domain.core.kind import RecordKind, kinds
from integrations.demo.story import Story
from integrations.importing.rows.kinds import file_of
from integrations.importing.rows.portfolio import FILES
from tests.contracts import left_out
from tests.contracts.reading import hold

STORY = Story(date(2026, 6, 15))
BY_FILE = {row.file: row for row in FILES}


def test_every_attribute_is_told_of_every_row_of_a_kind() -> None:
    lacking = {}
    for kind in kinds():
        rows = list(STORY.rows(BY_FILE[kind.file]))
        if not rows:
            lacking[kind.name] = (
                f"has no row in {kind.file}: tell one in integrations/demo/story.py"
            )
        for each in kind.attributes:
            if each.written or (each.name == "recorded_at" and isinstance(kind, RecordKind)):
                silent = [row for row in rows if getattr(row, each.name) is None]
                if silent:
                    lacking[f"{kind.name}.{each.name}"] = (
                        "is not told of every row: tell it in integrations/demo/"
                    )
    hold(lacking, left_out.NOT_TOLD_BY_THE_STORY, "NOT_TOLD_BY_THE_STORY")


def test_what_rows_of_kinds_refer_to_is_told_too() -> None:
    told = {
        row.file: {getattr(each, "external_id", None) for each in STORY.rows(row)} for row in FILES
    }
    for kind in kinds():
        for reference in kind.references:
            known = told[file_of(reference.to)]
            for row in STORY.rows(BY_FILE[kind.file]):
                named = getattr(row, reference.name)
                assert named is None or named in known, (
                    f"{named} is no {reference.to.__name__}: tell it in integrations/demo/"
                )

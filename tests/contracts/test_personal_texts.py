"""Every text is known to say who a person is, and is erased, or to be words that stay."""

from collections.abc import Iterator

from sqlalchemy import JSON, Text, inspect
from sqlalchemy.dialects.postgresql import JSONB

from domain.access.personal_data import MADE, PERSONAL, WORDS
from domain.core.kind import kinds
from tests.contracts.reading import hold, tables

HERE = "domain/access/personal_data.py"
OF_KINDS = {kind.key for kind in kinds()}


def texts() -> Iterator[str]:
    """Every column that holds text, or JSON that may hold some; enums are no text."""
    for name, table in tables().items():
        for column in table.columns:
            if type(column.type) in (Text, JSON, JSONB) or isinstance(column.type, JSON):
                yield f"{name}.{column.name}"


def personal() -> set[str]:
    """The columns that an erasure blanks."""
    return {
        f"{inspect(held.entity).local_table.name}.{text}"
        for held in PERSONAL
        for text in held.texts
    }


def kept() -> list[str]:
    return [
        f"{table}.{column}"
        for names in (WORDS, MADE)
        for table, columns in names.items()
        for column in columns
    ]


def test_every_text_is_erased_or_stays_for_a_reason() -> None:
    lacking = {
        name: f"holds text: say in {HERE} whether it is PERSONAL (erased), WORDS or MADE"
        for name in texts()
        if name not in personal()
        and name not in kept()
        # Of a kind, each text is erased if it is `personal`, and words if not.
        and name.partition(".")[0] not in OF_KINDS
    }
    hold(lacking, {}, HERE)


def test_nothing_is_said_of_a_text_that_is_not_there_or_said_already() -> None:
    names = [*kept(), *personal()]
    assert len(names) == len(set(names)), "a text is erased or stays, not both"
    gone = set(names) - set(texts())
    assert gone == set(), f"no such text: take it out of {HERE}"
    of_kinds = {name for name in kept() if name.partition(".")[0] in OF_KINDS}
    assert of_kinds == set(), f"their kinds say it (`personal`): take them out of {HERE}"


def test_every_personal_text_of_a_kind_is_erased() -> None:
    of_kinds = {
        f"{kind.key}.{each.name}" for kind in kinds() for each in kind.attributes if each.personal
    }
    assert of_kinds <= personal()


def test_what_is_blanked_may_be_null_or_says_so() -> None:
    for held in PERSONAL:
        table = inspect(held.entity).local_table
        assert held.named_by in table.columns
        for text in held.texts:
            blank = table.columns[text].nullable
            assert blank or text in held.required, f"{table.name}.{text} can't be null: {HERE}"

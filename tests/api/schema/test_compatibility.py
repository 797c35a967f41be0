"""No release takes from clients what it did not announce."""

from datetime import UTC, date, datetime

import pytest

from api.schema.build import RELEASED_FILE, schema_text
from tests.api.compatibility import broken, complaints, deprecations

TODAY = datetime.now(UTC).date()
DAY = date(2027, 1, 1)
REASON = "Use `title`, which says the same. Goes on 2026-12-31."
BASE = """
type Query { thing(id: ID!, old: Int): Thing kind: Kind named(filter: Filter): Thing }
type Thing { title: String! name: String! }
input Filter { a: Int b: Int }
enum Kind { ONE TWO }
"""


def test_nothing_of_the_last_release_is_taken_away() -> None:
    """When it must go: deprecate it first. docs/api.md, Deprecation, tells how."""
    assert broken(RELEASED_FILE.read_text(encoding="utf-8"), schema_text(), TODAY) == []


def test_every_deprecation_names_what_to_use_instead_and_when_it_goes() -> None:
    assert complaints(schema_text()) == []


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("name: String! }", "}", "Field Thing.name was removed."),
        ("name: String! }", "name: String }", "changed type"),
        ("TWO", "", "Enum value Kind.TWO was removed."),
        (" b: Int", "", "Field Filter.b was removed."),
        ("a: Int", "a: Int!", "changed type"),
        (", old: Int", "", "Argument Query.thing(old:) was removed."),
        (", old: Int", ", old: Int, more: Int!", "required argument"),
        (" named(filter: Filter): Thing", "", "Input type Filter was removed"),
    ],
)
def test_what_breaks_clients_is_found(before: str, after: str, complaint: str) -> None:
    now = BASE.replace(before, after)
    if complaint.startswith("Input"):
        now, complaint = now.replace("input Filter { a: Int b: Int }", ""), "Filter was removed."
    found = broken(BASE, now, DAY)
    assert any(complaint in each for each in found), found


def test_what_only_adds_breaks_nobody() -> None:
    now = BASE.replace("TWO", "TWO THREE").replace("b: Int", "b: Int c: Int")
    assert broken(BASE, now.replace("title: String!", "title: String! more: Int"), DAY) == []


@pytest.mark.parametrize(
    ("element", "without"),
    [
        ("name: String!", ""),
        ("old: Int", ""),
        ("b: Int", ""),
        ("TWO", ""),
        ("kind: Kind", ""),
    ],
)
def test_what_a_release_deprecated_may_go_once_its_day_has_come(element: str, without: str) -> None:
    announced = BASE.replace(element, f'{element} @deprecated(reason: "{REASON}")')
    now = BASE.replace(element, without)
    if element == "kind: Kind":
        now = now.replace("enum Kind { ONE TWO }", "")
    assert broken(announced, now, DAY) == []
    assert broken(announced, now, date(2026, 12, 30)) != []
    assert broken(BASE, now, DAY) != []


@pytest.mark.parametrize(
    ("reason", "complaint"),
    [
        (REASON, None),
        ("Use `Query.kind` for that. Goes on 2026-12-31.", None),
        ("No longer supported. Goes on 2026-12-31.", "say what to use instead"),
        ("Use `title`, which says the same.", "say what to use instead"),
        ("Use `label`, which says the same. Goes on 2026-12-31.", "there is no label"),
    ],
)
def test_a_reason_without_a_way_out_is_found(reason: str, complaint: str | None) -> None:
    text = BASE.replace("name: String!", f'name: String! @deprecated(reason: "{reason}")')
    assert list(deprecations(text)) == ["Thing.name"]
    found = complaints(text)
    assert found == [] if complaint is None else complaint in found[0]

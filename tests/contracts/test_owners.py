"""Whose a thing is: said in words and found, for every kind of thing that a rule reaches."""

from sqlalchemy import inspect

from domain.access.permission import OWNERSHIP, RULES
from tests.contracts.reading import hold

HERE = "domain/access/permission.py"


def test_every_kind_that_a_rule_reaches_has_owners() -> None:
    lacking = {
        path.kind.__name__: f"is reached by the rule of {action}: say whose it is in OWNERSHIP "
        f"in {HERE}"
        for action, rule in RULES.items()
        for path in rule.paths
        if path.kind not in OWNERSHIP
    }
    hold(lacking, {}, "OWNERSHIP")


def test_every_owner_is_asked_for_by_a_rule_or_by_another_owner() -> None:
    reached = {path.kind for rule in RULES.values() for path in rule.paths}
    assert set(OWNERSHIP) == reached, f"nothing reaches it: take it out of OWNERSHIP in {HERE}"


def test_owners_are_said_in_words() -> None:
    for kind, whose in OWNERSHIP.items():
        assert whose.people, f"{kind.__name__}: say in OWNERSHIP in {HERE} which people own it"
        for words in (*whose.people, *whose.departments):
            assert words[0].islower(), words
            assert not words.endswith("."), words


def test_what_a_rule_reaches_is_a_row_that_can_be_found() -> None:
    for kind in OWNERSHIP:
        assert {"id", "organisation_id"} <= set(inspect(kind).local_table.columns.keys())

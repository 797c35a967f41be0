"""Nothing of Objective can be deleted without a test that says so.

`dev.py test` tries every tenth deletion, `dev.py test --full` all of them.
"""

import os

import pytest

from tests.contracts.deletions import FREE, deletions, table, tenth

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="each is tried in a fork")


def test_whatever_is_deleted_of_an_objective_turns_something_red(full: bool) -> None:
    chosen = deletions() if full else tenth()
    holes = [each.name for each, red in table(chosen) if red is None and each.text not in FREE]
    if holes:
        pytest.fail(
            "Nothing is red without it: say in a contract test what it is for, or derive it, or "
            "write the reason into FREE in tests/contracts/deletions.py.\n" + "\n".join(holes),
            pytrace=False,
        )


def test_no_reason_is_given_for_what_is_gone() -> None:
    assert set(FREE) <= {each.text for each in deletions()}, "FREE in tests/contracts/deletions.py"


def test_what_is_there_for_objectives_is_found_in_every_layer() -> None:
    files = {each.file for each in deletions()}
    assert {
        "api/portfolio/objective.py",
        "board/records/pages.py",
        "db/portfolio/objective.py",
        "domain/core/event.py",
        "domain/portfolio/objective.py",
    } <= files

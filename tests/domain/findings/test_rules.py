"""All rules together: each has what it needs, and what is sound shows nothing."""

from domain.findings.rule import Severity
from domain.findings.rules import BY_VIEW, RULES, RuleName, find
from domain.findings.thresholds import THRESHOLDS, limits, thresholds_of
from domain.portfolio.initiative import Lifecycle
from tests.domain.findings.views import SOUND, TODAY, sound


def test_every_rule_is_listed_once_and_told() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names)) == 14
    assert [name.value for name in RuleName] == names
    assert all(rule.description.endswith(".") for rule in RULES)
    assert {rule.severity for rule in RULES} == set(Severity)
    assert sorted(rule.name for rules in BY_VIEW.values() for rule in rules) == sorted(names)


def test_every_threshold_is_of_a_rule_and_within_its_own_bounds() -> None:
    names = {rule.name for rule in RULES}
    for threshold in THRESHOLDS:
        assert threshold.rule in names
        assert threshold.least <= threshold.default <= threshold.most
        assert threshold.description.endswith(".")
    assert [one.name for one in thresholds_of("OVERLOADED_OWNER")] == ["milestones", "ahead"]


def test_an_own_threshold_stands_instead_of_the_default() -> None:
    assert limits()["SILO"] == {"departments": 2}
    assert limits([("SILO", "departments", 4), ("SILO", "gone", 1), ("GONE", "x", 1)])["SILO"] == {
        "departments": 4
    }


def test_a_sound_initiative_shows_nothing() -> None:
    assert list(find(SOUND, limits(), TODAY)) == []


def test_what_has_ended_or_is_only_proposed_shows_nothing() -> None:
    for status in (Lifecycle.PROPOSED, Lifecycle.DONE, Lifecycle.STOPPED):
        bare = sound(
            status=status, reported_on=None, last_win_on=None, departments=(), has_case=False
        )
        assert list(find(bare, limits(), TODAY)) == []

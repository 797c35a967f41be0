"""Findings as clients ask for them: at the root, on what they are about, and with their rules."""

from tests.api.companies import Company
from tests.api.workshop import Workshop

SHOWN = """
    rule severity sentence subjectType subjectId since firstSeenOn lastSeenOn goneOn showing
    evidence { fact number day departmentId } initiative { title } acknowledged
"""


def test_an_initiative_shows_what_was_found_worst_first(company: Company) -> None:
    shop = Workshop(company)
    asked = f"query ($id: ID!) {{ initiative(id: $id) {{ findings {{ {SHOWN} }} }} }}"
    found = company.viewer.ask(asked, id=shop.initiative)["initiative"]["findings"]
    assert [each["severity"] for each in found] == ["WARNING", "WARNING", "INFO"]
    assert {each["rule"] for each in found[:2]} == {"NO_CASE_FOR_CHANGE", "ORPHAN"}
    assert found[-1] == {
        "rule": "SILO",
        "severity": "INFO",
        "sentence": "No department takes part in it.",
        "subjectType": "INITIATIVE",
        "subjectId": shop.initiative,
        "since": "2026-03-31",
        "firstSeenOn": "2026-03-31",
        "lastSeenOn": "2026-03-31",
        "goneOn": None,
        "showing": True,
        "evidence": [{"fact": "DEPARTMENTS", "number": 0, "day": None, "departmentId": None}],
        "initiative": {"title": "Quicker seating"},
        "acknowledged": False,
    }


def test_an_initiative_shows_what_it_brings_about_with_others(company: Company) -> None:
    shop = Workshop(company)
    others = [shop.initiative_at("IN_PROGRESS") for _ in range(3)]
    asked = "query ($id: ID!) { initiative(id: $id) { findings { id rule touchpoint { id } } } }"

    def opposed(identity: str) -> list[str]:
        found = company.viewer.ask(asked, id=identity)["initiative"]["findings"]
        return [each["id"] for each in found if each["rule"] == "CROSS_PURPOSE"]

    def pull(identity: str, direction: str) -> str:
        given = {"initiativeId": identity, "direction": direction, "strength": 2}
        return shop.make("effectSet", "effect", touchpointId=shop.touchpoint, **given)

    shop.effect  # noqa: B018 - it strengthens
    pull(others[0], "WEAKENS")
    [finding] = opposed(shop.initiative)
    assert [opposed(each) for each in others] == [[finding], [], []]
    dropped = pull(others[1], "WEAKENS")
    assert [opposed(each) for each in others] == [[finding], [finding], []]
    assert company.admin.change("effectRemove", id=dropped)["problems"] == []
    assert [opposed(each) for each in [shop.initiative, *others]] == [[finding], [finding], [], []]
    company.admin.change("initiativeArchive", id=others[0])
    assert [opposed(each) for each in [shop.initiative, *others]] == [[], [], [], []]


def test_what_is_gone_is_listed_only_when_asked_for(company: Company) -> None:
    shop = Workshop(company)
    given = {"id": shop.initiative, "sponsorId": shop.person}
    company.admin.change("initiativeAssignSponsor", "initiative { id }", **given)
    asked = """
        query ($filter: FindingFilter, $gone: Boolean) {
          findings(filter: $filter, includeArchived: $gone, orderBy: {field: SEVERITY}) {
            totalCount nodes { rule goneOn showing }
          }
        }
    """
    shown = company.viewer.ask(asked)["findings"]
    assert [each["rule"] for each in shown["nodes"]] == ["NO_CASE_FOR_CHANGE", "SILO"]
    orphan = {"rule": {"eq": "ORPHAN"}}
    assert company.viewer.ask(asked, filter=orphan)["findings"]["totalCount"] == 0
    [gone] = company.viewer.ask(asked, filter=orphan, gone=True)["findings"]["nodes"]
    assert gone == {"rule": "ORPHAN", "goneOn": "2026-03-31", "showing": False}
    past = {"goneOn": {"isNull": False}, "initiativeId": {"eq": shop.initiative}}
    assert company.viewer.ask(asked, filter=past, gone=True)["findings"]["nodes"] == [gone]


def test_what_is_known_can_be_told_apart(company: Company) -> None:
    shop = Workshop(company)
    known = shop.acknowledged()
    asked = "query ($filter: FindingFilter) { findings(filter: $filter) { nodes { id } } }"
    known_ones = company.viewer.ask(asked, filter={"acknowledged": {"eq": True}})
    assert known_ones["findings"]["nodes"] == [{"id": known}]
    others = company.viewer.ask(asked, filter={"acknowledged": {"eq": False}})
    assert len(others["findings"]["nodes"]) == 2


def test_the_organisation_tells_its_rules(company: Company) -> None:
    asked = "{ organisation { findingRules { rule changed thresholds { name value } } } }"
    rules = company.viewer.ask(asked)["organisation"]["findingRules"]
    assert [rule["rule"] for rule in rules[:2]] == ["WATERMELON", "STALE_STATUS"]
    assert rules[1]["thresholds"] == [{"name": "days", "value": 35}]
    given = {"rule": "STALE_STATUS", "threshold": "days", "value": 21}
    company.admin.change("findingThresholdSet", "findingRule { id }", **given)
    again = company.viewer.ask(asked)["organisation"]["findingRules"]
    assert (again[1]["changed"], again[1]["thresholds"]) == (True, [{"name": "days", "value": 21}])

"""What is done to a touchpoint in pages, and who changes something on a journey."""

import pytest

from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.workshop import Workshop

PULLS = """
query ($id: ID!, $first: Int, $filter: EffectFilter, $after: String) {
  touchpoint(id: $id) {
    strongestEffects(
      first: $first, filter: $filter, after: $after, orderBy: {field: ATTENTION, direction: DESC}
    ) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { strength initiative { stallRisk { probability } } }
    }
  }
}
"""
CHANGED_BY = """
query ($id: ID!, $archived: Boolean) {
  journey(id: $id) { initiatives(includeArchived: $archived) { totalCount nodes { id } } }
}
"""


@pytest.fixture
def shop(company: Company) -> Workshop:
    """Three initiatives at one touchpoint with promises that passed on different days."""
    shop = Workshop(company)
    company.admin.make("organisationUpdate", "organisation", clockFixedOn="2026-01-01")
    for strength, due in ((1, "2026-03-20"), (2, "2026-02-10"), (3, "2026-01-05")):
        made = shop.initiative_at("IN_PROGRESS")
        given = {"initiativeId": made, "title": "Trial", "dueOn": due}
        shop.make("milestoneAdd", "milestone", **given)
        effect = {"touchpointId": shop.touchpoint, "direction": "STRENGTHENS"}
        shop.make("effectSet", "effect", initiativeId=made, strength=strength, **effect)
    company.admin.make("organisationUpdate", "organisation", clockFixedOn="2026-03-31")
    return shop


def changing(shop: Workshop, role: Role = Role.ADMIN, **given: object) -> set[str]:
    answer = shop.company.client(role).ask(CHANGED_BY, id=shop.journey, **given)
    found = answer["journey"]["initiatives"]
    ids = [each["id"] for each in found["nodes"]]
    assert found["totalCount"] == len(ids) == len(set(ids))
    return set(ids)


def test_pulls_come_by_need_of_attention_page_by_page(shop: Workshop) -> None:
    strengths, likely, after = [], [], None
    while True:
        given = {"id": shop.touchpoint, "first": 2, "after": after}
        page = shop.company.admin.ask(PULLS, **given)["touchpoint"]["strongestEffects"]
        assert page["totalCount"] == 3
        strengths += [each["strength"] for each in page["nodes"]]
        likely += [each["initiative"]["stallRisk"]["probability"] for each in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert sorted(strengths) == [1, 2, 3]
    assert likely == sorted(likely, reverse=True)
    assert len(set(likely)) > 1


def test_pulls_are_filtered_and_counted(shop: Workshop) -> None:
    given = {"id": shop.touchpoint, "first": 1, "filter": {"strength": {"gte": 2}}}
    page = shop.company.admin.ask(PULLS, **given)["touchpoint"]["strongestEffects"]
    assert page["totalCount"] == 2
    assert len(page["nodes"]) == 1


def test_whoever_changes_several_touchpoints_of_a_journey_is_told_once(shop: Workshop) -> None:
    three = changing(shop)
    assert len(three) == 3
    given = {"stageId": shop.stage, "name": "Paying", "channel": "IN_PERSON"}
    other = shop.make("touchpointCreate", "touchpoint", **given)
    effect = {"direction": "STRENGTHENS", "strength": 1}
    for initiative in (min(three), shop.initiative):
        shop.make("effectSet", "effect", touchpointId=other, initiativeId=initiative, **effect)
    assert changing(shop) == three | {shop.initiative}
    shop.make("touchpointArchive", "touchpoint", id=other)
    assert changing(shop) == three


def test_archived_and_confidential_initiatives_change_nothing_that_is_told(shop: Workshop) -> None:
    one, other, third = sorted(changing(shop))
    shop.make("initiativeArchive", "initiative", id=one)
    shop.company.admin.change("initiativeUpdate", "initiative { id }", id=other, confidential=True)
    assert changing(shop) == {other, third}
    assert changing(shop, Role.VIEWER) == {third}
    assert changing(shop, archived=True) == {one, other, third}

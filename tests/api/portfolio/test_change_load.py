"""Change load: what is asked of a department, counted from what initiatives ask of its people."""

from typing import Any

import pytest

from tests.api.companies import Founding
from tests.api.workshop import Workshop

LOAD = """
query ($id: ID!, $months: Int) {
  department(id: $id) {
    changeLoad(months: $months) {
      leadingCount participatingCount soloCount openCount overdueCount undatedCount
      months { month initiativeCount milestoneCount }
    }
  }
}
"""


def load(shop: Workshop, department: str, months: int | None = 3) -> Any:
    answer = shop.company.viewer.ask(LOAD, id=department, months=months)
    return answer["department"]["changeLoad"]


def by_month(found: Any) -> list[tuple[str, int, int]]:
    return [
        (each["month"], each["initiativeCount"], each["milestoneCount"]) for each in found["months"]
    ]


def member(shop: Workshop, department: str, name: str = "Ada") -> str:
    return shop.make("personCreate", "person", name=name, departmentId=department)


def test_a_department_of_which_nothing_is_asked_has_zeros(shop: Workshop) -> None:
    found = load(shop, shop.department, months=None)
    counts = {name: count for name, count in found.items() if name != "months"}
    assert set(counts.values()) == {0}
    assert len(found["months"]) == 12
    assert {tuple(each[1:]) for each in by_month(found)} == {(0, 0)}


def test_a_role_a_promise_and_an_owner_each_make_it_a_part(shop: Workshop) -> None:
    hosts = shop.make("departmentCreate", "department", name="Hosts")
    cooks = shop.make("departmentCreate", "department", name="Cooks")
    shop.make("personUpdate", "person", id=shop.person, departmentId=hosts)
    shop.taking_part()  # the kitchen's role in it
    shop.promised("Pilot", dueOn="2026-05-20", ownerId=member(shop, cooks))
    shop.promised("Roll-out", dueOn="2026-03-02", ownerId=shop.person)
    shop.promised("Some day", ownerId=shop.person)
    host, kitchen, cook = (load(shop, each) for each in (hosts, shop.department, cooks))
    assert [each["leadingCount"] for each in (host, kitchen, cook)] == [1, 0, 0]
    assert [each["participatingCount"] for each in (host, kitchen, cook)] == [1, 1, 1]
    assert [each["soloCount"] for each in (host, kitchen, cook)] == [0, 0, 0]
    assert (host["openCount"], host["overdueCount"], host["undatedCount"]) == (2, 1, 1)
    # Until its last open milestone; what is overdue is asked now.
    assert by_month(host) == [("2026-03-01", 1, 1), ("2026-04-01", 1, 0), ("2026-05-01", 1, 0)]
    assert by_month(cook) == [("2026-03-01", 1, 0), ("2026-04-01", 1, 0), ("2026-05-01", 1, 1)]


def test_one_department_alone_is_told(shop: Workshop) -> None:
    shop.taking_part()
    assert load(shop, shop.department)["soloCount"] == 1
    other = shop.make("departmentCreate", "department", name="Hosts")
    shop.make("personUpdate", "person", id=shop.person, departmentId=other)
    assert load(shop, shop.department)["soloCount"] == 0


@pytest.mark.parametrize("status", ["PROPOSED", "ON_HOLD", "DONE"])
def test_what_is_not_at_work_asks_nothing(shop: Workshop, status: str) -> None:
    made = shop.initiative_at(status)
    given = {"initiativeId": made, "departmentId": shop.department, "role": "Cooks"}
    if status in ("PROPOSED", "ON_HOLD"):
        shop.make("participationSet", "initiative", **given)
    shop.make("personUpdate", "person", id=shop.person, departmentId=shop.department)
    found = load(shop, shop.department)
    assert (found["leadingCount"], found["participatingCount"], found["openCount"]) == (0, 0, 0)


def test_what_is_met_given_up_or_archived_asks_nothing(shop: Workshop) -> None:
    shop.make("personUpdate", "person", id=shop.person, departmentId=shop.department)
    met = shop.promised("Met", dueOn="2026-04-01", ownerId=shop.person)
    dropped = shop.promised("Dropped", dueOn="2026-04-01", ownerId=shop.person)
    shop.make("milestoneComplete", "milestone", id=met)
    shop.make("milestoneDrop", "milestone", id=dropped, reason="Not needed")
    assert load(shop, shop.department)["openCount"] == 0
    assert load(shop, shop.department)["participatingCount"] == 1
    shop.make("initiativeArchive", "initiative", id=shop.initiative)
    assert load(shop, shop.department)["participatingCount"] == 0


def test_an_archived_department_has_no_load(shop: Workshop) -> None:
    shop.make("departmentArchive", "department", id=shop.department)
    assert load(shop, shop.department) is None


@pytest.mark.parametrize("months", [0, 25, -1])
def test_too_many_months_are_refused(shop: Workshop, months: int) -> None:
    answer = shop.company.viewer.answer(LOAD, id=shop.department, months=months)
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "1 to 24" in error["message"]


def test_organisations_count_only_their_own(shop: Workshop, founding: Founding) -> None:
    """The same names in another organisation, with an initiative in each."""
    shop.taking_part()
    other = Workshop(founding("Another"))
    assert load(other, other.department)["participatingCount"] == 0
    other.taking_part()
    assert load(other, other.department)["participatingCount"] == 1
    assert load(shop, shop.department)["participatingCount"] == 1
    assert other.company.viewer.ask(LOAD, id=shop.department)["department"] is None

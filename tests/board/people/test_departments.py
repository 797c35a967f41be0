"""The departments over HTTP: who has which part, who is asked how much, and what mine is."""

import re
from urllib.parse import urlsplit

import httpx
import pytest

from board.people.departments.heat import rows
from domain.core.viewer import Role
from tests.api.companies import Company, Founding
from tests.api.planted import Portfolio
from tests.api.workshop import Workshop
from tests.board.conftest import Surfer, Surfing

HOSTILE = '"><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def viewer(planted: tuple[Company, Portfolio], surfing: Surfing) -> Surfer:
    return surfing(planted[0], Role.VIEWER)


def words(page: str) -> str:
    bare = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", bare).replace("\xa0", " ")


def told(page: str) -> dict[str, list[str]]:
    """Return the figures of each department of the list, by its name."""
    pattern = re.compile(r'<tr id="department_[^"]+".*?</tr>', re.DOTALL)
    made = {}
    for row in pattern.findall(page):
        [name] = re.findall(r'class="title"[^>]*>([^<]+)<', row)
        made[name] = [words(cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
    return made


def section(page: str, name: str) -> str:
    """Return what the section with this heading says."""
    [found] = re.findall(rf'<section aria-labelledby="{name}".*?</section>', page, re.DOTALL)
    return words(found)


def went(response: httpx.Response) -> str:
    assert response.status_code == 303, words(response.text)
    return urlsplit(response.headers["location"]).path


def heat(page: str) -> dict[str, list[str]]:
    """Return the numbers of the heat map, by the head of their row."""
    table = page.partition('<table class="load">')[2].partition("</table>")[0]
    made = {}
    for row in re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2], re.DOTALL):
        [head] = re.findall(r'<th scope="row">(.*?)</th>', row, re.DOTALL)
        made[words(head).strip()] = [
            words(each).strip() for each in re.findall(r"heat-\d[^>]*>(.*?)</td", row)
        ]
    return made


def test_each_department_is_told_with_its_part(viewer: Surfer) -> None:
    page = viewer.page("/departments")
    # People, touchpoints, leads, parts, alone, open, overdue, slipped
    assert told(page) == {
        "Host stand": ["24", "3", "1", "2", "0", "4", "1", "90"],
        "Kitchen": ["61", "0", "0", "1", "0", "0", "0", "0"],
        "Web": ["5", "0", "1", "1", "1", "0", "0", "0"],
    }
    assert re.findall(r'class="title"[^>]*>([^<]+)<', page) == ["Host stand", "Kitchen", "Web"]


def test_a_department_without_a_part_says_so(shop: Workshop, editor: Surfer) -> None:
    assert shop.department
    assert "No part in any initiative" in words(editor.page("/departments"))
    page = editor.page(f"/departments/{shop.department}")
    assert "It has no part in any initiative." in words(page)
    assert "It runs no touchpoint." in words(page)
    assert "Nobody here has promised a milestone that is open." in words(page)


def test_the_heat_map_counts_initiatives_or_milestones(viewer: Surfer) -> None:
    page = viewer.page("/departments")
    months = re.findall(r'<th scope="col" class="number">(\w{3})(?:<|\n)', page)
    assert [months[place] for place in (0, 9, 10, 11)] == ["Mar", "Dec", "Jan", "Feb"]
    assert len(months) == 12
    counted = heat(page)
    assert list(counted) == ["Host stand", "Kitchen", "Web"]
    # One booking book until September, and most is asked of the host stand, in both until June.
    assert counted["Web"] == ["1"] * 7 + ["0"] * 5
    assert counted["Host stand"] == ["2 most"] * 4 + ["1"] * 3 + ["0"] * 5
    milestones = heat(viewer.page("/departments?count=milestones"))
    assert milestones["Host stand"][:4] == ["1 most", "1 most", "0", "1 most"]


def test_most_is_said_in_a_word_and_nothing_is_shaded_where_nothing_is_asked() -> None:
    def department(*numbers: int) -> dict[str, object]:
        return {"changeLoad": {"months": [{"initiativeCount": each} for each in numbers]}}

    [one, other] = rows([department(0, 1, 4), department(9, 10, 10)], "initiatives")
    assert [each.shade for each in (*one.cells, *other.cells)] == [0, 1, 2, 5, 5, 5]
    assert [each.most for each in (*one.cells, *other.cells)] == [False] * 4 + [True] * 2
    [idle] = rows([department(0, 0)], "initiatives")
    assert {(each.shade, each.most) for each in idle.cells} == {(0, False)}
    assert rows([{"changeLoad": None}], "initiatives") == []


def test_a_department_finds_its_part(viewer: Surfer, portfolio: Portfolio) -> None:
    page = viewer.page(f"/departments/{portfolio.departments['host']}")
    assert "Leads 1 initiative Has a part in 2 initiatives Touchpoints 3" in words(page)
    promised = section(page, "next")
    for each in (
        "One book, drafted",
        "30 days overdue",
        "Trial in three sites",
        "15 Apr 2026",
        "Maria Rossi",
        "No date yet",
    ):
        assert each in promised
    parts = section(page, "parts")
    assert "Quicker seating" in parts
    assert "Leads. Leads" in parts  # as its owner's department, and by its role
    assert "Kitchen" in parts
    touchpoints = section(page, "touchpoints")
    assert "Being seated" in touchpoints
    assert "Dining out , Arriving" in touchpoints
    assert "Four minutes less at the door" in section(page, "wins")
    assert "Work without a date" in section(page, "findings")


def test_a_role_is_told_with_whom(viewer: Surfer, portfolio: Portfolio) -> None:
    parts = section(viewer.page(f"/departments/{portfolio.departments['kitchen']}"), "parts")
    assert "Times the courses" in parts
    assert "Host stand" in parts
    assert "Leads" not in parts
    web = section(viewer.page(f"/departments/{portfolio.departments['web']}"), "parts")
    assert "Leads. Builds it Nobody else" in web


def test_milestones_are_turned_by_cursors(shop: Workshop, editor: Surfer) -> None:
    shop.make("personUpdate", "person", id=shop.person, departmentId=shop.department)
    for number in range(27):
        shop.promised(f"Step {number:02}", dueOn="2026-05-01", ownerId=shop.person)
    page = editor.page(f"/departments/{shop.department}")
    assert len(re.findall(r"Step \d\d", section(page, "next"))) == 25
    [following] = re.findall(r'rel="next" href="([^"]+)"', page)
    rest = editor.page(f"/departments/{shop.department}{following.replace('&amp;', '&')}")
    assert re.findall(r"Step \d\d", section(rest, "next")) == ["Step 25", "Step 26"]


def test_departments_are_searched_for(viewer: Surfer) -> None:
    assert list(told(viewer.page("/departments?q=KITCH"))) == ["Kitchen"]
    assert "No department is called like this" in viewer.page("/departments?q=nothing")


@pytest.mark.parametrize("path", ["/departments?count=hours", "/departments?after=x"])
def test_an_address_that_makes_no_sense_says_what_would(viewer: Surfer, path: str) -> None:
    assert "This address can&#39;t be understood" in viewer.page(path, status=400)


def test_a_viewer_sees_no_form(viewer: Surfer, portfolio: Portfolio) -> None:
    for path in ("/departments", f"/departments/{portfolio.departments['host']}"):
        assert '<form method="post"' not in viewer.page(path)


def test_a_department_is_made_changed_and_archived(founding: Founding, surfing: Surfing) -> None:
    editor = surfing(founding("New"), Role.EDITOR)
    assert "No department is on record yet" in words(editor.page("/departments"))
    given = {"name": HOSTILE, "headCount": "1127"}
    path = went(editor.send("/departments", "/departments", form="x", **given))
    page = editor.page(path)
    assert HOSTILE not in page
    assert "1,127 people" in words(page)
    own = path.rpartition("/")[2]
    went(editor.send(path, f"{path}/department_update", form="x", id=own, name="Kitchen"))
    assert "<h1>Kitchen</h1>" in editor.page(path)
    went(editor.send(path, f"{path}/department_archive", form="x", id=own))
    assert "archived on" in words(editor.page(path))
    assert "No department is on record yet" in words(editor.page("/departments"))
    went(editor.send(path, f"{path}/department_unarchive", form="x", id=own))
    assert list(told(editor.page("/departments"))) == ["Kitchen"]


@pytest.mark.parametrize(("heads", "said"), [("many", "Write a whole number"), ("-1", "-1 is not")])
def test_what_was_typed_comes_again_with_what_is_wrong(
    shop: Workshop, editor: Surfer, heads: str, said: str
) -> None:
    path = f"/departments/{shop.department}"
    given = {"id": shop.department, "name": "Bakery", "headCount": heads}
    sent = editor.send(path, f"{path}/department_update", form="department_update", **given)
    assert sent.status_code == 422
    assert said in words(sent.text)
    assert 'value="Bakery"' in sent.text
    assert "<h1>Kitchen</h1>" in editor.page(path)


def test_organisations_see_nothing_of_each_other(viewer: Surfer, shop: Workshop) -> None:
    viewer.page(f"/departments/{shop.department}", status=404)


def test_what_is_not_told_is_not_counted(
    shop: Workshop, founding: Founding, surfing: Surfing
) -> None:
    """A confidential initiative is no part of the department for who has no seat in it."""
    shop.taking_part()
    shop.make("initiativeUpdate", "initiative", id=shop.initiative, confidential=True)
    path = f"/departments/{shop.department}"
    assert "Has a part in 1 initiative" in words(surfing(shop.company, Role.EDITOR).page(path))
    hidden = words(surfing(shop.company, Role.VIEWER).page(path))
    assert "Has a part in 0 initiatives" in hidden
    assert "Quicker seating" not in hidden

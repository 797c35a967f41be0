"""Search: what is found, in which order, and what never is."""

from typing import Any

import pytest

from tests.api.companies import Company, Founding
from tests.api.serving import Client
from tests.api.workshop import Workshop

FIND = """
query ($query: String!, $types: [SearchResultType!], $first: Int, $after: String) {
  search(query: $query, types: $types, first: $first, after: $after) {
    totalCount totalCountIsExact
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges {
      cursor match
      node {
        __typename
        ... on Node { id }
        ... on Initiative { title }
        ... on Milestone { title }
        ... on ShortTermWin { title }
        ...Named
      }
    }
  }
}
fragment Named on SearchResult {
  ... on Person { title: name }
  ... on Department { title: name }
  ... on Journey { title: name }
  ... on Stage { title: name }
  ... on Touchpoint { title: name }
}
"""


@pytest.fixture(scope="module")
def office(founding: Founding) -> Client:
    """An organisation where much is called alike."""
    company = founding("Office")
    make = company.admin.make
    kitchen = make("departmentCreate", "department", name="Kitchen")
    make("personCreate", "person", name="Zoë Müller-Śliwa", departmentId=kitchen)
    make("personCreate", "person", name="Quentin Seat")
    journey = make("journeyCreate", "journey", name="Dining out")
    stage = make("stageCreate", "stage", journeyId=journey, name="Arriving")
    given = {"stageId": stage, "channel": "IN_PERSON"}
    make("touchpointCreate", "touchpoint", name="Being seated", **given)
    one = make("initiativePropose", "initiative", title="Quicker seating")
    make("initiativePropose", "initiative", title="Seating plans, quicker and quicker")
    make("initiativePropose", "initiative", title="Seat covers")
    make("milestoneAdd", "milestone", initiativeId=one, title="Quicker seating")
    make("milestoneAdd", "milestone", initiativeId=one, title="Trial of 24 tables")
    make("shortTermWinLog", "shortTermWin", initiativeId=one, title="Seats for all")
    return company.viewer


def find(client: Client, query: str, /, **given: Any) -> list[tuple[str, str, str]]:
    found = client.ask(FIND, query=query, **given)["search"]
    return [
        (edge["match"], edge["node"]["__typename"], edge["node"]["title"])
        for edge in found["edges"]
    ]


def test_the_nearest_comes_first(office: Client) -> None:
    assert find(office, "quicker SEATING!") == [
        ("EXACT", "Initiative", "Quicker seating"),
        ("EXACT", "Milestone", "Quicker seating"),
        ("WORDS", "Initiative", "Seating plans, quicker and quicker"),
    ]
    assert find(office, "seat") == [
        ("WORDS", "Initiative", "Seat covers"),
        ("WORDS", "Person", "Quentin Seat"),
        ("PREFIX", "Touchpoint", "Being seated"),
        ("PREFIX", "ShortTermWin", "Seats for all"),
        ("PREFIX", "Initiative", "Quicker seating"),
        ("PREFIX", "Milestone", "Quicker seating"),
        ("PREFIX", "Initiative", "Seating plans, quicker and quicker"),
    ]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("zoe muller", "Zoë Müller-Śliwa"),
        ("SLIWA", "Zoë Müller-Śliwa"),
        ("Zoe\u0308", "Zoë Müller-Śliwa"),
        ("arrivng", "Arriving"),
        ("ariving", "Arriving"),
        ("arrivign", "Arriving"),
        ("arrivinng", "Arriving"),
        ("arruving", "Arriving"),
        ("kichten", "Kitchen"),
        ("kticehn", None),
        ("kitchne", "Kitchen"),
        ("dinning owt", None),
        ("dinning out", "Dining out"),
        ("24", "Trial of 24 tables"),
        ("tabels trial", "Trial of 24 tables"),
    ],
)
def test_accents_case_and_one_mistake_in_a_word_are_forgiven(
    office: Client, query: str, title: str | None
) -> None:
    found = [found for _, _, found in find(office, query)]
    assert found == ([] if title is None else [title])


@pytest.mark.parametrize(
    "query", ["", "   ", "...", "'", "\\", "' | 'x", "a & b | !c", "nowhere at all", "日本語", "%_"]
)
def test_what_is_nowhere_is_not_found_whatever_it_looks_like(office: Client, query: str) -> None:
    assert find(office, query) == []


def test_other_words_than_ours_are_words_too(company: Company) -> None:
    make = company.admin.make
    make("departmentCreate", "department", name="Отдел качества")
    make("departmentCreate", "department", name="品質 保証部")
    assert [name for *_, name in find(company.viewer, "отде")] == ["Отдел качества"]
    assert [name for *_, name in find(company.viewer, "保証")] == ["品質 保証部"]


def test_only_the_types_asked_for_are_found(office: Client) -> None:
    found = find(office, "quicker seating", types=["MILESTONE", "PERSON"])
    assert found == [("EXACT", "Milestone", "Quicker seating")]
    assert find(office, "quicker seating", types=[]) == []


def test_pages_are_what_one_page_would_be(office: Client) -> None:
    whole = office.ask(FIND, query="seat")["search"]
    assert whole["totalCount"] == 7
    assert whole["totalCountIsExact"] is True
    assert whole["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": False,
        "startCursor": whole["edges"][0]["cursor"],
        "endCursor": whole["edges"][-1]["cursor"],
    }
    edges: list[Any] = []
    after = None
    while True:
        page = office.ask(FIND, query="seat", first=2, after=after)["search"]
        edges += page["edges"]
        assert page["totalCount"] == 7
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert edges == whole["edges"]


def test_what_is_archived_or_belongs_to_it_is_not_found(company: Company) -> None:
    shop, make = Workshop(company), company.admin.make
    admin = company.admin
    ids = {
        "initiative": shop.initiative,
        "person": shop.person,
        "department": shop.department,
        "journey": shop.journey,
        "stage": shop.stage,
        "touchpoint": shop.touchpoint,
        "shortTermWin": shop.short_term_win,
    }
    make("milestoneUpdate", "milestone", id=shop.milestone, title="Shorter queue")
    words = {
        "initiative": "Quicker seating",
        "person": "Maria",
        "department": "Kitchen",
        "journey": "Dining out",
        "stage": "Arriving",
        "touchpoint": "Being seated",
        "shortTermWin": "Shorter queue",
    }
    assert len(find(admin, "shorter queue")) == 2
    make("journeyArchive", "journey", id=ids["journey"])
    for field in ("journey", "stage", "touchpoint"):
        assert find(admin, words[field]) == [], field
    make("journeyUnarchive", "journey", id=ids["journey"])
    for field in ("shortTermWin", "touchpoint"):
        assert find(admin, words[field])
        make(f"{field}Archive", field, id=ids[field])
    assert find(admin, "being seated") == []
    assert find(admin, "shorter queue") == [("EXACT", "Milestone", "Shorter queue")]
    for field in ("initiative", "person", "department", "stage", "journey"):
        assert find(admin, words[field]), field
        make(f"{field}Archive", field, id=ids[field])
        assert find(admin, words[field]) == [], field
    assert find(admin, "shorter queue") == []


def test_nothing_of_another_organisation_is_found(office: Client, company: Company) -> None:
    assert find(office, "seat")
    assert find(company.admin, "seat") == []


def test_both_outlets_find_the_same(office: Client) -> None:
    by_values = FIND.replace("search(query", "__schema { queryType { name } } search(query")
    given = {"query": "seat", "first": 3}
    assert office.ask(by_values, **given)["search"] == office.ask(FIND, **given)["search"]


def test_what_was_found_answers_any_selection(office: Client) -> None:
    data = office.ask(
        """
        {
          search(query: "quicker seating", first: 2) {
            nodes {
              ... on Initiative { milestones { title } comments(first: 1) { totalCount } }
              ... on Milestone { initiative { title shortTermWins { title } } }
            }
          }
        }
        """
    )
    assert data["search"]["nodes"] == [
        {
            "milestones": [{"title": "Quicker seating"}, {"title": "Trial of 24 tables"}],
            "comments": {"totalCount": 0},
        },
        {
            "initiative": {
                "title": "Quicker seating",
                "shortTermWins": [{"title": "Seats for all"}],
            }
        },
    ]


def test_what_is_computed_is_answered_of_what_was_found(office: Client) -> None:
    data = office.ask(
        """
        {
          search(query: "quicker seating", types: [INITIATIVE, MILESTONE]) {
            nodes {
              ... on Initiative { stallRisk(asOf: "2026-03-31") { state } }
              ... on Milestone { initiative { then: stallRisk(asOf: "2026-03-31") { state } } }
            }
          }
        }
        """
    )
    first = {"state": "ASSESSED"}
    assert data["search"]["nodes"] == [
        {"stallRisk": first},
        {"initiative": {"then": first}},
        {"stallRisk": {"state": "NO_MILESTONE"}},
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"query": "x" * 201},
        {"query": "x", "first": 0},
        {"query": "x", "first": 101},
        {"query": "x", "after": "nonsense"},
        {"query": "x", "after": "SEARCH~1~2"},
        {"query": "x", "after": "ID~00000000-0000-7000-8000-000000000000"},
    ],
)
def test_what_can_not_be_looked_for_is_refused_in_words(
    office: Client, given: dict[str, Any]
) -> None:
    error = office.refusal(FIND, **given)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"].endswith(".")

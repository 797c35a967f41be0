"""Mutations of many things at once: one revision, a result for each, and none in another's way."""

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from api.mutations.bulk import BULK, ITEMS_AT_MOST
from api.planning.names import camel
from api.schema.build import core_schema, schema
from tests.api.changes import CHANGES, Change
from tests.api.companies import Company, Founding
from tests.api.serving import Client
from tests.api.workshop import Workshop

FORMS = {camel(one): camel(many) for one, many in BULK.items()}
CORE = core_schema(schema())
each_form = pytest.mark.parametrize("one", FORMS)


@pytest.fixture(scope="session")
def untouched(founding: Founding) -> Workshop:
    """A workshop for what is always refused."""
    return Workshop(founding())


@pytest.fixture(scope="session")
def foreign(founding: Founding) -> Workshop:
    return Workshop(founding("Another company"))


def ask(
    client: Client, one: str, selection: str, items: list[Any], key: str | None = None, **more: Any
) -> dict[str, Any]:
    """Ask for many changes and return the payload."""
    name = FORMS[one]
    problems = "problems { code message path hint }"
    data = client.ask(
        f"mutation ($input: {name[0].upper()}{name[1:]}Input!, $key: String) {{"
        f" {name}(input: $input, idempotencyKey: $key) {{ revision {problems}"
        f" results {{ revision {problems} {selection} }} }} }}",
        input={"items": items, **more},
        key=key,
    )
    payload: dict[str, Any] = data[name]
    return payload


def places(payload: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(problem["code"], problem["path"]) for problem in payload["problems"]]


def refused_and_done(shop: Workshop, change: Change) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two inputs about things that have nothing to do with each other."""
    return change.refused(shop), change.done(Workshop(shop.company, email=None))


# Every form, by the cases of the mutation of one


@each_form
def test_one_that_is_refused_stops_no_other(shop: Workshop, one: str) -> None:
    change, client = CHANGES[one], shop.client
    refused, done = refused_and_done(shop, change)
    before = shop.company.revision
    payload = ask(client, one, change.answers, [refused, done])
    code, path = change.problem
    assert shop.company.revision == before + 1
    assert payload["revision"] == before + 1
    assert places(payload) == [(code, ["input", "items", "0", *path[1:]])]
    first, second = payload["results"]
    assert first == {
        "revision": None,
        "problems": payload["problems"],
        **dict.fromkeys(change.expected),
    }
    assert second == {"revision": before + 1, "problems": [], **change.expected}


@each_form
def test_all_or_nothing_is_nothing_when_one_is_refused(shop: Workshop, one: str) -> None:
    change, client = CHANGES[one], shop.client
    refused, done = refused_and_done(shop, change)
    before = shop.company.revision
    payload = ask(client, one, change.answers, [done, refused], atomic=True)
    assert shop.company.revision == before
    assert payload["revision"] is None
    first, second = payload["results"]
    nothing = dict.fromkeys(change.expected)
    assert first == {"revision": None, "problems": [], **nothing}
    assert second == {"revision": None, "problems": payload["problems"], **nothing}
    assert places(payload)[0][1][:3] == ["input", "items", "1"]


@each_form
def test_a_viewer_may_not(untouched: Workshop, one: str) -> None:
    change, viewer = CHANGES[one], untouched.company.viewer
    given = change.done(untouched)
    before = untouched.company.revision
    payload = ask(viewer, one, change.answers, [given])
    assert [problem["code"] for problem in payload["problems"]] == ["NOT_ALLOWED"]
    assert (payload["revision"], payload["results"]) == (None, [])
    assert untouched.company.revision == before


def id_fields(one: str) -> list[str]:
    assert CORE.mutation_type is not None
    kind = get_named_type(CORE.mutation_type.fields[one].args["input"].type)
    assert isinstance(kind, GraphQLInputObjectType)
    return [name for name, field in kind.fields.items() if str(field.type) in ("ID", "ID!")]


KINDS = {
    "ownerId": "person",
    "stewardId": "person",
    "sponsorId": "person",
    "dependsOnId": "milestone",
    "touchpointId": "touchpoint",
    "shortTermWinId": "short_term_win",
}


@pytest.mark.parametrize(
    ("one", "field"), [(one, field) for one in FORMS for field in id_fields(one)]
)
def test_an_id_of_another_organisation_is_not_found(
    untouched: Workshop, foreign: Workshop, one: str, field: str
) -> None:
    change = CHANGES[one]
    given = change.done(untouched)
    known = str(given.get(field, "")).rpartition("_")[0]
    kind = known or KINDS.get(field, field.removesuffix("Id"))
    given[field] = foreign.thing(kind)
    client, before = untouched.client, (untouched.company.revision, foreign.company.revision)
    payload = ask(client, one, change.answers, [given])
    assert places(payload) == [("NOT_FOUND", ["input", "items", "0", field])]
    assert payload["revision"] is None
    assert (untouched.company.revision, foreign.company.revision) == before


# How many, and how often


def test_there_is_an_item_and_not_too_many(company: Company) -> None:
    admin, before = company.admin, company.revision
    for count in (0, ITEMS_AT_MOST + 1):
        payload = ask(admin, "departmentCreate", "", [{"name": "x"}] * count)
        assert places(payload) == [("OUT_OF_RANGE", ["input", "items"])]
        assert payload["results"] == []
    assert company.revision == before


def test_as_many_as_are_allowed_are_one_revision(company: Company) -> None:
    admin = company.admin
    admin.answer("{ viewer { role } }")
    before = company.revision
    names = [f"Department {number}" for number in range(ITEMS_AT_MOST)]
    payload = ask(admin, "departmentCreate", "department { name }", [{"name": n} for n in names])
    assert [each["department"]["name"] for each in payload["results"]] == names
    assert company.revision == before + 1 == payload["revision"]
    [(count, ordinals)] = company.rows(
        "select count(*), max(ordinal) from event where organisation_id = $1 and revision = $2",
        before + 1,
    )
    assert (count, ordinals) == (ITEMS_AT_MOST, ITEMS_AT_MOST)


def test_when_all_are_refused_there_is_no_revision(shop: Workshop) -> None:
    client, given = shop.client, {"title": ""}
    before = shop.company.revision
    payload = ask(client, "initiativePropose", "initiative { id }", [given, given])
    assert payload["revision"] is None
    assert shop.company.revision == before
    assert [each["initiative"] for each in payload["results"]] == [None, None]
    assert places(payload) == [
        ("REQUIRED", ["input", "items", "0", "title"]),
        ("REQUIRED", ["input", "items", "1", "title"]),
    ]


# One after the other, each by itself


def test_later_items_see_what_earlier_ones_did(shop: Workshop) -> None:
    first, second = shop.promised("One"), shop.promised("Two")
    shop.make("dependencyAdd", "milestone", milestoneId=second, dependsOnId=first)
    wrong = ask(shop.client, "milestoneComplete", "", [{"id": second}, {"id": first}])
    assert places(wrong) == [("DEPENDENCY_OPEN", ["input", "items", "0", "id"])]
    right = ask(shop.client, "milestoneComplete", "milestone { open }", [{"id": second}])
    assert [each["milestone"] for each in right["results"]] == [{"open": False}]


def test_what_the_database_refuses_is_refused_of_its_item_alone(shop: Workshop) -> None:
    people = [
        {"name": "Ada", "email": "ada@tavola.example"},
        {"name": "Eda", "email": "ADA@tavola.example"},
        {"name": "Ida", "email": "ida@tavola.example"},
    ]
    payload = ask(shop.client, "personCreate", "person { name }", people)
    assert places(payload) == [("ALREADY_EXISTS", ["input", "items", "1", "email"])]
    assert [each["person"] for each in payload["results"]] == [
        {"name": "Ada"},
        None,
        {"name": "Ida"},
    ]


def test_an_item_decided_on_an_old_version_shows_how_it_stands_and_stops_no_other(
    shop: Workshop,
) -> None:
    seen = "milestone { title owner { name } version }"
    payload = ask(
        shop.client,
        "milestoneUpdate",
        seen,
        [
            {"id": shop.milestone, "title": "Changed", "expectedVersion": 1},
            {"id": shop.milestone, "title": "Stale", "expectedVersion": 1},
            {"id": shop.milestone, "ownerId": shop.person, "expectedVersion": 2},
        ],
    )
    assert places(payload) == [("STALE_VERSION", ["input", "items", "1", "expectedVersion"])]
    as_it_stands = {"title": "Changed", "owner": {"name": "Maria"}, "version": 3}
    assert [each["milestone"] for each in payload["results"]] == [as_it_stands] * 3
    assert [each["revision"] is None for each in payload["results"]] == [False, True, False]


# Repeating, and reading back


def test_the_same_request_under_one_key_is_made_once_and_tells_the_same(shop: Workshop) -> None:
    items = [{"title": "One"}, {"title": "x" * 301}, {"title": "Two"}]
    selection = "initiative { id title }"
    first = ask(shop.client, "initiativePropose", selection, items, key="k")
    assert places(first) == [("TOO_LONG", ["input", "items", "1", "title"])]
    before = shop.company.revision
    assert ask(shop.client, "initiativePropose", selection, items, key="k") == first
    assert shop.company.revision == before
    other = ask(shop.client, "initiativePropose", selection, items[::-1], key="k")
    assert places(other) == [("IDEMPOTENCY_KEY_REUSED", ["idempotencyKey"])]
    alone = shop.client.ask(
        'mutation { initiativePropose(input: {title: "One"}, idempotencyKey: "k")'
        " { problems { code } } }"
    )
    assert alone["initiativePropose"]["problems"] == [{"code": "IDEMPOTENCY_KEY_REUSED"}]
    assert shop.company.revision == before


def test_the_results_answer_any_selection(shop: Workshop) -> None:
    data = shop.client.ask(
        """
        mutation ($items: [MilestoneReplanInput!]!, $deep: Boolean!) {
          moved: milestonesReplan(input: { items: $items }) {
            __typename
            now: results { __typename ...Moved }
            results { milestone { title } promise: milestone { slipDays } }
          }
        }
        fragment Moved on MilestoneReplanPayload {
          milestone { dueOn initiative @include(if: $deep) { milestones { title } } }
        }
        """,
        items=[
            {"id": shop.milestone, "dueOn": "2026-05-11", "reason": "Late"},
            {"id": shop.undated, "dueOn": "2026-06-01"},
        ],
        deep=True,
    )
    both = [{"title": "Trial"}, {"title": "Some day"}]
    assert data["moved"] == {
        "__typename": "MilestonesReplanPayload",
        "now": [
            {
                "__typename": "MilestoneReplanPayload",
                "milestone": {"dueOn": day, "initiative": {"milestones": both}},
            }
            for day in ("2026-05-11", "2026-06-01")
        ],
        "results": [
            {"milestone": {"title": "Trial"}, "promise": {"slipDays": 10}},
            {"milestone": {"title": "Some day"}, "promise": {"slipDays": 0}},
        ],
    }


def test_what_is_computed_is_answered_of_the_results(shop: Workshop) -> None:
    data = shop.client.ask(
        """
        mutation ($items: [MilestoneCompleteInput!]!) {
          milestonesComplete(input: { items: $items }) {
            results { milestone { initiative { stallRisk(asOf: "2026-03-31") { state } } } }
          }
        }
        """,
        items=[{"id": shop.milestone}, {"id": shop.milestone}],
    )
    done = {"milestone": {"initiative": {"stallRisk": {"state": "ALL_DELIVERED"}}}}
    assert data["milestonesComplete"]["results"] == [done, {"milestone": None}]


def test_what_could_not_be_answered_is_not_done(company: Company) -> None:
    admin, before = company.admin, company.revision
    error = admin.refusal(
        'mutation { initiativesPropose(input: {items: [{title: "x"}]})'
        " { results { initiative { comments(first: 1000) { nodes { id } } } } } }"
    )
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert company.revision == before

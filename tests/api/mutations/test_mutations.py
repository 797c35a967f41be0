"""Every change over HTTP: made, refused, across organisations, and read back.

Who may make it is tried in tests/api/security/test_roles.py.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from api.mutations import mutation
from api.mutations.bulk import BULK
from api.planning.names import camel, snake
from api.schema.build import core_schema, schema
from db.writing import unit_of_work
from domain.access.permission import RULES, check_owner, permit
from domain.core.unit_of_work import UnitOfWork
from domain.core.viewer import Role, Viewer
from tests.api.changes import CHANGES, done_by_owner
from tests.api.companies import Company, Founding
from tests.api.workshop import Workshop

CORE = core_schema(schema())
assert CORE.mutation_type is not None
each_change = pytest.mark.parametrize("name", CHANGES)


@pytest.fixture(scope="session")
def untouched(founding: Founding) -> Workshop:
    """A workshop for what is always refused."""
    return Workshop(founding())


@pytest.fixture(scope="session")
def foreign(founding: Founding) -> Workshop:
    return Workshop(founding("Another company"))


def test_every_mutation_of_the_schema_has_its_cases() -> None:
    """A new mutation goes into tests/api/changes.py: once made, once refused.

    Those of many things at once are tried by the cases of one, in tests/api/mutations/test_bulk.py.
    """
    assert CORE.mutation_type is not None
    in_bulk = {camel(name) for name in BULK.values()}
    assert set(CHANGES) == set(CORE.mutation_type.fields) - in_bulk


class Asked:
    """Which rules were asked for: of the role and the scopes, and of whose the thing is."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.permitted: list[str] = []
        self.reached: list[str] = []
        self.patch = patch

    def listen(self) -> None:
        """Note what is asked from now on."""

        def noted_permit(viewer: Viewer, action: str) -> None:
            self.permitted.append(action)
            permit(viewer, action)

        async def noted_reach(work: UnitOfWork, action: str, given: Mapping[str, Any]) -> None:
            self.reached.append(action)
            await check_owner(work, action, given)

        self.patch.setattr(unit_of_work, "permit", noted_permit)
        self.patch.setattr(mutation, "check_owner", noted_reach)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    return Asked(monkeypatch)


@each_change
def test_it_is_made_by_the_least_role_that_may_and_asks_for_its_own_rule(
    shop: Workshop, asked: Asked, name: str
) -> None:
    """Of what is theirs, which counts where a rule asks whose it is."""
    change, action = CHANGES[name], snake(name)
    given = done_by_owner(shop, name)
    client = shop.company.as_person(RULES[action].least, shop.person)
    before = shop.company.revision
    asked.listen()
    payload = client.change(name, change.answers, **given)
    assert payload == {"revision": before + 1, "problems": [], **change.expected}
    assert shop.company.revision == before + 1
    assert (asked.permitted, asked.reached) == ([action], [action])
    [*kinds] = shop.company.rows(
        "select token_id, actor_id from event where organisation_id = $1 and revision = $2",
        before + 1,
    )
    assert kinds
    assert all(row["actor_id"] and row["token_id"] for row in kinds)


@each_change
def test_it_is_refused_in_words_and_nothing_changes(shop: Workshop, name: str) -> None:
    change = CHANGES[name]
    given = change.refused(shop)
    client, before = shop.client, shop.company.revision
    payload = client.change(name, change.answers, **given)
    [problem] = payload.pop("problems")
    assert (problem["code"], problem["path"]) == change.problem
    assert problem["message"].endswith(".")
    assert payload == {"revision": None, **dict.fromkeys(change.expected)}
    assert shop.company.revision == before


def id_fields(name: str) -> Iterator[tuple[str, bool]]:
    """The fields of a mutation's input that take ids, and whether they take several."""
    assert CORE.mutation_type is not None
    kind = get_named_type(CORE.mutation_type.fields[name].args["input"].type)
    assert isinstance(kind, GraphQLInputObjectType)
    for field_name, field in kind.fields.items():
        if get_named_type(field.type).name == "ID":
            yield field_name, str(field.type).startswith("[")


@pytest.mark.parametrize(
    ("name", "field", "several"),
    [(name, field, several) for name in CHANGES for field, several in id_fields(name)],
)
def test_an_id_of_another_organisation_is_not_found(
    untouched: Workshop, foreign: Workshop, name: str, field: str, several: bool
) -> None:
    """In every argument of every mutation that takes an id."""
    change = CHANGES[name]
    given: dict[str, Any] = change.done(untouched)
    own = given.get(field)
    kind = prefix(own[0] if several and own else own, field)
    identity = foreign.thing(kind)
    given[field] = [identity] if several else identity
    client, before = untouched.client, (untouched.company.revision, foreign.company.revision)
    payload = client.change(name, change.answers, **given)
    problems = [(problem["code"], problem["path"]) for problem in payload["problems"]]
    # A list of stages or touchpoints has to hold those of its own parent, nothing else.
    expected = "INVALID" if name in REORDERINGS and several else "NOT_FOUND"
    assert problems == [(expected, ["input", field])]
    assert payload["revision"] is None
    assert (untouched.company.revision, foreign.company.revision) == before


REORDERINGS = {"journeyReorderStages", "stageReorderTouchpoints"}


def prefix(identity: str | None, field: str) -> str:
    """What an id is of: told by one of the same field, else by the field's name."""
    if identity is not None:
        return identity.rpartition("_")[0]
    return {"ownerId": "person", "departmentId": "department", "stewardId": "person"}.get(
        field, field.removesuffix("Id")
    )


# What a payload can answer


def test_a_payload_answers_any_selection(shop: Workshop) -> None:
    shop.taking_part()
    data = shop.client.ask(
        """
        mutation Complete($id: ID!, $deep: Boolean!, $first: Int = 1) {
          done: milestoneComplete(input: {id: $id}) {
            __typename
            at: revision
            problems { code }
            promise: milestone {
              __typename
              ...Dates
              initiative {
                ...Work
                milestones @include(if: $deep) { title }
                risk: stallRisk { state level }
              }
            }
            milestone { owner { name } }
          }
        }
        fragment Dates on Milestone { dueOn day: completedOn ... on Node { id } }
        fragment Work on Initiative {
          title
          participations { department { name participations { nodes { role } } } }
          comments(first: $first, orderBy: {field: ID, direction: DESC}) {
            totalCount
            edges { cursor node { text } }
            pageInfo { hasNextPage }
          }
        }
        """,
        id=shop.milestone,
        deep=False,
    )
    assert data["done"] == {
        "__typename": "MilestoneCompletePayload",
        "at": shop.company.revision,
        "problems": [],
        "promise": {
            "__typename": "Milestone",
            "dueOn": "2026-05-01",
            "day": "2026-03-31",
            "id": shop.milestone,
            "initiative": {
                "title": "Quicker seating",
                "participations": [
                    {
                        "department": {
                            "name": "Kitchen",
                            "participations": {"nodes": [{"role": "Cooks faster"}]},
                        }
                    }
                ],
                "comments": {
                    "totalCount": 0,
                    "edges": [],
                    "pageInfo": {"hasNextPage": False},
                },
                "risk": {"state": "ALL_DELIVERED", "level": None},
            },
        },
        "milestone": {"owner": None},
    }


def test_a_change_can_be_read_at_once_by_anybody(shop: Workshop) -> None:
    shop.client.make("milestoneComplete", "milestone", id=shop.milestone)
    found = shop.company.viewer.ask(
        "query ($id: ID!) { milestone(id: $id) { completedOn } }", id=shop.milestone
    )
    assert found == {"milestone": {"completedOn": "2026-03-31"}}


def test_several_changes_in_one_document_run_in_order_each_a_revision(shop: Workshop) -> None:
    client = shop.client
    client.answer("{ viewer { role } }")
    before = shop.company.revision
    data = client.ask(
        """
        mutation ($id: ID!) {
          late: milestoneComplete(input: {id: $id, on: "2026-04-01"}) {
            revision problems { code } milestone { id }
          }
          first: milestoneComplete(input: {id: $id}) { revision milestone { open } }
          again: milestoneReopen(input: {id: $id}) { revision milestone { open } }
          last: milestoneDrop(input: {id: $id, reason: "Enough"}) { revision milestone { open } }
        }
        """,
        id=shop.milestone,
    )
    revision = shop.company.revision
    assert data == {
        "late": {"revision": None, "problems": [{"code": "IN_THE_FUTURE"}], "milestone": None},
        "first": {"revision": revision - 2, "milestone": {"open": False}},
        "again": {"revision": revision - 1, "milestone": {"open": True}},
        "last": {"revision": revision, "milestone": {"open": False}},
    }
    # The milestone itself was made on the way.
    assert before < revision - 2


def test_a_change_to_what_is_already_so_gets_no_revision(shop: Workshop) -> None:
    client, before = shop.client, shop.company.revision
    again = client.change("initiativeAssignOwner", id=shop.initiative, ownerId=shop.person)
    assert again["problems"] == []
    assert again["revision"] == shop.company.revision
    [(count,)] = shop.company.rows(
        "select count(*) from event where organisation_id = $1 and kind like '%OWNER%'"
    )
    assert count == 0
    assert before < again["revision"]


def test_a_clock_that_is_turned_counts_at_once(company: Company) -> None:
    data = company.admin.ask(
        """
        mutation {
          organisationUpdate(input: {clockFixedOn: "2024-02-29"}) { organisation { today } }
          initiativePropose(input: {title: "x"}) { initiative { proposedOn } }
        }
        """
    )
    assert data["initiativePropose"] == {"initiative": {"proposedOn": "2024-02-29"}}
    assert company.admin.ask("{ organisation { today } }") == {
        "organisation": {"today": "2024-02-29"}
    }


@pytest.mark.parametrize(
    "selection",
    [
        "initiative { comments(first: 1000) { nodes { id } } }",
        'initiative { comments(after: "nonsense") { nodes { id } } }',
        'initiative { statusUpdates(filter: {id: {eq: "x"}}) { nodes { id } } }',
        "initiative { comments(first: 1, last: 1) { nodes { id } } }",
    ],
)
def test_what_could_not_be_answered_is_not_done(company: Company, selection: str) -> None:
    """The whole document is refused before its first change, also for the payload of the last."""
    admin, before = company.admin, company.revision
    error = admin.refusal(
        'mutation { one: initiativePropose(input: {title: "x"}) { revision }'
        f' two: initiativePropose(input: {{title: "x"}}) {{ {selection} }} }}'
    )
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert company.revision == before


# Repeating a request, and changes that cross


KEYED = """
mutation ($input: InitiativeProposeInput!, $key: String) {
  initiativePropose(input: $input, idempotencyKey: $key) {
    revision
    problems { code path }
    initiative { id title }
  }
}
"""


def test_the_same_request_under_one_key_is_made_once(company: Company) -> None:
    admin = company.admin
    first = admin.ask(KEYED, input={"title": "One"}, key="k")
    assert admin.ask(KEYED, input={"title": "One"}, key="k") == first
    assert company.revision == first["initiativePropose"]["revision"]
    other = admin.ask(KEYED, input={"title": "Two"}, key="k")["initiativePropose"]
    assert other == {
        "revision": None,
        "problems": [{"code": "IDEMPOTENCY_KEY_REUSED", "path": ["idempotencyKey"]}],
        "initiative": None,
    }
    # Another token has keys of its own, and without a key every request counts.
    editor = company.client(Role.EDITOR)
    assert editor.ask(KEYED, input={"title": "One"}, key="k") != first
    assert admin.ask(KEYED, input={"title": "One"}, key=None) != first


def test_a_refused_request_leaves_its_key_unused(company: Company) -> None:
    admin = company.admin
    refused = admin.ask(KEYED, input={"title": ""}, key="k")["initiativePropose"]
    assert refused["problems"] == [{"code": "REQUIRED", "path": ["input", "title"]}]
    assert admin.ask(KEYED, input={"title": "One"}, key="k")["initiativePropose"]["revision"]


def test_a_change_decided_on_an_old_version_is_refused_and_shows_the_new_one(
    shop: Workshop,
) -> None:
    client, seen = shop.client, "milestone { title version }"
    given = {"id": shop.milestone, "expectedVersion": 1}
    assert client.change("milestoneUpdate", seen, title="Two", **given)["milestone"] == {
        "title": "Two",
        "version": 2,
    }
    stale = client.change("milestoneUpdate", seen, title="Three", **given)
    [problem] = stale["problems"]
    assert (problem["code"], problem["path"]) == ("STALE_VERSION", ["input", "expectedVersion"])
    assert stale["revision"] is None
    assert stale["milestone"] == {"title": "Two", "version": 2}
    current = {"id": shop.milestone, "expectedVersion": 2}
    assert client.change("milestoneUpdate", seen, title="Three", **current)["problems"] == []


def test_every_change_of_a_thing_takes_the_version_it_was_decided_on() -> None:
    """But those of the organisation, and those that set or remove a pair."""
    assert CORE.mutation_type is not None
    without = set()
    for name, field in CORE.mutation_type.fields.items():
        kind = get_named_type(field.args["input"].type)
        assert isinstance(kind, GraphQLInputObjectType)
        if "id" in kind.fields and "expectedVersion" not in kind.fields:
            without.add(name)
    assert without == set()


@pytest.mark.parametrize("version", [0, -1, 2**31 - 1])
def test_a_version_that_never_was_is_stale(shop: Workshop, version: int) -> None:
    payload = shop.client.change(
        "milestoneUpdate", "", id=shop.milestone, title="x", expectedVersion=version
    )
    assert [problem["code"] for problem in payload["problems"]] == ["STALE_VERSION"]


def test_a_mutation_that_is_refused_by_graphql_changes_nothing(company: Company) -> None:
    admin, before = company.admin, company.revision
    for query in (
        'mutation { initiativePropose(input: {title: "x", nonsense: 1}) { revision } }',
        "mutation { initiativePropose(input: {title: 1}) { revision } }",
        'mutation { initiativePropose(input: {title: "x"}) { nonsense } }',
        'mutation { initiativePropose(input: {title: "x"}) }',
        'mutation { initiativePropose(input: {title: "x", targetOn: "31.03.2026"}) { revision } }',
        'mutation { initiativePropose(input: {title: "x", targetOn: "2026-02-30"}) { revision } }',
        'mutation { effectRemove(input: {id: "x", expectedVersion: 9999999999}) { revision } }',
        'mutation { shortTermWinProve(input: {id: "x", evidence: {after: 1.5}}) { revision } }',
    ):
        assert admin.refusal(query)["extensions"]["code"] == "GRAPHQL_INVALID"
    assert company.revision == before

"""Who may, asked over HTTP: one mutation of each shape of rule, every root field, in every role.

That every mutation asks for its own rule is seen in tests/api/test_mutations.py, and what each rule
says of each role and scope is decided in memory, in tests/api/mutations/test_contract.py.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from api.mutations.bulk import BULK
from api.planning.names import camel, snake
from api.schema.build import core_schema, schema
from domain.access.permission import READS, RULES, Rule
from domain.core.viewer import Role, TokenScope
from tests.api.changes import CHANGES, done_by_owner
from tests.api.companies import Company, Founding
from tests.api.serving import Client
from tests.api.workshop import Workshop

CORE = core_schema(schema())


def of_each_shape() -> dict[str, Rule]:
    """The first mutation of each rule that differs in more than its scope, with that rule."""
    found: dict[Rule, str] = {}
    for name in CHANGES:
        found.setdefault(replace(RULES[snake(name)], scope=None), name)
    return {name: rule for rule, name in found.items()}


def refused_to_strangers() -> Iterator[tuple[str, Role]]:
    for name, rule in of_each_shape().items():
        for role in Role:
            if role.rank < rule.least.rank or rule.checks_owner(role):
                yield name, role


@pytest.fixture(scope="session")
def others(founding: Founding) -> Workshop:
    """A workshop in which nothing is ever changed, and nothing belongs to who asks."""
    return Workshop(founding())


@pytest.fixture(scope="session")
def stranger(others: Workshop) -> str:
    return others.make("personCreate", "person", name="Stranger")


@pytest.mark.parametrize(("name", "role"), list(refused_to_strangers()))
def test_a_stranger_may_not_change_what_the_rule_keeps(
    others: Workshop, stranger: str, name: str, role: Role
) -> None:
    """Of others' things; what they may change is changed in the next test."""
    change = CHANGES[name]
    given = change.done(others)
    client, before = others.company.as_person(role, stranger), others.company.revision
    payload = client.change(name, change.answers, **given)
    [problem] = payload["problems"]
    assert problem["code"] == "NOT_ALLOWED"
    assert problem["hint"]
    assert payload["revision"] is None
    assert others.company.revision == before


@pytest.mark.parametrize("name", of_each_shape())
@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR])
def test_ones_own_may_be_changed_from_the_least_role_on(
    company: Company, name: str, role: Role
) -> None:
    shop = Workshop(company)
    change, rule = CHANGES[name], RULES[snake(name)]
    given = done_by_owner(shop, name)
    client, before = company.as_person(role, shop.person), company.revision
    payload = client.change(name, change.answers, **given)
    if role.rank >= rule.least.rank:
        assert payload == {"revision": before + 1, "problems": [], **change.expected}
    else:
        assert [problem["code"] for problem in payload["problems"]] == ["NOT_ALLOWED"]
        assert company.revision == before


def test_a_viewer_ends_the_sessions_of_nobody_else(others: Workshop, stranger: str) -> None:
    client = others.company.as_person(Role.VIEWER, stranger)
    payload = client.change("sessionEndAll", personId=others.signed_in)
    assert [problem["code"] for problem in payload["problems"]] == ["NOT_ALLOWED"]


def root_fields() -> set[str]:
    """Every field that can be asked or subscribed to."""
    kinds = (CORE.query_type, CORE.subscription_type)
    return {name for kind in kinds if kind is not None for name in kind.fields}


def test_every_root_field_has_a_rule_and_every_rule_a_root_field() -> None:
    assert {snake(name) for name in root_fields()} == set(READS)


def minimal(name: str) -> str:
    """Return the shortest query of a root field."""
    assert CORE.query_type is not None
    field = CORE.query_type.fields[name]
    given = {
        argument: VALUES[str(declared.type)]
        for argument, declared in field.args.items()
        if str(declared.type).endswith("!")
    }
    listed = ", ".join(f"{argument}: {value}" for argument, value in given.items())
    return f"{{ {name}{f'({listed})' if listed else ''} {{ __typename }} }}"


VALUES = {
    "ID!": '"initiative_00000000-0000-7000-8000-000000000000"',
    "[ID!]!": '["initiative_00000000-0000-7000-8000-000000000000"]',
    "Date!": '"2026-03-01"',
    "Int!": "1",
    "SlipGrouping!": "OWNER",
    "String!": '"queue"',
}


@pytest.mark.parametrize("name", sorted(CORE.query_type.fields if CORE.query_type else ()))
@pytest.mark.parametrize("role", Role)
def test_a_root_field_is_answered_from_its_least_role_on(
    others: Workshop, name: str, role: Role
) -> None:
    answer = others.company.client(role).answer(
        minimal(name).replace("initiative_0", beginning(name))
    )
    if role.rank >= READS[snake(name)].rank:
        assert "errors" not in answer
    else:
        [error] = answer["errors"]
        assert answer.get("data") is None
        assert error["extensions"]["code"] == "NOT_ALLOWED"
        assert READS[snake(name)].value in error["message"]


def beginning(name: str) -> str:
    """Return how an id begins that the root field of a single thing takes."""
    single = CORE.type_map.get(f"{name[0].upper()}{name[1:]}")
    return f"{snake(name)}_0" if single is not None and name != "node" else "initiative_0"


def scoped(company: Company, role: Role, *scopes: TokenScope) -> Client:
    token, _ = company.issue(role, label="integration", scopes=scopes)
    return company.open(token)


def test_a_scope_lets_an_integration_write_what_it_names_and_nothing_else(
    company: Company,
) -> None:
    shop = Workshop(company)
    client = scoped(company, Role.CONTRIBUTOR, TokenScope.MILESTONES)
    client.make("milestoneComplete", "milestone", id=shop.milestone)
    payload = client.change("shortTermWinArchive", id=shop.short_term_win)
    [problem] = payload["problems"]
    assert problem["code"] == "NOT_ALLOWED"
    assert problem["hint"] == ("It takes a token with the scope write:wins: ask an administrator.")


def test_a_token_without_the_scope_to_read_asks_nothing_but_reads_what_it_changed(
    company: Company,
) -> None:
    shop = Workshop(company)
    client = scoped(company, Role.EDITOR, TokenScope.MILESTONES)
    error = client.refusal("{ initiatives { totalCount } }")
    assert error["extensions"]["code"] == "NOT_ALLOWED"
    assert "scope read" in error["message"]
    changed = client.change("milestoneComplete", "milestone { title }", id=shop.milestone)
    assert changed["milestone"] == {"title": "Trial"}
    reading = scoped(company, Role.EDITOR, TokenScope.READ)
    assert reading.ask("{ initiatives { totalCount } }") == {"initiatives": {"totalCount": 1}}
    refused = reading.change("milestoneReopen", id=shop.milestone)
    assert [problem["code"] for problem in refused["problems"]] == ["NOT_ALLOWED"]


def test_a_change_that_was_answered_is_answered_again_when_it_cost_its_own_permission(
    company: Company,
) -> None:
    """By leaving an initiative a department's people may no longer take it out of it."""
    shop = Workshop(company)
    luca = shop.make("personCreate", "person", name="Luca", departmentId=shop.department)
    given = {"initiativeId": shop.taking_part(), "departmentId": shop.department}
    client = company.as_person(Role.CONTRIBUTOR, luca)
    asked = (
        "mutation($input: ParticipationRemoveInput!, $key: String) { participationRemove("
        "input: $input, idempotencyKey: $key) { revision problems { code } } }"
    )
    first = client.ask(asked, input=given, key="once")
    assert first["participationRemove"]["problems"] == []
    assert client.ask(asked, input=given, key="once") == first
    again = client.ask(asked, input=given, key="twice")
    assert again["participationRemove"]["problems"] == [{"code": "NOT_ALLOWED"}]


def test_every_mutation_has_a_rule() -> None:
    """Also those of many things at once: each item by the rule of the mutation of one."""
    assert CORE.mutation_type is not None
    one_of = {camel(many): one for one, many in BULK.items()}
    actions = {one_of.get(name, snake(name)) for name in CORE.mutation_type.fields}
    assert actions <= set(RULES)


def test_of_many_things_at_once_only_ones_own_are_changed(company: Company) -> None:
    shop = Workshop(company)
    luca = shop.make("personCreate", "person", name="Luca")
    shop.make("milestoneUpdate", "milestone", id=shop.undated, ownerId=luca)
    data = company.as_person(Role.CONTRIBUTOR, luca).ask(
        "mutation($input: MilestonesCompleteInput!) { milestonesComplete(input: $input) {"
        " revision results { problems { code path } milestone { title completedOn } } } }",
        input={"items": [{"id": shop.milestone}, {"id": shop.undated}]},
    )
    refused, done = data["milestonesComplete"]["results"]
    [problem] = refused["problems"]
    assert problem["code"] == "NOT_ALLOWED"
    assert problem["path"][-1] == "id"
    assert done["milestone"] == {"title": "Some day", "completedOn": "2026-03-31"}

"""The test of agreement is itself tested: each fault put into the planner or the JSON select must
make an answer differ from the walk over rows."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, get_named_type, is_leaf_type

from api.access.authenticator import Credentials
from db.connections.connection import Pool
from db.entities import CATALOGUE
from db.json_select.catalogue import Catalogue, Entity, Relation
from tests.property.agreement import Court, differ
from tests.property.conftest import executing, use_indexes
from tests.property.mutants import (
    FAULTS,
    HIDING,
    RARE,
    TENANT_PREDICATES,
    Mutant,
    tenant_mutants,
    tenant_predicates,
)
from tests.property.places import Places
from tests.property.portfolio import Portfolio
from tests.property.raw import sample
from tests.property.rewriting import Question
from tests.property.world import ORDERS, RELATIONS, ROOTS, World, snake

RAW = 40
SEED = 5

Bank = list[tuple[Question, Credentials, Any]]

# What leads from what is seen to what may be hidden, and is not found by chance often enough.
SELDOM_ASKED = (
    "{ findings(first: 100) { nodes { id milestone { title } shortTermWin { title } } } }",
    "{ milestones(first: 100) { nodes { dependsOn { id } neededBy { initiative { title } } } } }",
    "{ touchpoints(first: 100) { nodes { effects { initiative { id } } findings { id } } } }",
)

PAGES_ONLY = {
    (kind, snake(name))
    for kind, name in (
        ("Person", "ownedInitiatives"),
        ("Person", "sponsoredInitiatives"),
        ("Person", "ownedMilestones"),
        ("Person", "stewardedTouchpoints"),
        ("Department", "people"),
        ("Department", "touchpoints"),
        ("Department", "participations"),
        ("Journey", "initiatives"),
        ("Touchpoint", "strongestEffects"),
        ("Touchpoint", "shortTermWins"),
        ("Initiative", "statusUpdates"),
        ("Initiative", "comments"),
        ("Milestone", "comments"),
        ("Review", "entries"),
    )
}


@pytest.fixture(scope="module")
def bank(
    core: GraphQLSchema,
    portfolios: Mapping[str, Portfolio],
    places: Places,
    pool: Pool,
    worker_database: str,
    runner: asyncio.Runner,
    full: bool,
) -> Bank:
    """The same questions for every mutant, with the answers they should have."""
    runner.run(use_indexes(pool, on=False))
    raw = sample(core, RAW)
    questions: Bank = []
    with executing(worker_database, pool, runner) as executor:
        court = Court(core, executor, portfolios, places)
        for number in range(1_500 if full else 500):
            random = Random(f"{SEED} {number}")
            found = court.someone(random)
            for question in court.questions(random.choice(raw), random, found):
                questions.append((question, found, court.expected(question, found)))
        questions += at_the_ends(court, portfolios["alder"])
        for portfolio in portfolios.values():
            for found in portfolio.passes():
                for document in SELDOM_ASKED:
                    question = Question(document, {}, None)
                    questions.append((question, found, court.expected(question, found)))
    # What finds a fault that others do not is met early as often as late.
    Random(SEED).shuffle(questions)
    return questions


def at_the_ends(court: Court, portfolio: Portfolio) -> Bank:
    """Questions about pages beside the first and the last row of each list in each order.

    There the cursor's own row is all that lies beyond the page, which drawn questions seldom meet.
    """
    found, world = portfolio.passes()[0], World(portfolio)
    more = "{ nodes { id } pageInfo { hasNextPage hasPreviousPage } }"
    questions: Bank = []
    for name, kind in ROOTS.items():
        rows = [row for row in world.rows(kind) if row.get("archived_on") is None]
        for order in ("ID", *ORDERS.get(kind, ())):
            rows.sort(key=lambda row: world.key(kind, order, row))
            # One document for both directions and all places: plans have to tell them apart.
            by = f"orderBy: {{field: {order}, direction: $direction}}"
            document = (
                "query ($first: String!, $last: String!, $direction: OrderDirection!) {"
                f" forward: {name}(first: 2, after: $first, {by}) {more}"
                f" backward: {name}(last: 2, before: $last, {by}) {more}"
                f" far: {name}(first: 100, before: $last, {by}) {more}"
                f" near: {name}(last: 100, after: $first, {by}) {more} }}"
            )
            for ends in ((rows[0], rows[-1]), (rows[1], rows[-2])):
                cursors = [court.places.cursor(portfolio, kind, order, row["id"]) for row in ends]
                for direction, (first, last) in (("ASC", cursors), ("DESC", cursors[::-1])):
                    given = {"first": first, "last": last, "direction": direction}
                    question = Question(document, given, None)
                    questions.append((question, found, court.expected(question, found)))
    return questions


@pytest.fixture
def killed(
    core: GraphQLSchema,
    portfolios: Mapping[str, Portfolio],
    places: Places,
    pool: Pool,
    worker_database: str,
    runner: asyncio.Runner,
    bank: Bank,
) -> Callable[..., int | None]:
    """Ask until an answer is wrong; the number of questions that took, None when none was.

    With `about`, only questions about all rows of one list are asked.
    """

    def kill(
        catalogue: Catalogue = CATALOGUE, *, about: tuple[str, str] | None = None
    ) -> int | None:
        with executing(worker_database, pool, runner, catalogue) as executor:
            court = Court(core, executor, portfolios, places)
            asked = bank if about is None else focused(court, *about)
            for number, (question, found, expected) in enumerate(asked):
                answer, _ = runner.run(court.fast(question, found))
                if differ(expected, answer):
                    return number + 1
        return None

    return kill


def focused(court: Court, kind: str, name: str) -> Bank:
    """Questions about one list: of rows by their ids, and of a page of rows."""
    first, *rest = name.split("_")
    field = first + "".join(part.capitalize() for part in rest)
    owner = court.schema.type_map[kind]
    assert isinstance(owner, GraphQLObjectType)
    target = get_named_type(owner.fields[field].type)
    assert isinstance(target, GraphQLObjectType)
    leaves = (
        each for each, told in target.fields.items() if is_leaf_type(get_named_type(told.type))
    )
    asked = f"{field} {{ {' '.join(leaves)} }}"
    questions: Bank = []
    for portfolio in court.portfolios.values():
        rows = World(portfolio).rows(kind)[:100]
        ids = [f"{snake(kind)}_{row['id']}" for row in rows]
        documents = [
            f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind} {{ {asked} }} }} }}"
        ]
        documents += [
            f"{{ {root}(first: 100) {{ nodes {{ {asked} }} }} }}"
            for root, listed in ROOTS.items()
            if listed == kind
        ]
        found = portfolio.passes()[0]
        for document in documents:
            question = Question(document, {"ids": ids}, None)
            questions.append((question, found, court.expected(question, found)))
    return questions


def test_no_fault_no_difference(killed: Callable[..., int | None]) -> None:
    assert killed() is None


@pytest.mark.parametrize("mutant", tenant_mutants())
def test_every_predicate_on_the_organisation_is_needed(
    mutant: Mutant, killed: Callable[..., int | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    mutant.put_in(monkeypatch)
    assert killed() is not None, f"{mutant.old} can go unnoticed"


def test_all_predicates_on_the_organisation_are_known() -> None:
    assert tenant_predicates() == TENANT_PREDICATES


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_noticed(
    name: str, killed: Callable[..., int | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    FAULTS[name].put_in(monkeypatch)
    assert killed() is not None, f"{FAULTS[name]} can go unnoticed"


@pytest.mark.parametrize("name", HIDING)
def test_what_is_hidden_can_not_be_told_unnoticed(
    name: str, killed: Callable[..., int | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    HIDING[name].put_in(monkeypatch)
    assert killed() is not None, f"{HIDING[name]} can go unnoticed"


@pytest.mark.parametrize("name", RARE)
def test_rare_fault_is_noticed(
    name: str, killed: Callable[..., int | None], monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    RARE[name].put_in(monkeypatch)
    if full:
        assert killed() is not None, f"{RARE[name]} can go unnoticed"


ORDERED = [
    (kind, name)
    for kind in sorted(RELATIONS)
    for name, attribute in CATALOGUE[kind].attributes.items()
    if isinstance(attribute, Relation)
    and (attribute.many or attribute.first)
    # Lists that are pages only, which have orders of their own.
    and (kind, name) not in PAGES_ONLY
]


def test_ties_of_lists_are_broken(killed: Callable[..., int | None]) -> None:
    catalogue = CATALOGUE
    for kind, name in ORDERED:
        catalogue = changed_relation(catalogue, kind, name, _without_ties_broken)
    assert killed(catalogue) is not None


@pytest.mark.parametrize(("kind", "name"), ORDERED)
def test_ties_of_each_list_are_broken(
    kind: str, name: str, killed: Callable[..., int | None]
) -> None:
    changed = changed_relation(CATALOGUE, kind, name, _without_ties_broken)
    assert killed(changed, about=(kind, name)) is not None, f"{kind}.{name} needs no order"


RESTRICTED = [
    (kind, name)
    for kind, name in ORDERED
    if CATALOGUE[kind].attributes[name].where is not None  # type: ignore[union-attr]
]


def test_archived_rows_of_lists_are_left_out(killed: Callable[..., int | None]) -> None:
    catalogue = CATALOGUE
    for kind, name in RESTRICTED:
        catalogue = changed_relation(catalogue, kind, name, _without_restriction)
    assert killed(catalogue) is not None


@pytest.mark.parametrize(("kind", "name"), RESTRICTED)
def test_archived_rows_of_each_list_are_left_out(
    kind: str, name: str, killed: Callable[..., int | None]
) -> None:
    changed = changed_relation(CATALOGUE, kind, name, _without_restriction)
    assert killed(changed, about=(kind, name)) is not None, f"{kind}.{name} lists them"


def changed_relation(
    catalogue: Catalogue, kind: str, name: str, change: Callable[[Relation], Relation]
) -> Catalogue:
    """The catalogue with one relation changed."""

    def changed(entity: Entity) -> Entity:
        relation = entity.attributes.get(name)
        if entity.name != kind or not isinstance(relation, Relation):
            return entity
        return replace(entity, attributes={**entity.attributes, name: change(relation)})

    return Catalogue(*(changed(entity) for entity in catalogue._entities.values()))


def _without_ties_broken(relation: Relation) -> Relation:
    """Ordered by what is the same for all instead of by id, or by the place that only one has."""
    order = tuple(
        "organisation_id" if column in ("id", "ordinal") else column for column in relation.order
    )
    return replace(relation, order=order)


def _without_restriction(relation: Relation) -> Relation:
    return replace(relation, where=None)

"""An initiative that is not yet told is nothing to whoever has no seat in it, wherever they look.

Everything that hangs on it has a word in it that stands nowhere else, and ids of its own. All that
the schema can answer is asked, one field after the other, in every role, and must hold neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

from api.planning.names import snake
from api.schema.build import core_schema, schema
from db.entities import CATALOGUE
from domain.access.permission import READS
from domain.core.viewer import Role
from tests.api.companies import Company, Founding
from tests.api.serving import Client
from tests.api.workshop import Workshop
from tests.contracts.reading import of_initiatives

CORE = core_schema(schema())
SECRET = "Krokodil"
LINES = ("moved", "slipped", "promised", "wins", "findings")
# What an argument without a default is given.
GIVEN = {
    "from": '"2026-03-01"',
    "to": '"2026-03-31"',
    "by": "OWNER",
    "after": "0",
    "query": f'"{SECRET}"',
}


@dataclass(frozen=True)
class Affair:
    """A company in which one initiative is told and another is not."""

    company: Company
    shop: Workshop
    told: str
    secret: str
    owner: str
    promiser: str
    ids: tuple[str, ...]

    def seers(self) -> dict[str, Client]:
        """Those who see it."""
        return {
            "administrator": self.company.admin,
            "editor": self.company.client(Role.EDITOR),
            "owner": self.company.as_person(Role.VIEWER, self.owner),
            "owner of a milestone": self.company.as_person(Role.CONTRIBUTOR, self.promiser),
        }

    def others(self) -> dict[str, Client]:
        """Those who don't."""
        return {
            "viewer": self.company.viewer,
            "contributor": self.company.client(Role.CONTRIBUTOR),
            "another": self.company.as_person(Role.CONTRIBUTOR, self.shop.person),
        }


@pytest.fixture(scope="session")
def affair(founding: Founding) -> Affair:
    shop = Workshop(founding())
    make = shop.make
    owner = make("personCreate", "person", name="Greta")
    promiser = make("personCreate", "person", name="Hans")
    told = shop.initiative
    secret = make("initiativePropose", "initiative", title=SECRET, ownerId=owner, confidential=True)
    for verb in ("initiativeCommit", "initiativeStart"):
        make(verb, "initiative", id=secret)
    of_it = {"initiativeId": secret}
    late = make(
        "milestoneAdd",
        "milestone",
        **of_it,
        title=f"{SECRET} late",
        dueOn="2026-04-01",
        ownerId=promiser,
    )
    undated = make("milestoneAdd", "milestone", **of_it, title=f"{SECRET} some day")
    make("milestoneReplan", "milestone", id=late, dueOn="2026-06-30", reason=f"{SECRET} snapped")
    # Between what is told and what is not, both ways.
    make("dependencyAdd", "milestone", milestoneId=shop.milestone, dependsOnId=late)
    make("dependencyAdd", "milestone", milestoneId=undated, dependsOnId=shop.undated)
    win = make(
        "shortTermWinLog",
        "shortTermWin",
        **of_it,
        title=f"{SECRET} bit",
        touchpointId=shop.touchpoint,
    )
    make("shortTermWinShare", "shortTermWin", id=win, audience="LEADERS", channel=f"{SECRET} call")
    strong = {"touchpointId": shop.touchpoint, "strength": 4, "note": f"{SECRET} effect"}
    effect = make("effectSet", "effect", **of_it, **strong, direction="WEAKENS")
    shop.thing("effect")  # strengthens what the other weakens: a cross-purpose
    make(
        "participationSet",
        "initiative",
        **of_it,
        departmentId=shop.department,
        role=f"{SECRET} tamer",
    )
    said = make(
        "statusUpdatePost",
        "statusUpdate",
        **of_it,
        reportedStatus="ON_TRACK",
        text=f"{SECRET} sleeps",
    )
    comment = make("commentAdd", "comment", **of_it, text=f"{SECRET}!")
    held = make("reviewHold", "review", title="March")
    given = {"text": f"{SECRET}?", "reviewId": held}
    decision = make("decisionAsk", "decision", initiativeId=secret, **given)
    action = make(
        "actionAdd", "action", initiativeId=secret, **given, ownerId=owner, dueOn="2026-04-01"
    )
    kept = shop.company.admin.ask(
        "query ($id: ID!) { review(id: $id) { entries { nodes { id title } } moved { id title }"
        " slipped { id title } promised { id title } wins { id title } findings { id title } } }",
        id=held,
    )["review"]
    of_review = {
        each["id"]
        for lines in (kept["entries"]["nodes"], *(kept[name] for name in LINES))
        for each in lines
        if SECRET in (each["title"] or "")
    }
    assert len(of_review) >= 4
    found = shop.company.admin.ask(
        "query ($id: ID!) { initiative(id: $id) { findings { id } milestones { findings { id }"
        " replans { id } } lifecycleMoves { id } participations { id } shortTermWins {"
        " shares { id } } } touchpoints { nodes { findings { id } } } }",
        id=secret,
    )
    ids = {secret, late, undated, win, effect, said, comment, decision, action}
    ids |= {*of_review, *ids_in(found)}
    return Affair(shop.company, shop, told, secret, owner, promiser, tuple(sorted(ids)))


def ids_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "id":
                yield each
            else:
                yield from ids_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from ids_in(each)


def arguments(field: Any, **known: str) -> str:
    """Return what a field must be given."""
    given = {
        name: known.get(name, GIVEN.get(name, ""))
        for name, argument in field.args.items()
        if isinstance(argument.type, GraphQLNonNull) or name in known
    }
    return f"({', '.join(f'{name}: {value}' for name, value in given.items())})" if given else ""


def everything(kind: GraphQLObjectType, deep: int, *above: str) -> str:
    """Return all fields of a type, and of what they lead to as deep as said."""
    parts = []
    for name, field in kind.fields.items():
        target = get_named_type(field.type)
        if is_leaf_type(target):
            parts.append(name)
        elif isinstance(target, GraphQLObjectType) and (deep > 0 or name == "nodes"):
            # A page is no step further than a list.
            step = 0 if target.name.endswith(("Connection", "Edge")) else 1
            if target.name.endswith("Connection") or name not in ("edges", "pageInfo"):
                inner = everything(target, deep - step, *above, kind.name)
                if inner:
                    parts.append(f"{name}{arguments(field)} {{ {inner} }}")
    return " ".join(parts)


def asked_of(kind: GraphQLObjectType, deep: int) -> Iterator[str]:
    """Return selections that together hold every field of a type and of what it leads to, each
    small enough to be answered."""
    leaves = [name for name, each in kind.fields.items() if is_leaf_type(get_named_type(each.type))]
    if leaves:
        yield " ".join(leaves)
    for name, field in kind.fields.items():
        target = get_named_type(field.type)
        if isinstance(target, GraphQLUnionType):
            yield f"{name} {{ __typename ... on Node {{ id }} }}"
        if not isinstance(target, GraphQLObjectType) or name in ("edges", "pageInfo"):
            continue
        paged = target.name.endswith("Connection") or kind.name.endswith("Connection")
        for inner in asked_of(target, 0) if paged and deep else [everything(target, 0)]:
            yield f"{name}{arguments(field)} {{ {inner} }}"


def root_queries(ids: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Return every root field with questions that hold every field of what it answers."""
    assert CORE.query_type is not None
    for name, field in CORE.query_type.fields.items():
        target = get_named_type(field.type)
        if name in ("node", "nodes"):
            for identity in ids:
                yield name, f"{{ {name}({_ids(name, identity)}) {{ __typename id }} }}"
        elif not isinstance(target, GraphQLObjectType):
            assert isinstance(target, GraphQLInterfaceType) or name == "search", name
        elif "id" in field.args:
            for identity in (each for each in ids if each.startswith(f"{snake(target.name)}_0")):
                yield name, f'{{ {name}(id: "{identity}") {{ id }} }}'
        else:
            known = {"includeArchived": "true"} if "includeArchived" in field.args else {}
            for inner in asked_of(target, 1):
                yield name, f"{{ {name}{arguments(field, **known)} {{ {inner} }} }}"


def _ids(name: str, identity: str) -> str:
    return f'id: "{identity}"' if name == "node" else f'ids: ["{identity}"]'


def hits(affair: Affair, client: Client, role_rank: int) -> list[str]:
    """Return the root fields by which something of what is not told was told."""
    found = []
    for name, query in root_queries(affair.ids):
        if READS[snake(name)].rank > role_rank:
            continue
        answer = client.answer(query)
        assert "errors" not in answer, (query, answer["errors"])
        text = str(answer["data"])
        if SECRET in text or any(identity in text for identity in affair.ids):
            found.append(name)
    return found


@pytest.mark.parametrize("who", ["viewer", "contributor", "another"])
def test_nothing_of_it_is_told_by_any_field(affair: Affair, who: str) -> None:
    rank = Role.VIEWER.rank if who == "viewer" else Role.CONTRIBUTOR.rank
    assert hits(affair, affair.others()[who], rank) == []


@pytest.mark.parametrize("who", ["administrator", "editor", "owner", "owner of a milestone"])
def test_whoever_has_a_seat_and_the_office_see_it_everywhere(affair: Affair, who: str) -> None:
    """So what the others are not told is not missing for another reason."""
    found = set(hits(affair, affair.seers()[who], Role.VIEWER.rank))
    assert found >= {
        "node",
        "nodes",
        "initiative",
        "initiatives",
        "milestones",
        "shortTermWins",
        "touchpoints",
        "people",
        "departments",
        "findings",
        "portfolio",
        "changesBetween",
        "changes",
        "search",
        "reviews",
        "decisions",
        "actions",
    }


COUNTS = """{
  initiatives { totalCount } milestones { totalCount } shortTermWins { totalCount }
  findings { totalCount } search(query: "Krokodil") { totalCount }
  touchpoints { nodes { effects { id } shortTermWins { totalCount } } }
  departments {
    nodes { participations { totalCount } changeLoad { participatingCount openCount } }
  }
  portfolio { totalCount }
  decisions { totalCount } actions { totalCount }
  reviews { nodes { entries { totalCount } levels { totalCount } moved { title } wins { title } } }
  portfolioHistory(from: "2026-03-01", to: "2026-03-31") { totalCount }
  slipTotals(by: OWNER) { milestoneCount }
}"""


def test_counts_and_sums_are_those_of_a_company_without_it(
    affair: Affair, founding: Founding
) -> None:
    counted = affair.company.viewer.ask(COUNTS)
    assert counted["initiatives"] == {"totalCount": 1}
    assert counted["milestones"] == {"totalCount": 2}
    assert counted["shortTermWins"] == {"totalCount": 0}
    assert counted["search"] == {"totalCount": 0}
    assert counted["portfolio"] == {"totalCount": 1}
    assert counted["portfolioHistory"] == [{"totalCount": 1}]
    assert counted["slipTotals"] == [{"milestoneCount": 2}]
    [touchpoint] = counted["touchpoints"]["nodes"]
    assert len(touchpoint["effects"]) == 1
    assert touchpoint["shortTermWins"] == {"totalCount": 0}
    assert counted["departments"]["nodes"] == [
        {
            "participations": {"totalCount": 0},
            "changeLoad": {"participatingCount": 0, "openCount": 0},
        }
    ]
    assert counted["decisions"] == counted["actions"] == {"totalCount": 0}
    [review] = counted["reviews"]["nodes"]
    assert review["entries"] == review["levels"] == {"totalCount": 1}
    assert len(review["moved"]) <= 1
    assert review["wins"] == []
    whole = affair.company.admin.ask(COUNTS)
    assert whole["reviews"]["nodes"][0]["levels"] == {"totalCount": 2}
    for name in (
        "initiatives",
        "milestones",
        "shortTermWins",
        "findings",
        "search",
        "portfolio",
        "decisions",
    ):
        assert whole[name]["totalCount"] > counted[name]["totalCount"], name
    assert whole["portfolioHistory"] == [{"totalCount": 2}]
    [department] = whole["departments"]["nodes"]
    assert department["changeLoad"] == {"participatingCount": 1, "openCount": 0}


def test_it_divides_no_list(affair: Affair) -> None:
    """By a filter that leads to it one would find out that it is there."""
    of_it = {"title": {"contains": SECRET}}
    for plural, kind, given in (
        ("initiatives", "Initiative", of_it),
        ("milestones", "Milestone", {"initiative": of_it}),
        ("shortTermWins", "ShortTermWin", {"initiative": of_it}),
        ("findings", "Finding", {"initiative": of_it}),
    ):
        query = f"query ($f: {kind}Filter) {{ {plural}(filter: $f) {{ totalCount }} }}"
        assert affair.company.viewer.ask(query, f=given)[plural] == {"totalCount": 0}
        assert affair.company.admin.ask(query, f=given)[plural]["totalCount"] > 0
    waiting = {"dependsOn": {"some": {"title": {"contains": SECRET}}}}
    query = "query ($f: MilestoneFilter) { milestones(filter: $f) { totalCount } }"
    assert affair.company.viewer.ask(query, f=waiting)["milestones"] == {"totalCount": 0}
    assert affair.company.admin.ask(query, f=waiting)["milestones"] == {"totalCount": 1}


CHANGES = {
    "commentAdd": ("initiativeId", {"text": "Hello"}),
    "initiativeUpdate": ("id", {"summary": "x"}),
    "milestoneAdd": ("initiativeId", {"title": "x"}),
    "statusUpdatePost": ("initiativeId", {"reportedStatus": "ON_TRACK"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_it_can_not_be_changed_nor_found_out_by_trying(affair: Affair, name: str) -> None:
    field, given = CHANGES[name]
    for who, client in affair.others().items():
        if who == "viewer":
            continue
        payload = client.change(name, **given, **{field: affair.secret})
        assert [(each["code"], each["path"]) for each in payload["problems"]] == [
            ("NOT_FOUND", ["input", field])
        ]
        missing = client.change(name, **given, **{field: NOTHING})
        assert missing["problems"] == payload["problems"]


NOTHING = "initiative_00000000-0000-7000-8000-000000000000"


def test_what_waits_for_it_can_not_be_tied_to_it(affair: Affair) -> None:
    late = next(each for each in affair.ids if each.startswith("milestone_"))
    client = affair.others()["another"]
    payload = client.change("dependencyAdd", milestoneId=affair.shop.undated, dependsOnId=late)
    assert [(each["code"], each["path"]) for each in payload["problems"]] == [
        ("NOT_FOUND", ["input", "dependsOnId"])
    ]


def test_it_is_told_from_the_moment_on_that_it_is_no_longer_confidential(company: Company) -> None:
    shop = Workshop(company)
    query = "query ($id: ID!) { initiative(id: $id) { confidential } initiatives { totalCount } }"
    asked = {"id": shop.initiative}
    assert company.viewer.ask(query, **asked)["initiative"] == {"confidential": False}
    for confidential, count in ((True, 0), (False, 1)):
        shop.make("initiativeUpdate", "initiative", id=shop.initiative, confidential=confidential)
        answer = company.viewer.ask(query, **asked)
        assert answer["initiatives"] == {"totalCount": count}
        assert (answer["initiative"] is None) is confidential
    kinds = company.rows(
        "select data from event where organisation_id = $1 and data -> 'changed' ? 'confidential'"
    )
    assert len(kinds) == 2


def test_those_without_a_seat_are_told_the_same_whoever_they_are(affair: Affair) -> None:
    """So that subscriptions are answered once for all of them; a seat counts at once."""
    count = "{ initiatives { totalCount } }"
    told = [client.ask(count) for client in affair.others().values()]
    assert told == [{"initiatives": {"totalCount": 1}}] * len(told)
    luca = affair.shop.make("personCreate", "person", name="Luca")
    client = affair.company.as_person(Role.VIEWER, luca)
    asked = "query ($id: ID!) { initiative(id: $id) { title } }"
    assert client.ask(asked, id=affair.secret) == {"initiative": None}
    milestone = {"initiativeId": affair.secret, "title": "Hidden, too", "ownerId": luca}
    made = affair.shop.make("milestoneAdd", "milestone", **milestone)
    # The same server made the change: it looks everybody up again.
    assert client.ask(asked, id=affair.secret) == {"initiative": {"title": SECRET}}
    affair.shop.make("milestoneUpdate", "milestone", id=made, ownerId=None)
    assert client.ask(asked, id=affair.secret) == {"initiative": None}


# What only an import brings.
IMPORTED = {"assessment"}


def test_it_has_one_of_everything_that_can_hang_on_an_initiative(affair: Affair) -> None:
    """So that no kind of row is left out of what is looked for above."""
    prefixes = {each.rpartition("_")[0] for each in affair.ids}
    wanted = {
        entity.prefix
        for entity in CATALOGUE
        if entity.prefix is not None and entity.table.name in of_initiatives()
    }
    assert wanted - prefixes - IMPORTED == set(), "make one of it in `affair`"

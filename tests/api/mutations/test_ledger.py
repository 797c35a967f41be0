"""The ledger as clients read it: page by page without a gap, and as the audit trail."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.core.viewer import Role
from tests.api.companies import Company, Founding
from tests.api.planted import plant
from tests.api.serving import Client

PAGE = """
query Page($after: Int!, $first: Int) {
  changes(after: $after, first: $first) {
    outcome revision hasMore
    events {
      revision ordinal kind subjectType subjectId initiative { id } occurredOn recordedAt
      actor { id } tokenId tokenLabel requestId
    }
  }
}
"""
TRAIL = """
query Trail($filter: EventFilter, $first: Int, $after: String, $orderBy: EventOrder) {
  auditTrail(filter: $filter, first: $first, after: $after, orderBy: $orderBy) {
    totalCount
    edges { cursor node { revision ordinal kind subjectId tokenLabel actor { name } } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
NOBODY = "00000000-0000-7000-8000-000000000000"


def page(client: Client, after: int, first: int | None = None) -> dict[str, Any]:
    found: dict[str, Any] = client.ask(PAGE, after=after, first=first)["changes"]
    return found


def everything(client: Client, first: int) -> list[Any]:
    """Read the ledger from its beginning, page by page."""
    events: list[Any] = []
    after, more = 0, True
    while more:
        got = page(client, after, first)
        assert got["outcome"] == "CHANGES"
        assert got["revision"] > after
        events += got["events"]
        after, more = got["revision"], got["hasMore"]
    return events


def trail(client: Client, **given: object) -> list[Any]:
    return [edge["node"] for edge in client.ask(TRAIL, **given)["auditTrail"]["edges"]]


@pytest.fixture(scope="module")
def busy(founding: Founding) -> Company:
    """An organisation in which something has happened, and of which nothing is taken away."""
    company = founding()
    plant(company.admin)
    return company


def test_the_ledger_is_told_whole_and_in_order(busy: Company) -> None:
    told = everything(busy.admin, 1_000)
    places = [(each["revision"], each["ordinal"]) for each in told]
    kept = busy.rows("select revision, ordinal from event where organisation_id = $1 order by 1, 2")
    assert places == [tuple(row) for row in kept]
    assert {revision for revision, _ in places} == set(range(1, busy.revision + 1))


@pytest.mark.parametrize("first", [1, 2, 3, 7])
def test_pages_of_any_size_tell_the_same_and_split_no_revision(busy: Company, first: int) -> None:
    assert everything(busy.admin, first) == everything(busy.admin, 1_000)
    after = 0
    while (got := page(busy.admin, after, first))["hasMore"]:
        revisions = {each["revision"] for each in got["events"]}
        assert len(got["events"]) <= first or len(revisions) == 1
        assert revisions == set(range(after + 1, got["revision"] + 1))
        after = got["revision"]


def test_an_event_says_what_happened_to_what_and_by_whom(company: Company) -> None:
    person = company.admin.make("personCreate", "person", name="Ada")
    before = company.revision
    token, _ = company.issue(Role.EDITOR, person_id=None, label="the PMO's tool")
    tool = company.open(token)
    tool.http.headers["x-request-id"] = "one-of-ours"
    made = tool.make("initiativePropose", "initiative", title="Calm returns", ownerId=person)
    got = page(company.admin, before + 1)
    assert (got["revision"], got["hasMore"]) == (company.revision, False)
    [proposed] = [each for each in got["events"] if each["kind"] == "INITIATIVE_PROPOSED"]
    assert proposed["subjectType"] == "Initiative"
    assert proposed["subjectId"] == made
    assert proposed["initiative"] == {"id": made}
    assert proposed["actor"] is None
    assert proposed["tokenLabel"] == "the PMO's tool"
    assert proposed["tokenId"].startswith("access_token_")
    assert proposed["requestId"] == "one-of-ours"
    assert proposed["occurredOn"] == "2026-03-31"


def test_the_subject_of_every_event_can_be_asked_for(busy: Company) -> None:
    """By the id that the event gives; members and tokens by administrators alone."""
    ids = {each["subjectId"]: each["subjectType"] for each in everything(busy.admin, 1_000)}
    assert {"ShortTermWin", "Milestone", "Organisation", "Finding"} <= set(ids.values())
    for name, kind in ids.items():
        for asker, may in (
            (busy.admin, True),
            (busy.viewer, kind not in ("Member", "AccessToken")),
        ):
            node = asker.ask("query ($id: ID!) { node(id: $id) { __typename } }", id=name)["node"]
            assert node == ({"__typename": kind} if may else None)


def test_of_nothing_new_there_is_an_empty_page(busy: Company) -> None:
    got = page(busy.admin, busy.revision)
    assert got == {"outcome": "CHANGES", "revision": busy.revision, "hasMore": False, "events": []}


def test_ahead_of_the_ledger_means_resync(busy: Company) -> None:
    """As after a restore: what the client saw is not what there is."""
    got = page(busy.admin, busy.revision + 5)
    assert got == {"outcome": "RESYNC", "revision": busy.revision, "hasMore": False, "events": []}


def test_what_is_no_longer_kept_means_resync(company: Company) -> None:
    """Even when the months that are gone are not the oldest, as with clocks that were set."""
    plant(company.admin)
    everything(company.admin, 1_000)
    head = company.revision
    assert head > 6
    company.rows("delete from event where organisation_id = $1 and revision = 4 returning 1")
    for after in (0, 2, 3):
        got = page(company.admin, after, 1_000)
        assert (got["outcome"], got["revision"], got["events"]) == ("RESYNC", head, [])
    assert page(company.admin, 4, 1_000)["outcome"] == "CHANGES"
    # Up to the hole all is whole.
    assert page(company.admin, 0, 1)["outcome"] == "CHANGES"
    company.rows("delete from event where organisation_id = $1 returning 1")
    assert page(company.admin, 0)["outcome"] == "RESYNC"
    assert page(company.admin, head)["outcome"] == "CHANGES"


@pytest.mark.parametrize(
    ("after", "first", "says"),
    [(-1, 1, "0 (the beginning) or more"), (0, 0, "1 to 1000"), (0, 1_001, "1 to 1000")],
)
def test_a_page_that_can_not_be_is_refused(
    company: Company, after: int, first: int, says: str
) -> None:
    error = company.admin.refusal(PAGE, after=after, first=first)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert says in error["message"]


def test_nothing_of_another_organisation_is_told(busy: Company, founding: Any) -> None:
    other = founding()
    told = everything(other.admin, 1_000)
    mine = {each["subjectId"] for each in everything(busy.admin, 1_000)}
    assert told
    assert not mine & {each["subjectId"] for each in told}


# The audit trail


def test_the_audit_trail_is_the_administrators(busy: Company) -> None:
    assert trail(busy.admin)
    for role in (Role.VIEWER, Role.CONTRIBUTOR, Role.EDITOR):
        for query in ("{ auditTrail { totalCount } }", "{ auditTrail { totalCount } __typename }"):
            error = busy.client(role).refusal(query)
            assert error["extensions"]["code"] == "NOT_ALLOWED"
            assert "ADMIN" in error["message"]


def test_the_audit_trail_pages_to_the_end_both_ways(busy: Company) -> None:
    for direction in ("ASC", "DESC"):
        order = {"field": "REVISION", "direction": direction}
        found: list[Any] = []
        got: dict[str, Any] = {}
        after, more = None, True
        while more:
            got = busy.admin.ask(TRAIL, first=7, after=after, orderBy=order)["auditTrail"]
            found += [(e["node"]["revision"], e["node"]["ordinal"]) for e in got["edges"]]
            after, more = got["pageInfo"]["endCursor"], got["pageInfo"]["hasNextPage"]
        assert found == sorted(found, reverse=direction == "DESC")
        back = busy.admin.ask(
            "query ($before: String, $order: EventOrder) {"
            " auditTrail(last: 5, before: $before, orderBy: $order)"
            " { nodes { revision ordinal } } }",
            before=after,
            order=order,
        )["auditTrail"]["nodes"]
        # The end cursor is that of the last event: what lies before it is all but that one.
        places = [(each["revision"], each["ordinal"]) for each in back]
        assert places == found[-6:-1]
        # Those that read it issued tokens meanwhile, never fewer.
        assert len(found) == len(set(found)) == got["totalCount"]


def test_the_audit_trail_is_filtered_by_who_what_when_and_how(busy: Company) -> None:
    person = busy.admin.make("personCreate", "person", name="Bo")
    token, issued = busy.issue(
        Role.EDITOR,
        person_id=busy.rows(
            "select subject_id from event where organisation_id = $1 and kind = 'PERSON_CREATED'"
            " order by revision desc limit 1"
        )[0]["subject_id"],
        label="Bo's own",
    )
    made = busy.open(token).make("departmentCreate", "department", name="Care")
    newest = {"field": "REVISION", "direction": "DESC"}
    for condition in (
        {"actorId": {"eq": person}},
        {"actor": {"name": {"eq": "Bo"}}},
        {"tokenId": {"eq": f"access_token_{issued.id}"}},
        {"subjectId": {"eq": made}},
        {"kind": {"eq": "DEPARTMENT_CREATED"}, "subjectType": {"eq": "Department"}},
    ):
        [first, *_] = trail(busy.admin, filter=condition, orderBy=newest)
        assert first["subjectId"] == made
        assert first["actor"] == {"name": "Bo"}
        assert first["tokenLabel"] == "Bo's own"
    now = datetime(2026, 3, 31, tzinfo=UTC)
    ahead = {"recordedAt": {"gt": (now + timedelta(days=2)).isoformat()}}
    assert trail(busy.admin, filter=ahead) == []
    assert trail(busy.admin, filter={"tokenId": {"eq": f"access_token_{NOBODY}"}}) == []
    around = {"gte": (now - timedelta(days=1)).isoformat(), "lt": ahead["recordedAt"]["gt"]}
    assert trail(busy.admin, filter={"recordedAt": around})
    error = busy.admin.refusal(TRAIL, filter={"subjectId": {"eq": "nothing"}})
    assert "not a global id" in error["message"]

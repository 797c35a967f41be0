"""Members as administrators manage them, and as they see themselves."""

import pytest

from domain.core.identity import new_id
from domain.core.viewer import Role, TokenScope
from tests.api.companies import Company, Founding
from tests.api.members import ISSUER, browser, invite, join, open_session

LISTED = """
{ members { totalCount nodes { id role email joinedAt removedAt person { name } } } }
"""
MINE = "{ viewer { role method expiresAt label person { name } memberships { key name role } } }"


def test_an_administrator_sees_who_is_in_who_is_invited_and_who_was_removed(
    company: Company,
) -> None:
    ada, bo = join(company, "ada", Role.ADMIN), join(company, "bo")
    invite(company, "cy@tavola.example", Role.VIEWER)
    company.admin.make("memberRemove", "member", id=f"member_{bo.id}")
    found = company.admin.ask(LISTED)["members"]
    assert found["totalCount"] == 3
    seen = [
        (each["role"], each["email"], each["joinedAt"] is None, each["removedAt"] is None)
        for each in found["nodes"]
    ]
    assert seen == [
        ("ADMIN", None, False, True),
        ("EDITOR", None, False, False),
        ("VIEWER", "cy@tavola.example", True, True),
    ]
    asked = "query ($f: MemberFilter) { members(filter: $f) { nodes { id } } }"
    for wanted, expected in (
        ({"joined": {"eq": True}, "removed": {"eq": False}}, [ada]),
        ({"role": {"eq": "ADMIN"}}, [ada]),
        ({"person": {"name": {"contains": "cy"}}, "joined": {"eq": True}}, []),
    ):
        nodes = company.admin.ask(asked, f=wanted)["members"]["nodes"]
        assert [each["id"] for each in nodes] == [f"member_{each.id}" for each in expected]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CONTRIBUTOR, Role.EDITOR])
def test_nobody_else_sees_members_or_tokens(company: Company, role: Role) -> None:
    who = join(company, "ada")
    _, issued = company.issue(Role.VIEWER)
    client = company.client(role)
    for root in ("members", "tokens"):
        error = client.refusal(f"{{ {root} {{ totalCount }} }}")
        assert error["extensions"]["code"] == "NOT_ALLOWED"
    ids = [f"member_{who.id}", f"access_token_{issued.id}", f"person_{who.person_id}"]
    asked = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
    assert client.ask(asked, ids=ids)["nodes"][:2] == [None, None]
    assert client.ask(asked, ids=ids)["nodes"][2]["__typename"] == "Person"
    one = "query ($id: ID!) { node(id: $id) { id ... on Member { email } } }"
    assert client.ask(one, id=ids[0]) == {"node": None}
    assert company.admin.ask(one, id=ids[0])["node"]["id"] == ids[0]


def test_the_last_administrator_stays(company: Company) -> None:
    ada, client = join(company, "ada", Role.ADMIN), company.admin
    before = company.revision
    for name, more in (("memberRemove", {}), ("memberSetRole", {"role": "EDITOR"})):
        payload = client.change(name, id=f"member_{ada.id}", **more)
        [problem] = payload["problems"]
        assert (problem["code"], problem["path"]) == ("LAST_ADMIN", ["input", "id"])
    assert company.revision == before


def test_a_member_sees_who_they_are_and_where_they_may_go(
    company: Company, founding: Founding
) -> None:
    other = founding("Another company")
    subject = new_id().hex
    secret, opened = open_session(company, join(company, subject))
    join(other, subject, Role.ADMIN)
    join(other, "eve", Role.VIEWER)
    with browser(company.address, secret) as client:
        viewer = client.post("/graphql", json={"query": MINE}).json()["data"]["viewer"]
        # Whether it is asked beside the schema, which takes the other outlet, is all the same.
        both = {"query": f"{MINE[:-1]} __schema {{ queryType {{ name }} }} }}"}
        assert client.post("/graphql", json=both).json()["data"]["viewer"] == viewer
    assert viewer["method"] == "SESSION"
    assert opened.expires_at is not None
    assert viewer["expiresAt"].startswith(f"{opened.expires_at:%Y-%m-%dT%H:%M:%S}")
    assert viewer["memberships"] == [
        {"key": other.organisation.key, "name": "Another company", "role": "ADMIN"},
        {"key": company.organisation.key, "name": "Tavola", "role": "EDITOR"},
    ]
    token = company.viewer.ask(MINE)["viewer"]
    assert token == {
        "role": "VIEWER",
        "method": "TOKEN",
        "expiresAt": None,
        "label": "viewer of the tests",
        "person": None,
        "memberships": None,
    }


def test_one_signs_out_everywhere_oneself_and_an_administrator_signs_out_anybody(
    company: Company,
) -> None:
    who = join(company, "ada", Role.VIEWER)
    change = "mutation ($input: SessionEndAllInput!) { sessionEndAll(input: $input) { revision } }"

    def ask(secret: str, **given: str) -> int:
        body = {"query": change, "variables": {"input": given}}
        with browser(company.address, secret) as client:
            return client.post("/graphql", json=body).status_code

    (first, _), (second, _) = open_session(company, who), open_session(company, who)
    assert ask(first) == 200
    assert (ask(first), ask(second)) == (401, 401)
    third, _ = open_session(company, who)
    company.admin.change("sessionEndAll", personId=f"person_{who.person_id}")
    assert ask(third) == 401


def test_events_of_members_hold_nothing_personal(company: Company) -> None:
    joined = join(company, "theodora", Role.ADMIN)
    open_session(company, joined)
    bo = company.admin.make(
        "memberInvite", "member", email="bo@tavola.example", role="VIEWER", name="Bo Vale"
    )
    company.admin.make("memberSetRole", "member", id=bo, role="EDITOR")
    company.admin.make("memberRemove", "member", id=bo)
    rows = company.rows(
        "select kind, data::text as data from event where organisation_id = $1"
        " and kind ~ '^(MEMBER|SIGN)' order by revision, ordinal"
    )
    assert [row["kind"] for row in rows] == [
        "MEMBER_INVITED",
        "MEMBER_JOINED",
        "SIGNED_IN",
        "MEMBER_INVITED",
        "MEMBER_ROLE_SET",
        "MEMBER_REMOVED",
    ]
    # None of the words can stand in an id by chance: ids are written in hexadecimal digits.
    for row in rows:
        for word in ("tavola", "Bo", "Vale", "theodora", ISSUER):
            assert word not in row["data"]


def test_a_restricted_token_lets_nobody_in_who_is_not_restricted(company: Company) -> None:
    """A token that manages people must not make itself an administrator of everything."""
    token, _ = company.issue(Role.ADMIN, scopes=[TokenScope.PEOPLE, TokenScope.READ])
    client = company.open(token)
    given = {"email": "eve@tavola.example", "name": "Eve"}
    payload = client.change("memberInvite", **given, role="ADMIN")
    assert [each["code"] for each in payload["problems"]] == ["NOT_ALLOWED"]
    eve = client.make("memberInvite", "member", **given, role="EDITOR")
    payload = client.change("memberSetRole", id=eve, role="ADMIN")
    assert [each["code"] for each in payload["problems"]] == ["NOT_ALLOWED"]


def test_an_administrator_sees_who_did_what_with_which_session(company: Company) -> None:
    who = join(company, "ada", Role.EDITOR)
    secret, opened = open_session(company, who)
    body = {"query": 'mutation { departmentCreate(input: {name: "Bar"}) { revision } }'}
    with browser(company.address, secret) as client:
        client.post("/graphql", json=body, headers={"x-request-id": "of-the-tests"})
    asked = """
        { auditTrail(filter: {kind: {eq: DEPARTMENT_CREATED}}) {
            nodes { kind requestId tokenId actor { id } }
        } }
    """
    [event] = company.admin.ask(asked)["auditTrail"]["nodes"]
    assert event == {
        "kind": "DEPARTMENT_CREATED",
        "requestId": "of-the-tests",
        "tokenId": f"access_token_{opened.id}",
        "actor": {"id": f"person_{who.person_id}"},
    }
    one = "query ($id: ID!) { node(id: $id) { ... on AccessToken { method person { id } } } }"
    assert company.admin.ask(one, id=event["tokenId"])["node"] == {
        "method": "SESSION",
        "person": {"id": f"person_{who.person_id}"},
    }

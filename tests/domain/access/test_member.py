"""Members: invited by address, bound by subject, and never without an administrator."""

from domain.access import member, session
from domain.access.member import Identity, Member
from domain.access.token import AccessToken, issue_token, make_token
from domain.core.event import EventKind
from domain.core.problem import ProblemCode
from domain.core.viewer import AuthenticationMethod, Role
from domain.people.person import Person
from tests.domain.memory import NOW, TODAY, Memory
from tests.domain.refusing import refused

ADA = Identity("https://id.example", "ada")


async def joined(
    work: Memory, email: str = "ada@tavola.example", role: Role = Role.ADMIN
) -> Member:
    invited = await member.invite(work, email=email, role=role, name=email)
    return await member.join(work, invited.id, Identity("https://id.example", email))


async def test_an_invitation_names_who_is_known_or_enters_who_is_not(work: Memory) -> None:
    known = work.person(email="ada@tavola.example")
    invited = await member.invite(work, email=" Ada@Tavola.example ", role=Role.EDITOR)
    assert (invited.person_id, invited.email) == (known.id, "ada@tavola.example")
    with refused(ProblemCode.REQUIRED, "name"):
        await member.invite(work, email="bo@tavola.example", role=Role.VIEWER)
    another = await member.invite(work, email="bo@tavola.example", role=Role.VIEWER, name="Bo")
    person = await work.get(Person, another.person_id)
    assert (person.name, person.email) == ("Bo", "bo@tavola.example")
    with refused(ProblemCode.INVALID, "email"):
        await member.invite(work, email="nobody", role=Role.VIEWER)


async def test_an_invitation_can_be_put_right_until_it_is_taken(work: Memory) -> None:
    person = work.person()
    first = await member.invite(
        work, email="old@tavola.example", role=Role.VIEWER, person_id=person.id
    )
    again = await member.invite(
        work, email="new@tavola.example", role=Role.EDITOR, person_id=person.id
    )
    assert again is first
    assert (again.email, again.role) == ("new@tavola.example", Role.EDITOR)
    other = work.person()
    with refused(ProblemCode.ALREADY_EXISTS, "email"):
        await member.invite(work, email="new@tavola.example", role=Role.VIEWER, person_id=other.id)
    await member.join(work, first.id, ADA)
    with refused(ProblemCode.ALREADY_EXISTS, "person_id"):
        await member.invite(work, email="a@b.example", role=Role.VIEWER, person_id=person.id)


async def test_who_joins_is_known_by_subject_and_the_address_is_forgotten(work: Memory) -> None:
    invited = await member.invite(work, email="ada@b.example", role=Role.EDITOR, name="Ada")
    await member.join(work, invited.id, ADA)
    assert (invited.issuer, invited.subject, invited.email) == (ADA.issuer, ADA.subject, None)
    assert invited.joined_at == NOW
    [standing] = await work.find(AccessToken)
    assert (standing.method, standing.role, standing.member_id) == (
        AuthenticationMethod.PROVIDER,
        Role.EDITOR,
        invited.id,
    )
    with refused(ProblemCode.NOT_FOUND, "id"):
        await member.join(work, invited.id, Identity("https://id.example", "eve"))
    assert work.kinds == [
        EventKind.PERSON_CREATED,
        EventKind.MEMBER_INVITED,
        EventKind.MEMBER_JOINED,
    ]


async def test_a_role_counts_at_once_for_whatever_the_member_is_signed_in_with(
    work: Memory,
) -> None:
    await joined(work, "boss@tavola.example")
    ada = await joined(work)
    opened = await session.open_session(
        work, make_token(work.organisation.id), ada.id, at=NOW, session_id=ada.id
    )
    await member.set_role(work, ada.id, Role.VIEWER)
    assert {token.role for token in await work.find(AccessToken, member_id=ada.id)} == {Role.VIEWER}
    await member.remove(work, ada.id)
    assert opened.revoked_at == NOW
    assert await work.find(AccessToken, member_id=ada.id, revoked_at=None) == []
    with refused(ProblemCode.ARCHIVED, "id"):
        await member.set_role(work, ada.id, Role.ADMIN)
    count = len(work.events)
    await member.remove(work, ada.id)
    assert len(work.events) == count


async def test_the_last_administrator_stays_one(work: Memory) -> None:
    ada = await joined(work)
    # Neither who was only invited, nor who has left, can let anybody in.
    await member.invite(work, email="bo@tavola.example", role=Role.ADMIN, name="Bo")
    gone = await joined(work, "gone@tavola.example")
    (await work.get(Person, gone.person_id)).left_on = TODAY
    for attempt in (member.set_role(work, ada.id, Role.EDITOR), member.remove(work, ada.id)):
        with refused(ProblemCode.LAST_ADMIN, "id"):
            await attempt
    assert (ada.role, ada.removed_at) == (Role.ADMIN, None)
    await joined(work, "cy@tavola.example")
    await member.set_role(work, ada.id, Role.EDITOR)
    assert ada.role is Role.EDITOR


async def test_an_address_can_be_invited_again_after_a_removal(work: Memory) -> None:
    await joined(work, "boss@tavola.example")
    first = await joined(work)
    await member.remove(work, first.id)
    second = await member.invite(work, email="ada@tavola.example", role=Role.VIEWER)
    assert second is not first
    assert second.person_id == first.person_id


async def test_tokens_of_a_member_allow_no_more_than_the_member_may(work: Memory) -> None:
    await joined(work, "boss@tavola.example")
    ada = await joined(work)
    mine = [
        await issue_token(work, role.value, role=role, person_id=ada.person_id)
        for role in (Role.VIEWER, Role.ADMIN)
    ]
    another = await issue_token(work, "another", role=Role.ADMIN)
    await member.set_role(work, ada.id, Role.CONTRIBUTOR)
    assert [token.role for token in (*mine, another)] == [
        Role.VIEWER,
        Role.CONTRIBUTOR,
        Role.ADMIN,
    ]
    await member.remove(work, ada.id)
    assert [token.revoked_at for token in (*mine, another)] == [NOW, NOW, None]


async def test_an_invitation_taken_back_leaves_tokens_alone(work: Memory) -> None:
    invited = await member.invite(work, email="ada@b.example", role=Role.EDITOR, name="Ada")
    token = await issue_token(work, "x", role=Role.VIEWER, person_id=invited.person_id)
    await member.remove(work, invited.id)
    assert token.revoked_at is None

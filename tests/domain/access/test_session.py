"""Sessions: opened by who signed in or by a link, ended by hand, by time and by removal."""

from datetime import UTC, datetime, timedelta

from domain.access import member, session
from domain.access.member import Identity, Member
from domain.access.token import LINK_PREFIX, SESSION_PREFIX, hash_token, make_token
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.problem import ProblemCode
from domain.core.viewer import AuthenticationMethod, Role
from tests.domain.memory import NOW, TODAY, Memory
from tests.domain.refusing import refused

# The wall's clock, which an organisation's need not follow.
AT = datetime(2027, 1, 1, tzinfo=UTC)


async def ada(work: Memory) -> Member:
    invited = await member.invite(
        work, email="ada@tavola.example", role=Role.EDITOR, person_id=work.person().id
    )
    return await member.join(work, invited.id, Identity("https://id.example", "ada"))


async def test_a_session_is_the_members_and_ends_by_itself(work: Memory) -> None:
    who = await ada(work)
    secret, identity = make_token(work.organisation.id, SESSION_PREFIX), new_id()
    opened = await session.open_session(work, secret, who.id, at=AT, session_id=identity)
    assert (opened.id, opened.method, opened.role) == (
        identity,
        AuthenticationMethod.SESSION,
        Role.EDITOR,
    )
    assert (opened.person_id, opened.member_id) == (who.person_id, who.id)
    assert opened.hash == hash_token(secret)
    assert (opened.used_at, opened.expires_at) == (AT, AT + session.LONGEST)
    await session.close_session(work, identity)
    await session.close_session(work, identity)
    assert opened.revoked_at == NOW
    assert work.kinds[-2:] == [EventKind.SIGNED_IN, EventKind.SIGNED_OUT]


async def test_nobody_signs_in_who_is_not_in_or_has_left(work: Memory) -> None:
    given = {"at": AT, "session_id": new_id()}
    person = work.person()
    invited = await member.invite(
        work, email="bo@tavola.example", role=Role.VIEWER, person_id=person.id
    )
    with refused(ProblemCode.NOT_ALLOWED):
        await session.open_session(work, "x", invited.id, **given)  # type: ignore[arg-type]
    await member.join(work, invited.id, Identity("https://id.example", "bo"))
    person.left_on = TODAY
    with refused(ProblemCode.PERSON_HAS_LEFT):
        await session.open_session(work, "x", invited.id, **given)  # type: ignore[arg-type]


async def test_everywhere_means_every_session_of_that_person_alone(work: Memory) -> None:
    who = await ada(work)
    work.viewer = work.viewer.__class__(
        organisation_id=work.organisation.id,
        token_id=None,
        role=Role.VIEWER,
        person_id=who.person_id,
    )
    opened = [
        await session.open_session(work, f"{number}", who.id, at=AT, session_id=new_id())
        for number in range(2)
    ]
    link = make_token(work.organisation.id, LINK_PREFIX)
    await session.make_link(work, link, role=Role.ADMIN, person_id=None, at=AT)
    nobodys = await session.use_link(work, link, "secret", at=AT, session_id=new_id())
    await session.end_all(work)
    assert [one.revoked_at for one in opened] == [NOW, NOW]
    assert nobodys.revoked_at is None
    assert work.kinds[-1] is EventKind.SESSIONS_ENDED
    with refused(ProblemCode.NOT_ALLOWED, "person_id"):
        await session.end_all(work, work.person().id)


async def test_a_link_opens_one_session_once_and_not_for_long(work: Memory) -> None:
    link = make_token(work.organisation.id, LINK_PREFIX)
    person = work.person()
    await session.make_link(work, link, role=Role.ADMIN, person_id=person.id, at=AT)
    given = {"session_id": new_id()}
    with refused(ProblemCode.NOT_FOUND):
        late = AT + session.LINK_LIFE
        await session.use_link(work, link, "secret", at=late, **given)
    opened = await session.use_link(work, link, "secret", at=late - timedelta(seconds=1), **given)
    assert (opened.method, opened.role, opened.person_id) == (
        AuthenticationMethod.SESSION,
        Role.ADMIN,
        person.id,
    )
    for secret in (link, make_token(work.organisation.id, LINK_PREFIX), "secret"):
        with refused(ProblemCode.NOT_FOUND):
            await session.use_link(work, secret, "other", at=AT, session_id=new_id())

"""Invitations by mail: what they say, and how often there may be one."""

from datetime import timedelta
from uuid import UUID

import pytest

from domain.access import member
from domain.access.invitation import HOLDS, IGNORE, Invitation, Invited, compose
from domain.core.event import EventKind
from domain.core.problem import ProblemCode
from domain.core.viewer import Role
from tests.domain.memory import NOW, Memory
from tests.domain.refusing import refused

ID = UUID("00000000-0000-7000-8000-000000000001")


def invited(**given: str | None) -> Invited:
    values = {"organisation": "Tavola", "name": "Bo Vale", "invited_by": "Ada Lovelace"} | given
    return Invited(
        invitation_id=ID,
        organisation_key="tavola",
        email="bo@tavola.com",
        role=Role.CONTRIBUTOR,
        **values,  # type: ignore[arg-type]
    )


def test_the_message_says_who_invites_where_to_as_what_and_how_to_come_in() -> None:
    letter = compose(invited(), "https://throughline.tavola.com")
    assert (letter.name, letter.address) == ("Bo Vale", "bo@tavola.com")
    assert letter.key == f"invitation.{ID}"
    assert letter.subject == "Ada Lovelace invites you to Tavola on Throughline"
    assert letter.text == (
        "Hello Bo Vale,\n"
        "\n"
        "Ada Lovelace invites you to Tavola on Throughline. Throughline keeps a company's "
        "customer-experience change efforts in one place: who owns each, what was promised, what "
        "was won, and which of them are about to stall.\n"
        "\n"
        "You come in as a contributor: you can read, and write what is yours or what your "
        "department takes part in.\n"
        "\n"
        "To come in, sign in as bo@tavola.com:\n"
        "https://throughline.tavola.com/sign-in?organisation=tavola\n"
        "\n"
        f"{HOLDS}\n"
        "\n"
        f"{IGNORE}\n"
    )
    link = "https://throughline.tavola.com/sign-in?organisation=tavola"
    assert f'<a href="{link}">{link}</a>' in letter.html


def test_without_an_address_of_the_server_it_says_whom_to_ask() -> None:
    letter = compose(invited(invited_by=None))
    assert letter.subject == "You are invited to Tavola on Throughline"
    assert "Ask whoever invited you for the address of your Throughline." in letter.text
    assert "http" not in letter.text
    assert "href" not in letter.html


def test_what_people_are_called_is_no_html() -> None:
    letter = compose(invited(invited_by="<script>alert(1)</script>", organisation="A & B"))
    assert "<script" not in letter.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; invites you to A &amp; B" in letter.html


async def test_each_address_that_somebody_is_invited_by_is_written_to_once(work: Memory) -> None:
    first = await member.invite(work, email="a@b.com", role=Role.VIEWER, name="Ada")
    await member.invite(work, email="a@b.com", role=Role.EDITOR, person_id=first.person_id)
    [mailed] = await work.find(Invitation)
    assert (mailed.member_id, mailed.invited_by_id) == (first.id, work.person_id)
    await member.invite(work, email="ada@b.com", role=Role.EDITOR, person_id=first.person_id)
    assert len(await work.find(Invitation)) == 2


async def test_an_invitation_is_sent_again_only_after_a_while(work: Memory) -> None:
    waiting = await member.invite(work, email="a@b.com", role=Role.VIEWER, name="Ada")
    with refused(ProblemCode.TOO_OFTEN, "id"):
        await member.resend(work, waiting.id)
    work.instant = NOW + timedelta(minutes=10)
    assert await member.resend(work, waiting.id) is waiting
    assert len(await work.find(Invitation)) == 2
    assert work.kinds[-2:] == [EventKind.MEMBER_INVITED] * 2


async def test_nobody_is_written_to_more_than_five_times_a_day(work: Memory) -> None:
    """However it is brought about: by sending again, or by taking back and inviting anew."""
    waiting = await member.invite(work, email="a@b.com", role=Role.VIEWER, name="Ada")
    for number in range(1, 4):
        work.instant = NOW + number * timedelta(hours=1)
        await member.resend(work, waiting.id)
    await member.remove(work, waiting.id)
    again = await member.invite(
        work, email="b@b.com", role=Role.VIEWER, person_id=waiting.person_id
    )
    work.instant += timedelta(hours=1)
    with refused(ProblemCode.TOO_OFTEN, "id"):
        await member.resend(work, again.id)
    with refused(ProblemCode.TOO_OFTEN, "email"):
        await member.invite(work, email="c@b.com", role=Role.VIEWER, person_id=waiting.person_id)
    assert again.email == "b@b.com"
    work.instant = NOW + timedelta(days=1, hours=2)
    await member.resend(work, again.id)


@pytest.mark.parametrize("removed", [True, False])
async def test_who_is_in_or_was_removed_is_not_invited_again(work: Memory, removed: bool) -> None:
    waiting = await member.invite(work, email="a@b.com", role=Role.VIEWER, name="Ada")
    work.instant = NOW + timedelta(hours=1)
    if removed:
        await member.remove(work, waiting.id)
        with refused(ProblemCode.ARCHIVED, "id"):
            await member.resend(work, waiting.id)
    else:
        await member.join(work, waiting.id, member.Identity("https://id.example", "ada"))
        with refused(ProblemCode.ALREADY_EXISTS, "id"):
            await member.resend(work, waiting.id)
    assert len(await work.find(Invitation)) == 1

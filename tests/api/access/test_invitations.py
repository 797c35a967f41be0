"""Invitations over GraphQL: what an administrator sees of the message, and sending it again."""

import pytest

from tests.api.companies import Company
from tests.api.workshop import Workshop

MAIL = "query ($id: ID!) { node(id: $id) { ... on Member { email invitationMail } } }"


def settle(company: Company, state: str) -> None:
    company.rows(f"update invitation set state = '{state}' where organisation_id = $1")


@pytest.mark.parametrize("state", ["SENT", "REFUSED", "DELIVERY_UNKNOWN", "SENDING", "EXPIRED"])
def test_an_administrator_sees_what_became_of_the_message(company: Company, state: str) -> None:
    shop = Workshop(company)
    assert company.admin.ask(MAIL, id=shop.member)["node"]["invitationMail"] == "PENDING"
    settle(company, state)
    assert company.admin.ask(MAIL, id=shop.member)["node"]["invitationMail"] == state


def test_of_an_invitation_taken_back_no_message_is_told(company: Company) -> None:
    shop = Workshop(company)
    company.admin.make("memberRemove", "member", id=shop.member)
    assert company.admin.ask(MAIL, id=shop.member)["node"]["invitationMail"] is None


def test_sent_again_too_soon_is_refused_and_after_a_while_waits_anew(company: Company) -> None:
    shop = Workshop(company)
    waiting = shop.member
    before = company.revision
    [problem] = company.admin.change("invitationResend", id=waiting)["problems"]
    assert (problem["code"], problem["path"]) == ("TOO_OFTEN", ["input", "id"])
    assert company.revision == before
    settle(company, "SENT")
    company.admin.make("invitationResend", "member", id=shop.invited_before)
    assert company.admin.ask(MAIL, id=shop.member)["node"]["invitationMail"] == "PENDING"

"""Access: tokens that name their organisation, and what they may be used for."""

import hashlib

import pytest

from domain.access.token import issue_token, make_token, read_token, revoke_token
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.problem import ProblemCode
from domain.core.viewer import Role, TokenScope
from tests.domain.memory import NOW, TODAY, Memory
from tests.domain.refusing import refused


def test_a_token_names_its_organisation_and_is_kept_hashed() -> None:
    organisation_id = new_id()
    token = make_token(organisation_id)
    assert token.startswith("tl_")
    assert len(token) == 82
    key = read_token(token)
    assert key is not None
    assert key.organisation_id == organisation_id
    assert key.hash == hashlib.sha256(token.encode()).digest()
    assert make_token(organisation_id) != token


@pytest.mark.parametrize("token", ["", "tl_", "tl__", "x", "tl_!_" + "a" * 52, "Bearer x", "ü"])
def test_what_is_no_token_opens_nothing(token: str) -> None:
    assert read_token(token) is None


async def test_a_token_is_issued_to_a_person_who_is_there_and_revoked_for_good(
    work: Memory,
) -> None:
    secret = make_token(work.organisation.id)
    with refused(ProblemCode.PERSON_HAS_LEFT, "person_id"):
        gone = work.person(left_on=TODAY)
        await issue_token(work, secret, role=Role.VIEWER, person_id=gone.id)
    token = await issue_token(work, secret, role=Role.VIEWER, label=" Board ")
    assert (token.role, token.label, token.person_id) == (Role.VIEWER, "Board", None)
    await revoke_token(work, token.id)
    await revoke_token(work, token.id)
    assert token.revoked_at == NOW
    assert work.kinds == [EventKind.TOKEN_ISSUED, EventKind.TOKEN_REVOKED]


async def test_an_integration_that_contributes_says_what_it_writes(work: Memory) -> None:
    secret = make_token(work.organisation.id)
    with refused(ProblemCode.REQUIRED, "scopes"):
        await issue_token(work, secret, role=Role.CONTRIBUTOR)
    with refused(ProblemCode.REQUIRED, "scopes"):
        await issue_token(work, secret, role=Role.EDITOR, scopes=())
    scopes = frozenset({TokenScope.MILESTONES, TokenScope.READ})
    token = await issue_token(work, secret, role=Role.CONTRIBUTOR, scopes=scopes)
    assert token.scopes == [TokenScope.READ, TokenScope.MILESTONES]
    ada = work.person()
    assert (await issue_token(work, secret, role=Role.CONTRIBUTOR, person_id=ada.id)).scopes is None

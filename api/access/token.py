"""Access tokens, never the secret itself: what clients see and change."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from api.mutations.inputs import optional, optional_id, required, target_input
from api.mutations.mutation import Mutation, change_field
from api.mutations.outcome import Outcome
from api.mutations.payload import payload_type
from api.vocabulary.connection import Node
from api.vocabulary.fields import described
from api.vocabulary.output_types import PersonRef, output_type
from db.writing.unit_of_work import UnitsOfWork
from domain.access import token as tokens
from domain.core.unit_of_work import UnitOfWork
from domain.core.viewer import AuthenticationMethod, Role, TokenScope, Viewer
from domain.people.person import Person


@output_type(
    description=(
        "What lets somebody in: a token, a browser's session, the sign-in provider's word, or a "
        "sign-in link. Its secret is shown once, when it is made, and never kept."
    )
)
class AccessToken(Node):
    method: AuthenticationMethod = described("What it is.")
    role: Role = described("What it allows at most.")
    scopes: list[TokenScope] = described(
        "What it may be used for, and nothing else; empty when it is not restricted."
    )
    label: str | None = described("What it was called when it was made; null when nothing.")
    person: PersonRef | None = described("Whose it is; null for an integration.")
    recorded_at: datetime = described("When it was made.")
    used_at: datetime | None = described(
        "When it was used last, to the minute; null while it was not."
    )
    expires_at: datetime | None = described("When it ends by itself; null for never.")
    revoked_at: datetime | None = described(
        "When it was revoked, or its session signed out; null while it was not."
    )
    valid: bool = described("Whether it lets anybody in now.")


@strawberry.input(description="A token for a person's program, or for an integration.")
class TokenIssueInput:
    role: Role = required("What it allows at most.")
    scopes: list[TokenScope] | None = optional(
        "What it may be used for, and nothing else. Left out: whatever the role allows."
    )
    label: str | None = optional(
        "What it is for, at most 200 characters: lists and events show it."
    )
    person_id: strawberry.ID | None = optional_id(
        Person, "Whose it is: what it changes counts as theirs. Left out: an integration's."
    )
    expires_at: datetime | None = optional("When it ends by itself. Left out: never.")


class Issuing(Mutation):
    """A mutation that makes a secret, which this one payload shows and nothing keeps."""

    __slots__ = ()

    async def perform(
        self, units: UnitsOfWork, viewer: Viewer, given_input: object, key: str | None = None
    ) -> Outcome:
        """Make the change; repeated by its idempotency key, it shows no secret again."""
        made: list[str] = []

        async def use_case(work: UnitOfWork, **given: Any) -> tokens.AccessToken:
            issued = await self.use_case(work, **given)
            made.append(issued.secret)
            token: tokens.AccessToken = issued.token
            return token

        plain = Mutation(self.action, use_case, self.input_type, self.answers, self.description)
        outcome = await plain.perform(units, viewer, given_input, key)
        shown = outcome.revision is not None and made
        return replace(outcome, secret=made[0]) if shown else outcome

    def field(self) -> StrawberryField:
        """Return the field of the schema's mutation type."""
        payload = payload_type(
            self.name,
            self.answers.__name__,
            "The token itself, to send as Authorization: Bearer. This is the only time it is "
            "shown: keep it where secrets are kept. Null when the change was refused or made "
            "before under the same idempotencyKey.",
        )
        return change_field(self.action, self.description, self.input_type, payload, self.perform)


MUTATIONS = (
    Issuing(
        "token_issue",
        tokens.issue,
        TokenIssueInput,
        tokens.AccessToken,
        "Make a token. The payload shows its secret, once.",
    ),
    Mutation(
        "token_revoke",
        tokens.revoke_token,
        target_input("TokenRevokeInput", tokens.AccessToken, "Which token to revoke."),
        tokens.AccessToken,
        "Let a token, a session or a sign-in link open nothing any more, within a second and for "
        "good. Revoking it again changes nothing.",
    ),
)

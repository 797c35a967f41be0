"""Members: who may sign in, and as what: what clients see and change."""

from datetime import datetime

import strawberry

from api.mutations.inputs import (
    Versioned,
    optional,
    optional_id,
    required,
    required_id,
    target_input,
)
from api.mutations.mutation import Mutation
from api.vocabulary.connection import Node
from api.vocabulary.fields import described
from api.vocabulary.output_types import PersonRef, output_type
from domain.access import member, session
from domain.access.invitation import InvitationState
from domain.core.viewer import Role
from domain.people.person import Person


@output_type(
    description=(
        "A person's way into the organisation. They are invited by an e-mail address; the first "
        "sign-in that brings it, verified by the sign-in provider, makes them a member."
    )
)
class Member(Node):
    person: PersonRef = described("Who it is.")
    role: Role = described("What they may do.")
    email: str | None = described(
        "The address that the invitation waits for; null once it was taken: then the person's own "
        "address is what is known."
    )
    invitation_mail: InvitationState | None = described(
        "What became of the latest message that invites them; null once the invitation was taken "
        "or taken back."
    )
    joined_at: datetime | None = described("When they took the invitation; null until then.")
    removed_at: datetime | None = described(
        "When they were removed, after which they come in no more; null while they may."
    )
    recorded_at: datetime = described("When they were invited.")
    version: int = described(
        "How often it has changed: give it back to notice that someone else edited."
    )


@strawberry.input(description="Somebody who is to sign in.")
class MemberInviteInput:
    email: str = required(
        "The address that they have at the sign-in provider: the first sign-in with it, verified, "
        "takes the invitation."
    )
    role: Role = required("What they may do.")
    person_id: strawberry.ID | None = optional_id(
        Person, "Who it is. Left out: the person who has this address."
    )
    name: str | None = optional(
        "Their name, if nobody here has this address: then a person is entered."
    )


@strawberry.input(description="Another role for a member.")
class MemberSetRoleInput(Versioned):
    id: strawberry.ID = required_id(member.Member, "The member.")
    role: Role = required("What they may do from now on.")


@strawberry.input(description="Whose sessions end.")
class SessionEndAllInput:
    person_id: strawberry.ID | None = optional_id(
        Person, "The person: yourself when left out; others only by an administrator."
    )


MUTATIONS = (
    Mutation(
        "member_invite",
        member.invite,
        MemberInviteInput,
        member.Member,
        "Invite somebody to sign in; the invitation is mailed to them if a mail server is named. "
        "Inviting them again replaces an invitation not taken yet, and mails it if the address is "
        "another one.",
    ),
    Mutation(
        "invitation_resend",
        member.resend,
        target_input("InvitationResendInput", member.Member, "Whose invitation to mail again."),
        member.Member,
        "Mail the invitation of somebody who has not come yet once more: ten minutes after the "
        "last time at the earliest, and five times a day at most.",
    ),
    Mutation(
        "member_set_role",
        member.set_role,
        MemberSetRoleInput,
        member.Member,
        "Give a member another role: it counts at once, wherever they are signed in. Tokens of "
        "theirs that allow more allow no more than that from then on.",
    ),
    Mutation(
        "member_remove",
        member.remove,
        target_input("MemberRemoveInput", member.Member, "Which member to remove."),
        member.Member,
        "Let a member in no more, by sessions or by tokens of theirs, or take an invitation back. "
        "The person stays, and with them what they own. The last administrator can't be removed.",
    ),
    Mutation(
        "session_end_all",
        session.end_all,
        SessionEndAllInput,
        Person,
        "Sign a person out of every browser, in this organisation.",
    ),
)

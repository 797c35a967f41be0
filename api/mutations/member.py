"""What can be done with members, and with the sessions they are signed in by."""

import strawberry

from api.mutations.inputs import Versioned, may_refer_to, maybe, refers_to, taken, target_input
from api.mutations.mutation import Mutation
from domain import member, session
from domain.access import Role
from domain.member import Member
from domain.person import Person


@strawberry.input(description="Somebody who is to sign in.")
class MemberInviteInput:
    email: str = taken(
        "The address that they have at the sign-in provider: the first sign-in with it, verified, "
        "takes the invitation."
    )
    role: Role = taken("What they may do.")
    person_id: strawberry.ID | None = may_refer_to(
        Person, "Who it is. Left out: the person who has this address."
    )
    name: str | None = maybe(
        "Their name, if nobody here has this address: then a person is entered."
    )


@strawberry.input(description="Another role for a member.")
class MemberSetRoleInput(Versioned):
    id: strawberry.ID = refers_to(Member, "The member.")
    role: Role = taken("What they may do from now on.")


@strawberry.input(description="Whose sessions end.")
class SessionEndAllInput:
    person_id: strawberry.ID | None = may_refer_to(
        Person, "The person: yourself when left out; others only by an administrator."
    )


MUTATIONS = (
    Mutation(
        "member_invite",
        member.invite,
        MemberInviteInput,
        Member,
        "Invite somebody to sign in; the invitation is mailed to them if a mail server is named. "
        "Inviting them again replaces an invitation not taken yet, and mails it if the address is "
        "another one.",
    ),
    Mutation(
        "invitation_resend",
        member.resend,
        target_input("InvitationResendInput", Member, "Whose invitation to mail again."),
        Member,
        "Mail the invitation of somebody who has not come yet once more: ten minutes after the "
        "last time at the earliest, and five times a day at most.",
    ),
    Mutation(
        "member_set_role",
        member.set_role,
        MemberSetRoleInput,
        Member,
        "Give a member another role: it counts at once, wherever they are signed in. Tokens of "
        "theirs that allow more allow no more than that from then on.",
    ),
    Mutation(
        "member_remove",
        member.remove,
        target_input("MemberRemoveInput", Member, "Which member to remove."),
        Member,
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

"""Short-term wins and their telling: what clients see and change."""

from datetime import date, datetime
from decimal import Decimal

import strawberry
from strawberry import Maybe

from api.mutations.inputs import EXTERNAL, Versioned, optional, optional_id, required, required_id
from api.mutations.mutation import Mutation, archiving
from api.vocabulary.connection import Node
from api.vocabulary.fields import described
from api.vocabulary.output_types import (
    DepartmentRef,
    FindingRef,
    InitiativeRef,
    PersonRef,
    TouchpointRef,
    output_type,
)
from domain.journeys.journey import Touchpoint
from domain.people.department import Department
from domain.people.person import Person
from domain.portfolio import short_term_win
from domain.portfolio.initiative import Initiative
from domain.portfolio.short_term_win import Audience, Proof


@output_type(description="A measure taken before and after: what makes a win unambiguous.")
class Evidence:
    measure: str = described("What was measured.")
    unit: str | None = described("The unit of the figures; null when they have none.")
    before: Decimal | None = described("The figure before; null when not taken.")
    after: Decimal | None = described("The figure after; null when not taken.")
    source: str | None = described("Where the figures come from; null when not named.")


@output_type(description="A visible result on the way, to be shared.")
class ShortTermWin(Node):
    initiative: InitiativeRef = described("The initiative it belongs to.")
    title: str = described("What was won.")
    what_changed: str | None = described("What is different now; null until written.")
    achieved_on: date = described("The day of the win.")
    touchpoint: TouchpointRef | None = described(
        "Where customers notice it; null when nowhere in particular."
    )
    evidence: Evidence | None = described("The measure that shows it; null when there is none.")
    proof: Proof = described("How sure it is.")
    due_to: list[PersonRef] = described("The people to whom it is due, by name.")
    shared: bool = described("Whether anyone was told.")
    shares: list["Share"] = described("Who was told, when and how, oldest first.")
    findings: list[FindingRef] = described("What the facts show of it that nobody reported.")
    external_id: str | None = described(
        "Its id in the tool it was imported from; null if made here."
    )
    imported: bool = described("Whether it came by an import.")
    archived_on: date | None = described("The day on which it was archived; null while in use.")
    recorded_at: datetime = described("When Throughline learnt of it.")
    version: int = described(
        "How often it has changed: give it back to notice that someone else edited."
    )


@output_type(description="One telling of a win.")
class Share(Node):
    short_term_win: ShortTermWin = described("The win.")
    audience: Audience = described("Who was told.")
    department: DepartmentRef | None = described(
        "The department that was told; null when not one alone."
    )
    person: PersonRef | None = described("Who told it; null when unknown.")
    channel: str | None = described("How it was told; null when not said.")
    occurred_on: date = described("The day on which it was told.")
    recorded_at: datetime = described("When Throughline learnt of it.")


@strawberry.input(description="A measure taken before and after. A part left out is unknown.")
class EvidenceInput:
    measure: str | None = optional("What was measured, at most 300 characters.")
    unit: str | None = optional("In what it was measured, such as minutes or %.")
    before: Decimal | None = optional("Its value before.")
    after: Decimal | None = optional("Its value after.")
    source: str | None = optional("Where the numbers come from.")


@strawberry.input(description="A visible result.")
class ShortTermWinLogInput:
    initiative_id: strawberry.ID = required_id(Initiative, "The initiative it is due to.")
    title: str = required("What was won, at most 300 characters.")
    what_changed: str | None = optional("What is different now for whom.")
    achieved_on: date | None = optional(
        "When, from the initiative's proposal to today. Left out: today."
    )
    touchpoint_id: strawberry.ID | None = optional_id(Touchpoint, "Where customers feel it.")
    evidence: EvidenceInput | None = optional("What shows it.")
    external_id: str | None = optional(EXTERNAL)


@strawberry.input(description="New facts about a win. What is left out stays, null clears it.")
class ShortTermWinUpdateInput(Versioned):
    id: strawberry.ID = required_id(short_term_win.ShortTermWin, "The win to change.")
    title: Maybe[str | None] = optional("What was won; can't be cleared.")
    what_changed: Maybe[str | None] = optional("What is different now for whom.")
    achieved_on: Maybe[date | None] = optional("When; can't be cleared.")
    touchpoint_id: Maybe[strawberry.ID | None] = optional_id(Touchpoint, "Where customers feel it.")
    evidence: Maybe[EvidenceInput | None] = optional(
        "What shows it, as a whole. A proven win must keep a measure with before and after."
    )
    external_id: Maybe[str | None] = optional(EXTERNAL)


@strawberry.input(description="The proof of a win.")
class ShortTermWinProveInput(Versioned):
    id: strawberry.ID = required_id(short_term_win.ShortTermWin, "The win.")
    evidence: EvidenceInput | None = optional(
        "What proves it, in place of what was noted. Left out: what was noted."
    )


@strawberry.input(description="One telling of a win.")
class ShortTermWinShareInput(Versioned):
    id: strawberry.ID = required_id(short_term_win.ShortTermWin, "The win.")
    audience: Audience = required("Whom it was told.")
    department_id: strawberry.ID | None = optional_id(
        Department, "The department they belong to. Left out: all."
    )
    channel: str | None = optional("How it was told, such as all-hands or newsletter.")
    on: date | None = optional("When, from the win to today. Left out: today.")


@strawberry.input(description="A telling of a win that did not happen.")
class ShortTermWinUnshareInput(Versioned):
    id: strawberry.ID = required_id(short_term_win.ShortTermWin, "The win.")
    share_id: strawberry.ID = required_id(
        short_term_win.Share, "The telling to take back, one of its shares."
    )


@strawberry.input(description="The people a win is due to.")
class ShortTermWinCreditInput(Versioned):
    id: strawberry.ID = required_id(short_term_win.ShortTermWin, "The win.")
    person_ids: list[strawberry.ID] = required_id(
        Person, "Everybody it is due to, in place of who was named before."
    )


MUTATIONS = (
    Mutation(
        "short_term_win_log",
        short_term_win.log,
        ShortTermWinLogInput,
        short_term_win.ShortTermWin,
        "Note a visible result. It is claimed until a measure proves it.",
    ),
    Mutation(
        "short_term_win_update",
        short_term_win.update,
        ShortTermWinUpdateInput,
        short_term_win.ShortTermWin,
        "Change what is known of a win.",
    ),
    Mutation(
        "short_term_win_prove",
        short_term_win.prove,
        ShortTermWinProveInput,
        short_term_win.ShortTermWin,
        "Call a win proven. It takes a measure with different values before and after.",
    ),
    Mutation(
        "short_term_win_share",
        short_term_win.share,
        ShortTermWinShareInput,
        short_term_win.ShortTermWin,
        "Note that a win was told to somebody.",
    ),
    Mutation(
        "short_term_win_unshare",
        short_term_win.unshare,
        ShortTermWinUnshareInput,
        short_term_win.ShortTermWin,
        "Take back that a win was told, if that was noted by mistake. The ledger keeps that it was "
        "noted.",
    ),
    Mutation(
        "short_term_win_credit",
        short_term_win.credit,
        ShortTermWinCreditInput,
        short_term_win.ShortTermWin,
        "Say to whom a win is due.",
    ),
    *archiving(
        short_term_win.ShortTermWin,
        short_term_win.archive,
        short_term_win.unarchive,
        "Whom it was told stays noted.",
    ),
)

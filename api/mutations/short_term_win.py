"""What can be done with short-term wins."""

from datetime import date
from decimal import Decimal

import strawberry
from strawberry import Maybe

from api.mutations.inputs import EXTERNAL, Versioned, may_refer_to, maybe, refers_to, taken
from api.mutations.mutation import Mutation, archiving
from domain import short_term_win
from domain.department import Department
from domain.initiative import Initiative
from domain.journey import Touchpoint
from domain.person import Person
from domain.short_term_win import Audience, Share, ShortTermWin


@strawberry.input(description="A measure taken before and after. A part left out is unknown.")
class EvidenceInput:
    measure: str | None = maybe("What was measured, at most 300 characters.")
    unit: str | None = maybe("In what it was measured, such as minutes or %.")
    before: Decimal | None = maybe("Its value before.")
    after: Decimal | None = maybe("Its value after.")
    source: str | None = maybe("Where the numbers come from.")


@strawberry.input(description="A visible result.")
class ShortTermWinLogInput:
    initiative_id: strawberry.ID = refers_to(Initiative, "The initiative it is due to.")
    title: str = taken("What was won, at most 300 characters.")
    what_changed: str | None = maybe("What is different now for whom.")
    achieved_on: date | None = maybe(
        "When, from the initiative's proposal to today. Left out: today."
    )
    touchpoint_id: strawberry.ID | None = may_refer_to(Touchpoint, "Where customers feel it.")
    evidence: EvidenceInput | None = maybe("What shows it.")
    external_id: str | None = maybe(EXTERNAL)


@strawberry.input(description="New facts about a win. What is left out stays, null clears it.")
class ShortTermWinUpdateInput(Versioned):
    id: strawberry.ID = refers_to(ShortTermWin, "The win to change.")
    title: Maybe[str | None] = maybe("What was won; can't be cleared.")
    what_changed: Maybe[str | None] = maybe("What is different now for whom.")
    achieved_on: Maybe[date | None] = maybe("When; can't be cleared.")
    touchpoint_id: Maybe[strawberry.ID | None] = may_refer_to(
        Touchpoint, "Where customers feel it."
    )
    evidence: Maybe[EvidenceInput | None] = maybe(
        "What shows it, as a whole. A proven win must keep a measure with before and after."
    )
    external_id: Maybe[str | None] = maybe(EXTERNAL)


@strawberry.input(description="The proof of a win.")
class ShortTermWinProveInput(Versioned):
    id: strawberry.ID = refers_to(ShortTermWin, "The win.")
    evidence: EvidenceInput | None = maybe(
        "What proves it, in place of what was noted. Left out: what was noted."
    )


@strawberry.input(description="One telling of a win.")
class ShortTermWinShareInput(Versioned):
    id: strawberry.ID = refers_to(ShortTermWin, "The win.")
    audience: Audience = taken("Whom it was told.")
    department_id: strawberry.ID | None = may_refer_to(
        Department, "The department they belong to. Left out: all."
    )
    channel: str | None = maybe("How it was told, such as all-hands or newsletter.")
    on: date | None = maybe("When, from the win to today. Left out: today.")


@strawberry.input(description="A telling of a win that did not happen.")
class ShortTermWinUnshareInput(Versioned):
    id: strawberry.ID = refers_to(ShortTermWin, "The win.")
    share_id: strawberry.ID = refers_to(Share, "The telling to take back, one of its shares.")


@strawberry.input(description="The people a win is due to.")
class ShortTermWinCreditInput(Versioned):
    id: strawberry.ID = refers_to(ShortTermWin, "The win.")
    person_ids: list[strawberry.ID] = refers_to(
        Person, "Everybody it is due to, in place of who was named before."
    )


MUTATIONS = (
    Mutation(
        "short_term_win_log",
        short_term_win.log,
        ShortTermWinLogInput,
        ShortTermWin,
        "Note a visible result. It is claimed until a measure proves it.",
    ),
    Mutation(
        "short_term_win_update",
        short_term_win.update,
        ShortTermWinUpdateInput,
        ShortTermWin,
        "Change what is known of a win.",
    ),
    Mutation(
        "short_term_win_prove",
        short_term_win.prove,
        ShortTermWinProveInput,
        ShortTermWin,
        "Call a win proven. It takes a measure with different values before and after.",
    ),
    Mutation(
        "short_term_win_share",
        short_term_win.share,
        ShortTermWinShareInput,
        ShortTermWin,
        "Note that a win was told to somebody.",
    ),
    Mutation(
        "short_term_win_unshare",
        short_term_win.unshare,
        ShortTermWinUnshareInput,
        ShortTermWin,
        "Take back that a win was told, if that was noted by mistake. The ledger keeps that it was "
        "noted.",
    ),
    Mutation(
        "short_term_win_credit",
        short_term_win.credit,
        ShortTermWinCreditInput,
        ShortTermWin,
        "Say to whom a win is due.",
    ),
    *archiving(
        ShortTermWin,
        short_term_win.put_away,
        short_term_win.bring_back,
        "Whom it was told stays noted.",
    ),
)

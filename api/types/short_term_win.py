"""Short-term wins and their telling in the schema."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from api.vocabulary.connection import Node
from api.vocabulary.fields import told
from api.vocabulary.references import (
    DepartmentRef,
    FindingRef,
    InitiativeRef,
    PersonRef,
    TouchpointRef,
)
from domain.short_term_win import Audience, Proof


@strawberry.type(description="A measure taken before and after: what makes a win unambiguous.")
class Evidence:
    measure: str = told("What was measured.")
    unit: str | None = told("The unit of the figures; null when they have none.")
    before: Decimal | None = told("The figure before; null when not taken.")
    after: Decimal | None = told("The figure after; null when not taken.")
    source: str | None = told("Where the figures come from; null when not named.")


@strawberry.type(description="A visible result on the way, to be shared.")
class ShortTermWin(Node):
    initiative: InitiativeRef = told("The initiative it belongs to.")
    title: str = told("What was won.")
    what_changed: str | None = told("What is different now; null until written.")
    achieved_on: date = told("The day of the win.")
    touchpoint: TouchpointRef | None = told(
        "Where customers notice it; null when nowhere in particular."
    )
    evidence: Evidence | None = told("The measure that shows it; null when there is none.")
    proof: Proof = told("How sure it is.")
    due_to: list[PersonRef] = told("The people to whom it is due, by name.")
    shared: bool = told("Whether anyone was told.")
    shares: list["Share"] = told("Who was told, when and how, oldest first.")
    findings: list[FindingRef] = told("What the facts show of it that nobody reported.")
    external_id: str | None = told("Its id in the tool it was imported from; null if made here.")
    imported: bool = told("Whether it came by an import.")
    archived_on: date | None = told("The day on which it was archived; null while in use.")
    recorded_at: datetime = told("When Throughline learnt of it.")
    version: int = told(
        "How often it has changed: give it back to notice that someone else edited."
    )


@strawberry.type(description="One telling of a win.")
class Share(Node):
    short_term_win: ShortTermWin = told("The win.")
    audience: Audience = told("Who was told.")
    department: DepartmentRef | None = told(
        "The department that was told; null when not one alone."
    )
    person: PersonRef | None = told("Who told it; null when unknown.")
    channel: str | None = told("How it was told; null when not said.")
    occurred_on: date = told("The day on which it was told.")
    recorded_at: datetime = told("When Throughline learnt of it.")

"""Comparators: what a filter can ask of one value. All that are given must hold."""

from datetime import date, datetime
from typing import Generic, TypeVar

import strawberry

from api.vocabulary.fields import told

EnumType = TypeVar("EnumType")

_ABSENT = "True: the value must be absent. False: it must be there."
_NOT = "Differs from this; an absent value differs too."
_NOT_IN = "Is none of these (at most 100); an absent value is none of them."


@strawberry.input(description="Asks something of a text.")
class TextComparator:
    eq: str | None = told("Is exactly this.")
    ne: str | None = told(_NOT)
    in_: list[str] | None = told("Is one of these (at most 100).", name="in")
    not_in: list[str] | None = told(_NOT_IN)
    contains: str | None = told("Contains this, upper or lower case.")
    starts_with: str | None = told("Starts with this, upper or lower case.")
    is_null: bool | None = told(_ABSENT)


@strawberry.input(description="Asks something of an id.")
class IdComparator:
    eq: strawberry.ID | None = told("Is this id.")
    ne: strawberry.ID | None = told(_NOT)
    in_: list[strawberry.ID] | None = told("Is one of these ids (at most 100).", name="in")
    not_in: list[strawberry.ID] | None = told(_NOT_IN)
    is_null: bool | None = told(_ABSENT)


@strawberry.input(description="Asks something of a whole number.")
class IntComparator:
    eq: int | None = told("Is this.")
    ne: int | None = told(_NOT)
    lt: int | None = told("Is less than this.")
    lte: int | None = told("Is this or less.")
    gt: int | None = told("Is more than this.")
    gte: int | None = told("Is this or more.")
    in_: list[int] | None = told("Is one of these (at most 100).", name="in")
    is_null: bool | None = told(_ABSENT)


@strawberry.input(description="Asks something of a number.")
class FloatComparator:
    lt: float | None = told("Is less than this.")
    lte: float | None = told("Is this or less.")
    gt: float | None = told("Is more than this.")
    gte: float | None = told("Is this or more.")
    is_null: bool | None = told(_ABSENT)


@strawberry.input(description="Asks something of a calendar day.")
class DateComparator:
    eq: date | None = told("Is this day.")
    ne: date | None = told(_NOT)
    lt: date | None = told("Is before this day.")
    lte: date | None = told("Is this day or before.")
    gt: date | None = told("Is after this day.")
    gte: date | None = told("Is this day or after.")
    in_next_days: int | None = told(
        "Lies between the organisation's today and so many days later, both included (0 to 3,660)."
    )
    in_last_days: int | None = told(
        "Lies between this many days ago and the organisation's today, both included (0 to 3,660)."
    )
    is_null: bool | None = told(_ABSENT)


@strawberry.input(description="Asks something of a point in time.")
class DateTimeComparator:
    lt: datetime | None = told("Is before this.")
    lte: datetime | None = told("Is this or before.")
    gt: datetime | None = told("Is after this.")
    gte: datetime | None = told("Is this or after.")


@strawberry.input(description="Asks something of a yes or no.")
class BooleanComparator:
    eq: bool | None = told("Is this.")


@strawberry.input(description="Asks something of a value out of a list of names.")
class EnumComparator(Generic[EnumType]):
    eq: EnumType | None = told("Is this.")
    ne: EnumType | None = told(_NOT)
    in_: list[EnumType] | None = told("Is one of these (at most 100).", name="in")
    not_in: list[EnumType] | None = told(_NOT_IN)
    is_null: bool | None = told(_ABSENT)

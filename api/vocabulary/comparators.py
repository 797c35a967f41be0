"""Comparators: what a filter can ask of one value. All that are given must hold."""

from datetime import date, datetime
from typing import Generic, TypeVar

import strawberry

from api.vocabulary.fields import described

EnumType = TypeVar("EnumType")

_ABSENT = "True: the value must be absent. False: it must be there."
_NOT = "Differs from this; an absent value differs too."
_NOT_IN = "Is none of these (at most 100); an absent value is none of them."


@strawberry.input(description="Asks something of a text.")
class TextComparator:
    eq: str | None = described("Is exactly this.")
    ne: str | None = described(_NOT)
    in_: list[str] | None = described("Is one of these (at most 100).", name="in")
    not_in: list[str] | None = described(_NOT_IN)
    contains: str | None = described("Contains this, upper or lower case.")
    starts_with: str | None = described("Starts with this, upper or lower case.")
    is_null: bool | None = described(_ABSENT)


@strawberry.input(description="Asks something of an id.")
class IdComparator:
    eq: strawberry.ID | None = described("Is this id.")
    ne: strawberry.ID | None = described(_NOT)
    in_: list[strawberry.ID] | None = described("Is one of these ids (at most 100).", name="in")
    not_in: list[strawberry.ID] | None = described(_NOT_IN)
    is_null: bool | None = described(_ABSENT)


@strawberry.input(description="Asks something of a whole number.")
class IntComparator:
    eq: int | None = described("Is this.")
    ne: int | None = described(_NOT)
    lt: int | None = described("Is less than this.")
    lte: int | None = described("Is this or less.")
    gt: int | None = described("Is more than this.")
    gte: int | None = described("Is this or more.")
    in_: list[int] | None = described("Is one of these (at most 100).", name="in")
    is_null: bool | None = described(_ABSENT)


@strawberry.input(description="Asks something of a number.")
class FloatComparator:
    lt: float | None = described("Is less than this.")
    lte: float | None = described("Is this or less.")
    gt: float | None = described("Is more than this.")
    gte: float | None = described("Is this or more.")
    is_null: bool | None = described(_ABSENT)


@strawberry.input(description="Asks something of a calendar day.")
class DateComparator:
    eq: date | None = described("Is this day.")
    ne: date | None = described(_NOT)
    lt: date | None = described("Is before this day.")
    lte: date | None = described("Is this day or before.")
    gt: date | None = described("Is after this day.")
    gte: date | None = described("Is this day or after.")
    in_next_days: int | None = described(
        "Lies between the organisation's today and so many days later, both included (0 to 3,660)."
    )
    in_last_days: int | None = described(
        "Lies between this many days ago and the organisation's today, both included (0 to 3,660)."
    )
    is_null: bool | None = described(_ABSENT)


@strawberry.input(description="Asks something of a point in time.")
class DateTimeComparator:
    lt: datetime | None = described("Is before this.")
    lte: datetime | None = described("Is this or before.")
    gt: datetime | None = described("Is after this.")
    gte: datetime | None = described("Is this or after.")


@strawberry.input(description="Asks something of a yes or no.")
class BooleanComparator:
    eq: bool | None = described("Is this.")


@strawberry.input(description="Asks something of a value out of a list of names.")
class EnumComparator(Generic[EnumType]):
    eq: EnumType | None = described("Is this.")
    ne: EnumType | None = described(_NOT)
    in_: list[EnumType] | None = described("Is one of these (at most 100).", name="in")
    not_in: list[EnumType] | None = described(_NOT_IN)
    is_null: bool | None = described(_ABSENT)

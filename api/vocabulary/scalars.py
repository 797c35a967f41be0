"""Our own scalars: strings out of PostgreSQL pass through, input is parsed strictly."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,15})?")


def _same(value: object) -> object:
    return value


def _parse_date(value: object) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            pass
        else:
            if 1900 <= day.year <= 2200:
                return day
    raise GraphQLError(
        "A Date is a day between 1900 and 2200 written YYYY-MM-DD, such as 2026-03-31."
    )


def _parse_instant(value: object) -> datetime:
    if isinstance(value, str):
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            if instant.tzinfo is not None and 1900 <= instant.year <= 2200:
                return instant
    raise GraphQLError(
        "A DateTime is written as in ISO 8601 with its offset, such as 2026-03-31T09:30:00+02:00."
    )


def _parse_decimal(value: object) -> Decimal:
    # Whole JSON numbers are exact and welcome; a float has lost its digits before it arrives.
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        try:
            return Decimal(value)
        except InvalidOperation:
            pass
    raise GraphQLError('A Decimal is written as a string of digits, such as "1250.00".')


SCALARS: Mapping[object, ScalarDefinition] = {
    date: strawberry.scalar(
        name="Date",
        description="A calendar day, YYYY-MM-DD. Days are those of the organisation's time zone.",
        specified_by_url="https://scalars.graphql.org/andimarek/local-date.html",
        serialize=_same,
        parse_value=_parse_date,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A point in time in ISO 8601 with its offset; answers are in UTC.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time.html",
        serialize=_same,
        parse_value=_parse_instant,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description='An exact decimal number as a string, such as "1250.00".',
        serialize=_same,
        parse_value=_parse_decimal,
    ),
}

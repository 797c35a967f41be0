"""When an organisation's stall risks have to be judged anew: once on each of its calendar days."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.core.tenant import Organisation


def due(organisation: Organisation, now: datetime) -> bool:
    """Tell whether the organisation's day has not been swept; a fixed day may also lie earlier."""
    today, swept_on = organisation.today(now), organisation.swept_on
    if swept_on is None or organisation.clock_fixed_on is not None:
        return swept_on != today
    return swept_on < today


def missed_days(organisation: Organisation, today: date) -> Iterator[date]:
    """Yield the days between the last sweep and today. On a fixed clock no day passes."""
    if organisation.swept_on is None or organisation.clock_fixed_on is not None:
        return
    for number in range(1, (today - organisation.swept_on).days):
        yield organisation.swept_on + timedelta(days=number)

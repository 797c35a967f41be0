"""What a value must be like before it is written, field by field.

A rule takes the value that was given and the organisation's today; it returns what to write or
refuses. `Group` is a rule for a value of several parts, which are written as `<name>_<part>`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from domain.core.problem import Problem, ProblemCode, Refusal, refuse, refuse_if_any

EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 12, 31)
LONGEST_PROSE = 20_000

Rule: TypeAlias = Callable[[Any, date], Any]


@dataclass(frozen=True, slots=True)
class Group:
    """A value of several parts that are given together or not at all."""

    parts: Mapping[str, Rule]

    def __call__(self, value: Mapping[str, Any] | None, today: date) -> dict[str, Any]:
        """Return every part; all are None when the value is, so that null clears them all."""
        if value is None:
            return dict.fromkeys(self.parts)
        return dict.fromkeys(self.parts) | check(self.parts, value, today)


def check(rules: Mapping[str, Rule], given: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return what to write of the values given; refuse with every problem found, not the first."""
    problems: list[Problem] = []
    written: dict[str, Any] = {}
    for name, value in given.items():
        rule = rules[name]
        try:
            result = rule(value, today)
        except Refusal as refusal:
            problems += [replace(found, path=(name, *found.path)) for found in refusal.problems]
            continue
        if isinstance(rule, Group):
            written |= {f"{name}_{part}": value for part, value in result.items()}
        else:
            written[name] = result
    refuse_if_any(problems)
    return written


def check_one(name: str, rule: Rule, value: Any, today: date = EARLIEST) -> Any:
    """Return what to write of a single value that a use case was given."""
    return check({name: rule}, {name: value}, today)[name]


def day_of(on: date | None, today: date) -> date:
    """Return the day on which something happened: today unless given as the input `on`."""
    day: date = today if on is None else check_one("on", past_day, on, today)
    return day


def reason(action: str, why: str | None) -> str:
    """Return the reason given as the input `reason` for what leadership will ask about."""
    text: str | None = check_one("reason", prose, why)
    if text is None:
        refuse(
            ProblemCode.REASON_REQUIRED,
            f"To {action} it takes a reason.",
            "reason",
            hint="A sentence that will still explain it in a year.",
        )
    return text


def line(at_most: int) -> Rule:
    """Text of one line that must be given, without spaces around it."""

    def rule(value: str | None, _today: date) -> str:
        text = clean(value, at_most)
        if text is None:
            refuse(ProblemCode.REQUIRED, "This must not be empty.")
        if not text.isprintable():
            refuse(
                ProblemCode.INVALID,
                "This must be a single line of printable text.",
                hint="Leave line breaks, tabs and control characters out.",
            )
        return text

    return rule


def optional(rule: Rule) -> Rule:
    """What the rule says, except that null and empty text stand for none."""

    def optional_rule(value: Any, today: date) -> Any:
        empty = value is None or (isinstance(value, str) and not value.strip())
        return None if empty else rule(value, today)

    return optional_rule


# What a thing is called in another tool. One of a kind has it.
external_id: Rule = optional(line(200))


def prose(value: str | None, _today: date) -> str | None:
    """Text of any number of lines; None when there is none."""
    return clean(value, LONGEST_PROSE)


def required_prose(value: str | None, today: date) -> str:
    """Text of any number of lines that must be given."""
    text = prose(value, today)
    if text is None:
        refuse(ProblemCode.REQUIRED, "This must not be empty.")
    return text


def clean(value: str | None, at_most: int) -> str | None:
    """Return the text without spaces around it, or None; refuse what can't be kept."""
    if value is None or not (text := value.strip()):
        return None
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        refuse(ProblemCode.INVALID, "This contains a character that is not text.")
    if len(text) > at_most:
        refuse(
            ProblemCode.TOO_LONG,
            f"This has {len(text):,} characters; at most {at_most:,} are kept.",
        )
    return text


def one_of(value: Any, _today: date) -> Any:
    """A value of an enum, which its type has already checked, but never none."""
    if value is None:
        refuse(ProblemCode.REQUIRED, "This must not be empty.")
    return value


def day(value: date, _today: date) -> date:
    """A calendar day of the years 1900 to 2200."""
    if not EARLIEST <= value <= LATEST:
        refuse(
            ProblemCode.OUT_OF_RANGE,
            f"{value} is outside the years {EARLIEST.year} to {LATEST.year}.",
            hint="Check the year.",
        )
    return value


def required_day(value: date | None, today: date) -> date:
    """A calendar day that must be given."""
    if value is None:
        refuse(ProblemCode.REQUIRED, "This must not be empty.")
    return day(value, today)


def past_day(value: date, today: date) -> date:
    """A day on which something has happened: today or earlier."""
    if value > today:
        refuse(
            ProblemCode.IN_THE_FUTURE,
            f"{value} has not come yet: today is {today}.",
            hint="Give a day that has come, or leave it out for today.",
        )
    return day(value, today)


def number(least: int, most: int) -> Rule:
    """A whole number within bounds."""

    def rule(value: int | None, _today: date) -> int:
        if value is None:
            refuse(ProblemCode.REQUIRED, "This must not be empty.")
        if not least <= value <= most:
            refuse(ProblemCode.OUT_OF_RANGE, f"{value} is not between {least:,} and {most:,}.")
        return value

    return rule


def measure(value: Decimal, _today: date) -> Decimal:
    """A finite decimal of at most 20 digits before and after the point."""
    exponent = value.as_tuple().exponent
    # Not finite: the exponent is a letter.
    if not isinstance(exponent, int) or exponent < -20 or abs(value) >= 10**20:
        refuse(
            ProblemCode.OUT_OF_RANGE,
            "This must be a number of at most 20 digits before and after the point.",
        )
    return value


def reference(value: Any, _today: date) -> Any:
    """An id whose row the use case looks up; null points at nothing."""
    return value

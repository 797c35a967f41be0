"""Forms: proof that one of our own pages sent it, what it holds, and what is wrong with it."""

import hmac
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Self
from urllib.parse import parse_qsl

from starlette.requests import Request

LARGEST_BYTES: Final = 65_536
FIELDS_AT_MOST: Final = 50
CSRF_FIELD: Final = "proof"


class InvalidCsrfToken(Exception):  # noqa: N818 - told to the visitor as a page
    """A form that this session did not get from us."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a change was refused: at which field, and what to do about it."""

    message: str
    hint: str | None = None
    field: str = ""

    @classmethod
    def from_api(cls, problem: Mapping[str, Any]) -> Self:
        """Read what the API tells: its path begins with the argument, `input`."""
        return cls(problem["message"], problem["hint"], ".".join(problem["path"][1:]))


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent. `key` makes its change happen once, however often it is sent.

    `name` tells the forms of a page apart; without one, nothing was sent.
    """

    name: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    problems: tuple[Problem, ...] = ()
    # What is named in a field, where that was looked up (board/requests/lookup/).
    ids: Mapping[str, object] = field(default_factory=dict)

    def problem(self, field_name: str) -> Problem | None:
        """Return what is wrong with a field."""
        return next((each for each in self.problems if each.field == field_name), None)

    def others(self, *field_names: str) -> list[Problem]:
        """Return what is wrong with none of these fields."""
        return [each for each in self.problems if each.field not in field_names]

    def given(self, fields: Collection["Field"]) -> dict[str, Any]:
        """Return the input of the change: of these fields, those that are filled; a dot nests.

        A field that was emptied is given as null where the form may clear it.

        Raises Misfilled with all that is missing or can't be read.
        """
        made: dict[str, Any] = {}
        problems = []
        for each in fields:
            value = self.values.get(each.name, "").strip()
            if each.stays(self.values):
                continue
            try:
                if value:
                    put(made, each.name, self.ids.get(each.name) or each.read(value))
                elif each.required:
                    problems.append(Problem("Fill this in.", field=each.name))
                elif each.clears and each.name in self.values:
                    put(made, each.name, [] if each.several else None)
            except ValueError as error:
                problems.append(Problem(str(error), field=each.name))
        if problems:
            raise InvalidForm(self.refused(tuple(problems)))
        return made

    def refused(self, problems: tuple[Problem, ...]) -> Self:
        """Return the form as it is shown again, with what is wrong."""
        return replace(self, problems=problems)


class InvalidForm(Exception):  # noqa: N818 - told to the visitor at the fields
    """A form that can't be sent on as it was filled in."""

    def __init__(self, sent: Sent) -> None:
        super().__init__()
        self.sent = sent


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a form may fill, how it is read, and whether it has to be filled.

    `clears` when emptying it takes away what was there. `names` is the kind of thing that is named
    in it (board/requests/lookup/), and `several` when one is named in each of its lines. `shown` is
    the field of the form that holds what was shown in this one: the same again changes nothing,
    even if what it names can't be named any more.
    """

    name: str
    read: Callable[[str], object] = str
    required: bool = False
    clears: bool = False
    names: str = ""
    several: bool = False
    shown: str = ""

    def stays(self, values: Mapping[str, str]) -> bool:
        """Tell whether the form gives what was shown, so that nothing is changed."""
        return self.shown in values and values[self.shown] == values.get(self.name)


def day(written: str) -> str:
    """Read a day; browsers that show no calendar send what was typed."""
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        raise ValueError("Write the day as 2026-03-31: year, month, day.") from None


def amount(written: str) -> str:
    """Read a number, with a point or a comma before its decimals."""
    try:
        return str(Decimal(written.replace(",", ".")))
    except InvalidOperation:
        raise ValueError("Write a number, such as 12.5.") from None


def whole_number(written: str) -> int:
    """Read a whole number."""
    try:
        return int(written)
    except ValueError:
        raise ValueError("Write a whole number, such as 3.") from None


def money(written: str) -> dict[str, str]:
    """Read an amount with its currency, such as 120 000 EUR."""
    *digits, currency = written.split()
    if not digits or not currency.isalpha():
        raise ValueError("Write the amount and its currency, such as 120000 EUR.")
    return {"amount": amount("".join(digits)), "currency": currency.upper()}


def boolean(written: str) -> bool:
    """Read whether something holds."""
    return written == "true"


def put(made: dict[str, Any], name: str, value: object) -> None:
    """Put a value where the dots of its name say."""
    *parents, last = name.split(".")
    for parent in parents:
        made = made.setdefault(parent, {})
    made[last] = value


NOTHING_SENT: Final = Sent()


def csrf_token(key: bytes) -> str:
    """Return what a form carries: a number used once, signed for this session.

    It never looks the same, so that the length of a compressed page gives nothing of it away.
    """
    nonce = secrets.token_urlsafe(18)
    return f"{nonce}.{_signature(key, nonce)}"


async def read(request: Request, key: bytes) -> Sent:
    """Return the form that was sent; Stale if it is none of this session's."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BYTES:
            raise InvalidCsrfToken
    try:
        pairs = parse_qsl(
            body.decode(),
            keep_blank_values=True,
            strict_parsing=True,
            max_num_fields=FIELDS_AT_MOST,
        )
    except ValueError:
        raise InvalidCsrfToken from None
    # Browsers send line breaks as two characters, which would count twice.
    return checked({name: value.replace("\r\n", "\n") for name, value in pairs}, key)


def checked(values: Mapping[str, str], key: bytes) -> Sent:
    """Return a form by its values; Stale if it is none of this session's."""
    nonce, _, signature = values.get(CSRF_FIELD, "").partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(key, nonce).encode()):
        raise InvalidCsrfToken
    return Sent(values.get("form", ""), values, nonce)


def _signature(key: bytes, nonce: str) -> str:
    return hmac.digest(key, nonce.encode(), "sha256").hex()

"""Forms: proof that one of our own pages sent it, what it holds, and what is wrong with it."""

import hmac
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self
from urllib.parse import parse_qsl

from starlette.requests import Request

LARGEST_BYTES: Final = 65_536
FIELDS_AT_MOST: Final = 50
PROOF: Final = "proof"


class Stale(Exception):  # noqa: N818 - told to the visitor as a page
    """A form that this session did not get from us."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a change was refused: at which field, and what to do about it."""

    message: str
    hint: str | None = None
    field: str = ""

    @classmethod
    def told(cls, problem: Mapping[str, Any]) -> Self:
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

    def problem(self, field_name: str) -> Problem | None:
        """Return what is wrong with a field."""
        return next((each for each in self.problems if each.field == field_name), None)

    def others(self, *field_names: str) -> list[Problem]:
        """Return what is wrong with none of these fields."""
        return [each for each in self.problems if each.field not in field_names]

    def given(self, names: Collection[str], *, numbers: Collection[str] = ()) -> dict[str, Any]:
        """Return the input of the change: of these fields, those that are filled; a dot nests."""
        made: dict[str, Any] = {}
        for name in names:
            value = self.values.get(name, "").strip()
            if not value:
                continue
            *parents, last = name.split(".")
            place = made
            for parent in parents:
                place = place.setdefault(parent, {})
            place[last] = int(value) if name in numbers and value.isdecimal() else value
        return made

    def refused(self, problems: tuple[Problem, ...]) -> Self:
        """Return the form as it is shown again, with what is wrong."""
        return replace(self, problems=problems)


NOTHING_SENT: Final = Sent()


def prove(key: bytes) -> str:
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
            raise Stale
    try:
        pairs = parse_qsl(
            body.decode(),
            keep_blank_values=True,
            strict_parsing=True,
            max_num_fields=FIELDS_AT_MOST,
        )
    except ValueError:
        raise Stale from None
    # Browsers send line breaks as two characters, which would count twice.
    values = {name: value.replace("\r\n", "\n") for name, value in pairs}
    nonce, _, signature = values.get(PROOF, "").partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(key, nonce).encode()):
        raise Stale
    return Sent(values.get("form", ""), values, nonce)


def _signature(key: bytes, nonce: str) -> str:
    return hmac.digest(key, nonce.encode(), "sha256").hex()

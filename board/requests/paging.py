"""Lists: what an address says of one, and the addresses of its pages."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from board.requests.page_context import QueryFailed

PAGE_SIZE: Final = 25


def said_in(
    given: Mapping[str, str], names: Iterable[str], choices: Mapping[str, Collection[str]]
) -> dict[str, str]:
    """Return the words of an address; Unanswered, with what it can say, where it has no sense."""
    said = {name: given.get(name, "").strip() for name in names}
    for name, known in choices.items():
        if said[name] and said[name] not in known:
            raise QueryFailed(
                "BAD_USER_INPUT",
                f"{name}={said[name][:40]} is not known: it can be {', '.join(known)}.",
            )
    return said


def address_of(path: str, said: Mapping[str, str]) -> str:
    """Return an address with these words, without those that ask for nothing."""
    asked = urlencode({name: value for name, value in said.items() if value})
    return f"{path}?{asked}" if asked else path


def window(after: str, before: str, size: int = PAGE_SIZE) -> dict[str, Any]:
    """Return the variables of a page that begins behind a cursor, or ends ahead of one."""
    if before:
        return {"last": size, "before": before}
    return {"first": size, **({"after": after} if after else {})}


def places(page: Mapping[str, Any], address: Callable[..., str]) -> dict[str, str]:
    """Return the addresses of the pages before and after this one, where there are any."""
    found = {}
    if page["hasPreviousPage"]:
        found["before"] = address(before=page["startCursor"])
    if page["hasNextPage"]:
        found["after"] = address(after=page["endCursor"])
    return found

"""Paging arguments as windows."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from api.planning.arguments import Given
from api.planning.errors import bad_input, hidden
from api.planning.filters import condition_of
from api.planning.names import camel
from db.json_select.catalogue import Catalogue, Entity, Relation
from db.json_select.search import ORDER as SEARCH
from db.json_select.search_terms import LONGEST_QUERY
from db.json_select.selection import Bound, Parameter, Window

DEFAULT_SIZE = 20
LARGEST_SIZE = 100
FEED_SIZE = 100
LARGEST_FEED = 1_000


def window_of(catalogue: Catalogue, entity: Entity, given: Mapping[str, Given]) -> Window:
    """Return the window that a connection's arguments describe."""
    if "first" in given and "last" in given:
        raise bad_input("Give first or last, not both.")
    size = given.get("last") or given.get("first")
    order, descending = _order(entity, given.get("orderBy"))
    key = entity.orders[order]
    ordered = entity.name
    if key.relation is not None:
        relation = entity.attributes[key.relation]
        assert isinstance(relation, Relation)
        ordered = relation.target
    if catalogue.visibility.hides(ordered, key.key):
        raise hidden(f"{ordered}.{camel(key.key)}", "order")
    ends = {
        name: _bound(given[name], order, entity) if name in given else None
        for name in ("after", "before")
    }
    archived = given.get("includeArchived")
    return Window(
        order=order,
        descending=descending,
        size=DEFAULT_SIZE if size is None else _size(size.value),
        backward="last" in given,
        after=ends["after"],
        before=ends["before"],
        condition=condition_of(catalogue, entity, given["filter"]) if "filter" in given else None,
        archived=archived is not None and bool(archived.value),
    )


def _order(entity: Entity, given: Given | None) -> tuple[str, bool]:
    if given is None:
        # The first that is declared: that of their making.
        return next(iter(entity.orders)), False
    direction = given.value.get("direction")
    descending = direction is not None and direction.value.name == "DESC"
    return given.value["field"].value.name, descending


def _size(value: int) -> int:
    if not 1 <= value <= LARGEST_SIZE:
        raise bad_input(f"A page holds 1 to {LARGEST_SIZE} rows, not {value}.")
    return value


def search_of(given: Mapping[str, Given]) -> tuple[Parameter, Parameter | None, int, Bound | None]:
    """Return the text that a search looks for, the kinds of things, and the page."""

    def checked(text: str) -> str:
        if len(text) > LONGEST_QUERY:
            raise bad_input(f"Look for at most {LONGEST_QUERY} characters, not {len(text):,}.")
        return text

    size, types, after = given.get("first"), given.get("types"), given.get("after")
    return (
        given["query"].parameter(checked),
        None if types is None else types.parameter(lambda kinds: [each.value for each in kinds]),
        DEFAULT_SIZE if size is None else _size(size.value),
        None if after is None else Bound(after.parameter(_rank), after.parameter(_found_id)),
    )


def _rank(cursor: str) -> int:
    return _place_found(cursor)[0]


def _found_id(cursor: str) -> UUID:
    return _place_found(cursor)[1]


def _place_found(cursor: str) -> tuple[int, UUID]:
    """Return the rank and the id within a cursor of a search."""
    order, _, place = cursor.partition("~")
    identity, _, rank = place.partition("~")
    try:
        if order != SEARCH:
            raise ValueError(cursor)
        return int(rank), UUID(identity)
    except ValueError:
        raise bad_input("This is not a cursor of a search: give one from the same one.") from None


def feed_size(given: Mapping[str, Given]) -> int:
    """Return how many events a page of the ledger holds."""
    size = given["first"].value if "first" in given else FEED_SIZE
    if not 1 <= size <= LARGEST_FEED:
        raise bad_input(f"A page of the ledger holds 1 to {LARGEST_FEED} events, not {size}.")
    return int(size)


def revision_of(value: int) -> int:
    """Return a revision that a client says it has seen."""
    if value < 0:
        raise bad_input("A revision is 0 (the beginning) or more.")
    return value


def _bound(given: Given, name: str, entity: Entity) -> Bound:
    def part(place: int) -> Parameter:
        return given.parameter(lambda value: cursor_parts(value, name, entity)[place])

    return Bound(key=part(0), id=part(1))


def cursor_parts(cursor: str, name: str, entity: Entity) -> tuple[object, object]:
    """Return the order key and the id within a cursor of this order."""
    order, parts = entity.orders[name], cursor.split("~", 2)
    try:
        if parts[0] != name or len(parts) != (2 if order.key == "id" else 3):
            raise ValueError(cursor)
        identity = _KEYS[entity.sql_type(entity.key)](parts[1])
        key = identity if order.key == "id" else _KEYS[order.type](parts[2])
    except ValueError:
        raise bad_input(
            f"This is not a cursor of a list ordered by {name}: give one from the same list."
        ) from None
    return key, identity


_KEYS: Mapping[str, Any] = {
    "uuid": UUID,
    "date": lambda text: date.fromisoformat(text).isoformat(),
    "smallint": int,
    "integer": int,
    "bigint": int,
    "text": str,
    "double precision": float,
}

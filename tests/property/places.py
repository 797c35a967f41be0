"""Cursors as their users know them: opaque texts that the application gave, each standing for a
row in an order."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from tests.property.portfolio import Portfolio
from tests.property.world import ORDERS, ROOTS, World

# Asks the application, and returns the data of its answer.
Ask = Callable[[str, Mapping[str, object]], Awaitable[Mapping[str, Any]]]

# Lists of these can't be had at the root, so they are asked of what they belong to.
NESTED = {
    "Participation": ("departments", "participations", False),
    "StatusUpdate": ("initiatives", "statusUpdates", False),
    "Comment": ("initiatives", "comments", True),
    "Effect": ("touchpoints", "strongestEffects", False),
    "ReviewEntry": ("reviews", "entries", True),
}
NEVER_ARCHIVED = ("Milestone", "Decision", "Action")


class Places:
    """The cursor of every row of every organisation in every order, asked of the application."""

    def __init__(self) -> None:
        self._cursors: dict[tuple[str, str, str, UUID], str] = {}
        self._places: dict[str, tuple[str, tuple[Any, UUID]]] = {}
        self._lists: dict[str, tuple[str, str, str]] = {}

    def cursor(self, portfolio: Portfolio, kind: str, order: str, row_id: UUID) -> str:
        """The cursor that the application gave to a row."""
        return self._cursors[portfolio.key, kind, order, row_id]

    def place(self, cursor: str) -> tuple[str, tuple[Any, UUID]] | None:
        """The order that a cursor belongs to, and where its row stands in it."""
        return self._places.get(cursor)

    def cursors(self, key: str, kind: str, order: str) -> list[str]:
        """All cursors of an organisation's rows in an order."""
        wanted = (key, kind, order)
        return [cursor for known, cursor in self._cursors.items() if known[:3] == wanted]

    def alike(self, cursor: str) -> list[str]:
        """All cursors of the list that a cursor belongs to, itself included."""
        return self.cursors(*self._lists[cursor]) if cursor in self._lists else []

    async def learn(self, portfolio: Portfolio, ask: Ask) -> None:
        """Ask for the cursors of an organisation's rows."""
        for name, kind in ROOTS.items():
            archived = "" if kind in NEVER_ARCHIVED else "includeArchived: true,"
            for order in ("ID", *ORDERS.get(kind, ())):
                after = None
                while True:
                    answer = await ask(
                        f"query ($after: String) {{ {name}(first: 100, {archived} after: $after,"
                        f" orderBy: {{field: {order}}}) {{ edges {{ cursor node {{ id }} }}"
                        f" pageInfo {{ hasNextPage endCursor }} }} }}",
                        {"after": after},
                    )
                    self._note(portfolio, kind, order, answer[name]["edges"])
                    after = answer[name]["pageInfo"]["endCursor"]
                    if not answer[name]["pageInfo"]["hasNextPage"]:
                        break
        for kind, (parent, name, archived_too) in NESTED.items():
            archived = "includeArchived: true," if archived_too else ""
            for order in ("ID", *ORDERS.get(kind, ())):
                answer = await ask(
                    f"{{ {parent}(first: 100, includeArchived: true) {{ nodes {{ {name}(first: 100,"
                    f" {archived} orderBy: {{field: {order}}})"
                    f" {{ edges {{ cursor node {{ id }} }} }} }} }} }}",
                    {},
                )
                for each in answer[parent]["nodes"]:
                    self._note(portfolio, kind, order, each[name]["edges"])

    def _note(
        self, portfolio: Portfolio, kind: str, order: str, edges: list[Mapping[str, Any]]
    ) -> None:
        world = World(portfolio)
        for edge in edges:
            row_id = UUID(edge["node"]["id"].rpartition("_")[2])
            row = world.find(kind, "id", row_id)
            assert row is not None
            cursor = edge["cursor"]
            self._cursors[portfolio.key, kind, order, row_id] = cursor
            self._lists[cursor] = (portfolio.key, kind, order)
            place = (order, world.key(kind, order, row))
            assert self._places.setdefault(cursor, place) == place, "one cursor for two places"

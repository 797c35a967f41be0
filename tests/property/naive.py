"""A second opinion on every query: it walks rows in Python, one by one, in the plainest way.

It shares graphql-core's parser and its coercion of input with the product, and nothing that the
product does after those: merging of fields, fragments, directives, filters, orders, pages and
values are all done here again. It knows one organisation's rows and nothing else.

A page: the rows that fulfil the filter (archived ones only if asked for), in their order, without
those up to the cursor `after` and without those from the cursor `before` on. Of what is left,
`first` rows from its start, or `last` rows from its end; 20 from its start when neither is given.

`hasNextPage`: paging forward, whether rows follow the page: rows left over, or rows from `before`
on. Paging backward, whether `before` left any rows out; without `before`, false. A cursor's row
counts itself. `hasPreviousPage` is the same thing seen from the other end.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    SelectionSetNode,
    get_named_type,
    get_operation_ast,
    get_variable_values,
    is_leaf_type,
    is_list_type,
)
from graphql.execution.values import VariableValues
from graphql.type import get_nullable_type

from api.access.authenticator import Credentials
from tests.property.naive_document import Reading, sets_of, texts
from tests.property.naive_filters import GLOBAL_ID, Invalid, check, holds, id_of
from tests.property.places import Places
from tests.property.portfolio import Portfolio, Row
from tests.property.world import ROOTS, World, snake

COUNTED_AT_MOST = 10_000


@dataclass(frozen=True)
class Page:
    """What a connection's arguments ask, checked."""

    kind: str
    order: str
    descending: bool
    size: int
    backward: bool
    after: tuple[Any, UUID] | None
    before: tuple[Any, UUID] | None
    filter: Mapping[str, Any]
    archived: bool


class Naive:
    """Answers queries about one organisation, and notes in `seen` what they made it do."""

    def __init__(self, schema: GraphQLSchema, portfolio: Portfolio, places: Places) -> None:
        self.schema = schema
        self.portfolio = portfolio
        self.worlds: dict[UUID, World] = {}
        self.places = places
        self.seen: Counter[str] = Counter()

    def answer(
        self,
        document: DocumentNode,
        variables: Mapping[str, object],
        found: Credentials,
        operation_name: str | None = None,
    ) -> dict[str, Any]:
        """Return the data of a valid query; Invalid when it must be refused."""
        if any("\x00" in text for text in texts(document, variables)):
            raise Invalid("no text has this character, not even one that is left out")
        operation = get_operation_ast(document, operation_name)
        assert operation is not None
        values = get_variable_values(
            self.schema, operation.variable_definitions or (), dict(variables)
        )
        if isinstance(values, list):
            raise Invalid(values[0].message)
        assert self.schema.query_type is not None
        walk = _Walk(self, document, values, found)
        try:
            walk.check(self.schema.query_type, [operation.selection_set])
            return walk.query(self.schema.query_type, operation.selection_set)
        except GraphQLError as error:
            raise Invalid(error.message) from error


class _Walk(Reading):
    def __init__(
        self, naive: Naive, document: DocumentNode, variables: VariableValues, found: Credentials
    ) -> None:
        super().__init__(document, variables)
        self.naive = naive
        self.world = naive.worlds.setdefault(found.token_id, World(naive.portfolio, found))
        self.seen = naive.seen
        self.found = found

    # What is refused is refused whether or not there are rows to ask it of.

    def check(self, kind: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> None:
        for nodes in self.collect(kind, sets).values():
            name = nodes[0].name.value
            if name == "__typename":
                continue
            given = self.arguments(kind, nodes[0])
            target = get_named_type(kind.fields[name].type)
            if kind.name == "Query" and name in ("node", "nodes"):
                ids = [given["id"]] if name == "node" else given["ids"]
                if len(ids) > 100:
                    raise Invalid("too many ids")
                for each in ids:
                    behind = self.kind_behind(each)
                    if name == "node" or not self.world.is_apart(behind.name):
                        self.check(behind, sets_of(nodes))
            elif isinstance(target, GraphQLObjectType):
                if target.name.endswith("Connection"):
                    self.page(target, given)
                elif target.name == "StallRiskDay":
                    if not 0 <= (given["to"] - given["from"]).days < 400:
                        raise Invalid("days in the wrong order, or too many")
                elif "id" in given:
                    id_of(target.name, given["id"])
                self.check(target, sets_of(nodes))

    def kind_behind(self, value: str) -> GraphQLObjectType:
        match = GLOBAL_ID.fullmatch(value)
        for kind in self.naive.schema.type_map.values():
            if (
                match is not None
                and isinstance(kind, GraphQLObjectType)
                and "Node" in [each.name for each in kind.interfaces]
                and snake(kind.name) == match[1]
            ):
                return kind
        raise Invalid(f"{value!r} is no global id")

    def page(self, connection: GraphQLObjectType, given: Mapping[str, Any]) -> Page:
        kind = connection.name.removesuffix("Connection")
        first, last = given.get("first"), given.get("last")
        if first is not None and last is not None:
            raise Invalid("both first and last")
        size: int = next((each for each in (first, last) if each is not None), 20)
        if not 1 <= size <= 100:
            raise Invalid("page size")
        order = given.get("orderBy") or {}
        wanted = given.get("filter") or {}
        check(self.world, kind, wanted)
        name = order["field"].name if order else "ID"
        ends = {}
        for end in ("after", "before"):
            cursor = given.get(end)
            place = None if cursor is None else self.naive.places.place(cursor)
            if cursor is not None and (place is None or place[0] != name):
                raise Invalid("not a cursor of this order")
            ends[end] = None if place is None else place[1]
        return Page(
            kind=kind,
            order=name,
            descending=bool(order) and order["direction"].name == "DESC",
            size=size,
            backward=last is not None,
            filter=wanted,
            archived=bool(given.get("includeArchived")),
            **ends,
        )

    # What is answered.

    def query(self, kind: GraphQLObjectType, selection: SelectionSetNode) -> dict[str, Any]:
        return {
            key: self.root(kind, nodes) for key, nodes in self.collect(kind, [selection]).items()
        }

    def root(self, kind: GraphQLObjectType, nodes: list[FieldNode]) -> Any:
        name = nodes[0].name.value
        if name == "__typename":
            return kind.name
        given = self.arguments(kind, nodes[0])
        target = get_named_type(kind.fields[name].type)
        if name == "node":
            return self.node(given["id"], nodes)
        if name == "nodes":
            return [self.node(each, nodes) for each in given["ids"]]
        assert isinstance(target, GraphQLObjectType)
        if name in ROOTS:
            return self.connection(target, nodes, given, self.world.rows(ROOTS[name]), root=True)
        if name == "organisation":
            return self.object(target, self.world.rows("Organisation")[0], sets_of(nodes))
        if name == "viewer":
            token = self.world.find("Viewer", "id", self.found.token_id)
            assert token is not None
            return self.object(target, token, sets_of(nodes))
        return self.node(given["id"], nodes)

    def node(self, value: str, nodes: list[FieldNode]) -> Any:
        kind = self.kind_behind(value)
        row = self.world.find(kind.name, "id", UUID(value.rpartition("_")[2]))
        self.seen["node found" if row is not None else "node absent"] += 1
        return None if row is None else self.object(kind, row, sets_of(nodes))

    def object(self, kind: GraphQLObjectType, row: Row, sets: Iterable[SelectionSetNode]) -> Any:
        answer: dict[str, Any] = {}
        for key, nodes in self.collect(kind, sets).items():
            name = nodes[0].name.value
            if name == "__typename":
                answer[key] = kind.name
                continue
            if self.world.hides(kind.name, name):
                self.seen["hidden field"] += 1
                answer[key] = None
                continue
            declared = kind.fields[name].type
            target = get_named_type(declared)
            if is_leaf_type(target):
                answer[key] = written(self.world.value(kind.name, row, name))
                continue
            assert isinstance(target, GraphQLObjectType)
            rows = self.world.related(kind.name, row, name)
            if target.name == "StallRiskDay":
                given = self.arguments(kind, nodes[0])
                rows = [each for each in rows if given["from"] <= each["day"] <= given["to"]]
            if target.name.endswith("Connection"):
                given = self.arguments(kind, nodes[0])
                answer[key] = self.connection(target, nodes, given, rows, root=False)
            elif is_list_type(get_nullable_type(declared)):
                self.seen["list"] += len(rows) > 1
                answer[key] = [self.object(target, each, sets_of(nodes)) for each in rows]
            else:
                found = [self.object(target, each, sets_of(nodes)) for each in rows]
                answer[key] = found[0] if found else None
        return answer

    def connection(
        self,
        connection: GraphQLObjectType,
        nodes: list[FieldNode],
        given: Mapping[str, Any],
        rows: list[Row],
        *,
        root: bool,
    ) -> dict[str, Any]:
        page = self.page(connection, given)
        kind = connection.name.removesuffix("Connection")
        listed = [
            row
            for row in rows
            if (page.archived or row.get("archived_on") is None)
            and holds(self.world, kind, row, page.filter)
        ]

        def place(row: Row) -> tuple[Any, UUID]:
            return self.world.key(kind, page.order, row)

        listed.sort(key=place, reverse=page.descending)

        def ahead(left: tuple[Any, UUID], right: tuple[Any, UUID]) -> bool:
            return left > right if page.descending else left < right

        after, before = page.after, page.before
        left = [
            row
            for row in listed
            if (after is None or ahead(after, place(row)))
            and (before is None or ahead(place(row), before))
        ]
        cut_start = after is not None and any(not ahead(after, place(row)) for row in listed)
        cut_end = before is not None and any(not ahead(place(row), before) for row in listed)
        taken = left[-page.size :] if page.backward else left[: page.size]
        more = len(left) > page.size
        info = {
            "hasNextPage": cut_end or (more and not page.backward),
            "hasPreviousPage": cut_start or (more and page.backward),
            "startCursor": self.cursor(kind, page, taken[0]) if taken else None,
            "endCursor": self.cursor(kind, page, taken[-1]) if taken else None,
        }
        self.note(page, rows, listed, left, taken, root=root)
        answer: dict[str, Any] = {}
        for key, found in self.collect(connection, sets_of(nodes)).items():
            name = found[0].name.value
            target = connection.fields.get(name) and get_named_type(connection.fields[name].type)
            match name:
                case "__typename":
                    answer[key] = connection.name
                case "totalCount":
                    answer[key] = min(len(listed), COUNTED_AT_MOST)
                case "totalCountIsExact":
                    answer[key] = len(listed) <= COUNTED_AT_MOST
                case "nodes":
                    assert isinstance(target, GraphQLObjectType)
                    answer[key] = [self.object(target, row, sets_of(found)) for row in taken]
                case "edges":
                    assert isinstance(target, GraphQLObjectType)
                    answer[key] = [self.edge(target, kind, page, row, found) for row in taken]
                case "pageInfo":
                    assert isinstance(target, GraphQLObjectType)
                    answer[key] = {
                        part: info.get(each[0].name.value, target.name)
                        for part, each in self.collect(target, sets_of(found)).items()
                    }
        return answer

    def edge(
        self, edge: GraphQLObjectType, kind: str, page: Page, row: Row, nodes: list[FieldNode]
    ) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        for key, found in self.collect(edge, sets_of(nodes)).items():
            match found[0].name.value:
                case "__typename":
                    answer[key] = edge.name
                case "cursor":
                    answer[key] = self.cursor(kind, page, row)
                case _:
                    target = get_named_type(edge.fields["node"].type)
                    assert isinstance(target, GraphQLObjectType)
                    answer[key] = self.object(target, row, sets_of(found))
        return answer

    def cursor(self, kind: str, page: Page, row: Row) -> str:
        return self.naive.places.cursor(self.world.portfolio, kind, page.order, row["id"])

    def note(
        self,
        page: Page,
        rows: list[Row],
        listed: list[Row],
        left: list[Row],
        taken: list[Row],
        *,
        root: bool,
    ) -> None:
        """Note what this page would show of a fault."""
        seen = self.seen
        seen["connection at the root" if root else "connection nested"] += 1
        seen["filter that divides"] += bool(page.filter) and 0 < len(listed) < len(rows)
        seen["cursor that divides"] += 0 < len(left) < len(listed)
        seen["page that ends early"] += len(taken) < len(left)
        seen["page backward"] += page.backward and len(taken) > 1
        seen["hidden rows left out"] += root and any(
            self.world.is_hidden(page.kind, row) for row in self.world.all_rows(page.kind)
        )
        seen["page descending"] += page.descending and len(taken) > 1
        seen["archived rows left out"] += not page.archived and any(
            row.get("archived_on") for row in rows
        )


def written(value: Any) -> Any:
    """A value as JSON has it."""
    match value:
        case datetime():
            text = value.isoformat()
            whole, dot, rest = text.partition(".")
            if not dot:
                return text
            fraction, plus, offset = rest.partition("+")
            return f"{whole}.{fraction.rstrip('0')}{plus}{offset}"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return value

"""Pages of rows in the JSON select: keyset windows with cursors, page info and counts."""

from db.json_select.catalogue import Entity, Order, Relation
from db.json_select.objects import Objects
from db.json_select.rows import Rows, column_of, relations_of
from db.json_select.selection import (
    Bound,
    Connection,
    Constant,
    Count,
    Cursor,
    Edges,
    Node,
    Nodes,
    PageInfo,
    Part,
    Scalar,
)
from db.json_select.text import PAGE, Pieces, Sql, object_of, quoted, text_of

COUNTED_AT_MOST = 10_000


def page(select: Objects, connection: Connection, *, parent: Rows | None) -> Pieces:
    """Return a connection as JSON: of all rows, or of the rows related to the parent's row."""
    return _Page(select, connection, parent).pieces()


class _Page:
    """Writes one connection. `row` is the alias of its rows, in every sub-select alike."""

    def __init__(self, select: Objects, connection: Connection, parent: Rows | None) -> None:
        self.select = select
        self.connection = connection
        self.window = connection.window
        self.entity = select.catalogue[connection.entity]
        self.order: Order = self.entity.orders[self.window.order]
        self.by_id = self.order.key == self.entity.key
        self.row = select.alias()
        self.name = select.alias()
        self.columns: set[str] = set()
        self.nested = parent is not None
        listed = [part for part in connection.parts if isinstance(part, Edges | Nodes)]
        self.informed = any(isinstance(part, PageInfo) for part in connection.parts)
        # Rows that are listed once, and to which nothing belongs, need not be kept.
        self.kept = (
            self.informed
            or len(listed) > 1
            or (
                (not self.nested or self.order.relation is not None)
                and any(_is_deep(part, self.entity) for part in listed)
            )
        )
        self.key, self.id, self.source, self.where = self._rows(parent)
        # Written even if no row is listed: binding a cursor is what checks it.
        self.bounded = self._bounded()

    def _rows(self, parent: Rows | None) -> tuple[str, str, str, str]:
        """Return key, id, FROM item and condition of all rows that the connection is about."""
        conditions, tenant = self.select.conditions, self.select.tenant
        if parent is None or self.connection.relation is None:
            source = f"{self.entity.table.name} {self.row}"
            seen = conditions.hidden.seen(self.entity, self.row)
            where = [f"{self.row}.{self.entity.tenant} = {tenant}{seen}"]
        else:
            relation = parent.entity.attribute(self.connection.relation)
            assert isinstance(relation, Relation)
            parent.column(relation.local)
            source, link = conditions.link(
                parent.entity, relation, parent.alias, self.entity, self.row
            )
            where = [link]
        key, identity = f"{self.row}.{self.order.key}", f"{self.row}.{self.entity.key}"
        if self.order.relation is not None:
            # The order's key lives in another table, whose index (key, id) then drives the page.
            relation = self.entity.attribute(self.order.relation)
            assert isinstance(relation, Relation)
            other = self.select.alias()
            target = self.select.catalogue[relation.target]
            table, link = conditions.link(self.entity, relation, self.row, target, other)
            source += f" join {table} on {link}"
            key = f"{other}.{self.order.key}"
            if relation.local == self.entity.key:
                identity = f"{other}.{relation.remote}"
        if not self.window.archived and "archived_on" in self.entity.table.columns:
            where.append(f"{self.row}.archived_on is null")
        if self.window.condition is not None:
            where.append(conditions.sql(self.entity, self.row, self.window.condition))
        return key, identity, source, " and ".join(where)

    def pieces(self) -> Pieces:
        if self.kept and not self.nested:
            # Before anything that belongs to the rows: it reads them.
            self.select.members.append(self._kept_rows)
        made = object_of((part.key, self._part(part)) for part in self.connection.parts)
        if self.kept and self.nested:
            return (Sql(f"(with {self._kept_rows()} select {text_of(made)})", PAGE),)
        return made

    def _kept_rows(self) -> str:
        columns = "".join(f"{self.row}.{column}, " for column in sorted(self.columns))
        # One row more than asked tells whether another page follows.
        limit = self.window.size + (1 if self.informed else 0)
        return (
            f"{self.name} as materialized (select {columns}{self.key} as page_key,"
            f" {self.id} as page_id from {self.source} where {self.bounded}"
            f" order by {self._taken(self.key, self.id)} limit {limit})"
        )

    def _part(self, part: Part) -> Pieces:
        match part:
            case Constant(_, value):
                return (f'"{value}"',)
            case Count(_, exact):
                return (Sql(self._count(exact=exact)),)
            case PageInfo(_, parts):
                return object_of((each.key, self._info(each)) for each in parts)
            case Edges() | Nodes():
                return ("[", Sql(f"coalesce(({self._listing(part)}), '')", PAGE), "]")

    def _listing(self, part: Edges | Nodes) -> str:
        members = column_of(self.name) if self.kept and not self.nested else None
        rows = Rows(self.entity, self.row, members, self.columns)
        if self.kept:
            key, identity = f"{self.row}.page_key", f"{self.row}.page_id"
            made = text_of(self._element(part, rows, key, identity))
            table = f"{self._within()} {self.row}"
            return (
                f"select string_agg({made}, ',' order by {self._final(key, identity)})"
                f" from {rows.source(table)}"
            )
        made = text_of(self._element(part, rows, self.key, self.id))
        element = self.select.alias()
        final = self._final(f"{element}.page_key", f"{element}.page_id")
        return (
            f"select string_agg({element}.made, ',' order by {final}) from"
            f" (select {made} as made, {self.key} as page_key, {self.id} as page_id"
            f" from {rows.source(self.source)} where {self.bounded}"
            f" order by {self._taken(self.key, self.id)} limit {self.window.size}) {element}"
        )

    def _element(self, part: Edges | Nodes, rows: Rows, key: str, identity: str) -> Pieces:
        if isinstance(part, Nodes):
            return self.select.object(part.selection, rows)
        fields: list[tuple[str, Pieces]] = []
        for each in part.parts:
            match each:
                case Cursor(name):
                    fields.append((name, self._cursor(key, identity)))
                case Node(name, selection):
                    fields.append((name, self.select.object(selection, rows)))
                case Constant(name, value):
                    fields.append((name, (f'"{value}"',)))
        return object_of(fields)

    def _within(self) -> str:
        """Return the kept rows without the one more that tells whether another page follows."""
        if not self.informed:
            return self.name
        taken = self._taken("page_key", "page_id")
        return f"(select * from {self.name} order by {taken} limit {self.window.size})"

    def _info(self, field: Scalar | Constant) -> Pieces:
        if isinstance(field, Constant):
            return (f'"{field.value}"',)
        backward = self.window.backward
        match field.name:
            case "has_next_page":
                holds = self._beyond(self.window.before, after=True) if backward else self._more()
            case "has_previous_page":
                holds = self._more() if backward else self._beyond(self.window.after, after=False)
            case "start_cursor":
                return self._end(last=False)
            case "end_cursor":
                return self._end(last=True)
            case _:
                raise KeyError(f"PageInfo has no {field.name!r}")
        return (Sql(f"({holds})::text"),)

    def _more(self) -> str:
        """Whether rows follow in the direction of paging: within the bounds or past the far."""
        more = f"(select count(*) from {self.name}) > {self.window.size}"
        far = self.window.after if self.window.backward else self.window.before
        if far is None:
            return more
        return f"{more} or {self._beyond(far, after=not self.window.backward)}"

    def _beyond(self, bound: Bound | None, *, after: bool) -> str:
        """Whether rows lie at or past a bound, on the side that the page leaves out."""
        if bound is None:
            return "false"
        operator = ">=" if after != self.window.descending else "<="
        return (
            f"exists (select 1 from {self.source} where {self.where}"
            f" and {self._compared(bound, operator)})"
        )

    def _end(self, *, last: bool) -> Pieces:
        cursor = f"{self.select.escape}({self._cursor_text('page_key', 'page_id')})::text"
        direction = " desc" if self.window.descending != last else ""
        return (
            Sql(
                f"coalesce((select {cursor} from {self._within()} {self.row}"
                f" order by page_key{direction}, page_id{direction} limit 1), 'null')"
            ),
        )

    def _count(self, *, exact: bool) -> str:
        counted = (
            f"(select count(*) from (select 1 from {self.source} where {self.where}"
            f" limit {COUNTED_AT_MOST + 1}) counted)"
        )
        if exact:
            return f"({counted} <= {COUNTED_AT_MOST})::text"
        return f"least({counted}, {COUNTED_AT_MOST})::text"

    def _cursor(self, key: str, identity: str) -> Pieces:
        text = self._cursor_text(key, identity)
        if self.order.type == "text":
            return (Sql(f"{self.select.escape}({text})::text"),)
        return ('"', Sql(text), '"')

    def _cursor_text(self, key: str, identity: str) -> str:
        place = f"({quoted(self.window.order + '~')}||{identity})"
        return place if self.by_id else f"({place}||('~'||{key}))"

    def _taken(self, key: str, identity: str) -> str:
        """The order in which rows are taken: away from the end at which the page begins.

        Few rows of many belong to a parent. An index of another table's keys would be walked past
        all the others for each parent, so what is sorted by is made no index's own.
        """
        if self.nested and self.order.relation is not None and key == self.key:
            key = f"greatest({key})"
        return self._sorted(
            key, identity, descending=self.window.descending != self.window.backward
        )

    def _final(self, key: str, identity: str) -> str:
        """The order in which rows are listed."""
        return self._sorted(key, identity, descending=self.window.descending)

    def _sorted(self, key: str, identity: str, *, descending: bool) -> str:
        direction = " desc" if descending else ""
        ordered = f"{identity}{direction}"
        return ordered if self.by_id else f"{key}{direction}, {ordered}"

    def _bounded(self) -> str:
        where, descending = self.where, self.window.descending
        if self.window.after is not None:
            where += f" and {self._compared(self.window.after, '<' if descending else '>')}"
        if self.window.before is not None:
            where += f" and {self._compared(self.window.before, '>' if descending else '<')}"
        return where

    def _compared(self, bound: Bound, operator: str) -> str:
        identity = self.select.parameters.sql(bound.id, self.entity.sql_type(self.entity.key))
        if self.by_id:
            return f"{self.id} {operator} {identity}"
        if self.order.type == "date":
            # As text: asyncpg takes the last day that Python knows, the key of what has no date,
            # for infinity.
            key = f"{self.select.parameters.sql(bound.key, 'text')}::date"
        else:
            key = self.select.parameters.sql(bound.key, self.order.type)
        return f"({self.key}, {self.id}) {operator} ({key}, {identity})"


def _is_deep(part: Edges | Nodes, entity: Entity) -> bool:
    """Tell whether anything belongs to the rows that a part lists."""
    if isinstance(part, Nodes):
        return relations_of(part.selection, entity) > 0
    return any(
        relations_of(each.selection, entity) for each in part.parts if isinstance(each, Node)
    )

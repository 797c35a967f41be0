"""The JSON select: one selection, one SQL statement that returns the whole JSON.

Objects and lists are written in objects.py, pages in page.py, searches in search.py, the ledger in
feed.py; here is what a query begins with.
"""

from dataclasses import dataclass

from db.json_select.catalogue import Catalogue
from db.json_select.computed import MARK
from db.json_select.feed import ahead, changes_of_kind, feed, happened
from db.json_select.objects import Objects, constant
from db.json_select.page import page
from db.json_select.parameters import END
from db.json_select.rows import Rows
from db.json_select.search import search
from db.json_select.selection import (
    Ahead,
    ChangedObjects,
    Computed,
    Connection,
    Constant,
    Feed,
    Group,
    Happened,
    Lookup,
    Lookups,
    Parameter,
    Root,
    RootField,
    Search,
    Variables,
)
from db.json_select.text import (
    LIST,
    PAGE,
    Pieces,
    Sql,
    object_of,
    text_of,
)

ENVELOPE = "data"
# What answers of an organisation depend on: its revision, and the transaction that wrote its row,
# since after a backup is restored the same revisions may be counted again.
STATE = "(select revision || '.' || xmin::text from organisation where id = $1::uuid)"
READ_STATE = f"select {STATE}"


@dataclass(frozen=True, slots=True)
class Statement:
    """A compiled selection: its row is the JSON as text and the organisation's revision.

    The JSON is an object whose only field, `ENVELOPE`, holds what was selected.
    """

    sql: str
    parameters: tuple[Parameter, ...]
    # The fields whose marks the JSON holds, by their numbers there.
    computed: tuple[Computed, ...] = ()

    def with_state(self) -> str:
        """Return the SQL of the same statement, whose row ends with the organisation's state."""
        return f"{self.sql}, {STATE}"

    def arguments(self, variables: Variables) -> list[object]:
        """Return the values of the parameters for one execution."""
        return [parameter.bind(variables) for parameter in self.parameters]


def json_select(catalogue: Catalogue, root: Root, *, escape: str = "json_scalar") -> Statement:
    """Compile everything asked in one query.

    `escape` is the SQL function that makes JSON of a text: `json_scalar` (PostgreSQL 17) takes half
    the time of `to_json`.
    """
    return JsonSelect(catalogue, escape).statement(root)


class JsonSelect(Objects):
    """Writes one statement."""

    def statement(self, root: Root) -> Statement:
        """Return the statement for everything asked."""
        fields = object_of((each.key, self._root_field(each)) for each in root.fields)
        # Under its envelope here, for nothing: later it would be one more copy of it all.
        head = object_of([(ENVELOPE, fields)])[:-1]
        made = text_of((*head, Sql(self.parameters.sql(END, "text"))))
        tables = [
            *(write() for write in self.members),
            *(shared.sql(self.tenant) for shared in self._shared.values()),
            *self.lists,
        ]
        # First, though written last: it is only now known what they have to tell.
        tables[:0] = self.conditions.hidden.tables()
        common = f"with {', '.join(tables)} " if tables else ""
        revision = f"(select revision from organisation where id = {self.tenant})"
        # As a varchar it comes as bytes (db/connections/connection.py).
        sql = f"{common}select {made}::varchar, {revision}"
        unused = self.parameters.unused(sql)
        if unused:
            sql += f", num_nulls({', '.join(unused)})"
        return Statement(sql, self.parameters.ordered(), tuple(self._computed))

    def connection(self, connection: Connection, parent: Rows | None) -> Pieces:
        return page(self, connection, parent=parent)

    def _root_field(self, field: RootField) -> Pieces:
        match field:
            case Constant():
                return constant(field)
            case Connection():
                return self.connection(field, None)
            case Lookup():
                return self._lookup(field)
            case Lookups():
                return self._lookups(field)
            case Computed():
                return (f'{{"{MARK}":{self.mark(field)}}}',)
            case Search():
                return search(self, field)
            case Feed():
                return feed(self, field)
            case Happened():
                return happened(self, field)
            case ChangedObjects(_, value, kind):
                return changes_of_kind(self, value, kind)
            case Ahead():
                return ahead(self, field)
            case Group(_, fields):
                return object_of((each.key, self._root_field(each)) for each in fields)

    def _lookup(self, lookup: Lookup) -> Pieces:
        rows = Rows(self.catalogue[lookup.entity], self.alias())
        made = text_of(self.object(lookup.selection, rows))
        table = rows.source(f"{rows.entity.table.name} {rows.alias}")
        identity = self.parameters.sql(lookup.id, "uuid")
        return (
            Sql(
                f"coalesce((select {made} from {table}"
                f" where {rows.alias}.{rows.entity.tenant} = {self.tenant}"
                f" and {rows.alias}.{rows.entity.key} = {identity}"
                f"{self.conditions.hidden.seen(rows.entity, rows.alias)}), 'null')",
                LIST,
            ),
        )

    def _lookups(self, lookups: Lookups) -> Pieces:
        ids = self.parameters.sql(lookups.ids, "uuid[]")
        branches = ["select 0::bigint as place, ''::text as made where false"]
        for name, wanted, selection in lookups.branches:
            rows, place = Rows(self.catalogue[name], self.alias()), self.alias()
            made = text_of(self.object(selection, rows))
            wanted_ids = self.parameters.sql(wanted, "uuid[]")
            table = (
                f"unnest({wanted_ids}) with ordinality {place}(id, place)"
                f" join {rows.entity.table.name} {rows.alias}"
                f" on {rows.alias}.{rows.entity.tenant} = {self.tenant}"
                f" and {rows.alias}.{rows.entity.key} = {place}.id"
                f"{self.conditions.hidden.seen(rows.entity, rows.alias)}"
            )
            branches.append(f"select {place}.place, {made} from {rows.source(table)}")
        return (
            "[",
            Sql(
                "coalesce((select string_agg(coalesce(found.made, 'null'), ','"
                " order by wanted.place)"
                f" from generate_series(1, cardinality({ids})) wanted(place)"
                f" left join ({' union all '.join(branches)}) found"
                " on found.place = wanted.place), '')",
                PAGE,
            ),
            "]",
        )

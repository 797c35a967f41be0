"""Objects in the JSON select: a row's fields, what it points at, and the lists that belong to it.

Under a page, everything is read for all of its rows at once: a CTE for each list, grouped by
parent, and one for each kind of object that many rows point at (people, touchpoints), built once
and joined. Under a single row, lists are correlated sub-selects and objects are joins: with one
parent that is the cheaper form. Every table is tied to the organisation.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from db.json_select.catalogue import Catalogue, Embedded, Entity, Relation, Stored
from db.json_select.computed import MARK
from db.json_select.conditions import Conditions, ordered
from db.json_select.hidden import beneath
from db.json_select.parameters import Parameters
from db.json_select.rows import Rows, column_of, relations_of
from db.json_select.selection import (
    Absent,
    Child,
    Computed,
    Condition,
    Connection,
    Constant,
    Field,
    Scalar,
    Selection,
)
from db.json_select.text import (
    LIST,
    OBJECT,
    Pieces,
    Sql,
    object_of,
    scalar_of,
    text_of,
    weight_of,
)


@dataclass(slots=True, eq=False)
class Shared:
    """Rows of a target that many rows point at, each made JSON once for every selection of it."""

    name: str
    rows: Rows
    remote: str
    seen: str
    sources: dict[str, None] = field(default_factory=dict)
    made: dict[Selection, tuple[str, Pieces]] = field(default_factory=dict)

    def sql(self, tenant: str) -> str:
        target, row = self.rows.entity, self.rows.alias
        columns = "".join(f", {text_of(pieces)} as {name}" for name, pieces in self.made.values())
        return (
            f"{self.name} as materialized (select {row}.{self.remote} as id{columns}"
            f" from {self.rows.source(f'{target.table.name} {row}')}"
            f" where {row}.{target.tenant} = {tenant}"
            f" and {row}.{self.remote} = any(array({' union '.join(self.sources)})){self.seen})"
        )


class Objects(ABC):
    """Writes objects into one statement.

    Its CTEs come in three groups, each depending only on those before: rows, shared targets, and
    lists (innermost first).
    """

    def __init__(self, catalogue: Catalogue, escape: str) -> None:
        self.catalogue = catalogue
        self.escape = escape
        self.parameters = Parameters()
        self.tenant = self.parameters.tenant()
        self._aliases = count(1)
        self.conditions = Conditions(catalogue, self.parameters, self.alias)
        self.members: list[Callable[[], str]] = []
        self.lists: list[str] = []
        self._shared: dict[tuple[str, str, bool], Shared] = {}
        self._computed: list[Computed] = []

    def alias(self) -> str:
        """Return a name that nothing else in the statement has."""
        return f"t{next(self._aliases)}"

    @abstractmethod
    def connection(self, connection: Connection, parent: Rows | None) -> Pieces:
        """Return a page of all rows, or of those related to the parent's row."""

    def object(self, selection: Selection, rows: Rows) -> Pieces:
        """Return the selected fields of a row as a JSON object."""
        return object_of((each.key, self._field(each, rows)) for each in selection.fields)

    def mark(self, field: Computed) -> int:
        """Return the number by which the answer marks what is computed later."""
        self._computed.append(field)
        return len(self._computed) - 1

    def _field(self, field: Field, rows: Rows) -> Pieces:
        match field:
            case Constant():
                return constant(field)
            case Absent():
                return ("null",)
            case Scalar(_, name):
                return rows.scalar(name, self.parameters, self.escape)
            case Connection():
                return self.connection(field, rows)
            case Computed():
                row = Sql(f"{rows.column(rows.entity.key)}::text")
                return (f'{{"{MARK}":{self.mark(field)},"id":"', row, '"}')
            case Child(_, name, selection, condition):
                match rows.entity.attribute(name):
                    case Embedded() as group:
                        return self._embedded(group, selection, rows)
                    case Stored() as stored:
                        return self._stored(stored, selection, rows)
                    case Relation(many=True) as relation:
                        return self._many(relation, selection, rows, condition)
                    case Relation() as relation:
                        return self._one(name, relation, selection, rows)
        raise KeyError(f"{rows.entity.name}.{field.name} is not an object")

    def _embedded(self, group: Embedded, selection: Selection, rows: Rows) -> Pieces:
        fields: list[tuple[str, Pieces]] = []
        for each in selection.fields:
            if isinstance(each, Constant):
                fields.append((each.key, constant(each)))
            elif isinstance(each, Scalar):
                value = rows.scalar(group.prefix + each.name, self.parameters, self.escape)
                fields.append((each.key, value))
        return unless_absent(rows.column(group.present), object_of(fields))

    def _stored(self, stored: Stored, selection: Selection, rows: Rows) -> Pieces:
        element = self.alias()
        fields: list[tuple[str, Pieces]] = []
        for each in selection.fields:
            if isinstance(each, Constant):
                fields.append((each.key, constant(each)))
            elif isinstance(each, Scalar):
                key = stored.keys[each.name]
                sql = f"{element}.{each.name}"
                if key.prefix is not None:
                    sql = f"('{key.prefix}_'||{sql})"
                value = scalar_of(sql, key.type, nullable=key.nullable, escape=self.escape)
                fields.append((each.key, value))
        # Values are read as text: their JSON is written as it was stored.
        asked = dict.fromkeys(each.name for each in selection.fields if isinstance(each, Scalar))
        shape = ", ".join(f"{name} text" for name in asked or stored.keys)
        column = rows.column(stored.column)
        return (
            "[",
            Sql(
                f"coalesce((select string_agg({text_of(object_of(fields))}, ',')"
                f" from json_to_recordset({column}) as {element}({shape})), '')",
                LIST // 2,
            ),
            "]",
        )

    def _one(self, name: str, relation: Relation, selection: Selection, rows: Rows) -> Pieces:
        if rows.members is not None:
            return self._one_of_many(relation, selection, rows)
        other = self.reach(name, relation, rows)
        return unless_absent(f"{other.alias}.{other.entity.key}", self.object(selection, other))

    def reach(self, name: str, relation: Relation, rows: Rows) -> Rows:
        """Join the row of a single relation, once."""
        if name in rows.reached:
            return rows.reached[name]
        other = Rows(self.catalogue[relation.target], self.alias())
        rows.column(relation.local)
        table, link = self.conditions.link(
            rows.entity, relation, rows.alias, other.entity, other.alias
        )
        join = f"left join {table} on {link}"
        if relation.first:
            join = (
                f"left join lateral (select {other.alias}.* from {table} where {link}"
                f" order by {ordered(relation, other.alias)} limit 1) {other.alias} on true"
            )
        # The other row's own joins follow in the same list, so they are kept in one place.
        other.joins = rows.joins
        rows.joins[other.alias] = join
        rows.reached[name] = other
        return other

    def _one_of_many(self, relation: Relation, selection: Selection, rows: Rows) -> Pieces:
        assert rows.members is not None
        local = rows.column(relation.local)
        source = rows.members(relation.local)
        if relation.first:
            name, column = self._latest(rows.entity, relation, selection, source), "made"
        else:
            shared = self._shared_target(rows.entity, relation)
            shared.sources.setdefault(source)
            name = shared.name
            if selection not in shared.made:
                column = f"made{len(shared.made) + 1}"
                shared.made[selection] = (column, self.object(selection, shared.rows))
            column, _ = shared.made[selection]
        join = (name, relation.local)
        if join not in rows.joins:
            rows.joins[join] = (
                f"left join {name} {self._joined(join)} on {self._joined(join)}.id = {local}"
            )
        return (Sql(f"coalesce({self._joined(join)}.{column}, 'null')", OBJECT),)

    @staticmethod
    def _joined(join: tuple[str, str]) -> str:
        return f"{join[0]}_{join[1]}"

    def _shared_target(self, entity: Entity, relation: Relation) -> Shared:
        target = self.catalogue[relation.target]
        key = (relation.target, relation.remote, beneath(entity, relation, target))
        if key not in self._shared:
            rows = Rows(target, self.alias())
            seen = self.conditions.hidden.seen_from(entity, relation, target, rows.alias)
            self._shared[key] = Shared(self.alias(), rows, relation.remote, seen)
        return self._shared[key]

    def _latest(self, entity: Entity, relation: Relation, selection: Selection, source: str) -> str:
        """Write a CTE of the first related row of each member; return its name."""
        name = self.alias()
        other = Rows(self.catalogue[relation.target], self.alias())
        row, target = other.alias, other.entity
        made = text_of(self.object(selection, other))
        first = (
            f"(select distinct on ({row}.{relation.remote}) {row}.* from {target.table.name} {row}"
            f" where {row}.{target.tenant} = {self.tenant}"
            f" and {row}.{relation.remote} = any(array({source}))"
            f"{self.conditions.hidden.seen_from(entity, relation, target, row)}"
            f" order by {row}.{relation.remote}, {ordered(relation, row)}) {row}"
        )
        self.lists.append(
            f"{name} as materialized (select {row}.{relation.remote} as id, {made} as made"
            f" from {other.source(first)})"
        )
        return name

    def _many(
        self, relation: Relation, selection: Selection, rows: Rows, condition: Condition | None
    ) -> Pieces:
        local = rows.column(relation.local)
        if rows.members is not None:
            name = self._grouped(rows, relation, selection, rows.members, condition)
            rows.joins[name] = f"left join {name} on {name}.parent = {local}"
            return ("[", Sql(f"coalesce({name}.made, '')", LIST), "]")
        other = Rows(self.catalogue[relation.target], self.alias())
        table, link = self.conditions.link(
            rows.entity, relation, rows.alias, other.entity, other.alias
        )
        if condition is not None:
            link += f" and {self.conditions.sql(other.entity, other.alias, condition)}"
        made = text_of(self.object(selection, other))
        source = f"{other.source(table)} where {link} order by {ordered(relation, other.alias)}"
        return list_of(made, source, self.alias())

    def _grouped(
        self,
        rows: Rows,
        relation: Relation,
        selection: Selection,
        members: Callable[[str], str],
        condition: Condition | None,
    ) -> str:
        """Write a CTE of the lists of all members, grouped by member; return its name."""
        name = self.alias()
        other = Rows(self.catalogue[relation.target], self.alias())
        parents = f"any(array({members(relation.local)}))"
        table, parent, where = self.conditions.belonging(
            rows.entity, relation, parents, other.entity, other.alias
        )
        if condition is not None:
            where += f" and {self.conditions.sql(other.entity, other.alias, condition)}"
        below = relations_of(selection, other.entity)
        if below > 1:
            # Read once for all that belongs to these rows; twice from the table costs as much.
            kept = self.alias()
            for column in relation.order:
                other.column(column)
            self.members.append(self._member_rows(other, kept, parent, table, where))
            other.members = column_of(kept)
            table, parent, where = f"{kept} {other.alias}", f"{other.alias}.parent", "true"
        elif below:
            other.members = column_of(f"{table} where {where}", f"{other.alias}.")
        made = text_of(self.object(selection, other))
        element = self.alias()
        self.lists.append(
            f"{name} as ("
            f"select {element}.parent, string_agg({element}.made, ',') as made"
            f" from (select {parent} as parent, {made} as made from {other.source(table)}"
            f" where {where} order by {parent}, {ordered(relation, other.alias)}) {element}"
            f" group by {element}.parent)"
        )
        return name

    @staticmethod
    def _member_rows(
        rows: Rows, name: str, parent: str, table: str, where: str
    ) -> Callable[[], str]:
        def write() -> str:
            columns = "".join(f", {rows.alias}.{column}" for column in sorted(rows.columns))
            return (
                f"{name} as materialized (select {parent} as parent{columns}"
                f" from {table} where {where})"
            )

        return write


def constant(field: Constant) -> Pieces:
    """Return a constant, which is a name, as JSON."""
    return (f'"{field.value}"',)


def unless_absent(column: str, pieces: Pieces) -> Pieces:
    """Return an object, or null where the column is null."""
    made = f"case when {column} is null then 'null' else {text_of(pieces)} end"
    return (Sql(made, weight_of(pieces)),)


def list_of(made: str, source: str, alias: str) -> Pieces:
    """Return a JSON list of what is made of each row of `source` (FROM and what follows)."""
    inner = f"(select {made} as made from {source}) {alias}"
    made = f"coalesce((select string_agg({alias}.made, ',') from {inner}), '')"
    return ("[", Sql(made, LIST), "]")

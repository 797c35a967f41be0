"""Conditions of a selection as SQL over an aliased row."""

from collections.abc import Callable

from db.json_select.catalogue import Catalogue, Entity, Expression, Relation
from db.json_select.hidden import Hidden
from db.json_select.parameters import TODAY, Parameters, expression
from db.json_select.selection import Compare, Condition, Either, Every, IsNull, Negation, Related

_PLAIN = {"eq": "=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


class Conditions:
    """Writes conditions; `alias` names rows that no other part of the statement names."""

    def __init__(
        self, catalogue: Catalogue, parameters: Parameters, alias: Callable[[], str]
    ) -> None:
        self.hidden = Hidden(catalogue, parameters)
        self._catalogue = catalogue
        self._parameters = parameters
        self._alias = alias

    def sql(self, entity: Entity, row: str, condition: Condition) -> str:
        """Return a condition on the row. What compares to null may be null, which is not true."""
        match condition:
            case Every(conditions):
                return self._joined(" and ", "true", entity, row, conditions)
            case Either(conditions):
                return self._joined(" or ", "false", entity, row, conditions)
            case Negation(inner):
                return f"({self.sql(entity, row, inner)}) is not true"
            case IsNull(attribute, expected):
                value, _ = self.attribute(entity, row, attribute)
                return f"{value} is {'' if expected else 'not '}null"
            case Compare():
                return self._compare(entity, row, condition)
            case Related(name, inner, some):
                exists = self._exists(entity, row, name, inner)
                return exists if some else f"not {exists}"

    def attribute(self, entity: Entity, row: str, name: str) -> tuple[str, str]:
        """Return an attribute of the row as SQL, and its SQL type."""
        if name == "id":
            return f"{row}.{entity.key}", "uuid"
        found = entity.attribute(name)
        if isinstance(found, Expression) and name not in entity.table.columns:
            return expression(found.sql, row, self._parameters), found.type
        return f"{row}.{name}", entity.sql_type(name)

    def _joined(
        self, word: str, empty: str, entity: Entity, row: str, conditions: tuple[Condition, ...]
    ) -> str:
        if not conditions:
            return empty
        return "(" + word.join(self.sql(entity, row, each) for each in conditions) + ")"

    def _compare(self, entity: Entity, row: str, compare: Compare) -> str:
        value, kind = self.attribute(entity, row, compare.attribute)
        operator = compare.operator
        if kind == "smallint":
            # A number that no row can hold is compared like any other.
            kind = "integer"
        if operator in _PLAIN:
            return f"{value} {_PLAIN[operator]} {self._parameters.sql(compare.value, kind)}"
        if operator == "ne":
            return f"{value} is distinct from {self._parameters.sql(compare.value, kind)}"
        if operator in ("in", "not_in"):
            among = f"{value} = any({self._parameters.sql(compare.value, kind + '[]')})"
            return among if operator == "in" else f"({among}) is not true"
        if operator == "contains":
            return (
                f"strpos(lower({value}), lower({self._parameters.sql(compare.value, 'text')})) > 0"
            )
        if operator == "starts_with":
            return (
                f"starts_with(lower({value}), lower({self._parameters.sql(compare.value, 'text')}))"
            )
        today = self._parameters.sql(TODAY, "date")
        days = self._parameters.sql(compare.value, "integer")
        if operator == "in_next_days":
            return f"{value} between {today} and {today} + {days}"
        if operator == "in_last_days":
            return f"{value} between {today} - {days} and {today}"
        raise ValueError(f"no operator {operator!r}")

    def _exists(self, entity: Entity, row: str, name: str, condition: Condition) -> str:
        relation = entity.attribute(name)
        if not isinstance(relation, Relation):
            raise KeyError(f"{entity.name}.{name} is not a relation")
        target = self._catalogue[relation.target]
        other = self._alias()
        source, link = self.link(entity, relation, row, target, other)
        inner = self.sql(target, other, condition)
        if relation.first:
            first = (
                f"select {other}.* from {source} where {link} order by {ordered(relation, other)}"
            )
            return f"exists (select 1 from ({first} limit 1) {other} where {inner})"
        return f"exists (select 1 from {source} where {link} and {inner})"

    def link(
        self, entity: Entity, relation: Relation, row: str, target: Entity, other: str
    ) -> tuple[str, str]:
        """Return the target's rows as a FROM item, and the condition that ties them to the row."""
        owner = f"{row}.{relation.local}"
        source, _, where = self.belonging(entity, relation, owner, target, other)
        return source, where

    def belonging(
        self, entity: Entity, relation: Relation, owner: str, target: Entity, other: str
    ) -> tuple[str, str, str]:
        """Return the target's rows as a FROM item, the column that names the row they belong to,
        and the condition that this column equals `owner` (a value, or `any(...)` of several)."""
        tenant = self._parameters.tenant()
        source = f"{target.table.name} {other}"
        parent, tied = f"{other}.{relation.remote}", f"{other}.{target.tenant} = {tenant}"
        if relation.through is not None:
            through, between = relation.through, self._alias()
            parent = f"{between}.{through.near}"
            source = (
                f"{through.table} {between} join {source} on {tied}"
                f" and {other}.{target.key} = {between}.{through.far}"
            )
            tied = f"{between}.organisation_id = {tenant}"
        where = f"{tied} and {parent} = {owner}"
        if relation.where is not None:
            where += f" and {relation.where.replace('{row}', other)}"
        return source, parent, where + self.hidden.seen_from(entity, relation, target, other)


def ordered(relation: Relation, row: str) -> str:
    """Return the order of a relation's rows."""
    direction = " desc" if relation.descending else ""
    return ", ".join(f"{row}.{column}{direction}" for column in relation.order)

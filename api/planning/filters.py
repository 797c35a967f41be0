"""Filter arguments as conditions."""

from collections.abc import Callable
from enum import Enum
from typing import Any

from api.planning.arguments import Given
from api.planning.errors import bad_input, hidden
from api.planning.names import camel, snake
from api.vocabulary.global_id import split
from db.json_select.catalogue import Catalogue, Entity, Relation
from db.json_select.selection import Compare, Condition, Either, Every, IsNull, Negation, Related
from domain.core.names import spoken, with_article

LISTED_AT_MOST = 100
DAYS_AT_MOST = 3_660


def condition_of(catalogue: Catalogue, entity: Entity, given: Given) -> Condition:
    """Return the condition that a filter on an entity states. All that is given must hold."""
    conditions: list[Condition] = []
    for name, part in _parts(given, "filter"):
        if name == "and":
            conditions.append(Every(_each(catalogue, entity, part)))
        elif name == "or":
            conditions.append(Either(_each(catalogue, entity, part)))
        elif name == "not":
            conditions.append(Negation(condition_of(catalogue, entity, part)))
        else:
            conditions.extend(_attribute(catalogue, entity, snake(name), part))
    return conditions[0] if len(conditions) == 1 else Every(tuple(conditions))


def _each(catalogue: Catalogue, entity: Entity, given: Given) -> tuple[Condition, ...]:
    if len(given.value) > LISTED_AT_MOST:
        raise bad_input(f"A filter combines at most {LISTED_AT_MOST} others.")
    for item in given.value:
        if item.value is None:
            raise bad_input("A filter's list has no null.")
    return tuple(condition_of(catalogue, entity, item) for item in given.value)


def _attribute(catalogue: Catalogue, entity: Entity, name: str, given: Given) -> list[Condition]:
    if catalogue.visibility.hides(entity.name, name):
        raise hidden(f"{entity.name}.{camel(name)}", "filter")
    relation = entity.attributes.get(name)
    if isinstance(relation, Relation):
        target = catalogue[relation.target]
        if not relation.many:
            return [Related(name, condition_of(catalogue, target, given))]
        return [
            Related(name, condition_of(catalogue, target, part), some=quantifier == "some")
            for quantifier, part in _parts(given, name)
        ]
    return [
        _compare(catalogue, entity, name, operator, part) for operator, part in _parts(given, name)
    ]


def _compare(
    catalogue: Catalogue, entity: Entity, name: str, operator: str, given: Given
) -> Condition:
    if operator == "isNull":
        return IsNull(name, bool(given.value))
    convert: Callable[[Any], object] = _plain
    referred = _referred(catalogue, entity, name)
    if referred is not None:
        convert = _id_of(referred)
    elif name.endswith("_id") and name in entity.table.columns and entity.sql_type(name) == "uuid":
        convert = _any_id
    elif operator in ("inNextDays", "inLastDays"):
        convert = _days
    if operator in ("in", "notIn"):
        return Compare(name, snake(operator), given.parameter(_list_of(convert)))
    return Compare(name, snake(operator), given.parameter(convert))


def _parts(given: Given, where: str) -> list[tuple[str, Given]]:
    for name, part in given.value.items():
        if part.value is None:
            # Ignoring a null would silently list more than was asked for.
            raise bad_input(
                f"{where}.{name} is null. Leave it out, or ask for absent values with isNull: true."
            )
    return list(given.value.items())


def _referred(catalogue: Catalogue, entity: Entity, name: str) -> Entity | None:
    """Return the entity whose ids the attribute holds."""
    if name == "id":
        return entity
    relation = entity.attributes.get(name.removesuffix("_id")) if name.endswith("_id") else None
    return catalogue[relation.target] if isinstance(relation, Relation) else None


def _plain(value: Any) -> object:
    return value.value if isinstance(value, Enum) else value


def _days(value: Any) -> object:
    if not 0 <= value <= DAYS_AT_MOST:
        raise bad_input(f"Days are counted from 0 to {DAYS_AT_MOST}.")
    return value


def _id_of(entity: Entity) -> Callable[[Any], object]:
    def convert(value: Any) -> object:
        return identity_of(value, entity)

    return convert


def _any_id(value: Any) -> object:
    """Return the id within a global id of whatever type."""
    found = split(value)
    if found is None:
        raise bad_input(f"{value[:80]!r} is not a global id: give one that an answer held.")
    return found[1]


def identity_of(value: str, entity: Entity) -> object:
    """Return the id within a global id of this entity."""
    found = split(value)
    if found is None or found[0] != entity.prefix:
        raise bad_input(
            f"{value[:80]!r} is not the id of {with_article(spoken(entity.name))}: "
            "give one that an answer held."
        )
    return found[1]


def _list_of(convert: Callable[[Any], object]) -> Callable[[Any], object]:
    def each(values: list[Any]) -> object:
        if len(values) > LISTED_AT_MOST:
            raise bad_input(f"A list in a filter has at most {LISTED_AT_MOST} values.")
        if any(value is None for value in values):
            raise bad_input(
                "A list in a filter has no null: ask for absent values with isNull: true."
            )
        return [convert(value) for value in values]

    return each

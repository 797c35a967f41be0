"""Every table can be read and found, and is listed from whatever it refers to."""

import re
from collections.abc import Iterator

from graphql import GraphQLList, GraphQLUnionType, get_named_type, get_nullable_type
from sqlalchemy import Text

from api.mutations.bulk import BULK
from api.planning.names import camel, snake
from api.schema.mutation import MUTATIONS
from db.entities import CATALOGUE
from db.json_select.catalogue import Entity, Relation
from domain.access.visibility import HIDDEN_KINDS
from domain.core.names import spoken
from tests.contracts import left_out
from tests.contracts.reading import CORE, foreign_keys, hold, output_type, tables


def entities_of(table: str) -> list[Entity]:
    return [entity for entity in CATALOGUE if entity.table.name == table]


def test_every_table_can_be_read() -> None:
    lacking = {
        name: f"is in no Entity of the catalogue, so nobody can read it: declare one in db/ "
        f"(entity_of, or Entity(table={name}))"
        for name in tables()
        if not entities_of(name)
    }
    hold(lacking, left_out.NOT_IN_THE_CATALOGUE, "NOT_IN_THE_CATALOGUE")


def test_every_entity_has_an_output_type() -> None:
    for entity in CATALOGUE:
        shown = output_type(entity.name)
        assert shown.description, f"{entity.name}: output_of or output_type in api/"


def lists(entity: Entity, table: str, column: str) -> Iterator[str]:
    """The relations of an entity by which rows of a table are reached that refer to it."""
    for name, attribute in entity.attributes.items():
        if isinstance(attribute, Relation):
            through = attribute.through
            if through is not None:
                found = (through.table, through.near)
            else:
                found = (CATALOGUE[attribute.target].table.name, attribute.remote)
            if found == (table, column):
                yield name


def test_whatever_refers_to_something_is_listed_by_it() -> None:
    lacking = {}
    for name, table in tables().items():
        if not entities_of(name) and name in left_out.NOT_LISTED_TABLES:
            continue
        if name in left_out.FROZEN:
            continue
        for column, target in foreign_keys(table):
            if column.removesuffix("_id").endswith("_by") or column in left_out.WHO_DID_IT:
                continue
            for entity in entities_of(target):
                ways = list(lists(entity, name, column))
                fields = {snake(field) for field in output_type(entity.name).fields}
                if not ways:
                    lacking[f"{name}.{column}"] = (
                        f"leads to {entity.name}, which does not list it: add a Relation to its "
                        "Entity (db/) and a field to its output type (api/)"
                    )
                elif not fields & set(ways):
                    lacking[f"{name}.{column}"] = (
                        f"is listed by {entity.name}.{ways[0]}, which no client sees: add the "
                        f"field {camel(ways[0])} to its output type (api/)"
                    )
    hold(lacking, left_out.NOT_LISTED, "NOT_LISTED")


def many() -> Iterator[tuple[Entity, str, Relation]]:
    """The relations of entities to lists of others."""
    for entity in CATALOGUE:
        for name, attribute in entity.attributes.items():
            if isinstance(attribute, Relation) and attribute.many:
                yield entity, name, attribute


def test_what_is_shown_as_a_list_is_read_as_one() -> None:
    for entity in CATALOGUE:
        for name, attribute in entity.attributes.items():
            field = output_type(entity.name).fields.get(camel(name))
            if isinstance(attribute, Relation) and field is not None:
                kind = get_nullable_type(field.type)
                connection = get_named_type(kind).name.endswith("Connection")
                assert attribute.many is (isinstance(kind, GraphQLList) or connection), (
                    f"{entity.name}.{name}: say many=True for a list in its Entity in db/"
                )


def test_a_list_is_in_the_order_that_its_description_says() -> None:
    for entity, name, relation in many():
        field = output_type(entity.name).fields[camel(name)]
        if said := re.search(r", by (name|title)\.", field.description or ""):
            assert relation.order[0] == said[1], (
                f'{entity.name}.{name}: say order=("{said[1]}", "id") in its Entity in db/'
            )


def test_rows_that_are_equal_in_a_list_follow_by_their_id() -> None:
    for entity, name, relation in many():
        table = CATALOGUE[relation.target].table
        last = table.columns[relation.order[-1]]
        assert last.name in {"id", "day", "ordinal"}, (
            f'{entity.name}.{name}: end its order in db/ with "id", or pages may differ'
        )


def test_no_table_is_called_unlisted_that_is_gone() -> None:
    assert left_out.FROZEN.keys() <= tables().keys(), "FROZEN"
    for name in left_out.NOT_LISTED_TABLES:
        assert name in tables(), f"{name}: take it out of NOT_LISTED_TABLES"
        assert not entities_of(name), f"{name} can be read: take it out of NOT_LISTED_TABLES"


def test_everything_with_a_title_or_a_name_is_found() -> None:
    lacking = {}
    for entity in CATALOGUE:
        for name in ("title", "name"):
            column = entity.table.columns.get(name)
            if column is not None and type(column.type) is Text and entity.searched is None:
                lacking[entity.name] = (
                    f"has a {name} and is not found: give its kind `searched`, or its Entity a "
                    "Searched"
                )
    hold(lacking, left_out.NOT_SEARCHED, "NOT_SEARCHED")


def test_what_is_found_has_an_index_and_is_told() -> None:
    union = CORE.type_map["SearchResult"]
    assert isinstance(union, GraphQLUnionType)
    members = {each.name for each in union.types}
    for entity, how in CATALOGUE.searched:
        index = f"{entity.table.name}_search_idx"
        assert index in {each.name for each in entity.table.indexes}, f"{index}: search_index"
        assert entity.name in members, f"{entity.name}: SearchResult in api/schema/search.py"
        assert how.about.endswith(".")


def test_every_order_of_the_catalogue_has_an_index() -> None:
    lacking = {}
    for entity in CATALOGUE:
        for order, how in entity.orders.items():
            table, key = entity.table, how.key
            if how.relation is not None:
                relation = entity.attributes[how.relation]
                assert isinstance(relation, Relation)
                table = CATALOGUE[relation.target].table
            indexes = [[column.name for column in each.columns] for each in table.indexes]
            indexes.append([column.name for column in table.primary_key])
            if not any(key in columns[1:3] for columns in indexes):
                lacking[f"{entity.name}.{order}"] = (
                    f"orders by {table.name}.{key} without an index: add "
                    f'Index(None, "organisation_id", "{key}", "id") in db/'
                )
    hold(lacking, {}, "the table")


def test_every_change_of_one_thing_has_a_form_for_many() -> None:
    lacking = {
        each.action: "can be done to one at a time only: add it to BULK in api/mutations/bulk.py"
        for each in MUTATIONS
        if each.action not in BULK
        and not any(each.action.endswith(f"_{verb}") for verb in left_out.ONE_AT_A_TIME_VERBS)
        and each.answers.__name__ not in HIDDEN_KINDS
    }
    hold(lacking, left_out.ONE_AT_A_TIME, "ONE_AT_A_TIME")


def test_no_form_for_many_is_of_a_change_that_is_gone() -> None:
    actions = {each.action for each in MUTATIONS}
    assert set(BULK) <= actions, "BULK in api/mutations/bulk.py"
    for verb in left_out.ONE_AT_A_TIME_VERBS:
        of_verb = {action for action in actions if action.endswith(f"_{verb}")}
        assert of_verb - set(BULK), f"take {verb} out of ONE_AT_A_TIME_VERBS"


def test_every_entity_is_spoken_of_in_words() -> None:
    """Refusals and descriptions say `short-term win`, never `shorttermwin`."""
    for entity in CATALOGUE:
        words = spoken(entity.name)
        assert words == words.lower(), entity.name
        assert "_" not in words, entity.name
        letters = words.replace(" ", "").replace("-", "")
        assert letters == entity.name.lower(), f"{entity.name}: domain/core/names.py"
        humps = sum(letter.isupper() for letter in entity.name)
        assert len(words.replace("-", " ").split()) == humps, f"{entity.name} is spoken “{words}”"

"""A kind is stated once: dataclass, table, output type, filter and inputs say the same of it."""

import dataclasses
import typing
from datetime import date, datetime
from uuid import UUID

import pytest
from graphql import GraphQLInputObjectType, GraphQLNonNull, get_named_type
from sqlalchemy import CheckConstraint, Table

from api.mutations.kinds import bounds
from api.planning.names import camel
from api.vocabulary.kinds import UNFILTERED
from db.schema.metadata import EnumText
from domain.core.attribute import (
    Attribute,
    Choice,
    Day,
    Flag,
    Instant,
    Line,
    Number,
    Prose,
    Reference,
)
from domain.core.kind import Kind, LinkKind, RecordKind, kinds
from domain.core.viewer import Role
from tests.contracts import left_out
from tests.contracts.reading import CORE, hold, output_type, tables

# What every row has beside its attributes.
OWN = {"id", "organisation_id"}
each_kind = pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
RECORDS = [kind for kind in kinds() if isinstance(kind, RecordKind)]
each_record = pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.name)


def python_type(attribute: Attribute) -> object:
    """The type of the field of the dataclass."""
    plain: dict[type[Attribute], object] = {
        Line: str,
        Prose: str,
        Day: date,
        Instant: datetime,
        Number: int,
        Flag: bool,
        Reference: UUID,
    }
    found = attribute.values if isinstance(attribute, Choice) else plain[type(attribute)]
    return found | None if attribute.nullable else found  # type: ignore[operator]  # types


@each_kind
def test_the_dataclass_is_as_the_attributes_say(kind: Kind[typing.Any]) -> None:
    where = f"in the dataclass {kind.name} or the attributes of its Kind ({kind.entity.__module__})"
    fields = {each.name: each for each in dataclasses.fields(kind.entity)}
    hints = typing.get_type_hints(kind.entity)
    wanted = {each.column: each for each in kind.attributes}
    assert set(fields) - OWN == set(wanted), f"{set(fields) - OWN ^ set(wanted)} {where}"
    for name, attribute in wanted.items():
        assert hints[name] == python_type(attribute), f"the type of {name} {where}"
        default = fields[name].default
        given = dataclasses.MISSING if attribute.required else attribute.default
        if name == "version":
            given = 0
        assert default == given, f"the default of {name} {where}"


@each_kind
def test_every_attribute_is_described(kind: Kind[typing.Any]) -> None:
    for text in (kind.about, kind.these):
        assert text.endswith("."), f"{kind.name}: a sentence in `about` and `these`"
    for each in kind.attributes:
        assert each.about, f"{kind.name}.{each.name} has no `about`"
        assert each.about[0].isupper(), f"{kind.name}.{each.name}: {each.about}"
        assert not each.about.endswith("."), f"{kind.name}.{each.name}: {each.about}"
        if each.nullable:
            assert each.null, f"{kind.name}.{each.name} has no `null`"


def test_every_attribute_that_may_be_given_has_an_example() -> None:
    lacking = {
        f"{kind.name}.{each.name}": f"has no cell in the template of {kind.file}: give it an "
        f"example= in {kind.entity.__module__}"
        for kind in kinds()
        for each in kind.written
        if not each.example and not isinstance(each, Flag | Number | Choice)
    }
    hold(lacking, left_out.WITHOUT_EXAMPLE, "WITHOUT_EXAMPLE")


def checks(table: Table) -> set[str]:
    return {str(each.sqltext) for each in table.constraints if isinstance(each, CheckConstraint)}


@each_kind
def test_the_table_is_as_the_attributes_say(kind: Kind[typing.Any]) -> None:
    table = tables()[kind.key]
    plain = {each.name for each in table.columns if each.computed is None}
    assert plain - OWN == {each.column for each in kind.attributes}
    for each in kind.attributes:
        column = table.columns[each.column]
        assert column.nullable is each.nullable, f"{table.name}.{column.name}"
        match each:
            case Line(at_most=at_most) | Prose(at_most=at_most):
                assert f"length({each.column}) <= {at_most}" in checks(table)
            case Number(name=name, least=least, most=most) if name != "version":
                assert f"{name} between {least} and {most}" in checks(table)
            case Choice(values=values):
                assert isinstance(column.type, EnumText)
                assert column.type.enum is values


@each_record
def test_the_output_type_is_as_the_attributes_say(kind: RecordKind[typing.Any]) -> None:
    shown = output_type(kind.name)
    for each in kind.attributes:
        field = shown.fields.get(camel(each.name))
        assert field is not None, f"{kind.name} shows no {camel(each.name)}: output_of in api/"
        may_be_null = each.nullable or each.seen_by is not Role.VIEWER
        assert isinstance(field.type, GraphQLNonNull) is not may_be_null, camel(each.name)
        if isinstance(each, Reference):
            assert get_named_type(field.type).name == each.to.__name__
    for name in shown.fields:
        assert shown.fields[name].description, f"{kind.name}.{name}"


@each_record
def test_the_filter_asks_for_every_attribute(kind: RecordKind[typing.Any]) -> None:
    asked = input_of(f"{kind.name}Filter")
    for each in kind.attributes:
        if each.name not in UNFILTERED:
            assert camel(each.name) in asked.fields, f"{kind.name}Filter.{camel(each.name)}"
            assert camel(each.column) in asked.fields, f"{kind.name}Filter.{camel(each.column)}"


@each_record
def test_the_inputs_take_what_may_be_written(kind: RecordKind[typing.Any]) -> None:
    create = input_of(f"{kind.name}CreateInput")
    update = input_of(f"{kind.name}UpdateInput")
    wanted = {camel(each.column) for each in kind.written}
    assert set(create.fields) == wanted, f"{kind.name}: writing() in api/"
    assert set(update.fields) == wanted | {"id", "expectedVersion"}
    for each in kind.written:
        name = camel(each.column)
        assert isinstance(create.fields[name].type, GraphQLNonNull) is each.required, name
        assert not isinstance(update.fields[name].type, GraphQLNonNull), name
        if each.name != "external_id":
            for described in (create.fields[name].description, update.fields[name].description):
                assert bounds(each) in (described or ""), f"{kind.name}.{name}"


def input_of(name: str) -> GraphQLInputObjectType:
    found = CORE.type_map.get(name)
    assert isinstance(found, GraphQLInputObjectType), f"there is no {name}"
    return found


@each_kind
def test_a_kind_has_what_every_kind_needs(kind: Kind[typing.Any]) -> None:
    names = [each.name for each in kind.attributes]
    assert len(names) == len(set(names))
    assert "recorded_at" in names, f"{kind.name}: put RECORDED_AT into its attributes"
    if isinstance(kind, LinkKind):
        assert all(end.required for end in kind.ends), f"{kind.name}: both ends are required"
    else:
        for name in ("external_id", "version"):
            assert name in names, f"{kind.name}: put {name.upper()} into its attributes"
    if kind.searched:
        assert isinstance(kind.by_name[kind.searched], Line), f"{kind.name}.searched"

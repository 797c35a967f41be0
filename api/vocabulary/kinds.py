"""The types of the schema that follow from a kind: what clients see of it, filter and order by."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Final

import strawberry

from api.vocabulary import filters
from api.vocabulary.comparators import (
    BooleanComparator,
    DateComparator,
    EnumComparator,
    IdComparator,
    IntComparator,
    TextComparator,
)
from api.vocabulary.connection import Connection, Node, OrderDirection
from api.vocabulary.fields import described, field_with_arguments, paged
from api.vocabulary.output_types import output_type, reference
from domain.core.attribute import Attribute, Choice, Day, Flag, Instant, Number, Reference
from domain.core.kind import Kind
from domain.core.names import plural, with_article
from domain.core.viewer import Role

Field = tuple[object, str]


def scalar_of(attribute: Attribute) -> Any:
    """Return the type of an attribute for clients, without what refers to other rows."""
    if isinstance(attribute, Choice):
        return attribute.values
    plain: dict[type[object], object] = {Day: date, Instant: datetime, Number: int, Flag: bool}
    return plain.get(type(attribute), str)


def annotation_of(attribute: Attribute) -> Any:
    """Return the annotation of an attribute's field; null says that there is none, or hidden."""
    made = (
        reference(attribute.to.__name__)
        if isinstance(attribute, Reference)
        else scalar_of(attribute)
    )
    return made | None if attribute.nullable or attribute.seen_by is not Role.VIEWER else made


def description_of(attribute: Attribute) -> str:
    """Return what a client should know of an attribute: what it is, and what null means."""
    return (
        f"{attribute.about}; null {attribute.null}."
        if attribute.nullable
        else (f"{attribute.about}.")
    )


def output_of(kind: Kind[Any], **more: Field) -> type:
    """Declare the output type of a kind; `more` are fields beside its attributes."""
    fields: dict[str, Field] = {
        each.name: (annotation_of(each), description_of(each)) for each in kind.attributes
    } | more
    return output_type(kind.about)(_class(kind.name, (Node,), fields))


def _class(name: str, bases: tuple[type, ...], fields: Mapping[str, Field]) -> type:
    annotations = {each: annotation for each, (annotation, _) in fields.items()}
    declared = {each: described(text, name=_name(each)) for each, (_, text) in fields.items()}
    return type(name, bases, {"__annotations__": annotations, "__module__": __name__, **declared})


def _name(attribute: str) -> str | None:
    return attribute.removesuffix("_") if attribute.endswith("_") else None


def filter_reference(name: str) -> Any:
    """Return what stands for the filter of the entity of this name, wherever it is declared."""
    return Annotated[f"{name}Filter", strawberry.lazy(filters.__name__)]


def list_filter_of(entity: type[object]) -> Any:
    """Return what a filter can ask of a list of an entity's rows."""
    return filters.ListFilter[filter_reference(entity.__name__)] | None  # type: ignore[misc]  # made at run time


def list_of(entity: type[object]) -> Any:
    """Return the annotation of a list of an entity's rows."""
    return list[reference(entity.__name__)]  # type: ignore[misc]  # made at run time


def comparator_of(attribute: Attribute) -> Any:
    """Return what a filter can ask of an attribute."""
    if isinstance(attribute, Choice):
        return EnumComparator[attribute.values]  # type: ignore[name-defined]  # made at run time
    kinds: dict[type[object], object] = {
        Day: DateComparator,
        Number: IntComparator,
        Flag: BooleanComparator,
    }
    return kinds.get(type(attribute), TextComparator)


# What is only known by reading it.
UNFILTERED: Final = frozenset({"recorded_at", "version"})


def filter_of(kind: Kind[Any], **more: Field) -> type:
    """Declare the filter of a kind: all that is known of it, and the rows it refers to."""
    name = f"{kind.name}Filter"
    own = filter_reference(kind.name)
    fields: dict[str, Field] = {
        "and_": (list[own] | None, "All of these hold."),  # type: ignore[valid-type]  # made at run time
        "or_": (list[own] | None, "At least one of these holds."),  # type: ignore[valid-type]
        "not_": (own | None, "This does not hold."),
        "id": (IdComparator | None, "Its id."),
    }
    for each in kind.attributes:
        if each.name in UNFILTERED:
            continue
        if isinstance(each, Reference):
            fields[each.column] = (IdComparator | None, f"{each.about}.")
            asks = f"Asks something of {each.about[0].lower()}{each.about[1:]}."
            fields[each.name] = (filter_reference(each.to.__name__) | None, asks)
        else:
            fields[each.name] = (comparator_of(each) | None, f"{each.about}.")
    described_as = f"Asks something of {plural(kind.spoken)}. All that is given must hold."
    made = strawberry.input(_class(name, (), fields | more), description=described_as)
    setattr(filters, name, made)
    return made


def order_of(kind: Kind[Any]) -> type:
    """Declare the orders of a kind: by id, and by the attributes that have one."""
    these = plural(kind.spoken)
    orders = {"ID": "In the order of their making, oldest first."} | {
        each.order: f"By {each.about[0].lower()}{each.about[1:]}."
        for each in kind.attributes
        if each.order
    }
    field = Enum(  # type: ignore[misc]  # its values are known at run time
        f"{kind.name}OrderField",
        {name: strawberry.enum_value(name, description=text) for name, text in orders.items()},
    )
    fields: dict[str, Any] = {
        "field": described("What to order by."),
        "direction": strawberry.field(
            default=OrderDirection.ASC, description="Which end comes first."
        ),
    }
    order_field = strawberry.enum(field, description=f"The orders in which {these} can be listed.")
    made = type(
        f"{kind.name}Order",
        (),
        {
            "__annotations__": {"field": order_field, "direction": OrderDirection},
            "__module__": __name__,
            **fields,
        },
    )
    return strawberry.input(made, description=f"An order of {these}; equal ones follow by id.")


def lists_of(kind: Kind[Any], **more_filters: Field) -> Mapping[str, tuple[object, Any]]:
    """Return the root fields of a kind, each with its annotation: one by id, and the list."""
    one = reference(kind.name)
    return {
        kind.key: (
            one | None,
            field_with_arguments(
                f"{with_article(kind.spoken).capitalize()}; null when there is none.",
                id=(strawberry.ID, "The global id."),
            ),
        ),
        kind.list_name: (
            Connection[one],  # type: ignore[valid-type]  # made at run time
            paged(
                kind.these,
                filter_by=filter_of(kind, **more_filters),
                order_by=order_of(kind),
                archived=kind.archivable,
            ),
        ),
    }

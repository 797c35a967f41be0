"""How the output types of the schema are declared.

The types are the contract: nothing resolves them. A query becomes a plan, and every value comes
from the plan under its response key.
"""

from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument


def described(description: str, *, name: str | None = None) -> Any:
    """Declare a field by what a front-end developer should know of it."""
    return strawberry.field(description=description, name=name)


def field_with_arguments(description: str, **arguments: tuple[object, str]) -> Any:
    """Declare a field with arguments, each given as its type and description."""
    field = strawberry.field(description=description)
    field.arguments = [
        StrawberryArgument(
            python_name=name.removesuffix("_"),
            graphql_name=None,
            type_annotation=StrawberryAnnotation(annotation),
            description=text,
        )
        for name, (annotation, text) in arguments.items()
    ]
    return field


def paged(description: str, *, filter_by: object, order_by: object, archived: bool = False) -> Any:
    """Declare a connection: its page, its filter and its declared orders."""
    extra: dict[str, tuple[object, str]] = {}
    if archived:
        extra["include_archived"] = (
            bool | None,
            "Also list what was archived. Left out, archived rows are not listed.",
        )
    return field_with_arguments(
        description,
        first=(int | None, "How many rows from the start, 1 to 100. Without first and last: 20."),
        after=(str | None, "Start behind the row with this cursor."),
        last=(int | None, "How many rows from the end, 1 to 100. Not together with first."),
        before=(str | None, "End ahead of the row with this cursor."),
        filter=(_optional(filter_by), "Which rows to list. Left out: all."),
        order_by=(_optional(order_by), "In which order. Left out: by id, oldest first."),
        **extra,
    )


def _optional(annotation: object) -> object:
    return annotation | None  # type: ignore[operator]  # a class or an Annotated reference

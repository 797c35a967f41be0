"""The GraphQL schema: built once from the types, then read by the planner and both outlets.

Its text is kept in api/schema.graphql, so that a change of the contract is seen in review. After a
change, write it anew: `python -m api.schema`. What clients were last promised is kept beside it,
and is written anew with each release: `python -m api.schema release`.
"""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    print_schema,
)
from strawberry.schema.config import StrawberryConfig

import api.vocabulary.enums
import api.vocabulary.event_kinds  # noqa: F401 - these describe the domain's enums before types use them
from api.planning.names import snake
from api.planning.planner import TYPE_KEY
from api.schema.mutation import mutation_type
from api.schema.query import Query
from api.schema.subscription import Subscription
from api.vocabulary.scalars import SCALARS

SCHEMA_FILE = Path(__file__).parents[1] / "schema.graphql"
RELEASED_FILE = Path(__file__).parents[1] / "schema-released.graphql"


@cache
def schema() -> strawberry.Schema:
    """Return the schema, whose output fields all resolve to what a plan or a use case answered."""
    built = strawberry.Schema(
        query=Query,
        mutation=mutation_type(),
        subscription=Subscription,
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    _answer_from_plans(core_schema(built))
    return built


def core_schema(built: strawberry.Schema) -> GraphQLSchema:
    """Return graphql-core's schema behind Strawberry's."""
    core = built._schema
    assert isinstance(core, GraphQLSchema)
    return core


def schema_text() -> str:
    """Return the schema in GraphQL's own language."""
    return print_schema(core_schema(schema())) + "\n"


def _answer_from_plans(core: GraphQLSchema) -> None:
    for kind in core.type_map.values():
        if kind.name.startswith("__"):
            continue
        if isinstance(kind, GraphQLObjectType):
            kind.is_type_of = None
            if kind is core.mutation_type:
                continue
            for field in kind.fields.values():
                field.resolve = _planned
        elif isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = _concrete
        elif isinstance(kind, GraphQLEnumType):
            # Plans answer names already, whatever the values behind them.
            kind.serialize = kind.coerce_output_value = _name  # type: ignore[method-assign, assignment]


def _planned(source: Any, info: GraphQLResolveInfo[Any], **_arguments: object) -> Any:
    """Answer a plan's value under the response key, or an attribute of a use case's answer."""
    if isinstance(source, Mapping):
        return source[info.path.key]
    return getattr(source, snake(info.field_name))


def _concrete(value: Any, _info: GraphQLResolveInfo[Any], _kind: object) -> str:
    return str(value[TYPE_KEY])


def _name(value: Any) -> Any:
    return value.name if isinstance(value, Enum) else value

"""Pages of rows in Relay's shape, with keyset cursors."""

from enum import Enum
from typing import Generic, TypeVar

import strawberry

from api.vocabulary.fields import described

NodeType = TypeVar("NodeType")


@strawberry.interface(description="Anything with a global id.")
class Node:
    id: strawberry.ID = described("Global id: opaque, stable for good, unique across all types.")


@strawberry.type(description="Where a page lies within the whole list.")
class PageInfo:
    has_next_page: bool = described("Whether rows follow this page.")
    has_previous_page: bool = described("Whether rows precede this page.")
    start_cursor: str | None = described("Cursor of the first row; null when the page is empty.")
    end_cursor: str | None = described("Cursor of the last row; null when the page is empty.")


@strawberry.type(description="A row of a list with its cursor.")
class Edge(Generic[NodeType]):
    cursor: str = described(
        "Opaque place of this row in this order: give it to after or before. It stays valid while "
        "rows come and go."
    )
    node: NodeType = described("The row.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[NodeType]):
    edges: list[Edge[NodeType]] = described("The rows with their cursors.")
    nodes: list[NodeType] = described("The rows alone.")
    page_info: PageInfo = described("Where this page lies within the whole list.")
    total_count: int = described("How many rows fulfil the filter, counted to 10,000.")
    total_count_is_exact: bool = described("False when there are more rows than totalCount says.")


@strawberry.enum(description="Which end comes first.")
class OrderDirection(Enum):
    ASC = strawberry.enum_value("ASC", description="Smallest, earliest or A first.")
    DESC = strawberry.enum_value("DESC", description="Largest, latest or Z first.")

"""Search in the schema: whatever matches some words, nearest first."""

from enum import StrEnum
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from api.vocabulary.connection import Node, PageInfo
from api.vocabulary.enums import describe_enum
from api.vocabulary.fields import described
from api.vocabulary.output_types import reference
from db.entities import CATALOGUE
from db.json_select.search_terms import SearchMatch
from domain.core.names import snake

describe_enum(
    SearchMatch,
    "SearchMatch",
    "How near a title or name is to what was looked for, nearest first.",
    EXACT="It is exactly what was looked for, but for case, accents and punctuation.",
    WORDS="It has all of the words.",
    PREFIX="It has words that begin with each of the words.",
    FUZZY="It has each of the words, or the beginning of one, with at most one letter wrong, "
    "left out, too many or swapped. Looked for when little else is found.",
)


if TYPE_CHECKING:
    SearchResult: TypeAlias = Node

    class SearchResultType(StrEnum):
        """What can be looked for."""
else:
    SearchResultType = StrEnum(
        "SearchResultType",
        {snake(entity.name).upper(): entity.name for entity, _ in CATALOGUE.searched},
    )
    SearchResult = Annotated[
        reduce(or_, (reference(entity.name) for entity, _ in CATALOGUE.searched)),
        strawberry.union(
            "SearchResult", description="Something that can be found. More types may come."
        ),
    ]

describe_enum(
    SearchResultType,
    "SearchResultType",
    "What can be looked for.",
    **{snake(entity.name).upper(): how.about for entity, how in CATALOGUE.searched},
)


@strawberry.type(description="Something that was found, with its cursor.")
class SearchResultEdge:
    cursor: str = described("Opaque place of this result: give it to after, with the same query.")
    node: SearchResult = described("What was found.")
    match: SearchMatch = described("How near it is to what was looked for.")


@strawberry.type(description="One page of what was found, nearest first.")
class SearchResultConnection:
    edges: list[SearchResultEdge] = described("What was found, with cursors and how near it is.")
    nodes: list[SearchResult] = described("What was found.")
    page_info: PageInfo = described("Where this page lies within all that was found.")
    total_count: int = described(
        "How many things were found: of each type at most 200 of each match are."
    )
    total_count_is_exact: bool = described(
        "False when there may be more things than totalCount says."
    )

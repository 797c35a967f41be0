"""Search in the schema: whatever matches some words, nearest first."""

from enum import StrEnum
from typing import Annotated

import strawberry

from api.vocabulary.connection import PageInfo
from api.vocabulary.enums import tell
from api.vocabulary.fields import told
from api.vocabulary.references import (
    DepartmentRef,
    InitiativeRef,
    JourneyRef,
    MilestoneRef,
    PersonRef,
    ShortTermWinRef,
    StageRef,
    TouchpointRef,
)
from db.search import Closeness

tell(
    Closeness,
    "SearchCloseness",
    "How near a title or name is to what was looked for, nearest first.",
    WHOLE="It is exactly what was looked for, but for case, accents and punctuation.",
    WORDS="It has all of the words.",
    BEGINNINGS="It has words that begin with each of the words.",
    SIMILAR="It has each of the words, or the beginning of one, with at most one letter wrong, "
    "left out, too many or swapped. Looked for when little else is found.",
)


class SearchResultType(StrEnum):
    """What can be looked for."""

    INITIATIVE = "Initiative"
    PERSON = "Person"
    DEPARTMENT = "Department"
    JOURNEY = "Journey"
    STAGE = "Stage"
    TOUCHPOINT = "Touchpoint"
    MILESTONE = "Milestone"
    SHORT_TERM_WIN = "ShortTermWin"


tell(
    SearchResultType,
    "SearchResultType",
    "What can be looked for.",
    INITIATIVE="Initiatives, by title.",
    PERSON="People, by name.",
    DEPARTMENT="Departments, by name.",
    JOURNEY="Journeys, by name.",
    STAGE="Stages of journeys, by name.",
    TOUCHPOINT="Touchpoints, by name.",
    MILESTONE="Milestones, by title.",
    SHORT_TERM_WIN="Short-term wins, by title.",
)

SearchResult = Annotated[
    InitiativeRef
    | PersonRef
    | DepartmentRef
    | JourneyRef
    | StageRef
    | TouchpointRef
    | MilestoneRef
    | ShortTermWinRef,
    strawberry.union(
        "SearchResult", description="Something that can be found. More types may come."
    ),
]


@strawberry.type(description="Something that was found, with its cursor.")
class SearchResultEdge:
    cursor: str = told("Opaque place of this result: give it to after, with the same query.")
    node: SearchResult = told("What was found.")
    closeness: Closeness = told("How near it is to what was looked for.")


@strawberry.type(description="One page of what was found, nearest first.")
class SearchResultConnection:
    edges: list[SearchResultEdge] = told("What was found, with cursors and how near it is.")
    nodes: list[SearchResult] = told("What was found.")
    page_info: PageInfo = told("Where this page lies within all that was found.")
    total_count: int = told(
        "How many things were found: of each type at most 200 of each closeness are."
    )
    total_count_is_exact: bool = told("False when there may be more things than totalCount says.")

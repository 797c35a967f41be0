"""Everything that can be asked: the schema's table of contents."""

from datetime import date
from typing import TypeVar

import strawberry

from api.access.event import LedgerPage
from api.access.viewer import Viewer
from api.cost.published import in_words
from api.portfolio.portfolio import Changes, Portfolio
from api.portfolio.trend import PortfolioDay, SlipTotal
from api.schema.search import SearchResultConnection, SearchResultType
from api.vocabulary.connection import Connection, Node
from api.vocabulary.fields import described, field_with_arguments, paged
from api.vocabulary.filters import (
    AccessTokenFilter,
    ActionFilter,
    DepartmentFilter,
    EventFilter,
    FindingFilter,
    InitiativeFilter,
    JourneyFilter,
    MemberFilter,
    MilestoneFilter,
    PersonFilter,
    ReviewFilter,
    ShortTermWinFilter,
    TouchpointFilter,
)
from api.vocabulary.orders import (
    AccessTokenOrder,
    ActionOrder,
    DepartmentOrder,
    EventOrder,
    FindingOrder,
    InitiativeOrder,
    JourneyOrder,
    MemberOrder,
    MilestoneOrder,
    PersonOrder,
    ReviewOrder,
    ShortTermWinOrder,
    TouchpointOrder,
)
from api.vocabulary.output_types import (
    AccessTokenRef,
    ActionRef,
    DepartmentRef,
    EventRef,
    FindingRef,
    InitiativeRef,
    JourneyRef,
    MemberRef,
    MilestoneRef,
    OrganisationRef,
    PersonRef,
    ReviewRef,
    ShortTermWinRef,
    TouchpointRef,
)
from domain.core.modules import modules_of
from domain.portfolio.slip import SlipGrouping

_ID = "Its global id."


QueryT = TypeVar("QueryT")


def with_lists_of_kinds(query: type[QueryT]) -> type[QueryT]:
    """Add the root fields that the modules of the subjects declare as `ROOT_FIELDS`."""
    for module in modules_of("api"):
        for name, (annotation, field) in getattr(module, "ROOT_FIELDS", {}).items():
            query.__annotations__[name] = annotation
            setattr(query, name, field)
    return query


@strawberry.type(
    description="Everything that can be asked of the organisation the token opens.\n\n" + in_words()
)
@with_lists_of_kinds
class Query:
    organisation: OrganisationRef = described("The organisation whose token asks.")
    viewer: Viewer = described("Who is asking.")
    node: Node | None = field_with_arguments(
        "Anything by its global id; null when there is none.", id=(strawberry.ID, _ID)
    )
    nodes: list[Node | None] = field_with_arguments(
        "Several things by their global ids, in that order; null where there is none.",
        ids=(list[strawberry.ID], "Global ids, at most 100."),
    )
    portfolio: Portfolio = field_with_arguments(
        "All initiatives as they stood at the end of a day, from what was recorded by then.",
        as_of=(date | None, "The day; left out, the organisation's today. Not in the future."),
        first=(int | None, "How many entries at most, 1 to 1,000. Left out: 1,000."),
    )
    changes_between: Changes = field_with_arguments(
        "What changed between the ends of two days: for a review, since the last one.",
        from_=(date, "The first day: what was recorded by its end is not told."),
        to=(date, "The last day. Not in the future."),
    )
    portfolio_history: list[PortfolioDay] = field_with_arguments(
        "How many initiatives were of which stall-risk level, day by day, oldest first. An "
        "initiative that is done, stopped or archived no longer counts.",
        from_=(date, "The first day."),
        to=(date, "The last day; from the first to it are at most 400 days."),
    )
    slip_totals: list[SlipTotal] = field_with_arguments(
        "How far promises slipped and how many were missed, those that slipped furthest first.",
        by=(SlipGrouping, "Whose promises are summed up."),
    )
    search: SearchResultConnection = field_with_arguments(
        "Whatever has these words in its title or name, nearest first: whole, as beginnings, or "
        "with a typing mistake in each. Case, accents and punctuation don't matter. What is "
        "archived, or belongs to something archived, is not found.",
        query=(str, "The words to look for, at most 200 characters."),
        types=(list[SearchResultType] | None, "What to look for. Left out: everything."),
        first=(int | None, "How many results, 1 to 100. Left out: 20."),
        after=(str | None, "Start behind the result with this cursor."),
    )
    initiative: InitiativeRef | None = field_with_arguments(
        "An initiative; null when there is none.", id=(strawberry.ID, _ID)
    )
    initiatives: Connection[InitiativeRef] = paged(
        "The change efforts.", filter_by=InitiativeFilter, order_by=InitiativeOrder, archived=True
    )
    milestone: MilestoneRef | None = field_with_arguments(
        "A milestone; null when there is none.", id=(strawberry.ID, _ID)
    )
    milestones: Connection[MilestoneRef] = paged(
        "The promises of all initiatives.", filter_by=MilestoneFilter, order_by=MilestoneOrder
    )
    short_term_win: ShortTermWinRef | None = field_with_arguments(
        "A short-term win; null when there is none.", id=(strawberry.ID, _ID)
    )
    short_term_wins: Connection[ShortTermWinRef] = paged(
        "The wins of all initiatives.",
        filter_by=ShortTermWinFilter,
        order_by=ShortTermWinOrder,
        archived=True,
    )
    touchpoint: TouchpointRef | None = field_with_arguments(
        "A touchpoint; null when there is none.", id=(strawberry.ID, _ID)
    )
    touchpoints: Connection[TouchpointRef] = paged(
        "The interactions of customers with the company.",
        filter_by=TouchpointFilter,
        order_by=TouchpointOrder,
        archived=True,
    )
    journey: JourneyRef | None = field_with_arguments(
        "A journey; null when there is none.", id=(strawberry.ID, _ID)
    )
    journeys: Connection[JourneyRef] = paged(
        "What customers go through.", filter_by=JourneyFilter, order_by=JourneyOrder, archived=True
    )
    person: PersonRef | None = field_with_arguments(
        "A person; null when there is none.", id=(strawberry.ID, _ID)
    )
    people: Connection[PersonRef] = paged(
        "The people.", filter_by=PersonFilter, order_by=PersonOrder, archived=True
    )
    department: DepartmentRef | None = field_with_arguments(
        "A department; null when there is none.", id=(strawberry.ID, _ID)
    )
    departments: Connection[DepartmentRef] = paged(
        "The functions of the company.",
        filter_by=DepartmentFilter,
        order_by=DepartmentOrder,
        archived=True,
    )
    finding: FindingRef | None = field_with_arguments(
        "A finding; null when there is none.", id=(strawberry.ID, _ID)
    )
    findings: Connection[FindingRef] = paged(
        "What the facts show that nobody reported. What is gone counts as archived and is left out "
        "unless asked for.",
        filter_by=FindingFilter,
        order_by=FindingOrder,
        archived=True,
    )
    review: ReviewRef | None = field_with_arguments(
        "A review; null when there is none.", id=(strawberry.ID, _ID)
    )
    reviews: Connection[ReviewRef] = paged(
        "The reviews that were held.", filter_by=ReviewFilter, order_by=ReviewOrder, archived=True
    )
    action: ActionRef | None = field_with_arguments(
        "An action; null when there is none.", id=(strawberry.ID, _ID)
    )
    actions: Connection[ActionRef] = paged(
        "What was taken on in reviews.", filter_by=ActionFilter, order_by=ActionOrder
    )
    changes: LedgerPage = field_with_arguments(
        "What has happened since a revision: the ledger of the organisation, without a gap. Ask "
        "again with the revision of the page until hasMore is false; the subscription of the same "
        "name goes on from there.",
        after=(int, "The revision seen last; 0 for the beginning."),
        first=(
            int | None,
            "How many events at most, 1 to 1,000; left out: 100. No revision is ever split.",
        ),
    )
    members: Connection[MemberRef] = paged(
        "Who may sign in, who is invited and who was removed. Only an administrator may ask this.",
        filter_by=MemberFilter,
        order_by=MemberOrder,
    )
    tokens: Connection[AccessTokenRef] = paged(
        "What lets anybody in or ever did: tokens, sessions, sign-in links. Only an administrator "
        "may ask this.",
        filter_by=AccessTokenFilter,
        order_by=AccessTokenOrder,
    )
    audit_trail: Connection[EventRef] = paged(
        "Who did what when, with which token. Only an administrator may ask this.",
        filter_by=EventFilter,
        order_by=EventOrder,
    )

"""Orders: in which declared order a connection lists its rows. Equal rows follow by id."""

from enum import Enum
from typing import Any

import strawberry

from api.vocabulary.connection import OrderDirection
from api.vocabulary.fields import described


def ascending() -> Any:
    """Return the field for the direction of an order, which need not be given."""
    return strawberry.field(default=OrderDirection.ASC, description="Which end comes first.")


@strawberry.enum(description="The orders in which departments can be listed.")
class DepartmentOrderField(Enum):
    ID = strawberry.enum_value("ID", description="In the order of their making, oldest first.")
    NAME = strawberry.enum_value("NAME", description="By name.")


@strawberry.input(description="An order of departments; equal ones follow by id.")
class DepartmentOrder:
    field: DepartmentOrderField = described("What to order by.")
    direction: OrderDirection = ascending()


@strawberry.enum(description="The orders in which people can be listed.")
class PersonOrderField(Enum):
    ID = strawberry.enum_value("ID", description="In the order of their making, oldest first.")
    NAME = strawberry.enum_value("NAME", description="By name.")


@strawberry.input(description="An order of people; equal ones follow by id.")
class PersonOrder:
    field: PersonOrderField = described("What to order by.")
    direction: OrderDirection = ascending()


@strawberry.enum(description="The orders in which journeys can be listed.")
class JourneyOrderField(Enum):
    ID = strawberry.enum_value("ID", description="In the order of their making, oldest first.")
    NAME = strawberry.enum_value("NAME", description="By name.")


@strawberry.input(description="An order of journeys; equal ones follow by id.")
class JourneyOrder:
    field: JourneyOrderField = described("What to order by.")
    direction: OrderDirection = ascending()


@strawberry.enum(description="The orders in which touchpoints can be listed.")
class TouchpointOrderField(Enum):
    ID = strawberry.enum_value("ID", description="In the order of their making, oldest first.")
    NAME = strawberry.enum_value("NAME", description="By name.")


@strawberry.input(description="An order of touchpoints; equal ones follow by id.")
class TouchpointOrder:
    field: TouchpointOrderField = described("What to order by.")
    direction: OrderDirection = ascending()


@strawberry.enum(description="The orders in which effects can be listed.")
class EffectOrderField(Enum):
    ID = strawberry.enum_value("ID", description="In the order of their making, oldest first.")
    ATTENTION = strawberry.enum_value(
        "ATTENTION",
        description="By how much attention their initiative needs, as portfolios are.",
    )


@strawberry.input(description="An order of effects; equal ones follow by id.")
class EffectOrder:
    field: EffectOrderField = described("What to order by.")
    direction: OrderDirection = ascending()


@strawberry.enum(description="The orders in which participations can be listed.")
class ParticipationOrderField(Enum):
    ID = strawberry.enum_value("ID", description="In the order of their making, oldest first.")


@strawberry.input(description="An order of participations; equal ones follow by id.")
class ParticipationOrder:
    field: ParticipationOrderField = described("What to order by.")
    direction: OrderDirection = ascending()


@strawberry.enum(description="The orders in which milestones can be listed.")
class MilestoneOrderField(Enum):
    ID = strawberry.enum_value("ID", description="In the order of their making, oldest first.")
    DUE = strawberry.enum_value("DUE", description="By the day promised now, undated ones last.")


@strawberry.input(description="An order of milestones; equal ones follow by id.")
class MilestoneOrder:
    field: MilestoneOrderField = described("What to order by.")
    direction: OrderDirection = ascending()


@strawberry.enum(description="The orders in which short-term wins can be listed.")
class ShortTermWinOrderField(Enum):
    ID = strawberry.enum_value("ID", description="In the order of their making, oldest first.")
    ACHIEVED = strawberry.enum_value("ACHIEVED", description="By the day of the win.")


@strawberry.input(description="An order of short-term wins; equal ones follow by id.")
class ShortTermWinOrder:
    field: ShortTermWinOrderField = described("What to order by.")
    direction: OrderDirection = ascending()


@strawberry.enum(description="The orders in which status updates can be listed.")
class StatusUpdateOrderField(Enum):
    ID = strawberry.enum_value("ID", description="In the order of their making, oldest first.")
    OCCURRED = strawberry.enum_value("OCCURRED", description="By the day on which it was said.")


@strawberry.input(description="An order of status updates; equal ones follow by id.")
class StatusUpdateOrder:
    field: StatusUpdateOrderField = described("What to order by.")
    direction: OrderDirection = ascending()


@strawberry.enum(description="The orders in which comments can be listed.")
class CommentOrderField(Enum):
    ID = strawberry.enum_value("ID", description="In the order of their making, oldest first.")


@strawberry.input(description="An order of comments; equal ones follow by id.")
class CommentOrder:
    field: CommentOrderField = described("What to order by.")
    direction: OrderDirection = ascending()


@strawberry.enum(description="The orders in which initiatives can be listed.")
class InitiativeOrderField(Enum):
    ID = strawberry.enum_value("ID", description="In the order of their making, oldest first.")
    TITLE = strawberry.enum_value("TITLE", description="By title.")
    PRIORITY = strawberry.enum_value("PRIORITY", description="By priority, critical first.")
    TARGET = strawberry.enum_value(
        "TARGET", description="By the day by which it should be done, those without last."
    )
    PROPOSED = strawberry.enum_value("PROPOSED", description="By the day on which it was proposed.")
    ATTENTION = strawberry.enum_value(
        "ATTENTION", description="By stall risk; those without a probability count as least."
    )


@strawberry.input(description="An order of initiatives; equal ones follow by id.")
class InitiativeOrder:
    field: InitiativeOrderField = described("What to order by.")
    direction: OrderDirection = ascending()


@strawberry.enum(description="The orders in which findings can be listed.")
class FindingOrderField(Enum):
    ID = strawberry.enum_value("ID", description="In the order of their making, oldest first.")
    SINCE = strawberry.enum_value("SINCE", description="By the day since which the facts show it.")
    SEVERITY = strawberry.enum_value("SEVERITY", description="By severity, severe ones first.")
    FIRST_SEEN = strawberry.enum_value(
        "FIRST_SEEN", description="By the day on which it was first seen."
    )
    ATTENTION = strawberry.enum_value(
        "ATTENTION",
        description="By need of attention: with DESC severe ones first, of equal ones the newest.",
    )


@strawberry.input(description="An order of findings; equal ones follow by id.")
class FindingOrder:
    field: FindingOrderField = described("What to order by.")
    direction: OrderDirection = ascending()


@strawberry.enum(description="The orders in which events can be listed.")
class EventOrderField(Enum):
    REVISION = strawberry.enum_value("REVISION", description="As they were recorded.")


@strawberry.input(description="An order of events.")
class EventOrder:
    field: EventOrderField = described("What to order by.")
    direction: OrderDirection = ascending()


@strawberry.enum(description="The orders in which members can be listed.")
class MemberOrderField(Enum):
    ID = strawberry.enum_value("ID", description="As they were invited, oldest first.")


@strawberry.input(description="An order of members.")
class MemberOrder:
    field: MemberOrderField = described("What to order by.")
    direction: OrderDirection = ascending()


@strawberry.enum(description="The orders in which access tokens can be listed.")
class AccessTokenOrderField(Enum):
    ID = strawberry.enum_value("ID", description="As they were made, oldest first.")


@strawberry.input(description="An order of access tokens.")
class AccessTokenOrder:
    field: AccessTokenOrderField = described("What to order by.")
    direction: OrderDirection = ascending()


@strawberry.enum(description="The orders in which reviews can be listed.")
class ReviewOrderField(Enum):
    ID = strawberry.enum_value("ID", description="In the order of their making, oldest first.")
    HELD = strawberry.enum_value(
        "HELD", description="By the day it was held: with DESC the newest first."
    )


@strawberry.input(description="An order of reviews; equal ones follow by id.")
class ReviewOrder:
    field: ReviewOrderField = described("What to order by.")
    direction: OrderDirection = ascending()


@strawberry.enum(description="The orders in which the initiatives of a review can be listed.")
class ReviewEntryOrderField(Enum):
    ID = strawberry.enum_value("ID", description="In the order of their making, oldest first.")
    ATTENTION = strawberry.enum_value(
        "ATTENTION", description="As the review showed them: what needed attention most first."
    )


@strawberry.input(description="An order of the initiatives of a review; equal ones follow by id.")
class ReviewEntryOrder:
    field: ReviewEntryOrderField = described("What to order by.")
    direction: OrderDirection = ascending()


@strawberry.enum(description="The orders in which actions can be listed.")
class ActionOrderField(Enum):
    ID = strawberry.enum_value("ID", description="In the order of their making, oldest first.")
    DUE = strawberry.enum_value("DUE", description="By the day by which it is to be done.")


@strawberry.input(description="An order of actions; equal ones follow by id.")
class ActionOrder:
    field: ActionOrderField = described("What to order by.")
    direction: OrderDirection = ascending()

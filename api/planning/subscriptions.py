"""Subscriptions as plans: what each message tells, and which happenings it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    SelectionSetNode,
    get_named_type,
)

from api.planning.arguments import Given, arguments_of
from api.planning.collecting import sets_of
from api.planning.errors import bad_input
from api.planning.filters import identity_of
from api.planning.names import snake
from api.planning.planner import Walk
from api.planning.windows import revision_of
from db.computations import COMPUTED
from db.json_select.catalogue import Catalogue
from db.json_select.parameters import AFTER, OUTCOME, UNTIL
from db.json_select.selection import (
    Ahead,
    ChangedObjects,
    Constant,
    Group,
    Happened,
    Parameter,
    Root,
    RootField,
    Variables,
)
from db.json_select.visibility_check import Happens
from domain.core.viewer import Role


class Topic(Enum):
    """What a subscription is about."""

    INITIATIVE = "initiativeChanged"
    PORTFOLIO = "portfolioChanged"
    FINDINGS = "findingRaised"
    LEDGER = "changes"

    @property
    def happens(self) -> Happens:
        """Return which events it is about."""
        return _HAPPENS[self]


_HAPPENS: Final[Mapping[Topic, Happens]] = {
    Topic.INITIATIVE: Happens.TO_INITIATIVE,
    Topic.PORTFOLIO: Happens.AT_ALL,
    Topic.FINDINGS: Happens.AS_FINDING,
    Topic.LEDGER: Happens.AT_ALL,
}


@dataclass(frozen=True, slots=True)
class PlannedSubscription:
    """What each message tells, what it is about (`subject`: the initiative's id), behind which
    revision it begins (None: from now on), and the least role that may ask so (None: any)."""

    root: Root
    topic: Topic
    subject: Parameter | None
    after: Parameter | None
    least: Role | None


class SubscriptionPlanner:
    """Plans subscriptions of one schema over one catalogue."""

    def __init__(self, schema: GraphQLSchema, catalogue: Catalogue) -> None:
        self._schema = schema
        self._catalogue = catalogue

    def plan(
        self,
        selection_set: SelectionSetNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Variables,
    ) -> PlannedSubscription:
        """Plan a subscription of a valid document."""
        walk = _SubscriptionWalk(
            self._schema, self._catalogue, COMPUTED, fragments, variables, typed=False
        )
        return walk.subscription(selection_set)


class _SubscriptionWalk(Walk):
    """One walk over one subscription."""

    def subscription(self, selection_set: SelectionSetNode) -> PlannedSubscription:
        kind = self._schema.subscription_type
        assert kind is not None
        collected = self._collect(kind, [selection_set])
        if len(collected) != 1:
            raise bad_input("A subscription asks for one field, without @skip and @include.")
        [(key, nodes)] = collected.items()
        field = kind.fields[nodes[0].name.value]
        given = arguments_of(nodes[0], field.args, self._variables)
        message = get_named_type(field.type)
        assert isinstance(message, GraphQLObjectType)
        subject = self._subject(given)
        group = Group(key, tuple(self._parts(message, nodes, subject)))
        after = given["after"].parameter(revision_of) if "after" in given else None
        topic = Topic(nodes[0].name.value)
        return PlannedSubscription(Root((group,)), topic, subject, after, self.least)

    def _subject(self, given: Mapping[str, Given]) -> Parameter | None:
        if "id" not in given:
            return None
        entity = self._catalogue["Initiative"]
        return given["id"].parameter(lambda value: identity_of(value, entity))

    def _parts(
        self, kind: GraphQLObjectType, nodes: list[FieldNode], subject: Parameter | None
    ) -> list[RootField]:
        parts: list[RootField] = []
        for key, found in self._collect(kind, sets_of(nodes)).items():
            name = found[0].name.value
            if name == "__typename":
                parts.append(Constant(key, kind.name))
                continue
            target: Any = get_named_type(kind.fields[name].type)
            match snake(name):
                case "outcome":
                    parts.append(ChangedObjects(key, OUTCOME, "text"))
                case "revision":
                    parts.append(ChangedObjects(key, UNTIL, "bigint"))
                case "has_more":
                    parts.append(Ahead(key, UNTIL))
                case "initiative":
                    assert subject is not None
                    parts.append(self._lookup(key, target, subject, found))
                case "query":
                    parts.append(Group(key, self._query(target, found)))
                case _:
                    inner = self._selection(target, sets_of(found))
                    parts.append(Happened(key, AFTER, UNTIL, inner, subject))
        return parts

    def _query(self, kind: GraphQLObjectType, nodes: list[FieldNode]) -> tuple[RootField, ...]:
        fields: list[RootField] = []
        for key, found in self._collect(kind, sets_of(nodes)).items():
            name = found[0].name.value
            if name == "__typename":
                fields.append(Constant(key, kind.name))
            elif name in ("__schema", "__type"):
                raise bad_input("Ask about the schema by a query, not by a subscription.")
            else:
                fields.append(self._root_field(key, found, kind.fields[name]))
        return tuple(fields)

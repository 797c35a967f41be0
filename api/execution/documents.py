"""Documents parsed and validated once, and the plans compiled for them."""

import re
import sys
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import count

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    OperationType,
    ValidationRule,
    specified_rules,
    type_from_ast,
    validate,
)
from graphql.type import GraphQLInputType

from api.cost.charge import Price
from api.cost.cost import Pricing
from api.cost.limits import inner_nodes, parsed
from api.execution.recent import Recent
from api.execution.variables import ERRORS_AT_MOST, Plain, as_given, coerced, plain_variables
from api.planning.payload import Payload
from api.planning.planner import Planner
from api.planning.shape import (
    Shaper,
    as_it_is,
    asked_of_changes,
    page_sizes,
    shape_of,
    shaper_for,
)
from api.planning.subscriptions import PlannedSubscription, SubscriptionPlanner
from db.json_select.catalogue import Catalogue
from db.json_select.selection import Constant, Root, Variables
from db.json_select.statement import Statement, json_select
from db.json_select.visibility_check import Happens, visibility_check
from domain.access.visibility import VISIBILITY, Visibility
from domain.core.viewer import Role

SUGGESTION = re.compile(r" Did you mean .*", re.DOTALL)
INTROSPECTION_FIELDS = frozenset({"__schema", "__type"})
# What is kept in memory of documents and of plans, as `_document_weight` and `_plan_weight` count:
# some 90 documents as long as the canonical query, and 250 plans like its plan. The collector of
# garbage looks through all of it at once from time to time, 2 ms for each MiB.
DOCUMENTS_BYTES = 4 * 2**20
PLANS_BYTES = 4 * 2**20
PAYLOAD_PLANS_BYTES = 3 * 2**20
# Of this length on, a document may take so long that it is prepared beside the event loop.
LONG_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled statement and its price, the fields by which it also asks about the schema itself,
    and the least role that may ask it (None: any)."""

    statement: Statement
    price: Price
    introspects: tuple[str, ...]
    least: Role | None
    # Whether anything of it is in the database.
    reads: bool


@dataclass(frozen=True, slots=True)
class SubscriptionPlan:
    """The compiled statement of each message of a subscription, its price, and what it is about."""

    statement: Statement
    price: Price
    planned: PlannedSubscription


@dataclass(frozen=True, slots=True)
class PayloadPlan:
    """What is read back of a change, compiled, and the other fields asked, by response key."""

    statement: Statement
    payload: Payload


@dataclass(frozen=True, slots=True)
class Payloads:
    """The payload of each change of a mutation by response key, and the price of all."""

    plans: Mapping[str, PayloadPlan]
    price: Price


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of a valid document."""

    # What its plans are kept by: they outlive the document, and must not keep it in memory.
    number: int
    node: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    shapers: Mapping[str, Shaper]
    # Its variables, if all are of plain types.
    plain: tuple[Plain, ...] | None

    @property
    def kind(self) -> OperationType:
        """Whether it is a query, a mutation or a subscription."""
        return self.node.operation


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A parsed document: its operations by name, or the errors for which it can't run."""

    source: str
    ast: DocumentNode | None
    operations: Mapping[str | None, Operation]
    errors: tuple[GraphQLError, ...] = ()

    def operation(self, name: str | None) -> Operation | None:
        """Return the operation of this name, or the only one."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        return self.operations.get(name)


class _View:
    """The catalogue as a class of viewers sees it, and the planners over it."""

    def __init__(self, schema: GraphQLSchema, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.planner = Planner(schema, catalogue)
        self.subscriptions = SubscriptionPlanner(schema, catalogue)


class IntrospectionRefused(ValidationRule):
    """Refuses to be asked about the schema itself."""

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Called by graphql-core for each field of a document."""
        if node.name.value in INTROSPECTION_FIELDS:
            self.report_error(
                GraphQLError(
                    f"{node.name.value} is not answered: this server does not tell its schema. It "
                    "stands in api/schema.graphql of the release; whoever runs the server can have "
                    "it told (THROUGHLINE_INTROSPECTION).",
                    node,
                    extensions={"code": "INTROSPECTION_DISABLED"},
                )
            )


class Documents:
    """All documents seen lately, and their plans.

    Unless `tells_schema`, nobody can ask for the schema, and errors suggest none of its names.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        catalogue: Catalogue,
        *,
        escape: str,
        tells_schema: bool = True,
    ) -> None:
        self._schema = schema
        self._tells_schema = tells_schema
        self._rules = specified_rules if tells_schema else (*specified_rules, IntrospectionRefused)
        self._escape = escape
        self._views = {
            visibility: _View(schema, catalogue.seen_by(visibility))
            for visibility in VISIBILITY.values()
        }
        self._pricing = Pricing(schema)
        self._numbers = count(1)
        self._documents: Recent[str, Document] = Recent(DOCUMENTS_BYTES, _document_weight)
        self._plans: Recent[Hashable, Plan] = Recent(PLANS_BYTES, _plan_weight)
        self._subscriptions: Recent[Hashable, SubscriptionPlan] = Recent(PLANS_BYTES, _plan_weight)
        self._payloads: Recent[Hashable, Payloads] = Recent(PAYLOAD_PLANS_BYTES, _payloads_weight)

    def document(self, source: str) -> Document:
        """Return the document, parsed and validated."""
        return self._documents.get(source, lambda: self.prepare(source))

    def known(self, source: str) -> Document | None:
        """Return the document if it is in memory."""
        return self._documents.find(source)

    def keep(self, document: Document) -> None:
        """Keep a document that was prepared elsewhere in memory."""
        self._documents.put(document.source, document)

    def variables(
        self, operation: Operation, given: Mapping[str, object]
    ) -> Variables | list[GraphQLError]:
        """Return the coerced variables, or why they can't be."""
        if operation.plain is not None:
            values = as_given(operation.plain, given)
            if values is not None:
                return values
        return coerced(self._schema, operation.node, given, hide_suggestions=not self._tells_schema)

    def plan(
        self,
        operation: Operation,
        variables: Variables,
        visibility: Visibility,
        *,
        typed: bool = False,
    ) -> Plan:
        """Return the plan of a query for variables of this shape, asked by viewers of this class.

        GraphQLError if it has none.
        """
        shape = (operation.number, typed, visibility, shape_of(variables, operation.shapers))
        return self._plans.get(
            shape, lambda: self._compile(operation, variables, visibility, typed=typed)
        )

    def subscription(
        self, operation: Operation, variables: Variables, visibility: Visibility
    ) -> SubscriptionPlan:
        """Return the plan of a subscription for variables of this shape."""
        shape = (operation.number, visibility, shape_of(variables, operation.shapers))
        return self._subscriptions.get(
            shape, lambda: self._compile_subscription(operation, variables, visibility)
        )

    def message_statement(self, happens: Happens, visibility: Visibility) -> Statement | None:
        """Return the question whether anything that happened may be told viewers of this class."""
        return visibility_check(self._views[visibility].catalogue, happens)

    def payloads(
        self, operation: Operation, variables: Variables, visibility: Visibility
    ) -> Payloads:
        """Return how the payload of each change of a mutation is read back.

        Two requests that change different things and ask the same of them share these plans.
        """
        shape = (operation.number, visibility, shape_of(variables, operation.shapers))
        return self._payloads.get(
            shape, lambda: self._compile_payloads(operation, variables, visibility)
        )

    def statement(self, root: Root, visibility: Visibility) -> Statement:
        """Return the statement for a selection, asked by viewers of this class."""
        return json_select(self._views[visibility].catalogue, root, escape=self._escape)

    def _compile(
        self, operation: Operation, variables: Variables, visibility: Visibility, *, typed: bool
    ) -> Plan:
        planned = self._views[visibility].planner.query(
            operation.node.selection_set, operation.fragments, variables, typed=typed
        )
        # Before it is compiled: what costs too much is not worth it.
        price = self._pricing.query(planned.root, planned.introspects)
        reads = not all(isinstance(each, Constant) for each in planned.root.fields)
        statement = self.statement(planned.root, visibility)
        return Plan(statement, price, planned.introspects, planned.least, reads)

    def _compile_subscription(
        self, operation: Operation, variables: Variables, visibility: Visibility
    ) -> SubscriptionPlan:
        planned = self._views[visibility].subscriptions.plan(
            operation.node.selection_set, operation.fragments, variables
        )
        price = self._pricing.query(planned.root, ())
        return SubscriptionPlan(self.statement(planned.root, visibility), price, planned)

    def _compile_payloads(
        self, operation: Operation, variables: Variables, visibility: Visibility
    ) -> Payloads:
        payloads = self._views[visibility].planner.payloads(
            operation.node.selection_set, operation.fragments, variables
        )
        price = self._pricing.changes(payloads)
        plans = {
            key: PayloadPlan(self.statement(payload.root, visibility), payload)
            for key, payload in payloads.items()
        }
        return Payloads(plans, price)

    def prepare(self, source: str) -> Document:
        """Parse and validate a document. Of its own this changes nothing, so any thread may."""
        try:
            ast = parsed(source)
        except GraphQLError as error:
            return Document(source, None, {}, _detached([error]))
        errors = validate(
            self._schema,
            ast,
            self._rules,
            max_errors=ERRORS_AT_MOST,
            hide_suggestions=not self._tells_schema,
        )
        if not self._tells_schema:
            for each in errors:
                # One is not hidden: how to select fields of an object, by the name that was given.
                each.message = SUGGESTION.sub("", each.message)
        if errors:
            return Document(source, None, {}, _detached(errors))
        _forget_places(ast)
        fragments = {
            node.name.value: node
            for node in ast.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        operations = {
            node.name.value if node.name is not None else None: Operation(
                next(self._numbers),
                node,
                fragments,
                self._shapers(ast, node, fragments),
                plain_variables(self._schema, node),
            )
            for node in ast.definitions
            if isinstance(node, OperationDefinitionNode)
        }
        return Document(source, ast, operations)

    def _shapers(
        self,
        ast: DocumentNode,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> dict[str, Shaper]:
        """Return how the shape is taken of each variable that the operation's plans depend on."""
        shapers: dict[str, Shaper] = {}
        sizes = page_sizes(ast)
        changes = operation.operation is OperationType.MUTATION
        asked = asked_of_changes(operation, fragments) if changes else None
        for definition in operation.variable_definitions or ():
            name = definition.variable.name.value
            if asked is not None and name not in asked:
                continue
            kind = type_from_ast(self._schema, definition.type)
            assert kind is not None
            shapers[name] = as_it_is if name in sizes else shaper_for(_as_input(kind))
        return shapers


def _as_input(kind: object) -> GraphQLInputType:
    return kind  # type: ignore[return-value]  # a validated document's variables are of input types


def _detached(errors: Iterable[GraphQLError]) -> tuple[GraphQLError, ...]:
    """Return errors without the document that they, and their causes, hold on to."""
    found = []
    for error in errors:
        detached = GraphQLError(error.message, extensions=error.extensions)
        # Where they are stays known.
        detached.locations = error.locations
        found.append(detached)
    return tuple(found)


def _forget_places(ast: DocumentNode) -> None:
    """Forget where each part of a valid document stands: two thirds of its memory, with the tokens.

    Whatever is found wrong with it from now on tells its path.
    """
    pending: list[Node] = [ast]
    while pending:
        node = pending.pop()
        # The nodes are frozen, for those who share them: nobody does yet.
        object.__setattr__(node, "loc", None)
        pending.extend(inner_nodes(node))


def _document_weight(document: Document) -> int:
    weight = 2_000 + sys.getsizeof(document.source)
    tokens = 0 if document.ast is None else document.ast.token_count or 0
    if document.ast is not None:
        return weight + 300 * tokens
    return weight + sum(1_000 + sys.getsizeof(error.message) for error in document.errors)


def _plan_weight(plan: Plan | SubscriptionPlan) -> int:
    return 4_000 + 2 * len(plan.statement.sql)


def _payloads_weight(payloads: Payloads) -> int:
    return sum(4_000 + 2 * len(each.statement.sql) for each in payloads.plans.values())

"""Documents parsed and validated once, and the plans compiled for them."""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    ValidationRule,
    get_variable_values,
    specified_rules,
    type_from_ast,
    validate,
)
from graphql.type import GraphQLInputType

from api.execution.cost import Price, Pricing
from api.execution.limits import parsed
from api.planning.planner import Payload, Planner
from api.planning.shape import (
    Shaper,
    as_it_is,
    asked_of_changes,
    page_sizes,
    shape_of,
    shaper_for,
)
from db.catalogue import Catalogue
from db.json_select import Statement, json_select
from db.selection import Root, Variables
from domain.access import Role
from domain.visibility import VISIBILITY, Visibility

DOCUMENTS_KEPT = 1_000
SUGGESTION = re.compile(r" Did you mean .*", re.DOTALL)
INTROSPECTION_FIELDS = frozenset({"__schema", "__type"})
PLANS_KEPT_PER_OPERATION = 64

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A bounded memory of what was used last."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return what is kept under the key, making it first if it is not."""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = make()
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return found


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled statement, its price, whether the schema itself is asked about, too, and the least
    role that may ask it (None: any)."""

    statement: Statement
    price: Price
    introspects: bool
    least: Role | None


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
    """One operation of a valid document, with the plans compiled so far."""

    node: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    shapers: Mapping[str, Shaper]
    plans: Recent[Hashable, Plan] = field(default_factory=lambda: Recent(PLANS_KEPT_PER_OPERATION))
    # Of a mutation.
    payloads: Recent[Hashable, Payloads] = field(
        default_factory=lambda: Recent(PLANS_KEPT_PER_OPERATION)
    )

    @property
    def kind(self) -> OperationType:
        """Whether it is a query, a mutation or a subscription."""
        return self.node.operation


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A parsed document: its operations by name, or the errors for which it can't run."""

    ast: DocumentNode | None
    operations: Mapping[str | None, Operation]
    errors: tuple[GraphQLError, ...] = ()

    def operation(self, name: str | None) -> Operation | None:
        """Return the operation of this name, or the only one."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        return self.operations.get(name)


class _View:
    """The catalogue as a class of viewers sees it, and the planner over it."""

    def __init__(self, schema: GraphQLSchema, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.planner = Planner(schema, catalogue)


class SchemaIsNotTold(ValidationRule):
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
        self._rules = specified_rules if tells_schema else (*specified_rules, SchemaIsNotTold)
        self._escape = escape
        self._views = {
            visibility: _View(schema, catalogue.seen_by(visibility))
            for visibility in VISIBILITY.values()
        }
        self._pricing = Pricing(schema)
        self._documents: Recent[str, Document] = Recent(DOCUMENTS_KEPT)

    def document(self, source: str) -> Document:
        """Return the document, parsed and validated."""
        return self._documents.get(source, lambda: self._prepare(source))

    def variables(
        self, operation: Operation, given: Mapping[str, object]
    ) -> Variables | list[GraphQLError]:
        """Return the coerced variables, or why they can't be."""
        definitions = operation.node.variable_definitions
        if not definitions:
            return {}
        values = get_variable_values(
            self._schema,
            definitions,
            dict(given),
            max_errors=50,
            hide_suggestions=not self._tells_schema,
        )
        return values if isinstance(values, list) else values.coerced

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
        shape = (typed, visibility, shape_of(variables, operation.shapers))
        return operation.plans.get(
            shape, lambda: self._compile(operation, variables, visibility, typed=typed)
        )

    def payloads(
        self, operation: Operation, variables: Variables, visibility: Visibility
    ) -> Payloads:
        """Return how the payload of each change of a mutation is read back.

        Two requests that change different things and ask the same of them share these plans.
        """
        shape = (visibility, shape_of(variables, operation.shapers))
        return operation.payloads.get(
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
        price = self._pricing.query(planned.root, introspects=planned.introspects)
        statement = self.statement(planned.root, visibility)
        return Plan(statement, price, planned.introspects, planned.least)

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

    def _prepare(self, source: str) -> Document:
        try:
            ast = parsed(source)
        except GraphQLError as error:
            return Document(None, {}, (error,))
        errors = validate(self._schema, ast, self._rules, hide_suggestions=not self._tells_schema)
        if not self._tells_schema:
            for each in errors:
                # One is not hidden: how to select fields of an object, by the name that was given.
                each.message = SUGGESTION.sub("", each.message)
        if errors:
            return Document(ast, {}, tuple(errors))
        fragments = {
            node.name.value: node
            for node in ast.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        operations = {
            node.name.value if node.name is not None else None: Operation(
                node, fragments, self._shapers(ast, node, fragments)
            )
            for node in ast.definitions
            if isinstance(node, OperationDefinitionNode)
        }
        return Document(ast, operations)

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

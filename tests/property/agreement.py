"""Three answers to one question: the fast outlet's, graphql-core's and the naive evaluator's."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    VariableDefinitionNode,
    VariableNode,
    parse,
    print_ast,
    validate,
)
from graphql.language import REMOVE, Visitor, VisitorAction, visit

from api.access.authenticator import Credentials
from api.cost.limits import check_variables
from api.execution.answer import Request
from api.execution.executor import Executor
from tests.property.naive import Naive
from tests.property.naive_filters import Invalid
from tests.property.places import Places
from tests.property.portfolio import EMPTY, Portfolio, marker
from tests.property.rewriting import Question, rewrite
from tests.property.values import Values
from tests.property.variations import vary

REQUEST_ID = "agreement"
REFUSED = "refused"
REFUSALS = {"BAD_USER_INPUT", "GRAPHQL_INVALID", "NOT_ALLOWED"}
# What would cost more than is allowed is refused before it runs, however it would be answered.
TOO_COSTLY = "too costly"


class Disagreement(AssertionError):  # noqa: N818 - what it is, not that it is an error
    """Two answers to one question differ, or one of them says what it must not."""


class Court:
    """Asks everyone the same, and notes in `seen` what was asked."""

    def __init__(
        self,
        schema: GraphQLSchema,
        executor: Executor,
        portfolios: Mapping[str, Portfolio],
        places: Places,
    ) -> None:
        self.schema = schema
        self.executor = executor
        self.portfolios = portfolios
        self.places = places
        self.naive = {key: Naive(schema, each, places) for key, each in portfolios.items()}
        self.keys = {each.id: key for key, each in portfolios.items()}
        self.seen: Counter[str] = Counter()

    def someone(self, random: Random) -> Credentials:
        """A pass, seldom one of the organisation in which there is nothing."""
        key = (
            EMPTY if random.random() < 0.06 else random.choice(sorted({*self.portfolios} - {EMPTY}))
        )
        return random.choice(self.portfolios[key].passes())

    def questions(self, raw: str, random: Random, found: Credentials) -> list[Question]:
        """Make a question of a raw query, about the rows that this pass opens.

        One with variables is followed by the same document with other values in them.
        """
        own = self.portfolios[self.keys[found.organisation_id]]
        others = [each for each in self.portfolios.values() if each is not own]
        values = Values(random, self.schema, own, others, self.places)
        question = rewrite(raw, self.schema, values)
        return [question, vary(question, values)] if question.variables else [question]

    async def hear(self, question: Question, found: Credentials) -> None:
        """Raise Disagreement, with the smallest question found, unless all three agree."""
        try:
            await self.compare(question, found)
        except Disagreement:
            smallest = await self._smallest(question, found)
            await self.compare(smallest, found)
            raise
        naive = self.naive[self.keys[found.organisation_id]]
        self.seen["questions"] += 1
        self.seen.update(question.traits)
        self.seen.update(key for key, count in naive.seen.items() if count)
        naive.seen.clear()

    async def compare(self, question: Question, found: Credentials) -> None:
        """Raise Disagreement unless all three answer a question alike."""
        expected = self.expected(question, found)
        fast, body = await self.fast(question, found)
        if fast == TOO_COSTLY:
            self.seen["too costly"] += 1
            return
        walked = await self._walked(question, found)
        key = self.keys[found.organisation_id]
        told = f"{_shown(question)}\nof {key}"
        for name, answer in (("fast", fast), ("graphql-core", walked)):
            difference = differ(expected, answer)
            if difference:
                raise Disagreement(f"the {name} outlet: {difference}\n{told}")
        for other in self.portfolios:
            if other != key and marker(other) in body:
                raise Disagreement(f"a text of {other} is told\n{told}")

    def expected(self, question: Question, found: Credentials) -> Any:
        """Return the naive evaluator's answer."""
        naive = self.naive[self.keys[found.organisation_id]]
        document = parse(question.document)
        try:
            return naive.answer(document, question.variables, found, question.operation_name)
        except Invalid:
            naive.seen["refused"] += 1
            return REFUSED

    async def fast(self, question: Question, found: Credentials) -> tuple[Any, str]:
        """Return what the fast outlet answers, and the body of that answer."""
        request = Request(question.document, question.operation_name, question.variables)
        answer = await self.executor.execute(request, found, REQUEST_ID)
        body = answer.body.decode()
        try:
            return _outcome(json.loads(body)), body
        except json.JSONDecodeError as error:
            return {"failed": str(error)}, body

    async def _walked(self, question: Question, found: Credentials) -> Any:
        documents = self.executor.documents
        document = documents.document(question.document)
        operation = document.operation(question.operation_name)
        if operation is None:
            return REFUSED
        try:
            # As execute() does for both outlets.
            check_variables(question.variables)
            answer = await self.executor.by_values(document, operation, question.variables, found)
        except GraphQLError:
            return REFUSED
        except Exception as error:  # noqa: BLE001 - execute() would mask it
            return {"failed": repr(error)}
        return _outcome(json.loads(answer.body))

    async def _smallest(self, question: Question, found: Credentials) -> Question:
        """Take parts off a question as long as there is a disagreement about the rest."""
        place = 0
        while True:
            smaller = _without(question, place, self.schema)
            if smaller is None:
                return question
            if smaller.document != question.document and await self._differs(smaller, found):
                question = smaller
            else:
                place += 1

    async def _differs(self, question: Question, found: Credentials) -> bool:
        try:
            await self.compare(question, found)
        except Disagreement:
            return True
        return False


def _outcome(answer: Mapping[str, Any]) -> Any:
    """The data of an answer; that it was refused; or what went wrong inside."""
    errors = answer.get("errors")
    if not errors:
        return answer["data"]
    if errors[0]["extensions"].get("limit", {}).get("name") == "cost":
        return TOO_COSTLY
    codes = {error["extensions"]["code"] for error in errors}
    return REFUSED if codes <= REFUSALS else {"failed": errors}


def differ(expected: Any, answer: Any, path: str = "data") -> str | None:
    """Say where two answers differ: in values, in their types, or in the order of keys."""
    if isinstance(expected, dict) and isinstance(answer, dict):
        if list(expected) != list(answer):
            return f"{path} has {list(answer)} and not {list(expected)}: {str(answer)[:400]}"
        parts = [(expected[key], answer[key], f"{path}.{key}") for key in expected]
    elif isinstance(expected, list) and isinstance(answer, list):
        if len(expected) != len(answer):
            return f"{path} has {len(answer)} elements and not {len(expected)}"
        parts = [
            (left, right, f"{path}[{place}]")
            for place, (left, right) in enumerate(zip(expected, answer, strict=True))
        ]
    else:
        alike = expected == answer and isinstance(expected, bool) == isinstance(answer, bool)
        return None if alike else f"{path} is {answer!r:.600} and not {expected!r:.600}"
    return next((found for part in parts if (found := differ(*part)) is not None), None)


def _shown(question: Question) -> str:
    return f"{question.document}\nvariables {json.dumps(question.variables)}"


def _without(question: Question, place: int, schema: GraphQLSchema) -> Question | None:
    """The question without its part at a place; None when there is no such place."""
    removal = _Removal(place)
    document: DocumentNode = visit(parse(question.document), removal)
    if removal.left >= 0:
        return None
    try:
        smaller = parse(print_ast(_used(document)))
    except GraphQLSyntaxError:
        return question  # nothing is left of some selection
    if validate(schema, smaller):
        return question
    return replace(question, document=print_ast(smaller))


def _used(document: DocumentNode) -> DocumentNode:
    """The document without fragments and variables that nothing uses any more."""
    while True:
        uses = _Uses()
        visit(document, uses)
        removal = _Unused(uses.names)
        smaller: DocumentNode = visit(document, removal)
        if not removal.removed:
            return smaller
        document = smaller


class _Uses(Visitor):
    """Collects the fragments and the variables that are used."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_context: object) -> None:
        self.names.add(node.name.value)

    def enter_variable(self, node: VariableNode, _key: object, parent: object, *_: object) -> None:
        if not isinstance(parent, VariableDefinitionNode):
            self.names.add("$" + node.name.value)


class _Unused(Visitor):
    """Removes what is not used."""

    def __init__(self, names: set[str]) -> None:
        super().__init__()
        self.names = names
        self.removed = False

    def enter_fragment_definition(
        self, node: FragmentDefinitionNode, *_context: object
    ) -> VisitorAction:
        return self._unless(node.name.value)

    def enter_variable_definition(
        self, node: VariableDefinitionNode, *_context: object
    ) -> VisitorAction:
        return self._unless("$" + node.variable.name.value)

    def _unless(self, name: str) -> VisitorAction:
        if name in self.names:
            return None
        self.removed = True
        return REMOVE


class _Removal(Visitor):
    """Removes the field, fragment, directive, argument or field of an input that comes so far."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.left = place

    def _enter(self, _node: object, *_context: object) -> VisitorAction:
        self.left -= 1
        return REMOVE if self.left == -1 else None

    enter_field = enter_inline_fragment = enter_fragment_spread = _enter
    enter_directive = enter_argument = enter_object_field = _enter

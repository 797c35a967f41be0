"""Executing GraphQL: a query goes from its plan straight to bytes, all else through graphql-core.

Both ways answer from the same plans, so there is one semantics whichever outlet an answer takes.
"""

import asyncio
from collections.abc import Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Any, NamedTuple

import asyncpg
import orjson
import strawberry
from graphql import (
    ExecutionResult,
    GraphQLError,
    OperationType,
)
from graphql import execute as execute_values
from strawberry.types import Info

from api.access.authenticator import Credentials
from api.cost.charge import Charge, TooCostly, refusal_tenths
from api.cost.limits import LARGEST_ANSWER_BYTES, check_variables
from api.cost.rate import Meter, RateLimited
from api.execution.answer import LOG, Answer, Request, answered, ended, refused, unexpected
from api.execution.computing import Computer
from api.execution.documents import (
    LONG_CHARACTERS,
    Document,
    Documents,
    Operation,
    PayloadPlan,
    Plan,
)
from api.execution.payload import changed_ids, payload_of, unread
from api.execution.recent import Recent
from api.execution.tags import TagKey
from api.mutations.outcome import Outcome
from api.planning.errors import bad_input
from api.planning.payload import CHANGED
from api.schema.build import core_schema
from db.computations import COMPUTED
from db.connections.loss import is_lost
from db.connections.reads import Reader
from db.json_select.catalogue import Catalogue
from db.json_select.computed import Scope
from db.json_select.selection import Root, Variables
from db.json_select.statement import ENVELOPE, READ_STATE, Statement
from db.writing.unit_of_work import UnitsOfWork
from domain.core.viewer import Role, TokenScope, Viewer

# What ends an answer that says nothing of its cost.
END = "}"
# What is kept in memory of answers about the schema, some 500 KB each.
SCHEMA_BYTES = 2**20
# So many values in the variables are worth to be coerced beside the event loop.
MANY_VALUES = 500
# HTTP's word for a client that holds any answer at all.
ANY_TAG = "*"


class PreparedOperation(NamedTuple):
    """One operation of a valid document, with its variables."""

    document: Document
    operation: Operation
    variables: Variables


class Executor:
    """Executes requests against one schema and one database."""

    def __init__(
        self,
        schema: strawberry.Schema,
        catalogue: Catalogue,
        reads: Reader,
        units_of_work: UnitsOfWork,
        *,
        escape: str = "json_scalar",
        tells_schema: bool = True,
        meter: Meter | None = None,
    ) -> None:
        self._core = core_schema(schema)
        self._meter = meter or Meter()
        self.reads = reads
        self.units_of_work = units_of_work
        self._computer = Computer(units_of_work.engine)
        self._aside = ThreadPoolExecutor(1, "aside")
        self._of_schema: Recent[Hashable, Answer] = Recent(SCHEMA_BYTES, _answer_weight)
        self.documents = Documents(self._core, catalogue, escape=escape, tells_schema=tells_schema)

    async def execute(self, request: Request, found: Credentials, request_id: str) -> Answer:
        """Answer a request, whatever happens: what goes wrong unexpectedly is logged and masked."""
        asking = found.token_id
        try:
            self._meter.check(asking)
            answer = await self._execute(request, found, request_id)
        except RateLimited as error:
            answer = refused([error])
            return replace(
                answer, status=HTTPStatus.TOO_MANY_REQUESTS, retry_after=error.retry_after
            )
        except TooCostly as error:
            answer = ended(refused([error]), error.charge.end(self._meter.left(asking)))
        except GraphQLError as error:
            answer = refused([error])
        except Exception as error:  # noqa: BLE001 - the last place where it can be masked
            status = HTTPStatus.SERVICE_UNAVAILABLE if is_lost(error) else None
            return replace(answered(None, [unexpected(error)]), status=status)
        if not answer.executed:
            self._meter.charge(asking, refusal_tenths(request.query))
        return answer

    async def prepare_operation(self, request: Request) -> PreparedOperation | Answer:
        """Return what a request asks, or the answer to one that can't begin to run."""
        values = check_variables(request.variables) if request.variables else 0
        document = self.documents.known(request.query) or await self._prepared(request.query)
        if document.errors:
            return refused(document.errors)
        operation = document.operation(request.operation_name)
        if operation is None:
            return refused([_no_operation(document, request.operation_name)])
        given = request.variables or {}
        if values < MANY_VALUES:
            variables = self.documents.variables(operation, given)
        else:
            loop = asyncio.get_running_loop()
            coerce = self.documents.variables
            variables = await loop.run_in_executor(self._aside, coerce, operation, given)
        if isinstance(variables, list):
            return refused(variables)
        return PreparedOperation(document, operation, variables)

    async def _execute(self, request: Request, found: Credentials, request_id: str) -> Answer:
        asked = await self.prepare_operation(request)
        if isinstance(asked, Answer):
            return asked
        document, operation, variables = asked
        if operation.kind is OperationType.QUERY:
            plan = self.documents.plan(operation, variables, found.visibility)
            if plan.least is not None or not found.reads:
                check_role(found, plan.least)
            charge = plan.price.charge(variables)
            if request.read_only and not plan.introspects and lasts(plan.statement):
                return await self._tagged(request, plan.statement, charge, variables, found)
            end = self.admitted(charge, found)
            if plan.introspects:
                return ended(await self._introspect(request, document, plan, found), end)
            if plan.statement.computed:
                values = await self.read(plan.statement, variables, found)
                return ended(answered(values, None), end)
            return Answer((await self._fetch(plan.statement, variables, found, end))[0])
        if operation.kind is OperationType.SUBSCRIPTION:
            raise bad_input(
                "A subscription is answered over WebSocket (graphql-transport-ws), or over HTTP to "
                "a client that accepts text/event-stream."
            )
        if request.read_only:
            by_get = bad_input("A change is asked for by POST, not by GET.")
            return replace(refused([by_get]), status=HTTPStatus.METHOD_NOT_ALLOWED)
        payloads, end = self._payloads(operation, variables, found)
        context = _Context(self, found, request_id, payloads)
        return ended(await self._change(request, document, context), end)

    def admitted(self, charge: Charge, found: Credentials) -> str:
        """Take what an execution costs; return what ends its answer. RateLimited if too much."""
        return charge.end(self._meter.take(found.token_id, charge.tenths))

    def _payloads(
        self, operation: Operation, variables: Variables, found: Credentials
    ) -> tuple[Mapping[str, PayloadPlan], str]:
        """Return how changes are read back, and what ends the answer.

        What can't be read back, or costs too much, is refused before it is made.
        """
        payloads = self.documents.payloads(operation, variables, found.visibility)
        bound = known({**variables, CHANGED: {}}, found)
        for each in payloads.plans.values():
            each.statement.arguments(bound)
        charge = payloads.price.charge(bound)
        return payloads.plans, self.admitted(charge, found)

    async def _change(self, request: Request, document: Document, context: "_Context") -> Answer:
        assert document.ast is not None
        result = execute_values(
            self._core,
            document.ast,
            context_value=context,
            variable_values=dict(request.variables or {}),
            operation_name=request.operation_name,
        )
        if not isinstance(result, ExecutionResult):
            result = await result
        return replace(answered(result.data, result.errors), changed=True)

    async def _tagged(
        self,
        request: Request,
        statement: Statement,
        charge: Charge,
        variables: Variables,
        found: Credentials,
    ) -> Answer:
        """Answer with a tag; without running the statement if the client holds what it answers."""
        arguments = statement.arguments(known(variables, found))
        # Who does not see all rows may see some that others of their class do not.
        seat = None if found.visibility.sees_all_rows else found.seat
        asked = (request.query, request.operation_name, request.variables, seat)
        key = TagKey(asked, arguments, found.visibility, found.today())
        if request.known_tags:
            row = await self.reads.fetchrow(READ_STATE, found.organisation_id)
            assert row is not None
            tag = key.tag(row[0])
            if tag in request.known_tags or ANY_TAG in request.known_tags:
                return Answer(b"", status=HTTPStatus.NOT_MODIFIED, tag=tag)
        end = self.admitted(charge, found)
        end_mark = END if statement.computed else end
        row = await self._fetch(statement, variables, found, end_mark, statement.with_state())
        # From the same statement as the data, so that it can't be newer than they are.
        tag = key.tag(row[-1])
        if not statement.computed:
            return Answer(row[0], tag=tag)
        values = await self._values(row[0], statement, variables, found)
        return ended(replace(answered(values, None), tag=tag), end)

    async def _prepared(self, source: str) -> Document:
        if len(source) < LONG_CHARACTERS:
            return self.documents.document(source)
        loop = asyncio.get_running_loop()
        document = await loop.run_in_executor(self._aside, self.documents.prepare, source)
        self.documents.keep(document)
        return document

    async def _introspect(
        self, request: Request, document: Document, plan: Plan, found: Credentials
    ) -> Answer:
        operation = document.operation(request.operation_name)
        assert operation is not None
        given = request.variables or {}
        if plan.reads:
            return await self.by_values(document, operation, given, found)
        # What is only about the schema is the same for everybody, for as long as we run.
        key = (operation.number, orjson.dumps(given, option=orjson.OPT_SORT_KEYS))
        answer = self._of_schema.find(key)
        if answer is None:
            answer = await self.by_values(document, operation, given, found)
            self._of_schema.put(key, answer)
        return answer

    async def by_values(
        self,
        document: Document,
        operation: Operation,
        given: Mapping[str, object],
        found: Credentials,
    ) -> Answer:
        """Answer a query by graphql-core, which walks the values of the same plan.

        The variables are those given: graphql-core coerces them itself, and can't do so twice.
        """
        assert document.ast is not None
        variables = self.documents.variables(operation, given)
        if isinstance(variables, list):
            return refused(variables)
        plan = self.documents.plan(operation, variables, found.visibility, typed=True)
        values = await self.read(plan.statement, variables, found) if plan.reads else {}
        name = operation.node.name
        walk = partial(
            execute_values,
            self._core,
            document.ast,
            root_value=values,
            variable_values=dict(given),
            operation_name=None if name is None else name.value,
        )
        # The whole schema takes 50 ms to tell, in which others go on being answered.
        result = await asyncio.get_running_loop().run_in_executor(self._aside, walk)
        assert isinstance(result, ExecutionResult)
        return answered(result.data, result.errors)

    async def message(
        self, statement: Statement, variables: Variables, found: Credentials
    ) -> bytes:
        """Answer a subscription once, whatever happens; raises only when the database is lost."""
        try:
            if statement.computed:
                return answered(await self.read(statement, variables, found), None).body
            body: bytes = (await self._fetch(statement, variables, found))[0]
        except GraphQLError as error:
            return answered(None, [error]).body
        except Exception as error:
            if is_lost(error):
                raise
            return answered(None, [unexpected(error)]).body
        return body

    async def read(
        self, statement: Statement, variables: Variables, found: Credentials
    ) -> Mapping[str, Any]:
        """Return what a statement answers, as values by response key."""
        row = await self._fetch(statement, variables, found)
        return await self._values(row[0], statement, variables, found)

    async def _values(
        self, body: bytes, statement: Statement, variables: Variables, found: Credentials
    ) -> Mapping[str, Any]:
        values: Mapping[str, Any] = orjson.loads(body)[ENVELOPE]
        if statement.computed:
            bound = known(variables, found)
            scope = Scope(
                found.organisation_id,
                found.today(),
                found.seat,
                found.visibility.sees_all_rows,
            )

            async def read(root: Root) -> Mapping[str, Any]:
                statement = self.documents.statement(root, found.visibility)
                return await self.read(statement, variables, found)

            await self._computer.fill(values, statement, bound, scope, read)
        return values

    async def _fetch(
        self,
        statement: Statement,
        variables: Variables,
        found: Credentials,
        end: str = END,
        sql: str | None = None,
    ) -> asyncpg.Record:
        """Return the statement's row, which begins with the JSON; `sql` is another form of it.

        `end` takes the place of the last brace.
        """
        arguments = statement.arguments(known(variables, found, end))
        try:
            row = await self.reads.fetchrow(sql or statement.sql, *arguments)
        except asyncpg.QueryCanceledError:
            raise GraphQLError(
                "This takes too long. Ask for less at once: smaller pages, or a narrower filter.",
                extensions={"code": "TIMEOUT"},
            ) from None
        except asyncpg.DataError as error:
            # All data that a read brings along is the request's own.
            LOG.info("a value that PostgreSQL refuses: %s", error)
            raise bad_input("A value is outside of what can be compared to: too large?") from None
        assert row is not None
        size = len(row[0])
        if size > LARGEST_ANSWER_BYTES:
            raise GraphQLError(
                f"The answer would be {size >> 20} MB; at most {LARGEST_ANSWER_BYTES >> 20} MB"
                " are answered at once. Ask for smaller pages.",
                extensions={"code": "ANSWER_TOO_LARGE"},
            )
        return row


class _Context:
    """What a mutation needs of the request it came with."""

    def __init__(
        self,
        executor: Executor,
        found: Credentials,
        request_id: str,
        payloads: Mapping[str, PayloadPlan],
    ) -> None:
        self._payloads = payloads
        self.viewer: Viewer = found.viewer(request_id)
        self.units_of_work = executor.units_of_work
        self._executor = executor
        self._found = found

    async def read_payload(self, info: Info[Any, Any], outcome: Outcome) -> object:
        """Read what the client selected of the outcome, after the commit.

        If that fails, the change is made all the same: the payload says so by its revision, and the
        error names the ids.
        """
        raw = info._raw_info
        asked = self._payloads[str(raw.path.key)]
        variables = {**raw.variable_values.coerced, CHANGED: changed_ids(outcome)}
        try:
            read = await self._executor.read(asked.statement, variables, self._found)
        except Exception as error:  # noqa: BLE001 - committed: the answer must say so
            failed = error if isinstance(error, GraphQLError) else unexpected(error)
            return unread(outcome, asked.payload, failed)
        return payload_of(outcome, asked.payload, read)


def _answer_weight(answer: Answer) -> int:
    return len(answer.body)


def known(variables: Variables, found: Credentials, end: str = END) -> Variables:
    """Return all that a plan's parameters are bound to."""
    return {
        **variables,
        "$end": end,
        "$organisation": found.organisation_id,
        "$today": found.today(),
        "$token": found.token_id,
        "$person": found.seat,
    }


def lasts(statement: Statement) -> bool:
    """Tell whether an answer stays true until the organisation or its day changes."""
    return all(COMPUTED[each.entity, each.name].lasting for each in statement.computed)


def check_role(found: Credentials, least: Role | None) -> None:
    """Refuse to answer who only changes things, and what only others may ask."""
    if not found.reads:
        message = f"This token is for changes only: to ask takes the scope {TokenScope.READ.value}."
    elif least is None or found.role.rank >= least.rank:
        return
    else:
        message = (
            f"A token of role {found.role.value} may not ask this. It takes a token of role "
            f"{least.value} or above: ask an administrator."
        )
    raise GraphQLError(message, extensions={"code": "NOT_ALLOWED"})


def _no_operation(document: Document, name: str | None) -> GraphQLError:
    if name is None:
        return bad_input("Name the operation to run in operationName: the document holds several.")
    known = ", ".join(str(each) for each in document.operations)
    return bad_input(
        f"The document has no operation {name[:80]!r}; it has {known[:200] or 'none'}."
    )

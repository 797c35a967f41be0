"""A subscription ready to be joined: what each message answers, and what it is about."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from graphql import OperationType

from api.access.authenticator import Credentials
from api.execution.answer import Answer, Request
from api.execution.executor import Executor, check_role, known
from api.planning.subscriptions import Topic
from db.json_select.selection import Variables
from db.json_select.statement import Statement
from db.ledger.feed import Happening
from domain.core.event import ACCESS

Key = tuple[Topic, UUID | None]
_ACCESS = frozenset(kind.value for kind in ACCESS)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """One subscription of somebody. Those of an equal `group` are told the same, byte for byte."""

    statement: Statement
    variables: Variables
    found: Credentials
    key: Key
    after: int | None
    group: Hashable
    # Finds out whether anything happened that may be told; None when all may be.
    message: Statement | None

    def within(self, after: int, until: int, outcome: str) -> Variables:
        """Return the variables of the message about what happened between two revisions."""
        return {**self.variables, "$after": after, "$until": until, "$outcome": outcome}


def keys_of(happening: Happening) -> Iterator[Key]:
    """Yield what a happening is about."""
    yield Topic.LEDGER, None
    if happening.initiative_id is not None:
        yield Topic.INITIATIVE, happening.initiative_id
    if happening.kind not in _ACCESS:
        yield Topic.PORTFOLIO, None
    if happening.kind == "FINDING_RAISED":
        yield Topic.FINDINGS, None


async def prepare(
    executor: Executor, request: Request, found: Credentials
) -> Prepared | Answer | None:
    """Prepare a subscription; an answer if it can't begin, None if it is none.

    GraphQLError if it has no plan, or some value of it is impossible.
    """
    asked = await executor.prepare_operation(request)
    if isinstance(asked, Answer):
        return asked
    if asked.operation.kind is not OperationType.SUBSCRIPTION:
        return None
    plan = executor.documents.subscription(asked.operation, asked.variables, found.visibility)
    planned, statement = plan.planned, plan.statement
    check_role(found, planned.least)
    after = None if planned.after is None else planned.after.bind(asked.variables)
    assert after is None or isinstance(after, int)
    subject = None if planned.subject is None else planned.subject.bind(asked.variables)
    assert subject is None or isinstance(subject, UUID)
    # Paid for once, as the question that it begins with would be.
    executor.admitted(plan.price.charge(asked.variables), found)
    # All that an answer depends on, apart from when it is made: the viewer only where asked about.
    moment = {"$after": 0, "$until": 0, "$outcome": ""}
    bound = statement.arguments({**known({**asked.variables, **moment}, found), "$today": date.min})
    # Of those who don't see all rows, each may see some that others of their class do not.
    seat = None if found.visibility.sees_all_rows else found.person_id
    return Prepared(
        statement,
        asked.variables,
        found,
        (planned.topic, subject),
        after,
        (statement.sql, repr(bound), statement.computed, found.visibility, seat),
        executor.documents.message_statement(planned.topic.happens, found.visibility),
    )

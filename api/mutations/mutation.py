"""How a mutation runs: from its input to its outcome. The only place where writing meets reading.

A mutation is a row of a feature's table: its name, its use case, its input, what it answers with.
Nothing else differs between mutations, so nothing else is written for them.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final, Protocol
from uuid import UUID

import strawberry
from strawberry.types import Info
from strawberry.types.field import StrawberryField

from api.mutations.inputs import given, hash_of, target_input, target_of
from api.mutations.outcome import Changed, Outcome
from api.mutations.payload import IdempotencyKey, payload_type
from api.planning.names import camel
from db.ledger.idempotency import LONGEST_KEY, Request
from db.writing.refusals import ConcurrentChange
from db.writing.repository import ExpectedVersion
from db.writing.unit_of_work import UnitsOfWork
from domain.access.permission import check_owner
from domain.core import fields
from domain.core.entity import Entity, Identified
from domain.core.names import snake, spoken, with_article
from domain.core.problem import Problem, ProblemCode, Refusal
from domain.core.unit_of_work import UnitOfWork
from domain.core.viewer import Viewer

# What was prepared in vain so often is left to be tried again by whoever asked for it.
ATTEMPTS_AT_MOST: Final = 3

UseCase = Callable[..., Awaitable[Any]]
# What a field of the mutation type does, given its input and the idempotency key.
Perform = Callable[[UnitsOfWork, Viewer, Any, str | None], Awaitable[Outcome]]


class MutationContext(Protocol):
    """What a mutation needs of the request it came with."""

    viewer: Viewer
    units_of_work: UnitsOfWork

    async def read_payload(self, info: Info[Any, Any], outcome: Outcome) -> object:
        """Read what the client selected of the outcome, after the commit, for graphql-core."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """A change that clients can ask for. `action` is its name in the table of who may do what.

    The use case is called with the unit of work, with the id if the input has one, and with every
    other field that was given by its name. It returns what the payload answers with.
    """

    action: str
    use_case: UseCase
    input_type: type[object]
    answers: type[Identified]
    description: str

    @property
    def name(self) -> str:
        """The name in the schema: `initiativeStart`."""
        return camel(self.action)

    @property
    def payload_field(self) -> str:
        return snake(self.answers.__name__)

    async def perform(
        self, units: UnitsOfWork, viewer: Viewer, given_input: object, key: str | None = None
    ) -> Outcome:
        """Make the change and tell what it came to. A refusal is an outcome, never an error."""
        for _ in range(ATTEMPTS_AT_MOST):
            with suppress(ConcurrentChange):
                return await self.attempt(units, viewer, given_input, key)
        return self.refused({}, ConcurrentChange().problems)

    async def attempt(
        self, units: UnitsOfWork, viewer: Viewer, given_input: object, key: str | None
    ) -> Outcome:
        values: dict[str, Any] = {}
        try:
            values = given(given_input)
            request = self.request(viewer, values, key)
            async with units.begin(viewer, self.action, request=request) as work:
                if work.answer is None:
                    work.seen = self.expected_version(values)
                    entity_id = await self.make(work, values)
                    return self.done(await work.commit([entity_id]), entity_id)
                [kept] = work.answer.ids
                assert isinstance(kept, UUID)
                return self.done(work.answer.revision, kept)
        except ConcurrentChange:
            raise
        except Refusal as refusal:
            return self.refused(values, tuple(map(as_input_path, refusal.problems)))

    async def make(self, work: UnitOfWork, values: Mapping[str, Any]) -> UUID:
        """Make the change within a unit of work, and return the id of what the payload shows."""
        arguments = {name: value for name, value in values.items() if name != "expected_version"}
        target = arguments.pop("id", None)
        await check_owner(work, self.action, values)
        first = () if target is None else (target,)
        entity: Identified = await self.use_case(work, *first, **arguments)
        return entity.id

    def expected_version(self, values: Mapping[str, Any]) -> ExpectedVersion | None:
        """Return the version that the change was decided on, if it was told."""
        target, version = values.get("id"), values.get("expected_version")
        return None if target is None or version is None else ExpectedVersion(target, version)

    def done(self, revision: int, entity_id: UUID) -> Outcome:
        return Outcome(revision, {self.payload_field: self.changed(entity_id)})

    def refused(self, values: Mapping[str, Any], problems: tuple[Problem, ...]) -> Outcome:
        """Return the outcome of a change that was not made, with the row to show if it is newer
        than the version that the client decided on."""
        stale = any(problem.code is ProblemCode.STALE_VERSION for problem in problems)
        target = target_of(self.input_type, self.answers, values)
        shown = {self.payload_field: self.changed(target)} if stale and target else {}
        return Outcome(None, shown, problems)

    def request(self, viewer: Viewer, values: Mapping[str, Any], key: str | None) -> Request | None:
        if key is None or viewer.token_id is None:
            return None
        kept = fields.check_one("idempotency_key", fields.line(LONGEST_KEY), key)
        return Request(kept, self.action, hash_of(values))

    def changed(self, entity_id: UUID) -> Changed:
        return Changed(self.answers.__name__, entity_id)

    def field(self) -> StrawberryField:
        """Return the field of the schema's mutation type."""
        payload = payload_type(self.name, self.answers.__name__)
        return change_field(self.action, self.description, self.input_type, payload, self.perform)


def change_field(
    action: str, description: str, input_type: type[object], payload: type, perform: Perform
) -> StrawberryField:
    """Return a field of the schema's mutation type."""

    async def resolve(
        info: Info[Any, Any],
        input: Any,  # noqa: A002 - its name in the schema
        idempotency_key: str | None = strawberry.UNSET,
    ) -> object:
        context: MutationContext = info.context
        outcome = await perform(
            context.units_of_work, context.viewer, input, idempotency_key or None
        )
        return await context.read_payload(info, outcome)

    about = strawberry.argument(description="What to change.")
    resolve.__annotations__ = {
        "info": Info,
        "input": Annotated[input_type, about],
        "idempotency_key": IdempotencyKey,
        "return": payload,
    }
    resolve.__name__ = action
    declared: StrawberryField = strawberry.mutation(resolver=resolve, description=description)
    return declared


def archiving(
    kind: type[Entity], archive: UseCase, unarchive: UseCase, consequence: str
) -> tuple[Mutation, Mutation]:
    """Return the two mutations that take a row out of the lists and put it back."""
    prefix, name = snake(kind.__name__), spoken(kind.__name__)
    one = with_article(name)
    archive_input = target_input(f"{kind.__name__}ArchiveInput", kind, f"Which {name} to archive.")
    unarchive_input = target_input(
        f"{kind.__name__}UnarchiveInput", kind, f"Which {name} to bring back."
    )
    return (
        Mutation(
            f"{prefix}_archive",
            archive,
            archive_input,
            kind,
            f"Take {one} out of the lists. {consequence} Archiving it again changes nothing.",
        ),
        Mutation(f"{prefix}_unarchive", unarchive, unarchive_input, kind, f"Bring {one} back."),
    )


def as_input_path(problem: Problem) -> Problem:
    """Return the problem with its path as the client wrote it: in camel case, below `input`."""
    if problem.path == ("idempotency_key",):
        return replace(problem, path=("idempotencyKey",))
    path = ("input", *(camel(name) for name in problem.path)) if problem.path else ()
    return replace(problem, path=path)

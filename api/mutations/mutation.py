"""How a mutation runs: from its input to its outcome. The only place where writing meets reading.

A mutation is a row of a feature's table: its name, its use case, its input, what it answers with.
Nothing else differs between mutations, so nothing else is written for them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Protocol

import strawberry
from strawberry.types import Info
from strawberry.types.field import StrawberryField

from api.global_id import prefix_of
from api.mutations.inputs import given, hash_of, spoken, target_input, target_of
from api.mutations.outcome import Changed, Outcome
from api.mutations.payload import IdempotencyKey, payload_type
from db.idempotency import LONGEST_KEY, Request
from db.repository import Seen
from db.unit_of_work import UnitsOfWork
from domain import fields
from domain.access import Viewer
from domain.ports import Entity, Identified
from domain.problem import Problem, ProblemCode, Refusal

UseCase = Callable[..., Awaitable[Any]]


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
        return prefix_of(self.answers.__name__)

    async def perform(
        self, units: UnitsOfWork, viewer: Viewer, given_input: object, key: str | None = None
    ) -> Outcome:
        """Make the change and tell what it came to. A refusal is an outcome, never an error."""
        values: dict[str, Any] = {}
        try:
            values = given(given_input)
            revision, changed = await self.change(units, viewer, values, key)
        except Refusal as refusal:
            problems = tuple(as_input_path(problem) for problem in refusal.problems)
            return Outcome(None, self.as_it_stands(values, problems), problems)
        return Outcome(revision, {self.payload_field: changed})

    async def change(
        self, units: UnitsOfWork, viewer: Viewer, values: dict[str, Any], key: str | None
    ) -> tuple[int, Changed]:
        request = self.request(viewer, values, key)
        arguments = dict(values)
        version = arguments.pop("expected_version", None)
        target = arguments.pop("id", None)
        seen = Seen(target, version) if target is not None and version is not None else None
        async with units.begin(viewer, self.action, request=request, seen=seen) as work:
            if work.answer is not None:
                return work.answer.revision, self.changed(work.answer.ids[0])
            first = () if target is None else (target,)
            entity = await self.use_case(work, *first, **arguments)
            return await work.commit([entity.id]), self.changed(entity.id)

    def request(self, viewer: Viewer, values: dict[str, Any], key: str | None) -> Request | None:
        if key is None or viewer.token_id is None:
            return None
        kept = fields.check_one("idempotency_key", fields.line(LONGEST_KEY), key)
        return Request(kept, self.action, hash_of(values))

    def changed(self, entity_id: Any) -> Changed:
        return Changed(self.answers.__name__, entity_id)

    def as_it_stands(
        self, values: dict[str, Any], problems: tuple[Problem, ...]
    ) -> dict[str, Changed]:
        """Return the row to show to a client that decided on a version no longer current."""
        stale = any(problem.code is ProblemCode.STALE_VERSION for problem in problems)
        target = target_of(self.input_type, self.answers, values)
        return {self.payload_field: self.changed(target)} if stale and target else {}

    def field(self) -> StrawberryField:
        """Return the field of the schema's mutation type."""

        async def resolve(
            info: Info[Any, Any],
            input: Any,  # noqa: A002 - its name in the schema
            idempotency_key: str | None = strawberry.UNSET,
        ) -> object:
            context: MutationContext = info.context
            outcome = await self.perform(
                context.units_of_work, context.viewer, input, idempotency_key or None
            )
            return await context.read_payload(info, outcome)

        about = strawberry.argument(description="What to change.")
        resolve.__annotations__ = {
            "info": Info,
            "input": Annotated[self.input_type, about],
            "idempotency_key": IdempotencyKey,
            "return": payload_type(self.name, self.answers.__name__),
        }
        resolve.__name__ = self.action
        declared: StrawberryField = strawberry.mutation(
            resolver=resolve, description=self.description
        )
        return declared


def archiving(
    kind: type[Entity], put_away: UseCase, bring_back: UseCase, consequence: str
) -> tuple[Mutation, Mutation]:
    """Return the two mutations that take a row out of the lists and put it back."""
    prefix, name = prefix_of(kind.__name__), spoken(kind)
    archive_input = target_input(f"{kind.__name__}ArchiveInput", kind, f"Which {name} to archive.")
    unarchive_input = target_input(
        f"{kind.__name__}UnarchiveInput", kind, f"Which {name} to bring back."
    )
    return (
        Mutation(
            f"{prefix}_archive",
            put_away,
            archive_input,
            kind,
            f"Take a {name} out of the lists. {consequence} Archiving it again changes nothing.",
        ),
        Mutation(f"{prefix}_unarchive", bring_back, unarchive_input, kind, f"Bring a {name} back."),
    )


def as_input_path(problem: Problem) -> Problem:
    """Return the problem with its path as the client wrote it: in camel case, below `input`."""
    if problem.path == ("idempotency_key",):
        return replace(problem, path=("idempotencyKey",))
    path = ("input", *(camel(name) for name in problem.path)) if problem.path else ()
    return replace(problem, path=path)


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)

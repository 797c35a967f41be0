"""Mutations of many things at once, each in the words of the mutation of one.

A bulk mutation is one transaction and one revision. Its items are tried one after the other, each
by itself: one that is refused leaves nothing behind and stops none of the others, unless the whole
was asked for atomically.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import strawberry
from strawberry.types.field import StrawberryField

from api.mutations.inputs import given, optional, required
from api.mutations.mutation import Mutation, as_input_path, change_field
from api.mutations.outcome import Outcome
from api.mutations.payload import bulk_payload_type
from api.planning.names import camel
from db.ledger.idempotency import Answer, Kept
from db.writing.unit_of_work import PostgresUnitOfWork, UnitsOfWork
from domain.core.problem import Problem, ProblemCode, Refusal, refuse
from domain.core.viewer import Viewer

ITEMS_AT_MOST = 100

# The mutations of one thing that have a form for many, and its name.
BULK: Final[Mapping[str, str]] = {
    "initiative_propose": "initiatives_propose",
    "initiative_update": "initiatives_update",
    "initiative_assign_owner": "initiatives_assign_owner",
    "initiative_archive": "initiatives_archive",
    "milestone_add": "milestones_add",
    "milestone_update": "milestones_update",
    "milestone_replan": "milestones_replan",
    "milestone_complete": "milestones_complete",
    "milestone_drop": "milestones_drop",
    "dependency_add": "dependencies_add",
    "participation_set": "participations_set",
    "effect_set": "effects_set",
    "short_term_win_log": "short_term_wins_log",
    "short_term_win_share": "short_term_wins_share",
    "status_update_post": "status_updates_post",
    "finding_acknowledge": "findings_acknowledge",
    "finding_unacknowledge": "findings_unacknowledge",
    "department_create": "departments_create",
    "person_create": "people_create",
    "person_update": "people_update",
    "touchpoint_create": "touchpoints_create",
    "touchpoint_update": "touchpoints_update",
}


@dataclass(frozen=True, slots=True)
class Bulk:
    """The form for many of a mutation of one, allowed to whoever may make that one."""

    one: Mutation
    action: str

    @property
    def name(self) -> str:
        """The name in the schema: `milestonesReplan`."""
        return camel(self.action)

    async def perform(
        self, units: UnitsOfWork, viewer: Viewer, given_input: Any, key: str | None = None
    ) -> Outcome:
        """Make the changes and tell what each came to."""
        atomic = given_input.atomic is True
        try:
            check_count(given_input.items)
            items = [Item(self.one, place, each) for place, each in enumerate(given_input.items)]
            values: dict[str, Any] = {"items": [each.values or repr(each.given) for each in items]}
            request = self.one.request(viewer, {**values, "atomic": atomic}, key)
            request = request and replace(request, mutation=self.action)
            async with units.begin(viewer, self.one.action, request=request) as work:
                if work.answer is not None:
                    return answered(items, work.answer)
                kept = [await item.attempt(work) for item in items]
                none = not any(isinstance(each, UUID) for each in kept)
                if none or (atomic and any(isinstance(each, tuple) for each in kept)):
                    return nothing_done(items, kept)
                return answered(items, Answer(await work.commit(kept), tuple(kept)))
        except Refusal as refusal:
            return Outcome(None, problems=tuple(map(as_input_path, refusal.problems)))

    def field(self) -> StrawberryField:
        """Return the field of the schema's mutation type."""
        return change_field(
            self.action,
            f"{self.one.description} The same as {self.one.name}, of up to {ITEMS_AT_MOST} at "
            "once: one transaction, one revision, a result for each.",
            bulk_input(self.one, self.name),
            bulk_payload_type(self.name, self.one.name, self.one.answers.__name__),
            self.perform,
        )


class Item:
    """One of the changes that are asked for at once."""

    def __init__(self, mutation: Mutation, place: int, given_input: object) -> None:
        self.mutation = mutation
        self.path = ("items", str(place))
        self.given = given_input
        self.values: dict[str, Any] = {}
        self.malformed: tuple[Problem, ...] = ()
        try:
            self.values = given(given_input)
        except Refusal as refusal:
            self.malformed = refusal.problems

    async def attempt(self, work: PostgresUnitOfWork) -> Kept:
        """Try the change: return the id of what was changed, or why it was not."""
        if self.malformed:
            return self.problems_at_item(self.malformed)
        try:
            async with work.attempt(self.mutation.expected_version(self.values)):
                return await self.mutation.make(work, self.values)
        except Refusal as refusal:
            return self.problems_at_item(refusal.problems)

    def problems_at_item(self, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Return the problems with paths that begin at this item."""
        below = (replace(each, path=(*self.path, *each.path)) for each in problems)
        return tuple(map(as_input_path, below))

    def outcome(self, kept: Kept, revision: int | None) -> Outcome:
        if isinstance(kept, tuple):
            return self.mutation.refused(self.values, kept)
        return Outcome(None) if revision is None else self.mutation.done(revision, kept)


def answered(items: list[Item], answer: Answer) -> Outcome:
    """Return the outcome of changes of which at least one was made."""
    results = tuple(
        item.outcome(kept, answer.revision) for item, kept in zip(items, answer.ids, strict=True)
    )
    return Outcome(answer.revision, problems=problems_of(results), results=results)


def nothing_done(items: list[Item], kept: list[Kept]) -> Outcome:
    """Return the outcome of changes of which none was made."""
    results = tuple(item.outcome(each, None) for item, each in zip(items, kept, strict=True))
    return Outcome(None, problems=problems_of(results), results=results)


def problems_of(results: tuple[Outcome, ...]) -> tuple[Problem, ...]:
    return tuple(problem for each in results for problem in each.problems)


def check_count(items: list[object]) -> None:
    if not 1 <= len(items) <= ITEMS_AT_MOST:
        refuse(
            ProblemCode.OUT_OF_RANGE,
            f"A bulk mutation takes 1 to {ITEMS_AT_MOST} items, not {len(items):,}.",
            "items",
            hint="Send them in several requests, each with an idempotency key of its own.",
        )


def bulk_input(mutation: Mutation, name: str) -> type[object]:
    """Make the input that holds many inputs of a mutation."""
    namespace = {
        "__annotations__": {"items": list[mutation.input_type], "atomic": bool | None},  # type: ignore[name-defined]  # made at run time
        "__module__": __name__,
        "items": required(f"1 to {ITEMS_AT_MOST} changes, made in this order."),
        "atomic": optional(
            "True: all or nothing; when one is refused, none is made. Left out or false: those "
            "that are refused stop none of the others."
        ),
    }
    made = type(f"{name[0].upper()}{name[1:]}Input", (), namespace)
    return strawberry.input(made, description=f"What to give to {mutation.name}, many times.")


def bulk_of(mutations: tuple[Mutation, ...]) -> tuple[Bulk, ...]:
    """Return the bulk forms of those mutations that have one."""
    return tuple(
        Bulk(mutation, BULK[mutation.action]) for mutation in mutations if mutation.action in BULK
    )

"""Kinds: what there is to know of an entity, stated once.

The rules for writing, the table, the output type, inputs, filter and orders, the CSV file and the
page follow from a kind's attributes. The dataclass stays written out, for readers and for mypy; a
contract test holds it to what is stated here.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from domain import SUBJECTS
from domain.core.attribute import Attribute, Reference
from domain.core.entity import Entity
from domain.core.event import EventKind
from domain.core.modules import modules_of
from domain.core.names import plural, snake, spoken
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.core.viewer import Role, TokenScope
from domain.core.write_rules import WriteRules, archive_row, unarchive_row, usable

KindT = TypeVar("KindT", bound=Entity)


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[KindT]):
    """An entity of the product, with all that is known of it.

    `about` describes one of them, `these` all of them in a list. `file` is its CSV file. It is
    found by the text of the attribute `searched`; `searched_place` is its place among what is
    equally near.
    """

    entity: type[KindT]
    about: str
    these: str
    file: str
    attributes: tuple[Attribute, ...]
    searched: str | None = None
    searched_place: int = 100

    @property
    def name(self) -> str:
        """Its name in the schema: `ShortTermWin`."""
        return self.entity.__name__

    @property
    def key(self) -> str:
        """Its name for the table, ids and actions: `short_term_win`."""
        return snake(self.name)

    @property
    def list_name(self) -> str:
        """The name of lists of it: `short_term_wins`."""
        return plural(self.key)

    @property
    def spoken(self) -> str:
        """Its name as people say it: `short-term win`."""
        return spoken(self.name)

    @cached_property
    def by_name(self) -> Mapping[str, Attribute]:
        """Its attributes by their names."""
        return {each.name: each for each in self.attributes}

    @property
    def archivable(self) -> bool:
        """Whether it can be archived and brought back."""
        return "archived_on" in self.by_name

    @property
    def written(self) -> Iterator[Attribute]:
        """What may be written of it."""
        return (each for each in self.attributes if each.written)

    @property
    def references(self) -> Iterator[Reference]:
        """What of it refers to other rows."""
        return (each for each in self.attributes if isinstance(each, Reference))

    @cached_property
    def rules(self) -> WriteRules[KindT]:
        """The rules that every create and update keeps."""
        return WriteRules(
            self.entity,
            {each.column: each.rule for each in self.written},
            required=frozenset(each.column for each in self.written if each.required),
            references={each.column: each.to for each in self.references if each.written},
        )

    def event(self, what: str) -> EventKind:
        """Return the kind of event that tells that one was created, updated, and so on."""
        return EventKind[f"{self.key}_{what}".upper()]


@dataclass(frozen=True, kw_only=True)
class RecordKind(Kind[KindT]):
    """A kind without a life of its own: it is created, updated, archived and unarchived.

    Whoever has the `scope` and at least the role `least` may do that. `checks` look at a row as it
    would be kept, and refuse it.
    """

    scope: TokenScope
    least: Role
    checks: tuple[Callable[[KindT], None], ...] = field(default=())

    @property
    def actions(self) -> tuple[str, ...]:
        """The names of what can be done with it."""
        verbs = ("create", "update", *(("archive", "unarchive") if self.archivable else ()))
        return tuple(f"{self.key}_{verb}" for verb in verbs)

    async def create(self, work: UnitOfWork, **given: Any) -> KindT:
        """Make one."""
        made = await self.rules.create(work, given)
        self.check(made)
        work.record(self.event("created"), made)
        return made

    async def update(self, work: UnitOfWork, entity_id: UUID, **given: Any) -> KindT:
        """Change what is given of one that is in use."""
        found = await usable(work, self.entity, entity_id, "id")
        await self.rules.update(work, found, given, self.event("updated"))
        self.check(found)
        return found

    async def archive(self, work: UnitOfWork, entity_id: UUID) -> KindT:
        """Take one out of the lists; what refers to it still shows it. Again changes nothing."""
        found: Any = await work.get(self.entity, entity_id, "id")
        kept: KindT = archive_row(work, found, self.event("archived"))
        return kept

    async def unarchive(self, work: UnitOfWork, entity_id: UUID) -> KindT:
        """Bring one back into the lists. Again changes nothing."""
        found: Any = await work.get(self.entity, entity_id, "id")
        kept: KindT = unarchive_row(work, found, self.event("unarchived"))
        return kept

    def check(self, made: KindT) -> None:
        """Refuse a row that can't be kept as it is."""
        for each in self.checks:
            each(made)


@dataclass(frozen=True, kw_only=True)
class LinkKind(Kind[KindT]):
    """A kind that only ties two others together: its first two attributes refer to them.

    Whoever has the `scope` and at least the role `least` ties them. `usable_first` returns the row
    at the first end, or refuses one that is not to be changed any more.
    """

    scope: TokenScope
    least: Role
    usable_first: Callable[[UnitOfWork, UUID, str], Awaitable[Entity]]

    @property
    def ends(self) -> tuple[Reference, Reference]:
        """What it ties together."""
        first, second = list(self.references)[:2]
        return first, second

    @property
    def actions(self) -> tuple[str, ...]:
        """The names of what can be done with it."""
        return f"{self.key}_add", f"{self.key}_remove"

    async def add(self, work: UnitOfWork, first_id: UUID, **second: UUID) -> Entity:
        """Tie a row to another; return the first. Again changes nothing."""
        first, ends = await self.found(work, first_id, second)
        if not await work.find(self.entity, **ends):
            await self.rules.create(work, ends)
            work.record(self.event("added"), first, data=second)
        return first

    async def remove(self, work: UnitOfWork, first_id: UUID, **second: UUID) -> Entity:
        """Untie a row from another; return the first."""
        first, ends = await self.found(work, first_id, second)
        if not (tied := await work.find(self.entity, **ends)):
            refuse(
                ProblemCode.NOT_FOUND,
                f"The {spoken(self.ends[0].to.__name__)} has no such"
                f" {spoken(self.ends[1].to.__name__)}.",
                self.ends[1].column,
                hint="Ask what it has, and name one of these.",
            )
        await work.remove(tied[0])
        work.record(self.event("removed"), first, data=second)
        return first

    async def found(
        self, work: UnitOfWork, first_id: UUID, second: Mapping[str, UUID]
    ) -> tuple[Entity, dict[str, UUID]]:
        """Return the row at the first end, and the ids at both."""
        first = await self.usable_first(work, first_id, "id")
        return first, {self.ends[0].column: first.id, **second}


@cache
def kinds() -> tuple[Kind[Any], ...]:
    """Return every kind, subject by subject."""
    return tuple(
        declared
        # Access is above all others: it says who may change what they declare.
        for module in modules_of("domain", [each for each in SUBJECTS if each != "access"])
        for declared in vars(module).values()
        # One that is imported by another module is its own module's.
        if isinstance(declared, Kind) and declared.entity.__module__ == module.__name__
    )

"""Staging: every row read and checked, before any is written.

A row that refers to a bad row is bad as well, so with --skip-bad-rows what remains is whole.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from integrations.importing.changes.changes import Bundle
from integrations.importing.changes.context import Calendar, IdMap
from integrations.importing.checking.checks import check_row
from integrations.importing.checking.objectives import Objectives
from integrations.importing.files.reading import Source
from integrations.importing.format.columns import Row, references
from integrations.importing.format.problems import RowProblem
from integrations.importing.rows.kinds import LinkRow, past_days
from integrations.importing.rows.portfolio import (
    FILES,
    CommentRow,
    CreditRow,
    DependencyRow,
    EffectRow,
    EventRow,
    InitiativeRow,
    MilestoneRow,
    OrganisationRow,
    ParticipationRow,
    PersonRow,
    ShareRow,
    WinRow,
)

Progress = Callable[[str], None]
NOBODY = UUID(int=0)
# What may happen to a record later than it was made.
LATER_CELLS = (
    *dict.fromkeys(each.name for each in past_days() if each.nullable),
    "archived_on",
    "closed_on",
    "completed_on",
    "edited_at",
    "ended_on",
    "observed_on",
    "started_on",
)
# On which day a row happened, in the words of its file.
HAPPENED = (
    *dict.fromkeys(each.name for each in past_days() if not each.nullable),
    "occurred_on",
    "achieved_on",
    "held_on",
    "asked_on",
)


@dataclass(slots=True)
class Staged:
    """What a source says, checked row by row: reference rows by file, the rest by initiative."""

    rows: dict[type[Row], list[Row]] = field(default_factory=lambda: defaultdict(list))
    bundles: dict[UUID, Bundle] = field(default_factory=dict)
    columns: dict[type[Row], frozenset[str]] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    row_count: int = 0
    rows_of: dict[str, int] = field(default_factory=dict)
    """How many rows each file has, with those that could not even be read."""
    ignored_count: int = 0

    @property
    def organisation(self) -> OrganisationRow | None:
        rows = self.rows.get(OrganisationRow)
        row = rows[0] if rows else None
        return row if isinstance(row, OrganisationRow) else None


@dataclass(frozen=True, slots=True)
class People:
    """The addresses on record: whose each is, and which people have no external id yet."""

    by_email: dict[str, UUID]
    nameless: frozenset[UUID]


class Stage:
    """Reads a source file after file, keeps the good rows, and says what is wrong with the rest."""

    def __init__(
        self,
        source: Source,
        ids: IdMap,
        people: People,
        calendar: Calendar,
        as_of: date | None,
    ) -> None:
        self.source = source
        self.ids = ids
        self.people = people
        self.calendar = calendar
        self.as_of = as_of
        self.staged = Staged()
        self.good: dict[str, set[str]] = defaultdict(set)
        self.bad: dict[str, dict[str, int]] = defaultdict(dict)
        self.later: dict[str, set[str]] = defaultdict(set)
        self.objectives = Objectives(ids)
        self.emails: dict[str, int] = {}
        self.parents: dict[str, dict[str, str]] = {MilestoneRow.file: {}, WinRow.file: {}}

    def read(self, progress: Progress) -> Staged:
        """Read everything; `progress` is told of each file."""
        for row_type in FILES:
            before = self.staged.row_count
            self.read_file(row_type, progress)
            if self.staged.row_count > before:
                progress(f"{row_type.file}: {self.staged.row_count - before:,} rows read")
        self.staged.problems.sort()
        return self.staged

    def read_file(self, row_type: type[Row], progress: Progress) -> None:
        seen: dict[tuple[object, ...], int] = {}
        claimed: dict[UUID, int] = {}
        unread: set[int] = set()
        before = self.staged.row_count
        for each in self.source.rows(row_type):
            if row_type not in self.staged.columns:
                self.staged.columns[row_type] = self.source.columns(row_type)
            if isinstance(each, RowProblem):
                self.staged.problems.append(each)
                if each.line > 1:
                    unread.add(each.line)
                continue
            self.staged.row_count += 1
            if self.staged.row_count % 50_000 == 0:
                progress(f"{row_type.file}: line {each.line:,} …")
            problems = list(self.check(each, seen, claimed))
            if problems:
                self.staged.problems += problems
                self.mark_bad(each)
            elif self.lies_later(each):
                self.staged.ignored_count += 1
            else:
                self.keep(each if self.as_of is None else known_by(each, self.as_of, self.calendar))
        read = self.staged.row_count - before
        if read or self.source.columns(row_type):
            self.staged.rows_of[row_type.file] = read + len(unread)

    def check(
        self, row: Row, seen: dict[tuple[object, ...], int], claimed: dict[UUID, int]
    ) -> Iterator[RowProblem]:
        """Yield what is wrong with a row: twice there, unknown references, contradictions."""
        if row.key and (first := seen.setdefault(row.identity, row.line)) != row.line:
            names = " and ".join(row.key)
            reason = f"is on line {first} already; keep one of the two rows"
            yield RowProblem(row.file, row.line, names, reason)
        external_id = getattr(row, "external_id", None)
        known = self.ids.find(row.file, external_id) if external_id else None
        if known is not None and (first := claimed.setdefault(known, row.line)) != row.line:
            reason = f"is the same record as on line {first}; keep one of the two rows"
            yield RowProblem(row.file, row.line, "external_id", reason)
        if (
            isinstance(row, OrganisationRow)
            and (first := seen.setdefault((), row.line)) != row.line
        ):
            yield RowProblem(row.file, row.line, "", f"is a second organisation; keep line {first}")
        yield from self.check_references(row)
        yield from check_row(row, self.calendar, self.as_of)
        if isinstance(row, PersonRow):
            yield from self.check_email(row)
        yield from self.check_parent(row)

    def check_references(self, row: Row) -> Iterator[RowProblem]:
        for column, external_id in references(row):
            file = column.refers or ""
            if external_id in self.good[file] or external_id in self.later[file]:
                continue
            if (line := self.bad[file].get(external_id)) is not None:
                reason = f"refers to {file}, line {line}, which can't be taken"
            elif self.ids.find(file, external_id) is None:
                reason = f"“{external_id}” is in {file} neither here nor on record; add it there"
            else:
                continue
            yield RowProblem(row.file, row.line, column.name, reason)

    def check_email(self, row: PersonRow) -> Iterator[RowProblem]:
        """Yield a problem when an address is someone else's; adopt who had no external id yet."""
        if row.email is None:
            return
        email = row.email.lower()
        first = self.emails.setdefault(email, row.line)
        if first != row.line:
            reason = f"{row.email} is on line {first} already; an address belongs to one person"
            yield RowProblem(row.file, row.line, "email", reason)
            return
        owner = self.people.by_email.get(email)
        if owner is None or owner == self.ids.find(row.file, row.external_id):
            return
        if owner in self.people.nameless and self.ids.find(row.file, row.external_id) is None:
            self.ids.link(row.file, row.external_id, owner)
            return
        reason = f"{row.email} belongs to someone else on record; correct it or the external id"
        yield RowProblem(row.file, row.line, "email", reason)

    def check_parent(self, row: Row) -> Iterator[RowProblem]:
        """Yield a problem when a row joins an initiative and a milestone of another one."""
        if isinstance(row, EventRow | CommentRow) and row.milestone is not None:
            of = self.initiative_of(MilestoneRow.file, row.milestone)
            if of is not None and of != self.ids.find(InitiativeRow.file, row.initiative):
                reason = f"“{row.milestone}” is a milestone of another initiative; correct one"
                yield RowProblem(row.file, row.line, "milestone", reason)
        if isinstance(row, MilestoneRow | WinRow):
            known = self.ids.find(row.file, row.external_id)
            parent = self.ids.parents.get(known) if known else None
            if parent is not None and parent != self.ids.find(InitiativeRow.file, row.initiative):
                reason = "belongs to another initiative on record and can't move; correct the cell"
                yield RowProblem(row.file, row.line, "initiative", reason)

    def initiative_of(self, file: str, external_id: str) -> UUID | None:
        parent = self.parents[file].get(external_id)
        if parent is not None:
            return self.ids.find(InitiativeRow.file, parent)
        known = self.ids.find(file, external_id)
        return self.ids.parents.get(known) if known else None

    def mark_bad(self, row: Row) -> None:
        external_id = getattr(row, "external_id", None)
        if external_id is not None and external_id not in self.good[row.file]:
            self.bad[row.file][external_id] = row.line

    def lies_later(self, row: Row) -> bool:
        """Tell whether a row was recorded after --as-of, or belongs to what was."""
        if any(each in self.later[column.refers or ""] for column, each in references(row)):
            later = True
        elif self.as_of is None:
            return False
        else:
            days = (getattr(row, name, None) for name in HAPPENED)
            day = next((each for each in days if each is not None), None)
            recorded = getattr(row, "recorded_at", None)
            later = (day is not None and day > self.as_of) or (
                recorded is not None and self.calendar.day(recorded) > self.as_of
            )
        if later:
            external_id = getattr(row, "external_id", None)
            if external_id is not None:
                self.later[row.file].add(external_id)
            self.note_ignored(row)
        return later

    def note_ignored(self, row: Row) -> None:
        """Remember that the source tells more of a history than is taken."""
        if not isinstance(row, EventRow):
            return
        initiative_id = self.ids.find(InitiativeRow.file, row.initiative)
        if initiative_id is None:
            return
        bundle = self.bundle(initiative_id)
        bundle.ignored.add((row.event.value, row.milestone or ""))

    def bundle(self, initiative_id: UUID) -> Bundle:
        return self.staged.bundles.setdefault(initiative_id, Bundle(initiative_id))

    def keep(self, row: Row) -> None:
        """Put a good row where the plan finds it."""
        external_id: Any = getattr(row, "external_id", None)
        entity_id = NOBODY
        if external_id is not None:
            self.good[row.file].add(external_id)
            entity_id = self.ids.allocate(row.file, external_id)
        match row:
            case InitiativeRow():
                self.bundle(entity_id).row = row
                self.serve(row)
            case EventRow():
                self.of_initiative(row.initiative).events.append(row)
            case ParticipationRow():
                self.of_initiative(row.initiative).participations.append(row)
            case LinkRow():
                # Its first end is the initiative.
                self.of_initiative(getattr(row, row.key[0])).links[type(row)].append(row)
            case EffectRow():
                self.of_initiative(row.initiative).effects.append(row)
            case CommentRow():
                self.of_initiative(row.initiative).comments.append(row)
            case MilestoneRow():
                self.parents[row.file][external_id] = row.initiative
                self.of_initiative(row.initiative).milestones[entity_id] = row
            case WinRow():
                self.parents[row.file][external_id] = row.initiative
                self.of_initiative(row.initiative).wins[entity_id] = row
            case DependencyRow() | CreditRow() | ShareRow():
                self.keep_below(row)
            case _:
                self.objectives.note(row)
                self.staged.rows[type(row)].append(row)

    def keep_below(self, row: DependencyRow | CreditRow | ShareRow) -> None:
        """Put a good row of a milestone or a win with its initiative."""
        match row:
            case DependencyRow():
                self.of_child(MilestoneRow.file, row.milestone).dependencies.append(row)
            case CreditRow():
                self.of_child(WinRow.file, row.win).credits.append(row)
            case ShareRow():
                self.of_child(WinRow.file, row.win).shares.append(row)

    def serve(self, row: InitiativeRow) -> None:
        """Make an objective of what an older file says in a word, unless there is one so called."""
        if row.strategic_objective is not None:
            link, objective = self.objectives.served(
                row.line, row.external_id, row.strategic_objective
            )
            if objective is not None:
                self.staged.columns.setdefault(type(objective), frozenset({"external_id", "title"}))
                self.keep(objective)
            self.staged.columns.setdefault(type(link), frozenset(link.key))
            self.keep(link)

    def of_initiative(self, external_id: str) -> Bundle:
        return self.bundle(self.ids.known(InitiativeRow.file, external_id))

    def of_child(self, file: str, external_id: str) -> Bundle:
        initiative_id = self.initiative_of(file, external_id)
        assert initiative_id is not None, "validation has seen the parent"
        return self.bundle(initiative_id)


def known_by(row: Row, day: date, calendar: Calendar) -> Row:
    """Return a row without what happened to it after a day."""
    later: dict[str, Any] = {
        name: None
        for name in LATER_CELLS
        if (moment := getattr(row, name, None)) is not None and calendar.day(moment) > day
    }
    return replace(row, **later) if later else row

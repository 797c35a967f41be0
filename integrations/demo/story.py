"""The story as a source of rows, seen from the day on which it is loaded."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from domain.journeys.journey import Channel, Importance
from domain.portfolio.effect import Direction
from domain.portfolio.initiative import Priority
from domain.portfolio.objective import INITIATIVE_OBJECTIVE, OBJECTIVE
from domain.portfolio.short_term_win import Audience, Proof
from integrations.demo.company import DEPARTMENTS, DOMAIN, LEFT, NAME, PEOPLE, VISION
from integrations.demo.initiatives import EFFORTS
from integrations.demo.journeys import JOURNEYS, STAGES, TOUCHPOINTS
from integrations.demo.objectives import OBJECTIVES
from integrations.demo.words import Effort, Promise, Won
from integrations.importing.format.columns import Row, columns
from integrations.importing.format.problems import RowProblem
from integrations.importing.rows.kinds import row_for
from integrations.importing.rows.portfolio import (
    CommentRow,
    CreditRow,
    DepartmentRow,
    DependencyRow,
    EffectRow,
    EventKind,
    EventRow,
    InitiativeRow,
    JourneyRow,
    MilestoneRow,
    OrganisationRow,
    ParticipationRow,
    PersonRow,
    ShareRow,
    StageRow,
    TouchpointRow,
    WinRow,
)

ZONE = "Europe/London"
CURRENCY = "GBP"
FOUNDED = -400
AUDIT = "Internal audit"
ASCII = str.maketrans("êöýáãç", "eoyaac")


class Story:
    """The demo's rows, as a `Source`, told on a day: the same day, the same rows."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._rows: dict[type[Row], list[Row]] = defaultdict(list)
        self.tell_company()
        self.tell_journeys()
        self.tell_objectives()
        for effort in EFFORTS:
            self.tell(effort)

    def columns(self, row: type[Row]) -> frozenset[str]:
        return frozenset(column.name for column in columns(row))

    def rows(self, row: type[Row]) -> Iterator[Row | RowProblem]:
        yield from self._rows[row]

    def count(self, row: type[Row]) -> int:
        """Return how many rows the story has for a file."""
        return len(self._rows[row])

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def add(self, row: Row) -> None:
        self._rows[type(row)].append(row)

    def line(self, row: type[Row]) -> int:
        return len(self._rows[row]) + 2

    def tell_company(self) -> None:
        self.add(
            OrganisationRow(
                line=2, name=NAME, vision_statement=VISION, time_zone=ZONE, currency=CURRENCY
            )
        )
        founded = self.day(FOUNDED)
        for key, name, about, head_count in DEPARTMENTS:
            self.add(
                DepartmentRow(
                    line=self.line(DepartmentRow),
                    external_id=key,
                    name=name,
                    description=about,
                    head_count=head_count,
                    recorded_at=founded,
                )
            )
        for key, name, job_title, department in PEOPLE:
            self.add(
                PersonRow(
                    line=self.line(PersonRow),
                    external_id=key,
                    name=name,
                    email=f"{'.'.join(name.lower().translate(ASCII).split())}@{DOMAIN}",
                    job_title=job_title,
                    department=department,
                    left_on=self.day(-LEFT[key]) if key in LEFT else None,
                    recorded_at=founded,
                )
            )

    def tell_objectives(self) -> None:
        row_type = row_for(OBJECTIVE)
        for key, title, description, owner, first, last in OBJECTIVES:
            self.add(
                row_type(
                    line=self.line(row_type),
                    external_id=key,
                    title=title,
                    description=description,
                    owner=owner,
                    starts_on=self.day(first),
                    ends_on=self.day(last),
                    recorded_at=self.day(FOUNDED),
                )
            )

    def tell_journeys(self) -> None:
        founded = self.day(FOUNDED)
        for key, name, about in JOURNEYS:
            self.add(
                JourneyRow(
                    line=self.line(JourneyRow),
                    external_id=key,
                    name=name,
                    description=about,
                    recorded_at=founded,
                )
            )
        positions: dict[str, int] = defaultdict(int)
        for journey, key, name in STAGES:
            positions[journey] += 1
            self.add(
                StageRow(
                    line=self.line(StageRow),
                    external_id=f"{journey}/{key}",
                    journey=journey,
                    name=name,
                    position=positions[journey],
                    recorded_at=founded,
                )
            )
        for stage, key, name, channel, importance, department, steward in TOUCHPOINTS:
            positions[stage] += 1
            self.add(
                TouchpointRow(
                    line=self.line(TouchpointRow),
                    external_id=key,
                    stage=stage,
                    name=name,
                    position=positions[stage],
                    channel=Channel(channel),
                    importance=Importance(importance),
                    department=department,
                    steward=steward,
                    recorded_at=founded,
                )
            )

    def tell(self, effort: Effort) -> None:
        """Tell one initiative with everything that happened to it."""
        case_on, case = effort.case or (None, None)
        benefit, note = effort.benefit or (None, None)
        self.add(
            InitiativeRow(
                line=self.line(InitiativeRow),
                external_id=effort.key,
                title=effort.title,
                summary=effort.summary,
                priority=Priority(effort.priority),
                owner=effort.owner,
                sponsor=effort.sponsor,
                case_for_change=case,
                case_for_change_on=None if case_on is None else self.day(case_on),
                budget_amount=None if effort.budget is None else Decimal(effort.budget),
                budget_currency=None if effort.budget is None else CURRENCY,
                expected_benefit_amount=None if benefit is None else Decimal(benefit),
                expected_benefit_currency=None if benefit is None else CURRENCY,
                expected_benefit_note=note,
                target_on=None if effort.target is None else self.day(effort.target),
            )
        )
        for objective in effort.objectives:
            row_type = row_for(INITIATIVE_OBJECTIVE)
            line = self.line(row_type)
            self.add(row_type(line=line, initiative=effort.key, objective=objective))
        self.tell_life(effort)
        for promise in effort.promises:
            self.tell_promise(effort, promise)
        for won in effort.wins:
            self.tell_win(effort, won)
        self.tell_ties(effort)
        self.tell_comments(effort)

    def event(
        self,
        effort: Effort,
        day: int,
        kind: EventKind,
        *,
        promise: Promise | None = None,
        due: int | None = None,
        value: str | None = None,
        text: str | None = None,
        person: str | None = None,
        assessor: str | None = None,
    ) -> None:
        self.add(
            EventRow(
                line=self.line(EventRow),
                initiative=effort.key,
                occurred_on=self.day(day),
                event=kind,
                milestone=f"{effort.key}/{promise.key}" if promise else None,
                due_on=None if due is None else self.day(due),
                value=value,
                text=text or None,
                person=person or None,
                assessor=assessor,
            )
        )

    def tell_life(self, effort: Effort) -> None:
        self.event(effort, effort.proposed, EventKind.CREATED, person=effort.owner)
        for day, status, reason, person in effort.life:
            self.event(effort, day, EventKind.LIFECYCLE, value=status, text=reason, person=person)
        for said in effort.said:
            self.event(
                effort,
                said.day,
                EventKind.STATUS,
                value=said.said,
                text=said.text,
                person=said.person,
            )
        for rated in effort.rated:
            self.event(
                effort,
                rated.day,
                EventKind.ASSESSED,
                value=rated.said,
                text=rated.text,
                assessor=AUDIT,
            )
        for day in effort.worked:
            self.event(effort, day, EventKind.ACTIVITY)

    def tell_promise(self, effort: Effort, promise: Promise) -> None:
        key = f"{effort.key}/{promise.key}"
        self.add(
            MilestoneRow(
                line=self.line(MilestoneRow),
                external_id=key,
                initiative=effort.key,
                title=promise.title,
                owner=promise.owner,
            )
        )
        self.event(effort, promise.made, EventKind.PLANNED, promise=promise, due=promise.due)
        for moved in promise.moved:
            kind = EventKind.UNPLANNED if moved.due is None else EventKind.REPLANNED
            self.event(
                effort,
                moved.day,
                kind,
                promise=promise,
                due=moved.due,
                text=moved.reason,
                person=moved.person,
            )
        if promise.met is not None:
            self.event(effort, promise.met, EventKind.DELIVERED, promise=promise)
        if promise.dropped is not None:
            day, reason = promise.dropped
            self.event(effort, day, EventKind.DROPPED, promise=promise, text=reason)
        for other in promise.waits_for:
            self.add(DependencyRow(line=self.line(DependencyRow), milestone=key, depends_on=other))

    def tell_win(self, effort: Effort, won: Won) -> None:
        measure, unit, before, after, source = won.measure or (None,) * 5
        self.add(
            WinRow(
                line=self.line(WinRow),
                external_id=won.key,
                initiative=effort.key,
                title=won.title,
                what_changed=won.what,
                achieved_on=self.day(won.day),
                touchpoint=won.touchpoint,
                evidence_measure=measure,
                evidence_unit=unit,
                evidence_before=None if before is None else Decimal(before),
                evidence_after=None if after is None else Decimal(after),
                evidence_source=source,
                proof=Proof.PROVEN if won.proven else Proof.CLAIMED,
            )
        )
        for person in won.due_to:
            self.add(CreditRow(line=self.line(CreditRow), win=won.key, person=person))
        for share in won.shared:
            self.add(
                ShareRow(
                    line=self.line(ShareRow),
                    win=won.key,
                    occurred_on=self.day(share.day),
                    audience=Audience(share.audience),
                    department=share.department,
                    person=share.person,
                    channel=share.channel,
                )
            )

    def tell_ties(self, effort: Effort) -> None:
        for department, role in effort.roles.items():
            self.add(
                ParticipationRow(
                    line=self.line(ParticipationRow),
                    initiative=effort.key,
                    department=department,
                    role=role,
                )
            )
        for change in effort.changes:
            good = change.strength > 0
            self.add(
                EffectRow(
                    line=self.line(EffectRow),
                    initiative=effort.key,
                    touchpoint=change.touchpoint,
                    direction=Direction.STRENGTHENS if good else Direction.WEAKENS,
                    strength=abs(change.strength),
                    note=change.note,
                    observed_on=None if change.seen is None else self.day(change.seen),
                )
            )

    def tell_comments(self, effort: Effort) -> None:
        for number, comment in enumerate(effort.comments):
            spoken_at = time(9 + number % 8, 10 + 7 * number % 50)
            self.add(
                CommentRow(
                    line=self.line(CommentRow),
                    initiative=effort.key,
                    recorded_at=datetime.combine(self.day(comment.day), spoken_at, ZoneInfo(ZONE)),
                    text=comment.text,
                    milestone=f"{effort.key}/{comment.said}" if comment.said else None,
                    person=comment.person,
                )
            )

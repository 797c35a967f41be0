"""The rows of several organisations, made from a seed.

They are made to catch what goes wrong between organisations and between equals: organisations share
ids (a key is an organisation and an id) and differ in their texts only by a marker; titles, days
and risks repeat, so that every order has ties; what may be null is null now and then; texts hold
what breaks quoting.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.access.invitation import InvitationState
from domain.core.attribute import Attribute, Choice, Day, Flag, Line, Number, Prose, Reference
from domain.core.kind import LinkKind, RecordKind, kinds
from domain.core.names import snake
from domain.core.viewer import Role
from domain.findings.rule import EvidenceFact, Severity, SubjectType
from domain.findings.rules import RULES
from domain.journeys.journey import Channel, Importance
from domain.portfolio.assessment import Rating
from domain.portfolio.effect import Direction
from domain.portfolio.initiative import Lifecycle, Priority
from domain.portfolio.short_term_win import Audience, Proof
from domain.portfolio.status_update import ReportedStatus
from domain.reviews.decision import DecisionState
from domain.reviews.review import ChangeKind
from domain.risk.levers import LeverKind
from domain.risk.stall_risk import Factor, Level, State
from tests.property.drawing import RISKS, Draws
from tests.property.portfolio import EMPTY, TODAYS, Portfolio, Row, marker

COUNTS = (
    "days_late",
    "missed_count",
    "days_silent",
    "days_to_next",
    "open_count",
    "overdue_count",
)


def make_portfolios(seed: int) -> dict[str, Portfolio]:
    """Return the same portfolios for the same seed, by key."""
    return {key: _Maker(key, seed).make() for key in TODAYS}


class _Maker(Draws):
    """Makes the rows of one organisation."""

    def make(self) -> Portfolio:
        self.organisation()
        if self.key != EMPTY:
            self.people()
            self.journeys()
            self.initiatives()
            self.milestones()
            self.wins()
            self.members()
            self.conversation()
            self.risks()
            self.findings()
            self.reviews()
            self.kinds()
        self.tokens()
        self.seats()
        self.invitations()
        return Portfolio(key=self.key, today=self.today, rows=self.rows)

    def organisation(self) -> None:
        self.rows["organisation"] = [
            {
                "id": self.organisation_id,
                "key": self.key,
                "name": self.text(),
                "vision_statement": self.maybe(self.text),
                "time_zone": "UTC",
                "currency": "EUR",
                "clock_fixed_on": self.today,
                "revision": self.random.randint(0, 2**31 - 1),
                "recorded_at": self.instant(),
            }
        ]

    def tokens(self) -> None:
        """Of every class of viewers, the first sees everything; not each of them is a person's."""
        for number, role in enumerate((Role.ADMIN, Role.VIEWER, Role.CONTRIBUTOR, Role.VIEWER)):
            person = self.any_id("person") if number != 1 and "person" in self.rows else None
            self.add(
                "access_token",
                number,
                versioned=False,
                person_id=person,
                label=self.maybe(self.text),
                method="TOKEN",
                role=role.value,
                scopes=("read", "write:wins") if number == 1 else None,
                used_at=None if number == 2 else self.instant(),
                expires_at=None if number else self.instant(),
                revoked_at=self.instant() if number == 3 else None,
                hash=self.random.randbytes(32),
            )

    def members(self) -> None:
        people = self.random.sample(self.rows["person"], min(6, len(self.rows["person"])))
        for number, person in enumerate(people):
            joined = number % 2 == 0
            self.add(
                "member",
                number,
                person_id=person["id"],
                role=self.random.choice(list(Role)).value,
                email=None if joined else f"{number}@{self.text()}",
                issuer="https://id.example" if joined else None,
                subject=str(number) if joined else None,
                joined_at=self.instant() if joined else None,
                removed_at=self.instant() if number > 3 else None,
            )

    def invitations(self) -> None:
        """Write to each member but the first twice, whether they have come since or not."""
        for number, member in enumerate(self.rows.get("member", ())[1:] * 2):
            mailed = {
                "organisation_id": self.organisation_id,
                "id": self.id("invitation", number),
                "member_id": member["id"],
                "person_id": member["person_id"],
                "state": self.random.choice(list(InvitationState)).value,
                "asked_at": self.instant(),
            }
            self.rows.setdefault("invitation", []).append(mailed)

    def seats(self) -> None:
        """Give a viewer one that is not told to answer for, and another one to sponsor."""
        secret = [row for row in self.rows.get("initiative", ()) if row["confidential"]]
        person = self.rows["access_token"][-1]["person_id"]
        for row, seat in zip(secret, ("owner_id", "sponsor_id"), strict=False):
            row["owner_id"] = row["sponsor_id"] = None
            row[seat] = person

    def people(self) -> None:
        for number in self.count(5):
            self.add(
                "department",
                number,
                name=self.text(),
                description=self.maybe(self.text),
                head_count=self.maybe(lambda: self.random.randint(0, 3)),
                external_id=self.external_id(number),
                archived_on=self.archived(),
            )
        for number in self.count(12):
            self.add(
                "person",
                number,
                name=self.text(5),
                email=self.maybe(lambda number=number: f"{number}@{self.text()}"),  # type: ignore[misc]
                job_title=self.maybe(self.text),
                reminders=self.flag(),
                department_id=self.maybe(lambda: self.any_id("department")),
                left_on=self.maybe(self.day, likely=0.3),
                external_id=self.external_id(number),
                archived_on=self.archived(),
            )

    def journeys(self) -> None:
        for number in self.count(3):
            self.add(
                "journey",
                number,
                name=self.text(),
                description=self.maybe(self.text),
                external_id=self.external_id(number),
                archived_on=self.archived(),
            )
        for number in self.count(10):
            self.add(
                "stage",
                number,
                journey_id=self.any_id("journey"),
                name=self.text(),
                position=self.random.choice((1, 1, 2)),
                external_id=self.external_id(number),
                archived_on=self.archived(),
            )
        for number in self.count(20):
            self.add(
                "touchpoint",
                number,
                stage_id=self.any_id("stage"),
                name=self.text(),
                position=self.random.choice((1, 1, 2)),
                channel=self.random.choice(list(Channel)).value,
                importance=self.random.choice(list(Importance)).value,
                department_id=self.maybe(lambda: self.any_id("department")),
                steward_id=self.maybe(lambda: self.any_id("person")),
                external_id=self.external_id(number),
                archived_on=self.archived(),
            )

    def initiatives(self) -> None:
        for number in self.count(14):
            budget = self.maybe(lambda: Decimal(self.random.randint(0, 10**9)) / 100)
            benefit = self.maybe(lambda: Decimal(self.random.randint(-(10**6), 10**6)) / 100)
            self.add(
                "initiative",
                number,
                title=self.text(),
                summary=self.maybe(self.text),
                status=self.random.choice(list(Lifecycle)).value,
                priority=self.random.choice(list(Priority)).value,
                owner_id=self.maybe(lambda: self.any_id("person")),
                sponsor_id=self.maybe(lambda: self.any_id("person")),
                case_for_change=self.maybe(self.text),
                case_for_change_on=self.maybe(self.past),
                budget_amount=None if budget is None else budget.quantize(Decimal("0.01")),
                budget_currency=None if budget is None else "EUR",
                expected_benefit_amount=None
                if benefit is None
                else benefit.quantize(Decimal("0.01")),
                expected_benefit_currency=None if benefit is None else "CHF",
                expected_benefit_note=self.maybe(self.text),
                proposed_on=self.past(),
                started_on=self.maybe(self.past),
                target_on=self.maybe(self.day),
                ended_on=self.maybe(self.past, likely=0.3),
                external_id=self.external_id(number),
                imported=self.flag(),
                # Of ids that organisations share, never the same in both.
                confidential=number % 2 == (self.key < "b"),
                archived_on=self.archived(),
            )
        for number in self.count(30):
            self.add(
                "lifecycle_move",
                number,
                versioned=False,
                initiative_id=self.any_id("initiative"),
                from_status=self.maybe(lambda: self.random.choice(list(Lifecycle)).value),
                to_status=self.random.choice(list(Lifecycle)).value,
                person_id=self.maybe(lambda: self.any_id("person")),
                reason=self.maybe(self.text),
                occurred_on=self.past(),
                imported=self.flag(),
            )
        for number, pair in enumerate(self.pairs(40, "initiative", "department")):
            self.add(
                "participation",
                number,
                initiative_id=pair[0],
                department_id=pair[1],
                role=self.text(),
            )
        for number, pair in enumerate(self.pairs(50, "initiative", "touchpoint")):
            self.add(
                "effect",
                number,
                initiative_id=pair[0],
                touchpoint_id=pair[1],
                direction=self.random.choice(list(Direction)).value,
                strength=self.random.randint(1, 5),
                note=self.maybe(self.text),
                observed_on=self.maybe(self.past, likely=0.4),
            )

    def milestones(self) -> None:
        for number in self.count(45):
            first = self.maybe(self.day, likely=0.8)
            end = self.random.choice(("completed", "dropped", None, None))
            completed = self.past() if end == "completed" else None
            dropped = self.past() if end == "dropped" else None
            self.add(
                "milestone",
                number,
                initiative_id=self.any_id("initiative"),
                title=self.text(),
                owner_id=self.maybe(lambda: self.any_id("person")),
                first_due_on=first,
                due_on=None if first is None else self.maybe(self.day, likely=0.85),
                promised_on=self.maybe(self.past),
                completed_on=completed,
                completed_recorded_at=completed and self.instant(),
                dropped_on=dropped,
                dropped_recorded_at=dropped and self.instant(),
                dropped_reason=dropped and self.text(),
                missed_count=self.random.randint(0, 3),
                external_id=self.external_id(number),
                imported=self.flag(),
            )
        for number, milestone in enumerate(self.rows["milestone"] * 3):
            before, after = self.maybe(self.day), self.maybe(self.day)
            if before == after or self.flag():
                continue
            imported = self.flag()
            self.add(
                "replan",
                number,
                versioned=False,
                milestone_id=milestone["id"],
                ordinal=number // len(self.rows["milestone"]) + 1,
                from_due_on=before,
                to_due_on=after,
                days=(after - before).days if after and before else None,
                reason=self.maybe(self.text) if imported else self.text(),
                person_id=self.maybe(lambda: self.any_id("person")),
                occurred_on=self.past(),
                imported=imported,
            )
        for number, pair in enumerate(self.pairs(80, "milestone", "milestone")):
            self.add(
                "dependency",
                number,
                versioned=False,
                milestone_id=pair[0],
                depends_on_id=pair[1],
            )

    def wins(self) -> None:
        for number in self.count(45):
            measure = self.maybe(self.text)
            proven = measure is not None and self.flag()
            self.add(
                "short_term_win",
                number,
                initiative_id=self.any_id("initiative"),
                title=self.text(),
                what_changed=self.maybe(self.text),
                achieved_on=self.past(),
                touchpoint_id=self.maybe(lambda: self.any_id("touchpoint")),
                evidence_measure=measure,
                evidence_unit=self.maybe(self.text),
                evidence_before=self.figure() if proven else self.maybe(self.figure),
                evidence_after=self.figure() if proven else self.maybe(self.figure),
                evidence_source=self.maybe(self.text),
                proof=(Proof.PROVEN if proven else Proof.CLAIMED).value,
                shared=self.flag(),
                external_id=self.external_id(number),
                imported=self.flag(),
                archived_on=self.archived(),
            )
        for number, pair in enumerate(self.pairs(110, "short_term_win", "person")):
            self.add(
                "credit",
                number,
                versioned=False,
                short_term_win_id=pair[0],
                person_id=pair[1],
            )
        for number in self.count(45):
            self.add(
                "share",
                number,
                versioned=False,
                short_term_win_id=self.any_id("short_term_win"),
                audience=self.random.choice(list(Audience)).value,
                department_id=self.maybe(lambda: self.any_id("department")),
                person_id=self.maybe(lambda: self.any_id("person")),
                channel=self.maybe(self.text),
                occurred_on=self.past(),
            )

    def figure(self) -> Decimal:
        return self.random.choice(
            (Decimal(0), Decimal("-1.50"), Decimal("0.0000001"), Decimal("123456789.123456789"))
        )

    def conversation(self) -> None:
        for number in self.count(50):
            known = self.flag()
            self.add(
                "status_update",
                number,
                versioned=False,
                initiative_id=self.any_id("initiative"),
                person_id=self.maybe(lambda: self.any_id("person")),
                reported_status=self.random.choice(list(ReportedStatus)).value,
                text=self.maybe(self.text),
                facts_state=self.random.choice(list(State)).value if known else None,
                facts_probability=self.maybe(lambda: self.random.choice(RISKS)),
                facts_level=self.maybe(lambda: self.random.choice(list(Level)).value),
                facts_rule=self.maybe(self.text_of_a_rule),
                facts_overdue_count=self.maybe(lambda: self.random.randint(0, 3)),
                facts_missed_count=self.maybe(lambda: self.random.randint(0, 3)),
                facts_days_late=self.maybe(lambda: self.random.randint(0, 30)),
                facts_open_count=self.maybe(lambda: self.random.randint(0, 3)),
                facts_delivered_count=self.maybe(lambda: self.random.randint(0, 3)),
                facts_next_due_on=self.maybe(self.day),
                occurred_on=self.past(),
                imported=self.flag(),
            )
        for number in self.count(40):
            self.add(
                "assessment",
                number,
                versioned=False,
                initiative_id=self.any_id("initiative"),
                assessor=self.text(),
                rating=self.random.choice(list(Rating)).value,
                text=self.maybe(self.text),
                occurred_on=self.past(),
                imported=self.flag(),
            )
        for number in self.count(60):
            about = self.maybe(lambda: self.random.choice(self.rows["milestone"]))
            initiative = self.any_id("initiative") if about is None else about["initiative_id"]
            self.add(
                "comment",
                number,
                initiative_id=initiative,
                milestone_id=None if about is None else about["id"],
                person_id=self.maybe(lambda: self.any_id("person")),
                text=self.text(),
                edited_at=self.maybe(self.instant, likely=0.3),
                archived_on=self.archived(),
            )

    def text_of_a_rule(self) -> str:
        return f"v1 {marker(self.key)}"

    def risks(self) -> None:
        """Every initiative has exactly one current stall risk."""
        states = list(State)
        for number, initiative in enumerate(self.rows["initiative"]):
            # Every state occurs, and half of the initiatives are assessed.
            state = State.ASSESSED if number % 2 else states[number // 2 % len(states)]
            risk = self.random.choice(RISKS) if state is State.ASSESSED else None
            own = [
                row["id"]
                for row in self.rows["milestone"]
                if row["initiative_id"] == initiative["id"]
            ] or [None]
            self.rows.setdefault("stall_risk_current", []).append(
                {
                    "organisation_id": self.organisation_id,
                    "initiative_id": initiative["id"],
                    "state": state.value,
                    "probability": risk,
                    "level": None if risk is None else self.random.choice(list(Level)).value,
                    "rule": self.text_of_a_rule(),
                    "computed_on": self.today,
                    "revision": self.random.randint(0, 2**31 - 1),
                    "attention": -1.0 if risk is None else risk,
                    "days_late": self.random.randint(0, 3),
                    "missed_count": self.random.randint(0, 3),
                    "days_silent": self.random.randint(0, 3),
                    "days_to_next": self.maybe(lambda: self.random.randint(0, 90)),
                    "open_count": self.random.randint(0, 9),
                    "overdue_count": self.random.randint(0, 9),
                    "undated_count": self.random.randint(0, 9),
                    "delivered_count": self.random.randint(0, 9),
                    "last_activity_on": self.maybe(self.past),
                    "oldest_overdue_milestone_id": self.random.choice([*own, None]),
                    "next_milestone_id": self.random.choice([*own, None]),
                    "reasons": [] if risk is None else [self.reason(own) for _ in range(4)],
                    "levers": [] if risk is None else [self.lever(own) for _ in self.count(3)],
                    "recorded_at": self.instant(),
                }
            )

            self.history(initiative["id"], own)

    def history(self, initiative_id: UUID, milestones: list[UUID | None]) -> None:
        for days in self.random.sample(range(9), self.random.randint(0, 5)):
            state = self.random.choice(range(len(State)))
            self.rows.setdefault("stall_risk_history", []).append(
                {
                    "organisation_id": self.organisation_id,
                    "initiative_id": initiative_id,
                    "day": self.today - timedelta(days),
                    "probability": None
                    if state
                    else self.random.choice((0.05, 0.2999, 0.3, 0.5999, 0.6, 0.7999, 0.8, 1.0)),
                    "days_late": self.random.randint(0, 3),
                    "missed_count": self.random.randint(0, 3),
                    "days_silent": self.random.randint(0, 3),
                    "days_to_next": self.maybe(lambda: self.random.randint(0, 90)),
                    "state": state,
                    "rule": 1,
                    "oldest_overdue_milestone_id": self.random.choice([*milestones, None]),
                    "next_milestone_id": self.random.choice([*milestones, None]),
                }
            )

    def reason(self, milestones: list[UUID | None]) -> Row:
        milestone = self.random.choice(milestones)
        return {
            "factor": self.random.choice(list(Factor)).value,
            "value": self.random.choice((*RISKS, self.random.random())),
            "weight": 0.25,
            "share": self.random.random(),
            "sentence": self.text(),
            "milestone_id": None if milestone is None else str(milestone),
            "days": self.maybe(lambda: self.random.randint(0, 99)),
        }

    def lever(self, milestones: list[UUID | None]) -> Row:
        milestone = self.random.choice([*milestones, None])
        return {
            "kind": self.random.choice(list(LeverKind)).value,
            "state": self.random.choice(list(State)).value,
            "probability": self.maybe(lambda: self.random.choice((*RISKS, self.random.random()))),
            "level": self.maybe(lambda: self.random.choice(list(Level)).value),
            "sentence": self.text(),
            "milestone_id": None if milestone is None else str(milestone),
            "assumed_days": self.maybe(lambda: self.random.randint(0, 99)),
        }

    def findings(self) -> None:
        """Of every kind of subject, some gone, some acknowledged; and the rules they come from."""
        for number, rule in enumerate(RULES):
            self.add(
                "finding_rule",
                number,
                rule=rule.name,
                severity=rule.severity.value,
                description=self.text(),
                thresholds=[self.threshold() for _ in range(self.random.randint(0, 2))],
                changed=self.flag(),
                position=self.random.randint(1, 3),
            )
        for number in self.count(120):
            subject = self.random.choice(list(SubjectType))
            about = self.any_id(subject.value.lower())
            gone = self.maybe(self.past, likely=0.3)
            known = self.maybe(self.day, likely=0.5)
            values: dict[str, Any] = {
                f"{each.value.lower()}_id": about if each is subject else None
                for each in SubjectType
            }
            for name in ("initiative", "person"):
                values[f"{name}_id"] = values[f"{name}_id"] or self.maybe(
                    lambda name=name: self.any_id(name)  # type: ignore[misc]
                )
            self.add(
                "finding",
                number,
                # A subject has one finding of a rule at most.
                rule=RULES[number % len(RULES)].name,
                severity=self.random.choice(list(Severity)).value,
                subject_type=subject.value,
                subject_id=about,
                **values,
                since=self.past(),
                first_seen_on=self.past(),
                last_seen_on=gone,
                archived_on=gone,
                sentence=self.text(),
                evidence=[self.piece_of_evidence() for _ in range(self.random.randint(0, 3))],
                acknowledged_by_id=known and self.maybe(lambda: self.any_id("person")),
                acknowledged_on=known and self.past(),
                acknowledged_until=known,
                acknowledgement_note=known and self.maybe(self.text),
            )
        showing: set[tuple[object, object]] = set()
        for row in self.rows["finding"]:
            key = (row["rule"], row["subject_id"])
            if row["archived_on"] is None and key in showing:
                row["archived_on"] = row["last_seen_on"] = self.today
            showing.add(key)
        self.rows["finding_initiative"] = [
            {
                "organisation_id": self.organisation_id,
                "finding_id": row["id"],
                "initiative_id": initiative["id"],
                # Of no single initiative: only then are others involved in it.
                "involved": row["initiative_id"] is None and self.flag(),
            }
            for row in self.rows["finding"]
            for initiative in self.random.sample(self.rows["initiative"], self.random.randint(0, 3))
        ]

    def threshold(self) -> Row:
        return {
            "name": self.text(),
            "value": self.random.randint(0, 9),
            "default_value": self.random.randint(0, 9),
            "unit": self.text(),
            "lowest": self.random.randint(0, 9),
            "highest": self.random.randint(0, 9),
            "description": self.text(),
        }

    def piece_of_evidence(self) -> Row:
        def some_id(table: str) -> str | None:
            return self.maybe(lambda: str(self.any_id(table)), likely=0.4)

        return {
            "fact": self.random.choice(list(EvidenceFact)).value,
            "number": self.maybe(lambda: self.random.randint(-99, 99)),
            "day": self.maybe(lambda: self.day().isoformat()),
            "until": self.maybe(lambda: self.day().isoformat()),
            "word": self.maybe(lambda: self.random.choice(list(Level)).value),
            "initiative_id": some_id("initiative"),
            "milestone_id": some_id("milestone"),
            "person_id": some_id("person"),
            "department_id": some_id("department"),
        }

    def reviews(self) -> None:
        """Of which each knows the one before, with what was decided and taken on in them."""
        for number in self.count(8):
            held = self.rows.get("review", [])
            self.add(
                "review",
                number,
                title=self.text(),
                held_on=self.past(),
                held_by_id=self.maybe(lambda: self.any_id("person")),
                since_on=self.past(),
                previous_id=self.maybe(lambda held=held: held[-1]["id"]) if held else None,  # type: ignore[misc]
                revision=self.random.randint(0, 2**31 - 1),
                external_id=self.external_id(number),
                archived_on=self.archived(),
            )
        for number, pair in enumerate(self.pairs(60, "review", "initiative")):
            row = self.add(
                "review_entry",
                number,
                versioned=False,
                review_id=pair[0],
                initiative_id=pair[1],
                position=self.random.randint(1, 6),
                move_position=self.maybe(lambda: self.random.randint(1, 3)),
                **self.entry(),
            )
            del row["recorded_at"]
        for number in self.count(120):
            row = self.add(
                "review_change",
                number,
                versioned=False,
                review_id=self.any_id("review"),
                kind=self.random.choice(list(ChangeKind)).value,
                position=self.random.randint(1, 2),
                **{
                    f"{kind}_id": self.maybe(lambda kind=kind: self.any_id(kind))  # type: ignore[misc]
                    for kind in (
                        "initiative",
                        "milestone",
                        "replan",
                        "short_term_win",
                        "finding",
                        "person",
                    )
                },
                title=self.maybe(self.text),
                occurred_on=self.past(),
                from_due_on=self.maybe(self.day),
                due_on=self.maybe(self.day),
                days=self.maybe(lambda: self.random.randint(-9, 99)),
                text=self.maybe(self.text),
                shared=self.maybe(self.flag),
                severity=self.maybe(lambda: self.random.choice(list(Severity)).value),
                rule=self.maybe(lambda: self.random.choice(RULES).name),
            )
            del row["recorded_at"]
        for number in self.count(40):
            state = self.random.choice(list(DecisionState))
            closed = None if state is DecisionState.ASKED else self.past()
            self.add(
                "decision",
                number,
                review_id=self.maybe(lambda: self.any_id("review")),
                initiative_id=self.maybe(lambda: self.any_id("initiative")),
                text=self.text(),
                owner_id=self.maybe(lambda: self.any_id("person")),
                due_on=self.maybe(self.day),
                state=state.value,
                asked_on=self.past(),
                asked_by_id=self.maybe(lambda: self.any_id("person")),
                outcome=closed and self.text(),
                closed_on=closed,
                closed_by_id=closed and self.maybe(lambda: self.any_id("person")),
                external_id=self.external_id(number),
            )
        for number in self.count(30):
            self.add(
                "action",
                number,
                review_id=self.any_id("review"),
                initiative_id=self.maybe(lambda: self.any_id("initiative")),
                text=self.text(),
                owner_id=self.any_id("person"),
                due_on=self.day(),
                completed_on=self.maybe(self.past),
                external_id=self.external_id(number),
            )

    def kinds(self) -> None:
        """Rows of every kind of record, and of the links between them and others."""
        for kind in kinds():
            if isinstance(kind, RecordKind):
                for number in self.count(20):
                    values = {each.column: self.value_of(each, number) for each in kind.written}
                    self.add(kind.key, number, **values, archived_on=self.archived())
        for kind in kinds():
            if isinstance(kind, LinkKind):
                first, second = kind.ends
                ends = self.pairs(40, snake(first.to.__name__), snake(second.to.__name__))
                for number, (one, other) in enumerate(ends):
                    given = {first.column: one, second.column: other}
                    self.add(kind.key, number, versioned=False, **given)

    def value_of(self, attribute: Attribute, number: int) -> Any:
        """A value of an attribute, which may be absent where it need not be there."""
        draw: Callable[[], Any]
        match attribute:
            case Line(name="external_id"):
                return self.external_id(number)
            case Line() | Prose():
                draw = self.text
            case Day(name="starts_on"):
                # Ahead of what may come after it.
                draw = lambda: date(1990, 1, 1)  # noqa: E731
            case Day():
                draw = self.day
            case Choice(values=values):
                draw = lambda: self.random.choice(list(values)).value  # noqa: E731
            case Reference(to=to):
                draw = lambda: self.any_id(snake(to.__name__))  # noqa: E731
            case Number(least=least, most=most):
                draw = lambda: self.random.randint(least, most)  # noqa: E731
            case Flag():
                draw = self.flag
            case _:
                raise TypeError(f"no value for {attribute}")
        return self.maybe(draw) if attribute.nullable else draw()

    def entry(self) -> Row:
        """What a review kept of an initiative, which may be gone."""
        milestones: list[UUID | None] = [row["id"] for row in self.rows["milestone"]]
        return {
            "title": self.text(),
            "owner_id": self.maybe(lambda: self.any_id("person")),
            "status": self.maybe(lambda: self.random.choice(list(Lifecycle)).value),
            "started_on": self.maybe(self.past),
            "target_on": self.maybe(self.day),
            "reported_status": self.maybe(lambda: self.random.choice(list(ReportedStatus)).value),
            "reported_on": self.maybe(self.past),
            "latest_status_update_id": self.maybe(lambda: self.any_id("status_update")),
            "state": self.maybe(lambda: self.random.choice(list(State)).value),
            "probability": self.maybe(lambda: self.random.choice(RISKS)),
            "level": self.maybe(lambda: self.random.choice(list(Level)).value),
            "rule": self.maybe(self.text_of_a_rule),
            **{name: self.maybe(lambda: self.random.randint(0, 99)) for name in COUNTS},
            "next_milestone_id": self.maybe(lambda: self.any_id("milestone")),
            "next_title": self.maybe(self.text),
            "next_due_on": self.maybe(self.day),
            "reasons": [self.reason(milestones) for _ in range(self.random.randint(0, 3))],
            "from_state": self.maybe(lambda: self.random.choice(list(State)).value),
            "from_probability": self.maybe(lambda: self.random.choice(RISKS)),
            "from_level": self.maybe(lambda: self.random.choice(list(Level)).value),
            "factor": self.maybe(lambda: self.random.choice(list(Factor)).value),
            "sentence": self.maybe(self.text),
            "archived_on": self.archived(),
        }

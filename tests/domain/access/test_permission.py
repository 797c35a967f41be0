"""Permission: a contributor changes what is theirs or their department's, an editor everything."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from domain.access.permission import RULES, check_owner, permit
from domain.core.entity import Entity
from domain.core.identity import new_id
from domain.core.problem import ProblemCode, Refusal
from domain.core.viewer import Role, TokenScope, Viewer
from domain.findings.finding import Finding
from domain.findings.rule import Severity, SubjectType
from domain.findings.rules import RuleName
from domain.portfolio import comment as comments
from domain.portfolio.comment import Comment
from domain.portfolio.effect import Direction, Effect
from domain.portfolio.initiative import Participation
from domain.portfolio.short_term_win import Credit, ShortTermWin
from domain.reviews.action import Action
from domain.reviews.decision import Decision
from tests.domain.memory import NOW, TODAY, Memory
from tests.domain.refusing import refused


def viewer(role: Role) -> Viewer:
    return Viewer(organisation_id=new_id(), token_id=None, role=role)


def test_a_role_includes_those_before_it() -> None:
    permit(viewer(Role.ADMIN), "comment_add")
    permit(viewer(Role.CONTRIBUTOR), "comment_add")
    with refused(ProblemCode.NOT_ALLOWED):
        permit(viewer(Role.VIEWER), "comment_add")
    with refused(ProblemCode.NOT_ALLOWED):
        permit(viewer(Role.EDITOR), "person_create")


def test_a_change_without_a_rule_can_not_be_made() -> None:
    with pytest.raises(KeyError):
        permit(viewer(Role.ADMIN), "organisation_delete")


class Place:
    """A touchpoint, an initiative that changes it, and all that hangs on it: of other people."""

    def __init__(self, work: Memory) -> None:
        self.work = work
        self.kitchen = work.department()
        self.me = work.person(department_id=self.kitchen.id)
        self.other = work.person(name="Charles Babbage")
        self.touchpoint = work.touchpoint(steward_id=self.other.id)
        self.initiative = work.initiative(owner_id=self.other.id, sponsor_id=self.other.id)
        self.milestone = work.milestone(self.initiative, owner_id=self.other.id)
        of_it = {**work.own, "initiative_id": self.initiative.id}
        self.win = work.keep(
            ShortTermWin(**of_it, title="Shorter queue", achieved_on=TODAY)  # type: ignore[arg-type]
        )
        self.effect = work.keep(
            Effect(
                **of_it,  # type: ignore[arg-type]
                touchpoint_id=self.touchpoint.id,
                direction=Direction.STRENGTHENS,
                strength=3,
            )
        )
        self.finding = self.found(initiative_id=self.initiative.id)
        decided = {"text": "Pay?", "asked_on": TODAY, "owner_id": self.other.id}
        self.decision = work.keep(Decision(**work.own, **decided))  # type: ignore[arg-type]
        taken_on = {"review_id": new_id(), "text": "Pay", "due_on": TODAY}
        self.action = work.keep(
            Action(**work.own, **taken_on, owner_id=self.other.id)  # type: ignore[arg-type]
        )
        work.viewer = replace(work.viewer, role=Role.CONTRIBUTOR, person_id=self.me.id)

    def found(self, **about: UUID) -> Finding:
        return self.work.keep(
            Finding(
                **self.work.own,  # type: ignore[arg-type]
                rule=RuleName("ORPHAN"),
                severity=Severity.CRITICAL,
                subject_type=SubjectType.INITIATIVE,
                subject_id=self.initiative.id,
                since=TODAY,
                first_seen_on=TODAY,
                sentence="Nobody backs it.",
                **about,  # type: ignore[arg-type]
            )
        )

    def credited(self) -> None:
        self.work.keep(
            Credit(
                organisation_id=self.win.organisation_id,
                short_term_win_id=self.win.id,
                person_id=self.me.id,
                recorded_at=NOW,
            )
        )

    def taking_part(self) -> None:
        self.work.keep(
            Participation(
                organisation_id=self.initiative.organisation_id,
                initiative_id=self.initiative.id,
                department_id=self.kitchen.id,
                role="Cooks",
                recorded_at=NOW,
            )
        )

    def set(self, thing: str, field: str, value: UUID) -> None:
        setattr(getattr(self, thing), field, value)


@pytest.fixture
def place(work: Memory) -> Place:
    return Place(work)


def input_of(place: Place, action: str) -> dict[str, UUID]:
    """Return the ids that the rule of a change looks for, all of others' things."""
    things: dict[str, Entity] = {
        "Initiative": place.initiative,
        "Milestone": place.milestone,
        "ShortTermWin": place.win,
        "Effect": place.effect,
        "Touchpoint": place.touchpoint,
        "Finding": place.finding,
        "Person": place.other,
        "Decision": place.decision,
        "Action": place.action,
    }
    reaches = RULES[action].paths
    return {reach.argument: things[reach.kind.__name__].id for reach in reaches}


BY_OWNER: Callable[[Place], None] = lambda place: place.set("initiative", "owner_id", place.me.id)  # noqa: E731
BY_SPONSOR: Callable[[Place], None] = lambda place: place.set(  # noqa: E731
    "initiative", "sponsor_id", place.me.id
)
BY_PROMISE: Callable[[Place], None] = lambda place: place.set("milestone", "owner_id", place.me.id)  # noqa: E731
BY_STEWARD: Callable[[Place], None] = lambda place: place.set(  # noqa: E731
    "touchpoint", "steward_id", place.me.id
)
BY_RUNNING: Callable[[Place], None] = lambda place: place.set(  # noqa: E731
    "touchpoint", "department_id", place.kitchen.id
)
ALONE = [
    *("initiative_update", "initiative_start", "initiative_stop", "status_update_post"),
    "decision_ask",
]
TOGETHER = ["participation_set", "milestone_add", "short_term_win_log", "finding_acknowledge"]
MINE = [
    *((action, way) for action in [*ALONE, *TOGETHER] for way in (BY_OWNER, BY_SPONSOR)),
    *((action, Place.taking_part) for action in TOGETHER),
    *(("milestone_complete", way) for way in (BY_PROMISE, BY_OWNER, BY_SPONSOR, Place.taking_part)),
    ("dependency_add", BY_PROMISE),
    ("short_term_win_share", Place.credited),
    ("short_term_win_share", BY_OWNER),
    ("short_term_win_archive", Place.taking_part),
    *(
        (action, way)
        for action in ("effect_set", "effect_remove")
        for way in (BY_OWNER, Place.taking_part, BY_STEWARD, BY_RUNNING)
    ),
    ("touchpoint_update", BY_STEWARD),
    ("touchpoint_update", BY_RUNNING),
    ("decision_take", lambda place: place.set("decision", "owner_id", place.me.id)),
    ("action_complete", lambda place: place.set("action", "owner_id", place.me.id)),
]


@pytest.mark.parametrize(("action", "way"), MINE)
async def test_what_is_ones_own_may_be_changed(
    place: Place, action: str, way: Callable[[Place], None]
) -> None:
    given = input_of(place, action)
    with refused(ProblemCode.NOT_ALLOWED, next(iter(given))):
        await check_owner(place.work, action, given)
    way(place)
    await check_owner(place.work, action, given)


@pytest.mark.parametrize("action", ALONE)
async def test_a_department_does_not_speak_for_the_owner(place: Place, action: str) -> None:
    place.taking_part()
    given = input_of(place, action)
    with refused(ProblemCode.NOT_ALLOWED, next(iter(given))):
        await check_owner(place.work, action, given)


# Comments have an author: test_words_are_their_authors_alone.
OF_SOMEBODY = [
    name
    for name, rule in RULES.items()
    if rule.paths and Comment not in {path.kind for path in rule.paths}
]


@pytest.mark.parametrize("action", OF_SOMEBODY)
async def test_an_editor_changes_what_is_others_and_a_stranger_is_told_who_may(
    place: Place, action: str
) -> None:
    rule = RULES[action]
    given = input_of(place, action)
    with pytest.raises(Refusal) as refusal:
        await check_owner(place.work, action, given)
    [problem] = refusal.value.problems
    assert problem.code is ProblemCode.NOT_ALLOWED
    assert rule.unrestricted_from is not None
    assert problem.message.startswith("This may only be done by ")
    assert problem.message.endswith(f" or a token of role {rule.unrestricted_from.value} or above.")
    place.work.viewer = replace(place.work.viewer, role=rule.unrestricted_from)
    await check_owner(place.work, action, given)


async def test_an_integration_needs_a_scope_in_place_of_a_person(place: Place) -> None:
    given = input_of(place, "milestone_complete")
    place.work.viewer = replace(place.work.viewer, person_id=None)
    with refused(ProblemCode.NOT_ALLOWED):
        await check_owner(place.work, "milestone_complete", given)
    scopes = frozenset({TokenScope.MILESTONES, TokenScope.PEOPLE})
    place.work.viewer = replace(place.work.viewer, scopes=scopes)
    await check_owner(place.work, "milestone_complete", given)
    with refused(ProblemCode.NOT_ALLOWED):
        await check_owner(place.work, "person_set_reminders", {"id": place.me.id})


async def test_scopes_do_not_widen_what_a_person_may_change(place: Place) -> None:
    place.work.viewer = replace(place.work.viewer, scopes=frozenset(TokenScope))
    with refused(ProblemCode.NOT_ALLOWED, "id"):
        await check_owner(place.work, "milestone_complete", input_of(place, "milestone_complete"))


async def test_a_proposal_names_oneself(place: Place) -> None:
    for argument in ("owner_id", "sponsor_id"):
        await check_owner(place.work, "initiative_propose", {argument: place.me.id})
    with refused(ProblemCode.NOT_ALLOWED, "owner_id"):
        await check_owner(place.work, "initiative_propose", {})


async def test_words_are_their_authors_alone(place: Place) -> None:
    said = await comments.add(place.work, place.initiative.id, "Well done")
    given = {"id": said.id}
    for action in ("comment_edit", "comment_archive"):
        await check_owner(place.work, action, given)
    place.work.viewer = replace(place.work.viewer, person_id=place.other.id, role=Role.ADMIN)
    await check_owner(place.work, "comment_archive", given)
    with refused(ProblemCode.NOT_ALLOWED, "id"):
        await check_owner(place.work, "comment_edit", given)
    place.work.viewer = replace(place.work.viewer, role=Role.CONTRIBUTOR)
    with refused(ProblemCode.NOT_ALLOWED, "id"):
        await check_owner(place.work, "comment_archive", given)


async def test_reminders_are_ones_own_or_an_administrators_to_switch(place: Place) -> None:
    await check_owner(place.work, "person_set_reminders", {"id": place.me.id})
    place.work.viewer = replace(place.work.viewer, role=Role.EDITOR)
    with refused(ProblemCode.NOT_ALLOWED, "id"):
        await check_owner(place.work, "person_set_reminders", {"id": place.other.id})


async def test_a_finding_is_of_whoever_it_is_about(place: Place) -> None:
    finding = place.found(person_id=place.me.id)
    await check_owner(place.work, "finding_acknowledge", {"id": finding.id})
    about_touchpoint = place.found(touchpoint_id=place.touchpoint.id)
    given = {"id": about_touchpoint.id}
    with refused(ProblemCode.NOT_ALLOWED, "id"):
        await check_owner(place.work, "finding_acknowledge", given)
    BY_RUNNING(place)
    await check_owner(place.work, "finding_acknowledge", given)


async def test_what_does_not_exist_is_not_found(place: Place) -> None:
    with refused(ProblemCode.NOT_FOUND, "id"):
        await check_owner(place.work, "milestone_complete", {"id": new_id()})

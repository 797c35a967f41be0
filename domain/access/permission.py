"""Permission: who may make which change, and how a change reaches what its maker holds.

Every change is listed once. A role may make it of anything, or (a contributor) only of what they
own or what their department takes part in; what that means is said once for each kind of thing.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any, Final
from uuid import UUID

from domain.core.entity import Entity
from domain.core.kind import LinkKind, RecordKind, kinds
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.core.viewer import Role, TokenScope, Viewer
from domain.findings.finding import Finding
from domain.journeys.journey import Touchpoint
from domain.people.person import Person
from domain.portfolio.comment import Comment
from domain.portfolio.effect import Effect
from domain.portfolio.initiative import Initiative, Participation
from domain.portfolio.milestone import Milestone
from domain.portfolio.short_term_win import Credit, ShortTermWin
from domain.reviews.action import Action
from domain.reviews.decision import Decision

RECORDS: Final = tuple(kind for kind in kinds() if isinstance(kind, RecordKind))
# Kinds that say themselves who may write them.
WRITTEN: Final[tuple[RecordKind[Any] | LinkKind[Any], ...]] = (
    *RECORDS,
    *(kind for kind in kinds() if isinstance(kind, LinkKind)),
)
NOBODY: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Owners:
    """Whose a thing is: people who own it, and departments that take part in it or run it."""

    people: frozenset[UUID] = NOBODY
    departments: frozenset[UUID] = NOBODY

    def __or__(self, other: "Owners") -> "Owners":
        return Owners(self.people | other.people, self.departments | other.departments)


FindOwners = Callable[[UnitOfWork, Any], Awaitable[Owners]]


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose the things of a kind are: in words, its people and those of departments, and found."""

    people: tuple[str, ...]
    departments: tuple[str, ...] = ()
    _: KW_ONLY
    find: FindOwners


@dataclass(frozen=True, slots=True)
class OwnershipPath:
    """How a change reaches what it changes: the thing of `kind` whose id is given as `argument`.

    `personal` when it takes the person, and their department's part in it is not enough.
    """

    kind: type[Entity]
    argument: str = "id"
    personal: bool = False

    @property
    def who(self) -> tuple[str, ...]:
        """Return in words whose it is."""
        whose = OWNERSHIP[self.kind]
        return whose.people if self.personal else (*whose.people, *whose.departments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who may make a change: the least role, and the scope that a restricted token needs, if any.

    With `paths`, one of them must lead to something of the maker's own, unless their role is at
    least `unrestricted_from` (None: even an administrator changes only what is theirs).
    """

    scope: TokenScope | None
    least: Role = Role.CONTRIBUTOR
    paths: tuple[OwnershipPath, ...] = ()
    unrestricted_from: Role | None = Role.EDITOR

    def checks_owner(self, role: Role) -> bool:
        """Tell whether it matters for this role whose the thing is."""
        free = self.unrestricted_from is not None and role.rank >= self.unrestricted_from.rank
        return bool(self.paths) and not free


def _rules(
    scope: TokenScope | None,
    actions: str,
    *reaches: OwnershipPath,
    least: Role = Role.CONTRIBUTOR,
    unrestricted_from: Role | None = Role.EDITOR,
) -> Iterator[tuple[str, Rule]]:
    rule = Rule(scope=scope, least=least, paths=reaches, unrestricted_from=unrestricted_from)
    for action in actions.split():
        yield action, rule


_INITIATIVE: Final = OwnershipPath(Initiative, "initiative_id")
RULES: Final[Mapping[str, Rule]] = dict(
    [
        # An initiative is its owner's and its sponsor's; whether it is made at all, who answers for
        # it, and when it leaves the lists is for the CX office to say.
        *_rules(
            TokenScope.INITIATIVES,
            "initiative_propose",
            OwnershipPath(Person, "owner_id"),
            OwnershipPath(Person, "sponsor_id"),
        ),
        *_rules(
            TokenScope.INITIATIVES,
            """initiative_update initiative_start initiative_hold initiative_resume
            initiative_embed initiative_finish initiative_stop""",
            OwnershipPath(Initiative, personal=True),
        ),
        *_rules(
            TokenScope.INITIATIVES,
            """initiative_assign_owner initiative_assign_sponsor initiative_commit
            initiative_archive initiative_unarchive""",
            least=Role.EDITOR,
        ),
        # What the owner says is the owner's.
        *_rules(
            TokenScope.INITIATIVES,
            "status_update_post",
            OwnershipPath(Initiative, "initiative_id", personal=True),
        ),
        *_rules(TokenScope.INITIATIVES, "participation_set participation_remove", _INITIATIVE),
        *_rules(
            TokenScope.INITIATIVES,
            "effect_set",
            _INITIATIVE,
            OwnershipPath(Touchpoint, "touchpoint_id"),
        ),
        *_rules(
            TokenScope.INITIATIVES, "effect_mark_observed effect_remove", OwnershipPath(Effect)
        ),
        *_rules(
            TokenScope.INITIATIVES,
            "finding_acknowledge finding_unacknowledge",
            OwnershipPath(Finding),
        ),
        # Everybody who contributes may say something; their words are theirs alone.
        *_rules(TokenScope.INITIATIVES, "comment_add"),
        *_rules(
            TokenScope.INITIATIVES, "comment_edit", OwnershipPath(Comment), unrestricted_from=None
        ),
        *_rules(TokenScope.INITIATIVES, "comment_archive", OwnershipPath(Comment)),
        # A review is the CX office's. Whoever answers for an initiative may ask for a decision on
        # it; it is taken by whom it was asked of, and an action is done by whom took it on.
        *_rules(
            TokenScope.INITIATIVES,
            """review_hold review_update review_archive review_unarchive
            decision_update decision_withdraw action_add action_update""",
            least=Role.EDITOR,
        ),
        *_rules(
            TokenScope.INITIATIVES,
            "decision_ask",
            OwnershipPath(Initiative, "initiative_id", personal=True),
        ),
        *_rules(TokenScope.INITIATIVES, "decision_take", OwnershipPath(Decision)),
        *_rules(TokenScope.INITIATIVES, "action_complete action_reopen", OwnershipPath(Action)),
        *_rules(TokenScope.MILESTONES, "milestone_add", _INITIATIVE),
        *_rules(
            TokenScope.MILESTONES,
            """milestone_update milestone_replan milestone_undate milestone_complete
            milestone_reopen milestone_drop""",
            OwnershipPath(Milestone),
        ),
        *_rules(
            TokenScope.MILESTONES,
            "dependency_add dependency_remove",
            OwnershipPath(Milestone, "milestone_id"),
        ),
        *_rules(TokenScope.WINS, "short_term_win_log", _INITIATIVE),
        *_rules(
            TokenScope.WINS,
            """short_term_win_update short_term_win_prove short_term_win_share
            short_term_win_unshare short_term_win_credit
            short_term_win_archive short_term_win_unarchive""",
            OwnershipPath(ShortTermWin),
        ),
        *_rules(TokenScope.JOURNEYS, "touchpoint_update", OwnershipPath(Touchpoint)),
        *_rules(
            TokenScope.JOURNEYS,
            """department_create department_update department_archive department_unarchive
            journey_create journey_update journey_reorder_stages journey_archive journey_unarchive
            stage_create stage_update stage_reorder_touchpoints stage_archive stage_unarchive
            touchpoint_create touchpoint_archive touchpoint_unarchive""",
            least=Role.EDITOR,
        ),
        *_rules(
            TokenScope.PEOPLE,
            "person_set_reminders",
            OwnershipPath(Person),
            unrestricted_from=Role.ADMIN,
        ),
        *_rules(
            TokenScope.PEOPLE,
            """person_create person_update person_leave person_archive person_unarchive
            person_erase
            member_invite invitation_resend member_set_role member_remove""",
            least=Role.ADMIN,
        ),
        *_rules(
            TokenScope.SETTINGS,
            "organisation_update finding_threshold_set token_issue token_revoke",
            least=Role.ADMIN,
        ),
        *_rules(TokenScope.IMPORT, "import", least=Role.ADMIN),
        # What has no life of its own says itself who may write it.
        *(
            (action, Rule(scope=kind.scope, least=kind.least))
            for kind in WRITTEN
            for action in kind.actions
        ),
        # Everybody comes and goes.
        *_rules(None, "sign_in sign_out session_end_all", least=Role.VIEWER),
    ]
)
_READS: Final[Mapping[Role, str]] = {
    Role.VIEWER: """
        organisation viewer node nodes changes search
        portfolio changes_between portfolio_history slip_totals
        initiative initiatives milestone milestones short_term_win short_term_wins
        touchpoint touchpoints journey journeys person people department departments
        finding findings
        review reviews decision decisions action actions
        initiative_changed portfolio_changed finding_raised
    """,
    Role.ADMIN: "audit_trail members tokens",
}
# The least role that may ask each root field of a query or a subscription.
READS: Final[Mapping[str, Role]] = {
    name: role for role, names in _READS.items() for name in names.split()
} | {name: Role.VIEWER for kind in RECORDS for name in (kind.key, kind.list_name)}


def permit(viewer: Viewer, action: str) -> None:
    """Refuse a change that neither role nor scopes of the viewer allow of anything at all.

    KeyError if no rule names it.
    """
    rule = RULES[action]
    if viewer.role.rank < rule.least.rank:
        refuse(
            ProblemCode.NOT_ALLOWED,
            f"A token of role {viewer.role.value} may not do this.",
            hint=f"It takes a token of role {rule.least.value} or above: ask an administrator.",
        )
    if viewer.scopes is not None and rule.scope is not None and rule.scope not in viewer.scopes:
        refuse(
            ProblemCode.NOT_ALLOWED,
            "The scopes of this token do not allow this.",
            hint=f"It takes a token with the scope {rule.scope.value}: ask an administrator.",
        )


async def check_owner(work: UnitOfWork, action: str, given: Mapping[str, Any]) -> None:
    """Refuse a change of what is not the viewer's own, if they may change nothing else.

    `given` is what the change is given, by name. Refuses with NOT_FOUND what does not exist.
    """
    viewer, rule = work.viewer, RULES[action]
    if not rule.checks_owner(viewer.role):
        return
    if viewer.person_id is None:
        if viewer.scopes is not None and rule.unrestricted_from is Role.EDITOR:
            return  # An integration owns nothing: its scopes, named by an administrator, speak.
        refuse(
            ProblemCode.NOT_ALLOWED,
            "This token is nobody's, and only a person owns what they may change.",
            hint="It takes a person's token, or one with scopes: ask an administrator.",
        )
    department_id = (await work.get(Person, viewer.person_id)).department_id
    for reach in rule.paths:
        if (entity_id := given.get(reach.argument)) is None:
            continue
        found = await owners_of(work, await work.get(reach.kind, entity_id, reach.argument))
        if viewer.person_id in found.people:
            return
        if not reach.personal and department_id in found.departments:
            return
    who = list(dict.fromkeys(word for reach in rule.paths for word in reach.who))
    if rule.unrestricted_from is not None:
        who.append(f"a token of role {rule.unrestricted_from.value} or above")
    told = " or ".join([", ".join(who[:-1]), who[-1]] if len(who) > 1 else who)
    refuse(
        ProblemCode.NOT_ALLOWED,
        f"This may only be done by {told}.",
        rule.paths[0].argument,
        hint="Ask one of them to do it.",
    )


async def owners_of(work: UnitOfWork, entity: Entity) -> Owners:
    """Return whose a thing is."""
    return await OWNERSHIP[type(entity)].find(work, entity)


def people_of(*ids: UUID | None) -> frozenset[UUID]:
    """Return the ids that are there."""
    return frozenset(one for one in ids if one is not None)


def person_in(column: str) -> FindOwners:
    """Return how to find the owner of what names them itself, in this column."""

    async def find(_work: UnitOfWork, entity: Any) -> Owners:
        return Owners(people_of(getattr(entity, column)))

    return find


async def _of_initiative(work: UnitOfWork, initiative: Initiative) -> Owners:
    parts = await work.find(Participation, initiative_id=initiative.id)
    return Owners(
        people_of(initiative.owner_id, initiative.sponsor_id),
        frozenset(part.department_id for part in parts),
    )


async def _of_milestone(work: UnitOfWork, milestone: Milestone) -> Owners:
    own = Owners(people_of(milestone.owner_id))
    return own | await _at(work, Initiative, milestone.initiative_id)


async def _of_win(work: UnitOfWork, win: ShortTermWin) -> Owners:
    credits_ = await work.find(Credit, short_term_win_id=win.id)
    due_to = Owners(frozenset(credit.person_id for credit in credits_))
    return due_to | await _at(work, Initiative, win.initiative_id)


async def _of_effect(work: UnitOfWork, effect: Effect) -> Owners:
    touchpoint = await _at(work, Touchpoint, effect.touchpoint_id)
    return touchpoint | await _at(work, Initiative, effect.initiative_id)


async def _of_touchpoint(_work: UnitOfWork, touchpoint: Touchpoint) -> Owners:
    return Owners(people_of(touchpoint.steward_id), people_of(touchpoint.department_id))


async def _of_finding(work: UnitOfWork, finding: Finding) -> Owners:
    return (
        Owners(people_of(finding.person_id))
        | await _at(work, Initiative, finding.initiative_id)
        | await _at(work, Milestone, finding.milestone_id)
        | await _at(work, ShortTermWin, finding.short_term_win_id)
        | await _at(work, Touchpoint, finding.touchpoint_id)
    )


async def _at(work: UnitOfWork, kind: type[Entity], entity_id: UUID | None) -> Owners:
    return Owners() if entity_id is None else await owners_of(work, await work.get(kind, entity_id))


_OF_INITIATIVE: Final = ("the initiative's owner", "its sponsor")
_TAKES_PART: Final = ("whoever is of a department that takes part in it",)
_RUNS_IT: Final = ("whoever is of the touchpoint's department",)
# Whose each kind of thing is that a rule reaches.
OWNERSHIP: Final[Mapping[type[Entity], Ownership]] = {
    Initiative: Ownership(_OF_INITIATIVE, _TAKES_PART, find=_of_initiative),
    Milestone: Ownership(
        ("the milestone's owner", *_OF_INITIATIVE), _TAKES_PART, find=_of_milestone
    ),
    ShortTermWin: Ownership(("whom the win is due to", *_OF_INITIATIVE), _TAKES_PART, find=_of_win),
    Effect: Ownership(
        (*_OF_INITIATIVE, "the touchpoint's steward"),
        (*_TAKES_PART, *_RUNS_IT),
        find=_of_effect,
    ),
    Touchpoint: Ownership(("the touchpoint's steward",), _RUNS_IT, find=_of_touchpoint),
    Finding: Ownership(
        ("whom or whose the finding is about",),
        ("whoever is of a department that takes part in that",),
        find=_of_finding,
    ),
    Comment: Ownership(("who wrote the comment",), find=person_in("person_id")),
    Decision: Ownership(("whom the decision is asked of",), find=person_in("owner_id")),
    Action: Ownership(("who took the action on",), find=person_in("owner_id")),
    Person: Ownership(("the person named",), find=person_in("id")),
}

"""Personal texts say who a person is, and an erasure blanks them; words that people wrote stay.

Every text is one of them. Of kinds, `Attribute.personal` says which; of the other tables it is said
here. tests/contracts/test_personal_texts.py holds it to the tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from domain.access.member import Member
from domain.access.token import AccessToken
from domain.core.entity import Entity
from domain.core.kind import Kind, kinds
from domain.people.person import Person

ERASED: Final = "Erased person"


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The texts of a kind of thing that say who a person is.

    Rows are found by the column that names the person. Texts that must be there become `ERASED`.
    """

    entity: type[Entity]
    named_by: str
    texts: tuple[str, ...]
    required: frozenset[str] = frozenset()

    def blank(self, row: Any) -> None:
        """Say no longer who it was."""
        for text in self.texts:
            setattr(row, text, ERASED if text in self.required else None)


def personal_data_of(kind: Kind[Any]) -> PersonalData | None:
    """Return the personal texts of a kind: its only reference to a person says whose they are."""
    texts = [each for each in kind.attributes if each.personal]
    if not texts:
        return None
    named_by = [each.column for each in kind.references if each.to is Person]
    if len(named_by) != 1:
        raise TypeError(f"{kind.name} holds personal texts: say whose in one reference to a person")
    required = frozenset(each.name for each in texts if not each.nullable)
    return PersonalData(kind.entity, named_by[0], tuple(each.name for each in texts), required)


PERSONAL: Final[tuple[PersonalData, ...]] = (
    PersonalData(Member, "person_id", ("email", "issuer", "subject")),
    PersonalData(AccessToken, "person_id", ("label",)),
    *(found for kind in kinds() if (found := personal_data_of(kind)) is not None),
    PersonalData(Person, "id", ("name", "email", "job_title", "external_id"), frozenset({"name"})),
)
# What people wrote is theirs; where it names others, whoever wrote it says so.
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "organisation": ("name", "vision_statement"),
    "department": ("name", "description"),
    "journey": ("name", "description"),
    "stage": ("name",),
    "touchpoint": ("name",),
    "initiative": ("title", "summary", "case_for_change", "expected_benefit_note"),
    "lifecycle_move": ("reason",),
    "participation": ("role",),
    "effect": ("note",),
    "milestone": ("title", "dropped_reason"),
    "replan": ("reason",),
    "short_term_win": (
        "title",
        "what_changed",
        "evidence_measure",
        "evidence_unit",
        "evidence_source",
    ),
    "share": ("channel",),
    "status_update": ("text",),
    "comment": ("text",),
    "assessment": ("assessor", "text"),
    "finding": ("acknowledgement_note",),
    "review": ("title",),
    # As a review showed them: titles, and why a date was moved.
    "review_entry": ("title", "next_title"),
    "review_change": ("title", "text"),
    "action": ("text",),
}
# What the product or another tool wrote, about no person: names of rules and states, ids, and
# sentences made of numbers and days.
MADE: Final[Mapping[str, tuple[str, ...]]] = {
    "organisation": ("key", "time_zone", "currency"),
    "department": ("external_id",),
    "journey": ("external_id",),
    "stage": ("external_id",),
    "touchpoint": ("external_id",),
    "initiative": ("budget_currency", "expected_benefit_currency", "external_id"),
    "milestone": ("external_id",),
    "short_term_win": ("external_id",),
    "status_update": ("facts_state", "facts_level", "facts_rule"),
    "stall_risk_current": ("state", "level", "rule", "reasons", "levers"),
    "finding": ("sentence", "evidence"),
    "finding_rule": ("description", "thresholds"),
    "review": ("external_id",),
    "review_entry": ("rule", "sentence", "reasons"),
    "action": ("external_id",),
    # An event refers and counts (domain/core/event.py).
    "event": ("request_id", "kind", "subject_type", "data"),
    "idempotency_key": ("key", "mutation", "ids"),
    # A problem quotes its cell, so an outcome may hold a mistyped address: it is not erased with
    # the person, but forgotten with the import (OUTCOME_KEPT).
    "import_run": ("progress", "outcome"),
}

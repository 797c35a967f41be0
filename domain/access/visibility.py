"""Visibility: what the bearers of a role do not see, and who sees an initiative not yet told.

A hidden field reads null, and nobody can find out about it by filters or orders. A hidden row is as
if it was not there, wherever one could come upon it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.core.kind import kinds
from domain.core.viewer import Role

# What only some may see: entity and attribute, and the least role that sees it. In the schema such
# a field can be null. Of kinds, their attributes say it.
HIDDEN_FIELDS: Final[Mapping[tuple[str, str], Role]] = {
    ("Initiative", "budget"): Role.CONTRIBUTOR,
    ("Initiative", "expected_benefit"): Role.CONTRIBUTOR,
    ("Initiative", "expected_benefit_note"): Role.CONTRIBUTOR,
    ("Person", "email"): Role.CONTRIBUTOR,
} | {
    (kind.name, attribute.name): attribute.seen_by
    for kind in kinds()
    for attribute in kind.attributes
    if attribute.seen_by is not Role.VIEWER
}

# Kinds of rows that only some may see, and the least role that sees them.
HIDDEN_KINDS: Final[Mapping[str, Role]] = {"Member": Role.ADMIN, "AccessToken": Role.ADMIN}


# The least role that sees every initiative that is not yet told, and all that hangs on it.
SEES_CONFIDENTIAL: Final = Role.EDITOR


@dataclass(frozen=True, slots=True, eq=False)
class Visibility:
    """A class of viewers to whom the same is hidden: those of `role` and the roles that share it.

    Two viewers of a class see the same fields; of those who do not see all rows, each also sees the
    confidential initiatives in which they have a seat. `hidden_fields` are entities' attributes.
    """

    role: Role
    hidden_fields: frozenset[tuple[str, str]] = frozenset()
    hidden_kinds: frozenset[str] = frozenset()
    sees_all_rows: bool = True

    def hides(self, entity: str, attribute: str) -> bool:
        """Tell whether an attribute of an entity is hidden."""
        return (entity, attribute) in self.hidden_fields


def _classes() -> Mapping[Role, Visibility]:
    classes: dict[Role, Visibility] = {}
    for role in Role:
        hidden = frozenset(
            field for field, least in HIDDEN_FIELDS.items() if role.rank < least.rank
        )
        kinds = frozenset(kind for kind, least in HIDDEN_KINDS.items() if role.rank < least.rank)
        all_rows = role.rank >= SEES_CONFIDENTIAL.rank
        same = (hidden, kinds, all_rows)
        alike = (
            each
            for each in classes.values()
            if (each.hidden_fields, each.hidden_kinds, each.sees_all_rows) == same
        )
        classes[role] = next(alike, Visibility(role, *same))
    return classes


VISIBILITY: Final[Mapping[Role, Visibility]] = _classes()
EVERYTHING: Final = VISIBILITY[Role.ADMIN]

"""Allowed: which forms somebody is shown. The API decides anew when one is sent."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Self

from domain.access.permission import RULES
from domain.core.viewer import Role

NOBODY: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class CurrentUser:
    """Who looks at a page: their role, and as whom they own things."""

    role: Role
    person: str | None
    department: str | None

    @classmethod
    def of(cls, viewer: Mapping[str, Any]) -> Self:
        """Read the viewer of fragments/frame.graphql."""
        person = viewer["person"]
        department = person and person["department"]
        return cls(Role(viewer["role"]), person and person["id"], department and department["id"])

    def may(
        self,
        action: str,
        people: Collection[str | None] = NOBODY,
        departments: Collection[str] = NOBODY,
    ) -> bool:
        """Tell whether they may make a change of what these people and departments hold."""
        rule = RULES[action]
        if self.role.rank < rule.least.rank:
            return False
        if not rule.checks_owner(self.role):
            return True
        if self.person is not None and self.person in people:
            return True
        shared = any(not reach.personal for reach in rule.paths)
        return shared and self.department is not None and self.department in departments

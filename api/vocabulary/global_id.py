"""Global ids: `<type>_<uuid>`, such as `short_term_win_0190...`. Opaque to clients."""

import re
from uuid import UUID

from domain.core.names import snake, spoken, with_article
from domain.core.problem import ProblemCode, refuse

FORM = re.compile(r"([a-z]+(?:_[a-z]+)*)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def encode(type_name: str, entity_id: UUID) -> str:
    """Return the global id of an entity."""
    return f"{snake(type_name)}_{entity_id}"


def split(global_id: str) -> tuple[str, UUID] | None:
    """Return the prefix and the id within it; None for what no type can have as an id."""
    match = FORM.fullmatch(global_id)
    return (match[1], UUID(match[2])) if match else None


def type_prefix(global_id: str) -> str | None:
    """Return the type that a global id names; None for what can't be one."""
    parts = split(global_id)
    return parts[0] if parts else None


def decode(global_id: str, type_name: str) -> UUID:
    """Return the id that a global id of this type stands for; refuse any other."""
    parts = split(global_id)
    expected, what = snake(type_name), with_article(spoken(type_name))
    if parts is None:
        refuse(
            ProblemCode.INVALID,
            "This is not a global id.",
            hint=f"Give the id of {what} as a query returned it: {expected}_...",
        )
    if parts[0] != expected:
        refuse(
            ProblemCode.INVALID,
            f"This is the id of another type ({parts[0]}).",
            hint=f"Give the id of {what}: {expected}_...",
        )
    return parts[1]

"""Names on both sides of the schema."""

import re
from functools import cache

_HUMP = re.compile(r"(?<!^)([A-Z])")


def camel(name: str) -> str:
    """Return a snake_case name as the schema spells it."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


@cache
def snake(name: str) -> str:
    """Return a camelCase name of the schema as the snake_case name behind it."""
    return _HUMP.sub(r"_\1", name).lower()

"""Names of kinds of things, as tables and ids, and as people, say them."""

import re
from functools import cache
from typing import Final

_WORD: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
# What takes more than its words.
_SPOKEN: Final = {"ShortTermWin": "short-term win"}


@cache
def snake(type_name: str) -> str:
    """Return the name of a kind for tables, ids and actions: `short_term_win`."""
    return _WORD.sub("_", type_name).lower()


def spoken(type_name: str) -> str:
    """Return the name of a kind as people say it: `short-term win`, `status update`."""
    return _SPOKEN.get(type_name, snake(type_name).replace("_", " "))


def with_article(words: str) -> str:
    """Return words with their article: `an initiative`, `a short-term win`."""
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def plural(words: str) -> str:
    """Return the plural of a name: `journeys`, `people`, `recoveries`."""
    if words.endswith("person"):
        return f"{words.removesuffix('person')}people"
    if words.endswith("y") and words[-2] not in "aeiou":
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith(("s", "x", "ch", "sh")) else f"{words}s"

"""How near a text is to what was looked for, and how much a search looks at.

Two functions of the database, made by a migration, hold the rules: `search_vector` makes lexemes of
a text, `search_query` what to look for, at one of four distances.
"""

from enum import StrEnum
from typing import Final

LONGEST_QUERY: Final = 200
# Of each kind at each distance; what is found beyond is as near and as good.
FOUND_AT_MOST: Final = 200
# Mistakes are allowed for when fewer things than this are found as they are written.
ENOUGH: Final = 20


class SearchMatch(StrEnum):
    """How near a text is to what was looked for, nearest first: the distances of `search_query`."""

    EXACT = "EXACT"
    WORDS = "WORDS"
    PREFIX = "PREFIX"
    FUZZY = "FUZZY"

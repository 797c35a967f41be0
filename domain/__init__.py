"""The words of Throughline as plain Python: entities, rules, use cases. Standard library only.

Every layer has a folder for each of these subjects that it has something of, and beside them the
folders of its own machinery. A subject may use those listed before it, and `core`.
"""

from typing import Final

SUBJECTS: Final = (
    "people",
    "journeys",
    "portfolio",
    "risk",
    "findings",
    "reviews",
    "communication",
    "imports",
    "access",
)

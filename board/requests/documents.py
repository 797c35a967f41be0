"""Documents: what a page asks, as a file of GraphQL beside its template, or built from a kind."""

import re
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[1]
# What several documents ask: each fragment in a file that has its name, such as frame.graphql.
SHARED: Final = Path(__file__).parent / "fragments"
_SPREAD: Final = re.compile(r"\.\.\.\s*(?!on\b)(\w+)")
_FRAGMENT: Final = re.compile(r"\bfragment (\w+) on\b")


@cache
def document(name: str) -> str:
    """Return the document of a file, such as "portfolio/portfolio", with the fragments it shares.

    FileNotFoundError if it spreads a fragment that is neither its own nor shared.
    """
    return complete((FOLDER / f"{name}.graphql").read_text(encoding="utf-8"))


def complete(text: str) -> str:
    """Return a document with the shared fragments that it spreads."""
    while missing := set(_SPREAD.findall(text)) - set(_FRAGMENT.findall(text)):
        for fragment in sorted(missing):
            text += (SHARED / f"{fragment.lower()}.graphql").read_text(encoding="utf-8")
    return text

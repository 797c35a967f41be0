"""Documents: what a page asks, as a file of GraphQL beside its template."""

import re
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
# What every page asks for its frame: who is looking, and at which organisation.
FRAME: Final = "Frame"


@cache
def document(name: str) -> str:
    """Return the document of a file, such as "portfolio/portfolio", with the frame if it asks."""
    text = (FOLDER / f"{name}.graphql").read_text(encoding="utf-8")
    if re.search(rf"\.\.\.\s*{FRAME}\b", text):
        text += (FOLDER / "layout/frame.graphql").read_text(encoding="utf-8")
    return text

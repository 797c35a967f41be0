"""Lines: what people wrote, in a shape that fits on paper."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

TITLE: Final = 110
SENTENCE: Final = 320
# A word longer than this would stick out of its column: it may be broken after so many characters.
LONGEST_WORD: Final = 18
BREAK: Final = "\u200b"
# Signs that turn what follows round, to the end of the line and past what was typed.
TURNS: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
ISOLATED: Final = ("\u2068", "\u2069")
_LONG: Final = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_PIECE: Final = re.compile(rf"(\S{{{LONGEST_WORD}}})(?=\S)")


def title(written: str | None) -> str:
    """Return a title: one line of limited length."""
    return shortened(written, TITLE)


def sentence(written: str | None) -> str:
    """Return some words: one line of limited length."""
    return shortened(written, SENTENCE)


def shortened(written: str | None, most: int) -> str:
    """Return words on one line, with an ellipsis in place of what is too much."""
    line = " ".join((written or "").translate(TURNS).split())
    if len(line) > most:
        line = f"{line[: most - 1].rstrip()}…"
    line = _LONG.sub(lambda word: _PIECE.sub(rf"\1{BREAK}", word[0]), line)
    # What is written from right to left keeps to itself: days beside it stay as they are.
    return f"{ISOLATED[0]}{line}{ISOLATED[1]}" if runs_left(line) else line


def runs_left(line: str) -> bool:
    """Tell whether any of it is written from right to left."""
    return any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in line)


def listed(rows: Sequence[Any], most: int, more: str = "") -> dict[str, Any]:
    """Return the first rows of a list, and in words how many are left out."""
    left = len(rows) - most
    rest = f"and {left:,} more{more}" if left > 0 else ""
    return {"rows": list(rows[:most]), "more": rest}

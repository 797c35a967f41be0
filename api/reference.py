"""The parts of docs/api.md that are written from the code: the catalogues of codes.

After a change, write them anew: `python -m api.reference`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from api.error_codes import ERROR_CODES
from domain.problem import ProblemCode

DOCUMENT = Path(__file__).parents[1] / "docs" / "api.md"
_PART = re.compile(
    r"(<!-- from the code: (?P<name>[\w ]+) -->\n).*?(<!-- end -->)", re.MULTILINE | re.DOTALL
)


def problem_codes() -> str:
    """Return the table of all codes of problems."""
    return _table(
        ("code", "meaning", "what to do", "where"),
        ((f"`{each.value}`", each.explanation, each.remedy, each.occurs) for each in ProblemCode),
    )


def error_codes() -> str:
    """Return the table of all codes of errors."""
    return _table(
        ("code", "meaning", "what to do", "HTTP status"),
        (
            (f"`{code}`", each.meaning, each.remedy, each.status)
            for code, each in ERROR_CODES.items()
        ),
    )


PARTS: Final[Mapping[str, Callable[[], str]]] = {
    "problem codes": problem_codes,
    "error codes": error_codes,
}


def written_anew(document: str) -> str:
    """Return the document with every part from the code as the code has it now."""

    def part(found: re.Match[str]) -> str:
        return f"{found[1]}{PARTS[found['name']]()}{found[3]}"

    return _PART.sub(part, document)


def parts_of(document: str) -> list[str]:
    """Return the names of the parts that a document marks as written from the code."""
    return [found["name"] for found in _PART.finditer(document)]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    DOCUMENT.write_text(written_anew(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")

"""The parts of docs/ that are written from the code: codes, who may do what, limits.

After a change, write them anew: `python -m api.schema.reference`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from api.cost import published
from api.planning.names import camel
from api.schema.error_codes import ERROR_CODES
from domain.access.permission import READS, RULES
from domain.access.visibility import HIDDEN_FIELDS
from domain.core.problem import ProblemCode
from domain.core.viewer import Role, TokenScope

_DOCS = Path(__file__).parents[2] / "docs"
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


def changes_by_role() -> str:
    """Return the table of all changes: who may make them, and the scope that they take."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for action, rule in RULES.items():
        whose = list(dict.fromkeys(word for reach in rule.paths for word in reach.who))
        own = ", ".join(whose)
        if rule.paths:
            anybodys = "nobody" if rule.unrestricted_from is None else rule.unrestricted_from.value
        else:
            anybodys = rule.least.value
        name, scope = f"`{camel(action)}`", "-" if rule.scope is None else f"`{rule.scope.value}`"
        rows.setdefault((own or "-", anybodys, scope), []).append(name)
    return _table(
        ("change", "whose own it may be for a contributor", "anybody's for", "scope"),
        ((", ".join(names), *row) for row, names in rows.items()),
    )


def reads_by_role() -> str:
    """Return the table of all root fields: the least role that may ask them."""
    names: dict[Role, list[str]] = {}
    for name, role in READS.items():
        names.setdefault(role, []).append(f"`{camel(name)}`")
    return _table(
        ("root field", "least role"), ((", ".join(names[role]), role.value) for role in names)
    )


def hidden_fields() -> str:
    """Return the table of all fields that not everybody sees."""
    return _table(
        ("field", "least role"),
        ((f"`{kind}.{camel(name)}`", least.value) for (kind, name), least in HIDDEN_FIELDS.items()),
    )


def scopes() -> str:
    """Return the table of all scopes of tokens."""
    return _table(
        ("scope", "what it lets do"), ((f"`{one.value}`", one.spoken) for one in TokenScope)
    )


def roles() -> str:
    """Return the table of all roles."""
    return _table(("role", "what it may do"), ((f"`{one.value}`", one.spoken) for one in Role))


def limits() -> str:
    """Return the table of all limits of a request."""
    rows = ((_code(each.name), each.at_most, each.of) for each in published.LIMITS)
    return _table(("limit", "at most", "of what"), rows)


def prices() -> str:
    """Return the table of what costs how much."""
    return _table(("what", "points"), published.price_rows())


def list_sizes() -> str:
    """Return the table of the sizes that plain lists are priced at."""
    return _table(("list", "rows"), published.size_rows())


PARTS: Final[Mapping[str, Callable[[], str]]] = {
    "problem codes": problem_codes,
    "error codes": error_codes,
    "limits": limits,
    "prices": prices,
    "list sizes": list_sizes,
    "roles": roles,
    "changes by role": changes_by_role,
    "reads by role": reads_by_role,
    "hidden fields": hidden_fields,
    "scopes": scopes,
}
# Every document with such parts, in the order of the parts.
DOCUMENTS: Final = (_DOCS / "api.md", _DOCS / "access.md")


def written_anew(document: str) -> str:
    """Return the document with every part from the code as the code has it now."""

    def part(found: re.Match[str]) -> str:
        return f"{found[1]}{PARTS[found['name']]()}{found[3]}"

    return _PART.sub(part, document)


def parts_of(document: str) -> list[str]:
    """Return the names of the parts that a document marks as written from the code."""
    return [found["name"] for found in _PART.finditer(document)]


def _code(name: str) -> str:
    return f"`{name.strip('`')}`"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    for file in DOCUMENTS:
        file.write_text(written_anew(file.read_text(encoding="utf-8")), encoding="utf-8")

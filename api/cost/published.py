"""The limits as clients read them: in docs/api.md, and in the schema where all asking begins."""

from dataclasses import dataclass
from typing import Final

from api.cost import limits, prices
from api.cost.prices import LIMIT_POINTS, TENTHS
from api.planning.windows import DEFAULT_SIZE, LARGEST_SIZE
from db.connections.connection import STATEMENT_TIMEOUT_MS


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: its name in `extensions.limit` or its code, how much, and of what."""

    name: str
    at_most: str
    of: str


LIMITS: Final = (
    Limit("cost", f"{LIMIT_POINTS:,} points", "what a request costs, computed before it runs"),
    Limit("characters", f"{limits.CHARACTERS_AT_MOST:,}", "characters of a document"),
    Limit("depth", f"{limits.DEPTH_AT_MOST}", "levels of fields; `ofType` counts for none"),
    Limit("aliases", f"{limits.ALIASES_AT_MOST}", "aliases in a document"),
    Limit("tokens", f"{limits.TOKENS_AT_MOST:,}", "words and signs of a document"),
    Limit("selections", f"{limits.SELECTIONS_AT_MOST:,}", "fields, once all fragments are spread"),
    Limit("sameName", f"{limits.SAME_NAME_AT_MOST}", "fields of one response name in one place"),
    Limit("valueDepth", f"{limits.VALUE_DEPTH_AT_MOST}", "levels of lists and objects in a value"),
    Limit("objects", f"{limits.OBJECTS_AT_MOST:,}", "objects in the variables"),
    Limit("values", f"{limits.VALUES_AT_MOST:,}", "values and keys in the variables"),
    Limit("`BAD_USER_INPUT`", f"{LARGEST_SIZE} rows", f"a page; {DEFAULT_SIZE} unless told"),
    Limit("`TOO_LARGE`", f"{limits.LARGEST_BODY_BYTES >> 10} KiB", "the body of a request"),
    Limit("`ANSWER_TOO_LARGE`", f"{limits.LARGEST_ANSWER_BYTES >> 20} MB", "an answer's data"),
    Limit("`TIMEOUT`", f"{STATEMENT_TIMEOUT_MS // 1_000} s", "the time a query takes"),
)


def price_rows() -> list[tuple[str, str]]:
    """Return what costs how many points."""
    rows = (
        ("an object", prices.OBJECT),
        ("a scalar, an enum value, a cursor, `__typename`", prices.SCALAR),
        ("`totalCount` of a list at the root", prices.ROOT_COUNT),
        ("`totalCount` of a list within something", prices.NESTED_COUNT),
        ("a comparison in a filter", prices.CONDITION),
        ("going through a relation in a filter", prices.CONDITION_THROUGH_RELATION),
        ("a change, beside what its payload selects", prices.CHANGE),
        ("a search", prices.SEARCH),
        *((f"`{name}`", price) for name, price in prices.INTROSPECTION.items()),
        *((f"computing `{path}`", price) for path, price in sorted(prices.COMPUTING.items())),
    )
    return [(what, f"{price / TENTHS:g}") for what, price in rows]


def size_rows() -> list[tuple[str, str]]:
    """Return as how many rows each plain list counts."""
    rows = [(f"`{path}`", f"{size}") for path, size in prices.EXPECTED.items()]
    rows += [(f"`{path}`", "as many as days are asked for") for path in prices.SIZED_BY_DAYS]
    for path, sizes in prices.SIZED_BY_ARGUMENT.items():
        rows += [(f"`{path} {{ {name} }}`", f"`{by}`, or {n:,}") for name, by, n in sizes]
    return sorted(rows)


def in_words() -> str:
    """Return the limits as the schema tells them."""
    rows = "\n".join(f"- {each.name}: {each.at_most} ({each.of})" for each in LIMITS)
    return (
        f"Limits of one request:\n{rows}\n\n"
        f"An object costs {prices.OBJECT / TENTHS:g} point, a scalar {prices.SCALAR / TENTHS:g}, a "
        f"list as many times what it holds as its page has rows ({DEFAULT_SIZE} unless told). "
        "`extensions.cost` of each answer tells what it cost (requested), how much a request may "
        "cost (limit), and what its token has left of its rate (remaining)."
    )

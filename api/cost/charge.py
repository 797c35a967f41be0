"""What an execution is charged, and what is said to one that costs too much."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import prod
from typing import Any

from graphql import GraphQLError

from api.cost import prices
from api.cost.cost_node import CostNode, Counts
from api.cost.prices import LIMIT_POINTS, TENTHS
from db.json_select.selection import Variables

LIMIT_TENTHS = LIMIT_POINTS * TENTHS
# The share of the whole from which on a part is called heavy.
HEAVY = 0.5
# The arguments for how many rows a page holds.
SIZES = ("first", "last")

Counting = Callable[[Variables], int]


class Charge:
    """What one execution costs, and how its answer says so."""

    __slots__ = ("_head", "tenths")

    def __init__(self, tenths: int) -> None:
        self.tenths = tenths
        text = f'"requested":{tenths / TENTHS},"limit":{LIMIT_POINTS},"remaining":'
        self._head = f',"extensions":{{"cost":{{{text}'

    def end(self, remaining: int | None) -> str:
        """Return what ends an answer's body, in place of its last brace."""
        return f"{self._head}{'null' if remaining is None else remaining}}}}}}}"


class TooCostly(GraphQLError):  # noqa: N818 - a refusal is an answer, not an error
    """A request that costs more than is allowed at once."""

    def __init__(self, message: str, charge: Charge, extensions: dict[str, Any]) -> None:
        super().__init__(message, extensions=extensions)
        self.charge = charge


class Price:
    """What a plan costs: fixed, or depending on numbers that its variables hold."""

    def __init__(self, item: CostNode, counting: Sequence[Counting] = ()) -> None:
        self._item = item
        self._counting = tuple(counting)
        self._fixed = None if counting else self._charge(())
        if self._fixed is not None:
            item.within.clear()

    def charge(self, variables: Variables) -> Charge:
        """Return what an execution with these variables costs; TooCostly if beyond the limit."""
        if self._fixed is not None:
            return self._fixed
        return self._charge(tuple(count(variables) for count in self._counting))

    def _charge(self, counts: Counts) -> Charge:
        charge = Charge(self._item.tenths(counts))
        if charge.tenths > LIMIT_TENTHS:
            raise _too_costly(self._item, counts, charge)
        return charge


def refusal_tenths(document: str) -> int:
    """Return what it costs to find out that a document can't be answered."""
    return TENTHS + len(document) * TENTHS // prices.REFUSED_CHARACTERS


def _too_costly(item: CostNode, counts: Counts, charge: Charge) -> TooCostly:
    """Return the refusal of what costs too much: what is heaviest, and what would pass."""
    total = charge.tenths
    heaviest = _heaviest(item, counts)
    path = _spoken(heaviest)
    share = _within(heaviest, counts) / total
    passing = _passing(heaviest, total, counts)
    way_out = "Ask for fewer fields, or in several requests."
    if passing is not None:
        at, argument, rows = passing
        text = f"({argument}: {rows})" if argument in SIZES else f" for {rows} {argument}"
        way_out = f"{at}{text} would pass."
    return TooCostly(
        f"This costs {-(-total // TENTHS):,} points; at most {LIMIT_POINTS:,} are allowed at once."
        f" {share:.0%} of it is {path}. {way_out}",
        charge,
        {
            "code": "LIMIT_EXCEEDED",
            "limit": {"name": "cost", "atMost": LIMIT_POINTS, "count": total / TENTHS},
            "heaviest": {"path": path, "share": round(share, 3)},
            "passes": None
            if passing is None
            else dict(zip(("path", "argument", "value"), passing, strict=True)),
        },
    )


def _heaviest(item: CostNode, counts: Counts) -> list[CostNode]:
    """Return the way from the root to the innermost part that still makes up most of it all."""
    total = item.tenths(counts)
    way = [item]
    times = 1
    while way[-1].within:
        times *= way[-1].size.given(counts)
        heavy = max(way[-1].within, key=lambda each: each.tenths(counts))
        if len(way) > 1 and times * heavy.tenths(counts) < HEAVY * total:
            break
        way.append(heavy)
    return way


def _within(way: list[CostNode], counts: Counts) -> int:
    """Return what the last part of a way costs in all, however often it occurs."""
    times = prod(each.size.given(counts) for each in way[:-1])
    return times * way[-1].tenths(counts)


def _passing(way: list[CostNode], total: int, counts: Counts) -> tuple[str, str, int] | None:
    """Return where a smaller size would pass, the outermost first, and the largest that would."""
    for place, each in enumerate(way):
        rows = each.size.given(counts)
        mine = _within(way[: place + 1], counts)
        if each.size.argument is None or not mine:
            continue
        fitting = (LIMIT_TENTHS - (total - mine)) * rows // mine
        if fitting >= 1:
            argument = each.size.argument
            # How many rows a list holds is said one level above them.
            at = way[:place] if argument in SIZES else way[: place + 1]
            return _spoken(at), argument, fitting
    return None


def _spoken(way: Iterable[CostNode]) -> str:
    return ".".join(_keys(way))


def _keys(way: Iterable[CostNode]) -> Iterator[str]:
    last = ""
    for each in way:
        # A computed field is two parts of one key: to compute it, and what is asked of it.
        if each.key and each.key != last:
            yield each.key
        last = each.key

"""Values for arguments that ask something sensible of one organisation: ids, cursors, filters and
orders taken from its rows, and now and then something impossible."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLSchema,
    get_named_type,
)

from tests.property.places import Places
from tests.property.portfolio import Portfolio
from tests.property.world import ORDERS, World, snake

Arguments = dict[str, Any]
SIZES = (1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 20, 100)


class Values:
    """Draws values as JSON has them; an enum's value is its name."""

    def __init__(
        self,
        random: Random,
        schema: GraphQLSchema,
        portfolio: Portfolio,
        others: list[Portfolio],
        places: Places,
    ) -> None:
        self.random = random
        self.schema = schema
        self.world = World(portfolio)
        self.others = others
        self.places = places

    def chance(self, likely: float) -> bool:
        return self.random.random() < likely

    # Ids

    def kinds(self) -> list[str]:
        """What has a global id."""
        node = self.schema.type_map["Node"]
        assert isinstance(node, GraphQLInterfaceType)
        return [kind.name for kind in self.schema.get_possible_types(node)]

    @staticmethod
    def prefix(kind: str) -> str:
        return snake(kind)

    def id_of(self, kind: str) -> str:
        """The id of a row of this organisation, of another one, or of nothing."""
        own = [row["id"] for row in self.world.rows(kind)]
        drawn = self.random.random()
        if own and drawn < 0.8:
            found = self.random.choice(own)
        elif self.others and drawn < 0.92:
            rows = World(self.random.choice(self.others)).rows(kind)
            found = self.random.choice(rows)["id"] if rows else None
        else:
            found = None
        return f"{snake(kind)}_{found or UUID(int=self.random.getrandbits(128))}"

    # Days

    def days(self) -> Arguments:
        """The first and the last of some days, now and then in an order that is refused."""
        first = self.world.today - timedelta(self.random.choice((0, 1, 3, 5, 30)))
        last = first + timedelta(self.random.choice((0, 1, 2, 4, 30, 399)))
        if self.chance(0.04):
            last = first + timedelta(self.random.choice((-1, 400)))
        return {"from": first.isoformat(), "to": last.isoformat()}

    # Connections

    def page(self, kind: str, declared: dict[str, GraphQLArgument]) -> Arguments:
        """Arguments of a connection."""
        given: Arguments = {}
        if self.chance(0.75):
            given[self.random.choice(("first", "first", "last"))] = self.random.choice(SIZES)
        order = "ID"
        if self.chance(0.65):
            # An order with ties shows more than that of the ids.
            order = self.random.choice(("ID", *(2 * tuple(ORDERS.get(kind, ())))))
            given["orderBy"] = {"field": order}
            if self.chance(0.6):
                given["orderBy"]["direction"] = self.random.choice(("ASC", "DESC"))
        for end in ("after", "before"):
            cursor = self.cursor(kind, order) if self.chance(0.35) else None
            if cursor is not None:
                given[end] = cursor
        if self.chance(0.55):
            wanted = self.filter(self.filter_type(declared), depth=2)
            if wanted:
                given["filter"] = wanted
        if "includeArchived" in declared and self.chance(0.5):
            given["includeArchived"] = self.chance(0.7)
        return given

    def cursor(self, kind: str, order: str) -> str | None:
        source = self.world.portfolio
        if self.others and self.chance(0.15):
            source = self.random.choice(self.others)
        known = self.places.cursors(source.key, kind, order)
        return self.random.choice(known) if known else None

    @staticmethod
    def filter_type(declared: dict[str, GraphQLArgument]) -> GraphQLInputObjectType:
        kind = get_named_type(declared["filter"].type)
        assert isinstance(kind, GraphQLInputObjectType)
        return kind

    # Filters

    def filter(self, kind: GraphQLInputObjectType, depth: int) -> Arguments:
        """A filter of one or two parts."""
        combining = {"and", "or", "not"}
        nested = {name for name in kind.fields if self.is_nested(kind, name)} - combining
        plain = sorted(set(kind.fields) - nested - combining)
        given: Arguments = {}
        for _ in range(self.random.choice((1, 1, 2))):
            pool = [plain, plain]
            if depth > 0:
                pool += [sorted(combining)]
                pool += [sorted(nested)] if nested else []
            name = self.random.choice(self.random.choice(pool))
            given[name] = self.part(kind, name, depth)
        return given

    @staticmethod
    def is_nested(kind: GraphQLInputObjectType, name: str) -> bool:
        target = get_named_type(kind.fields[name].type)
        return str(target.name).endswith("Filter")

    def part(self, kind: GraphQLInputObjectType, name: str, depth: int) -> Any:
        target = get_named_type(kind.fields[name].type)
        assert isinstance(target, GraphQLInputObjectType)
        if name in ("and", "or"):
            count = self.random.choice((0, 1, 2, 2, 2, 3))
            return [self.filter(target, depth - 1) for _ in range(count)]
        if target.name.endswith("ListFilter"):
            some = self.random.sample(("some", "none"), self.random.choice((1, 1, 1, 2)))
            inner = get_named_type(target.fields["some"].type)
            assert isinstance(inner, GraphQLInputObjectType)
            return {quantifier: self.filter(inner, depth - 1) for quantifier in some}
        if target.name.endswith("Filter"):
            return self.filter(target, depth - 1) if self.chance(0.95) else {}
        return self.comparison(kind.name.removesuffix("Filter"), name, target)

    def comparison(self, kind: str, name: str, comparator: GraphQLInputObjectType) -> Arguments:
        operators = list(comparator.fields)
        if comparator.name == "DateComparator":
            operators = ["inNextDays", "inLastDays"] if self.chance(0.4) else operators
        elif "lt" in operators and self.chance(0.6):
            operators = ["lt", "lte", "gt", "gte"]
        count = min(self.random.choice((1, 1, 1, 2)), len(operators))
        chosen = self.random.sample(operators, count)
        return {operator: self.operand(kind, name, comparator, operator) for operator in chosen}

    def operand(
        self, kind: str, name: str, comparator: GraphQLInputObjectType, operator: str
    ) -> Any:
        if operator == "isNull" or comparator.name == "BooleanComparator":
            return self.chance(0.5)
        if operator in ("inNextDays", "inLastDays"):
            return self.random.choice((0, 1, 7, 30, 90, 400, 3660))
        draw = self.drawn(kind, name, comparator, operator)
        if operator in ("in", "notIn"):
            return [draw() for _ in range(self.random.choice((0, 1, 1, 2, 3)))]
        return draw()

    def drawn(
        self, kind: str, name: str, comparator: GraphQLInputObjectType, operator: str
    ) -> Callable[[], Any]:
        leaf = get_named_type(comparator.fields[operator].type)
        if isinstance(leaf, GraphQLEnumType):
            return lambda: self.random.choice(list(leaf.values))
        if comparator.name == "IdComparator":
            referred = kind if name == "id" else self.referred(kind, name)
            return lambda: self.id_of(referred)
        known = [
            value
            for row in self.world.rows(kind)
            if (value := self.world.value(kind, row, name)) is not None
        ]
        match comparator.name:
            case "TextComparator":
                return lambda: self.text(known, operator)
            case "DateComparator":
                return lambda: self.day(known)
            case "IntComparator":
                return lambda: self.number(known)
        return lambda: self.random.choice([*known, 0.0, 0.3, 1.0, -1, 1e9])

    @staticmethod
    def referred(kind: str, name: str) -> str:
        person = ("ownerId", "sponsorId", "stewardId", "personId")
        return "Person" if name in person else name[0].upper() + name[1:].removesuffix("Id")

    def text(self, known: list[str], operator: str) -> str:
        if not known or self.chance(0.05):
            return self.random.choice(("", "no such text", "%", "\\"))
        text = self.random.choice(known)
        if operator in ("contains", "startsWith"):
            start = 0 if operator == "startsWith" else self.random.randrange(len(text))
            text = text[start : start + self.random.randint(1, 6)]
            return text.swapcase() if self.chance(0.5) else text
        return text

    def day(self, known: list[date]) -> str:
        day = self.random.choice(known) if known and self.chance(0.8) else self.world.today
        return (day + timedelta(self.random.choice((-1, 0, 0, 0, 1)))).isoformat()

    def number(self, known: list[int]) -> int:
        if self.chance(0.04):
            return self.random.choice((2**31 - 1, -(2**31), 40_000, -40_000))
        return (self.random.choice(known) if known else 0) + self.random.choice((-1, 0, 0, 1))

    # What must be refused.

    def spoil(self, kind: str, given: Arguments, declared: dict[str, GraphQLArgument]) -> None:
        """Make the arguments of a connection impossible."""
        match self.random.randrange(10):
            case 0:
                given.pop("last", None)
                given["first"] = self.random.choice((0, -1, 101, 2**31 - 1))
            case 1:
                given.pop("first", None)
                given["last"] = self.random.choice((0, -5, 101))
            case 2:
                given |= {"first": 2, "last": 2}
            case 3:
                garbage = ("", "ID", "ID~", "~", "TITLE~x~y", f"ID~{UUID(int=0)}~x", "DUE~\x00")
                given[self.random.choice(("after", "before"))] = self.random.choice(garbage)
            case 4:
                orders = ("ID", *ORDERS.get(kind, ()))
                given["orderBy"] = {"field": orders[0]}
                if len(orders) > 1 and (cursor := self.cursor(kind, orders[1])):
                    given["after"] = cursor
                else:
                    given["after"] = "PRIORITY~3"
            case 5:
                fields = self.filter_type(declared).fields
                given["filter"] = {self.random.choice(list(fields)): None}
            case 6:
                given["filter"] = {"not": {"or": [{"and": [{"and": None}]}]}}
            case 7 | 8:
                stage = f"stage_{UUID(int=1)}"
                wrong = (stage, stage, "", "x", f"{snake(kind)}_{UUID(int=1)}\n")
                given["filter"] = {"id": {"eq": self.random.choice(wrong)}}
            case _:
                given["filter"] = {"or": [{}] * 101}

"""What can be read of each entity: the catalogue from which the JSON select writes its SQL.

A scalar attribute is the column of the same name, and a foreign key `owner_id` is the relation
`owner`; both come from the tables. Whatever else an attribute needs stands in `db/<feature>.py` as
an `Expression`, an `Embedded` group of columns, or a `Relation`. SQL fragments name the row they
belong to as `{row}`, the organisation's day as `{today}`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ForeignKeyConstraint, Table
from sqlalchemy.dialects import postgresql

from domain.access.visibility import EVERYTHING, Visibility

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's

# What is archived stays out of lists that can't ask for it.
IN_USE = "{row}.archived_on is null"


@dataclass(frozen=True, slots=True)
class Expression:
    """An attribute computed by PostgreSQL; `type` is the SQL type of its value."""

    sql: str
    type: str = "text"
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class Embedded:
    """Columns with one prefix, read as an object that is absent when `present` is null."""

    entity: str
    prefix: str
    present: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key of stored objects: the SQL type of its value, and the prefix if it is a row's id."""

    type: str
    nullable: bool = False
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A `json` column that holds a list of objects of `entity` with these keys."""

    entity: str
    column: str
    keys: Mapping[str, Key]


@dataclass(frozen=True, slots=True)
class Through:
    """The table of a many-to-many relation: `near` points at this row, `far` at the target.

    A query in brackets may stand for it; it has an `organisation_id` too.
    """

    table: str
    near: str
    far: str


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of `target` whose `remote` column equals this row's `local` column.

    `many` relations are lists in the given `order` (columns of the target); a single one with an
    `order` takes the first. `where` restricts the target's rows.
    """

    target: str
    local: str = "id"
    remote: str = "id"
    many: bool = False
    order: tuple[str, ...] = ("id",)
    descending: bool = False
    first: bool = False
    where: str | None = None
    through: Through | None = None


def while_used(parent: str, above: str = "") -> str:
    """Return the condition that what a row belongs to is not archived, nor what is above that."""
    condition = (
        f"exists (select from {parent} where {parent}.organisation_id = {{row}}.organisation_id"
        f" and {parent}.id = {{row}}.{parent}_id and {parent}.archived_on is null"
    )
    if above:
        condition += f" and {while_used(above).replace('{row}', parent)}"
    return f"{condition})"


def in_use_under(parent: str, above: str = "") -> str:
    """Return the condition that neither a row nor what it belongs to is archived."""
    return f"{IN_USE} and {while_used(parent, above)}"


@dataclass(frozen=True, slots=True)
class Searched:
    """The text by which rows of an entity are found, of those rows that fulfil `where`.

    `place` is where the entity comes among those that are equally near and equally long; `about`
    describes for clients what is found. The table needs a `search_index` on the column.
    """

    column: str
    place: int
    about: str
    where: str = IN_USE

    @property
    def text(self) -> str:
        """The text, of a row named as in the catalogue's fragments."""
        return f"{{row}}.{self.column}"


@dataclass(frozen=True, slots=True)
class Order:
    """A declared order: one indexed, non-null key column, made unique by the id."""

    key: str
    type: str
    relation: str | None = None


Attribute = Expression | Embedded | Stored | Relation


@dataclass(frozen=True, kw_only=True)
class Entity:
    """How one entity is read. `prefix` begins its global ids; without one it has none.

    `initiative` is the column with the id of the initiative that a row hangs on; what has none may
    hang on a row of another entity that does, by the column `hangs_on`. A row that may tell of
    several initiatives is or refers to a finding: `finding` is the SQL of its id.
    """

    name: str
    table: Table
    prefix: str | None = None
    key: str = "id"
    tenant: str = "organisation_id"
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    orders: Mapping[str, Order] = field(default_factory=dict)
    initiative: str | None = None
    hangs_on: str | None = None
    finding: str | None = None
    searched: Searched | None = None

    def __post_init__(self) -> None:
        if self.initiative is None and "initiative_id" in self.table.columns:
            object.__setattr__(self, "initiative", "initiative_id")
        attributes: dict[str, Attribute] = {}
        if self.prefix is not None:
            attributes["id"] = Expression(
                f"('{self.prefix}_' || {{row}}.{self.key})", "uuid", nullable=False
            )
        for constraint in self.table.constraints:
            if isinstance(constraint, ForeignKeyConstraint) and len(constraint.elements) == 2:
                column = constraint.column_keys[1]
                if column.endswith("_id"):
                    table = constraint.elements[0].target_fullname.partition(".")[0]
                    attributes[column.removesuffix("_id")] = Relation(
                        _entity_name(table), local=column
                    )
        attributes.update(self.attributes)
        object.__setattr__(self, "attributes", attributes)

    def attribute(self, name: str) -> Attribute | None:
        """Return how an attribute is read, or None for a plain column."""
        found = self.attributes.get(name)
        if found is None and name not in self.table.columns:
            raise KeyError(f"{self.name} has no attribute {name!r}")
        return found

    def sql_type(self, column: str) -> str:
        """Return the PostgreSQL type of a column, which parameters compared to it are cast to."""
        return str(self.table.columns[column].type.compile(_DIALECT)).lower()


def _entity_name(table: str) -> str:
    return "".join(part.capitalize() for part in table.split("_"))


class Catalogue:
    """All entities by name, as a class of viewers sees them."""

    def __init__(self, *entities: Entity, visibility: Visibility = EVERYTHING) -> None:
        self.visibility = visibility
        self._entities = {entity.name: entity for entity in entities}
        found = ((each, each.searched) for each in self._entities.values())
        self.searched: tuple[tuple[Entity, Searched], ...] = tuple(
            sorted(
                ((entity, how) for entity, how in found if how is not None),
                key=lambda each: each[1].place,
            )
        )
        self._by_prefix = {entity.prefix: entity for entity in entities if entity.prefix}

    def seen_by(self, visibility: Visibility) -> "Catalogue":
        """Return the same entities as another class of viewers sees them."""
        return Catalogue(*self._entities.values(), visibility=visibility)

    def __getitem__(self, name: str) -> Entity:
        return self._entities[name]

    def __contains__(self, name: str) -> bool:
        return name in self._entities

    def __iter__(self) -> Iterator[Entity]:
        return iter(self._entities.values())

    def by_prefix(self, prefix: str) -> Entity | None:
        """Return the entity whose global ids begin with `prefix`."""
        return self._by_prefix.get(prefix)

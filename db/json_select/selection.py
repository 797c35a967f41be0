"""What a reader asks for, without a word of GraphQL: the input of the JSON select.

A tree of fields under response keys. Values known only when the plan runs are `Parameter`s.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Variables = Mapping[str, object]


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A value that `bind` finds in the variables of one execution."""

    bind: Callable[[Variables], object]


@dataclass(frozen=True, slots=True)
class Compare:
    """An attribute against a value: eq, ne, lt, lte, gt, gte, in, not_in, contains, starts_with,
    in_next_days, in_last_days. A null attribute fulfils only ne and not_in."""

    attribute: str
    operator: str
    value: Parameter


@dataclass(frozen=True, slots=True)
class IsNull:
    """An attribute that is (or is not) absent."""

    attribute: str
    expected: bool


@dataclass(frozen=True, slots=True)
class Every:
    """All of the conditions hold; of none, always."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of the conditions holds; of none, never."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """The condition does not hold."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class Related:
    """Some (or no) row of a relation fulfils the condition."""

    relation: str
    condition: "Condition"
    some: bool = True


Condition = Compare | IsNull | Every | Either | Negation | Related


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a page: the order key and the id of the row it lies next to."""

    key: Parameter
    id: Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which rows a page holds: `size` rows after `after` and before `before`, from one end.

    The size is no parameter: PostgreSQL plans for a tenth of all rows when it does not know it.
    """

    order: str
    descending: bool
    size: int
    backward: bool = False
    after: Bound | None = None
    before: Bound | None = None
    condition: Condition | None = None
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that does not depend on any row, such as a type's name."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Absent:
    """A field that reads null: it is hidden from who asks."""

    key: str


@dataclass(frozen=True, slots=True)
class Child:
    """An embedded or related object, or a list of them: the catalogue knows which.

    A list of related objects holds those that fulfil the condition.
    """

    key: str
    name: str
    selection: "Selection"
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that the outlet computes for all rows of `entity` at once (computed.py)."""

    key: str
    entity: str
    name: str
    arguments: tuple[tuple[str, Parameter], ...]
    selection: "Selection"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The cursor of an edge."""

    key: str


@dataclass(frozen=True, slots=True)
class Node:
    """The row of an edge."""

    key: str
    selection: "Selection"


@dataclass(frozen=True, slots=True)
class Edges:
    """The rows of a page with their cursors."""

    key: str
    parts: tuple[Cursor | Node | Constant, ...]


@dataclass(frozen=True, slots=True)
class Nodes:
    """The rows of a page alone."""

    key: str
    selection: "Selection"


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Where a page lies: has_next_page, has_previous_page, start_cursor, end_cursor."""

    key: str
    parts: tuple[Scalar | Constant, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """The number of rows that fulfil the condition, or whether that number is `exact`."""

    key: str
    exact: bool = False


Part = Edges | Nodes | PageInfo | Count | Constant


@dataclass(frozen=True, slots=True)
class Connection:
    """A page of an entity's rows: of all rows at the root, of the rows of `relation` elsewhere."""

    key: str
    entity: str
    relation: str | None
    window: Window
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Lookup:
    """One row by its id, absent when there is none."""

    key: str
    entity: str
    id: Parameter
    selection: "Selection"


@dataclass(frozen=True, slots=True)
class Lookups:
    """Rows of several entities in the order of their ids: per entity the ids with their places."""

    key: str
    ids: Parameter
    branches: tuple[tuple[str, Parameter, "Selection"], ...]


@dataclass(frozen=True, slots=True)
class FoundNode:
    """The row of an edge of a search, with the fields asked of each entity, in their order."""

    key: str
    selections: tuple["Selection", ...]


@dataclass(frozen=True, slots=True)
class FoundEdges:
    """What a search found, with cursors; the only scalar is how close it is."""

    key: str
    parts: tuple[Cursor | FoundNode | Scalar | Constant, ...]


@dataclass(frozen=True, slots=True)
class FoundNodes:
    """What a search found, with the fields asked of each entity, in their order."""

    key: str
    selections: tuple["Selection", ...]


@dataclass(frozen=True, slots=True)
class Search:
    """A page of the rows, of all entities that can be found or of `kinds`, nearest to a text."""

    key: str
    text: Parameter
    kinds: Parameter | None
    size: int
    after: Bound | None
    parts: tuple[FoundEdges | FoundNodes | PageInfo | Count | Constant, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of the ledger behind a revision: at most `size` events, of whole revisions.

    Its scalars are outcome, revision and has_more; its nodes are the events.
    """

    key: str
    after: Parameter
    size: int
    parts: tuple[Scalar | Nodes | Constant, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """The events behind one revision and up to another (of one initiative, if it is given), or the
    rows of an entity that they name."""

    key: str
    after: Parameter
    until: Parameter
    selection: "Selection"
    initiative: Parameter | None = None


@dataclass(frozen=True, slots=True)
class ChangedObjects:
    """A value that the execution is given: of a bigint, or the name of an enum's value (text)."""

    key: str
    value: Parameter
    kind: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """Whether the organisation's ledger goes on behind a revision."""

    key: str
    revision: Parameter


@dataclass(frozen=True, slots=True)
class Group:
    """Several root fields under one key."""

    key: str
    fields: tuple["RootField", ...]


Field = Scalar | Constant | Absent | Child | Connection | Computed


@dataclass(frozen=True, slots=True)
class Selection:
    """The fields asked of an entity, in order."""

    entity: str
    fields: tuple[Field, ...]


RootField = (
    Constant
    | Connection
    | Lookup
    | Lookups
    | Computed
    | Feed
    | Happened
    | ChangedObjects
    | Ahead
    | Group
    | Search
)


@dataclass(frozen=True, slots=True)
class Root:
    """Everything asked in one query."""

    fields: tuple[RootField, ...]

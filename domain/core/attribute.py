"""Attributes: what can be known of an entity, each with its type and the rule for writing it."""

from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from domain.core import fields
from domain.core.entity import Entity
from domain.core.fields import Rule
from domain.core.viewer import Role


@dataclass(frozen=True)
class Attribute:
    """One thing known of an entity, in the column and the field of its name.

    `about` says what it is, without a full stop, and `null` when there is none ("while it is
    open"). One that is not `written` is set by use cases alone. `order` names the order of lists by
    it; `indexed` gives it an index of its own. `example` is a cell of the CSV template. Those of a
    role below `seen_by` read null. `personal` text says who a person is: an erasure blanks it.
    """

    name: str
    about: str
    _: KW_ONLY
    null: str = "when there is none"
    required: bool = False
    written: bool = True
    default: object = None
    order: str | None = None
    indexed: bool = False
    example: str = ""
    seen_by: Role = Role.VIEWER
    personal: bool = False

    python_type: ClassVar[type[object]] = object

    @property
    def column(self) -> str:
        """The name of its column, and of the field of the entity."""
        return self.name

    @property
    def nullable(self) -> bool:
        """Whether there may be none."""
        return not self.required and self.default is None

    @property
    def rule(self) -> Rule:
        """The rule for a value that is given."""
        raise NotImplementedError


@dataclass(frozen=True)
class Line(Attribute):
    """Text of one line."""

    at_most: int = 200
    python_type: ClassVar[type[object]] = str

    @property
    def rule(self) -> Rule:
        line = fields.line(self.at_most)
        return line if self.required else fields.optional(line)


@dataclass(frozen=True)
class Prose(Attribute):
    """Text of any number of lines."""

    at_most: ClassVar[int] = fields.LONGEST_PROSE
    python_type: ClassVar[type[object]] = str

    @property
    def rule(self) -> Rule:
        return fields.required_prose if self.required else fields.prose


@dataclass(frozen=True)
class Day(Attribute):
    """A calendar day; a `past` one has come, and an import as of an earlier day leaves it out."""

    past: bool = False
    python_type: ClassVar[type[object]] = date

    @property
    def rule(self) -> Rule:
        day = fields.past_day if self.past else fields.day
        return fields.required_day if self.required else fields.optional(day)


@dataclass(frozen=True)
class Instant(Attribute):
    """A point in time, which the product sets."""

    python_type: ClassVar[type[object]] = datetime


@dataclass(frozen=True)
class Number(Attribute):
    """A whole number within bounds."""

    least: int = 0
    most: int = 1_000_000
    python_type: ClassVar[type[object]] = int

    @property
    def rule(self) -> Rule:
        number = fields.number(self.least, self.most)
        return number if self.required else fields.optional(number)


@dataclass(frozen=True)
class Flag(Attribute):
    """A yes or no."""

    default: bool = False
    python_type: ClassVar[type[object]] = bool

    @property
    def rule(self) -> Rule:
        return fields.one_of


@dataclass(frozen=True)
class Choice(Attribute):
    """One of an enum's values."""

    values: type[StrEnum]
    python_type: ClassVar[type[object]] = StrEnum

    @property
    def rule(self) -> Rule:
        return fields.one_of if not self.nullable else fields.optional(fields.one_of)


@dataclass(frozen=True)
class Reference(Attribute):
    """Another row: `owner` is kept as its id in the column `owner_id`."""

    to: type[Entity]
    python_type: ClassVar[type[object]] = UUID

    @property
    def column(self) -> str:
        return f"{self.name}_id"

    @property
    def rule(self) -> Rule:
        return fields.one_of if self.required else fields.reference


def external_id(example: str) -> Line:
    """Return what an entity is known by in another tool; one of its kind has it."""
    return Line("external_id", "Its id in another tool", null="when it has none", example=example)


# What most entities have.
ARCHIVED_ON = Day(
    "archived_on",
    "The day on which it was archived",
    null="while it is in use",
    written=False,
    past=True,
)
RECORDED_AT = Instant("recorded_at", "When Throughline learnt of it", required=True, written=False)
VERSION = Number(
    "version",
    "How often it has changed: give it back to notice that someone else edited",
    required=True,
    written=False,
)

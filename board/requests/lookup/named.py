"""What can be named in a form: how it is asked for by its name, and what tells it apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self

from board.rendering.words import camel
from domain.access.permission import RECORDS
from domain.core.attribute import Attribute, Line
from domain.core.kind import RecordKind


@dataclass(frozen=True, kw_only=True)
class Named:
    """A kind of thing that can be named.

    `name` and `order` are the field and the order of its name, `only` a filter beside the name.
    `belongs` asks where it belongs, which tells those of one name apart. `none` begins the
    sentence that says that none is called so.
    """

    these: str
    none: str
    name: str = "name"
    order: str = "NAME"
    only: str = ""
    belongs: str = ""

    @classmethod
    def record(cls, kind: RecordKind[Any]) -> Self:
        """Return how a record is named: by its naming attribute."""
        naming = naming_of(kind)
        return cls(
            these=camel(kind.list_name),
            none=f"No {kind.spoken}",
            name=camel(naming.name),
            order=naming.order or "ID",
        )

    @property
    def selection(self) -> str:
        """What is asked of one, to write its label."""
        name = self.name if self.name == "name" else f"name: {self.name}"
        return f"id {name} {self.belongs}".rstrip()

    @cached_property
    def document(self) -> str:
        """What is called so: those of exactly this name, and those that have it in theirs."""

        def listed(alias: str, asks: str) -> str:
            return (
                f"  {alias}: {self.these}(filter: {{{self.name}: {{{asks}: $name}} {self.only}}},"
                f" orderBy: {{field: {self.order}}}, first: 10) {{ nodes {{ {self.selection} }} }}"
            )

        both = (listed("exactly", "eq"), listed("nearly", "contains"))
        return "\n".join(("query Names($name: String!) {", *both, "}"))


def naming_of(kind: RecordKind[Any]) -> Attribute:
    """Return the attribute that names a record: the one it is found by, or its first line."""
    if kind.searched:
        return kind.by_name[kind.searched]
    return next(each for each in kind.attributes if isinstance(each, Line))


# By the beginning of their ids.
NAMED: Final[Mapping[str, Named]] = {
    "person": Named(
        these="people",
        none="Nobody",
        only="leftOn: {isNull: true}",
        belongs="department { name }",
    ),
    "department": Named(these="departments", none="No department"),
    "touchpoint": Named(
        these="touchpoints",
        none="No touchpoint",
        belongs="stage { name journey { name } }",
    ),
    "milestone": Named(
        these="milestones",
        none="No milestone",
        name="title",
        order="DUE",
        belongs="initiative { id title }",
    ),
    "initiative": Named(these="initiatives", none="No initiative", name="title", order="TITLE"),
    **{kind.key: Named.record(kind) for kind in RECORDS},
}

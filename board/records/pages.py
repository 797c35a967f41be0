"""Which records have pages, and what their kinds do not tell: the lists that belong to them.

A kind that is declared here needs no page of its own: its list, its page and its forms follow from
its attributes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from board.rendering.addresses import PAGES
from board.rendering.words import plain
from board.requests.lookup.named import NAMED, naming_of
from domain.core.attribute import Attribute, Prose
from domain.core.entity import Entity
from domain.core.kind import RecordKind
from domain.core.names import plural, snake, with_article
from domain.portfolio.initiative import Initiative
from domain.portfolio.objective import OBJECTIVE

# What is shown in places of its own, or is for programs.
APART: Final = frozenset({"external_id", "archived_on", "recorded_at", "version"})


@dataclass(frozen=True, slots=True)
class Related:
    """A list that belongs to a record, a page at a time: the root field that lists it, its heading.

    `of` is what the filter asks of those that belong to the record whose id is $id; `order` is the
    order of the list, as GraphQL.
    """

    field: str
    entity: type[Entity]
    heading: str
    of: str
    order: str = "field: ID"

    @property
    def key(self) -> str:
        """What its rows are, as the beginning of their ids."""
        return snake(self.entity.__name__)


@dataclass(frozen=True, eq=False)
class RecordPage:
    """The pages of a kind. `archived` says what becomes of one that is archived."""

    kind: RecordKind[Any]
    related: tuple[Related, ...] = ()
    archived: str = "What refers to it still shows it."

    @property
    def path(self) -> str:
        """The address of the list: `/support-elements`."""
        return f"/{self.kind.list_name.replace('_', '-')}"

    @property
    def name(self) -> str:
        """What one of them is called: `objective`."""
        return self.kind.spoken

    @property
    def these(self) -> str:
        """What several of them are called: `objectives`."""
        return plural(self.kind.spoken)

    @property
    def heading(self) -> str:
        """What the list is headed by: what all of them are."""
        return self.kind.these.removesuffix(".")

    @property
    def about(self) -> str:
        """What one of them is, as a sentence."""
        said = self.kind.about
        return f"{with_article(self.name).capitalize()}: {said[0].lower()}{said[1:]}"

    @cached_property
    def naming(self) -> Attribute:
        """The attribute that names one."""
        return naming_of(self.kind)

    @cached_property
    def facts(self) -> tuple[Attribute, ...]:
        """What is known of one beside its name, in a few words: the columns of the list."""
        return tuple(each for each in self._known if not isinstance(each, Prose))

    @cached_property
    def texts(self) -> tuple[Attribute, ...]:
        """What is known of one at length."""
        return tuple(each for each in self._known if isinstance(each, Prose))

    @property
    def _known(self) -> Iterator[Attribute]:
        left_out = APART | {self.naming.name}
        return (each for each in self.kind.attributes if each.name not in left_out)

    @cached_property
    def filled(self) -> tuple[Attribute, ...]:
        """What its forms ask for."""
        return tuple(each for each in self.kind.written if each.name not in APART)

    @cached_property
    def orders(self) -> Mapping[str, Attribute]:
        """The orders of the list by their words in the address; the name's stands first."""
        ordered = [each for each in self.kind.attributes if each.order]
        ordered.sort(key=lambda each: each is not self.naming)
        return {each.name: each for each in ordered}

    @property
    def sorts(self) -> Mapping[str, str]:
        """What is said of each order."""
        return {name: plain(name) for name in self.orders}


RECORD_PAGES: Final = (
    RecordPage(
        OBJECTIVE,
        related=(
            Related(
                "initiatives",
                Initiative,
                "Initiatives that serve it",
                of="objectives: {some: {id: {eq: $id}}}",
                order="field: ATTENTION, direction: DESC",
            ),
        ),
        archived="Initiatives that serve it still show it.",
    ),
)
# Where the page of a thing is, by the beginning of its id: of records and of all others.
ADDRESSES: Final[Mapping[str, str]] = {
    **PAGES,
    **{page.kind.key: f"{page.path}/" for page in RECORD_PAGES},
}


def address_of(key: str, thing: Mapping[str, Any]) -> str | None:
    """Return where a thing is shown: on its page, or on its initiative's; None for nowhere."""
    if key in ADDRESSES:
        return f"{ADDRESSES[key]}{thing['id']}"
    if initiative := thing.get("initiative"):
        return f"{PAGES['initiative']}{initiative['id']}#{thing['id']}"
    return None


def selection_of(entity: type[Entity]) -> str:
    """Return what is asked of a thing that a record refers to, as GraphQL."""
    return NAMED[snake(entity.__name__)].selection

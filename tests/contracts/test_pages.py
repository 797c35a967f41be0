"""Pages have a word for whatever they ask, and a place for whatever there is."""

from collections.abc import Iterator
from functools import cache

from graphql import (
    FieldNode,
    GraphQLEnumType,
    TypeInfo,
    TypeInfoVisitor,
    VariableDefinitionNode,
    Visitor,
    get_named_type,
    parse,
    type_from_ast,
    visit,
)

from api.planning.names import camel
from board.people.archived import SHELVES
from board.records.pages import RECORD_PAGES
from board.rendering import addresses, words
from board.requests.documents import FOLDER, SHARED, document
from db.entities import CATALOGUE
from domain.core.kind import RecordKind, kinds
from tests.contracts import left_out
from tests.contracts.reading import CORE, hold

# What has a page, by the beginning of its ids, and the lists on the page of the archived.
PAGES = {*addresses.PAGES, *(page.kind.key for page in RECORD_PAGES)}
KINDS = {camel(name) for name in SHELVES}
DICTIONARIES = {
    name: set(found)
    for name, found in vars(words).items()
    if name.isupper() and isinstance(found, dict)
}


class Asked(Visitor):
    """Notes the enums of fields and variables."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.enums: set[str] = set()

    def enter_field(self, _node: FieldNode, *_: object) -> None:
        self.note(self.types.get_type())

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: object) -> None:
        self.note(type_from_ast(CORE, node.type))

    def note(self, kind: object) -> None:
        named = get_named_type(kind) if kind is not None else None  # type: ignore[call-overload]
        if isinstance(named, GraphQLEnumType):
            self.enums.add(named.name)


@cache
def enums_asked() -> dict[str, str]:
    """The enums that pages ask, each with one of the documents."""
    found: dict[str, str] = {}
    for file in sorted(FOLDER.rglob("*.graphql")):
        if file.parent != SHARED:
            name = str(file.relative_to(FOLDER).with_suffix(""))
            types = TypeInfo(CORE)
            asked = Asked(types)
            visit(parse(document(name)), TypeInfoVisitor(types, asked))
            found |= dict.fromkeys(asked.enums, name)
    return found


def test_every_value_that_pages_ask_has_a_word() -> None:
    lacking = {}
    for name, file in enums_asked().items():
        kind = CORE.type_map[name]
        assert isinstance(kind, GraphQLEnumType)
        if not any(set(kind.values) <= known for known in DICTIONARIES.values()):
            lacking[name] = (
                f"is asked by board/{file}.graphql, and no dictionary has all its values: add "
                f"{', '.join(list(kind.values)[:3])} … to board/rendering/words.py"
            )
    hold(lacking, left_out.ENUMS_WITHOUT_WORDS, "ENUMS_WITHOUT_WORDS")


def test_whatever_events_happen_to_has_a_word() -> None:
    lacking = {
        kind.name: f'has no word in the trail: write "{kind.name}": '
        f'"{kind.spoken.capitalize()}" into SUBJECT in board/rendering/words.py'
        for kind in kinds()
        if isinstance(kind, RecordKind) and kind.name not in words.SUBJECT
    }
    hold(lacking, {}, "SUBJECT")
    assert set(words.SUBJECT) <= {entity.name for entity in CATALOGUE}


def root_lists() -> Iterator[tuple[str, str, bool]]:
    """The root connections: name, entity, and whether they can list what is archived."""
    assert CORE.query_type is not None
    for name, field in CORE.query_type.fields.items():
        entity = get_named_type(field.type).name.removesuffix("Connection")
        if entity in CATALOGUE and "orderBy" in field.args:
            yield name, entity, "includeArchived" in field.args


def test_whatever_is_archived_can_be_brought_back_on_its_page() -> None:
    lacking = {
        name: "can be archived and is not on the page of the archived: add it to SHELVES in "
        "board/people/archived.py"
        for name, _, archived in root_lists()
        if archived and name not in KINDS
    }
    hold(lacking, left_out.NOT_ON_THE_ARCHIVED_PAGE, "NOT_ON_THE_ARCHIVED_PAGE")


def test_whatever_is_listed_at_the_root_has_a_page() -> None:
    lacking = {
        entity: f"is listed by {name} and has no page of its own: add one, and its address to "
        "PAGES in board/rendering/addresses.py, or list it in board/records/pages.py"
        for name, entity, _ in root_lists()
        if CATALOGUE[entity].prefix not in PAGES
    }
    hold(lacking, left_out.WITHOUT_A_PAGE, "WITHOUT_A_PAGE")


def test_no_page_is_of_what_is_gone() -> None:
    prefixes = {entity.prefix for entity in CATALOGUE}
    assert prefixes >= PAGES
    assert {name for name, _, _ in root_lists()} >= KINDS

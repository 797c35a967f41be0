"""Pages have a word for whatever they ask, and a place for whatever there is."""

import re
from collections.abc import Iterator
from functools import cache

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNonNull,
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
from api.schema.mutation import MUTATIONS
from board.people.archived import SHELVES
from board.portfolio.initiative.changes import CHANGES
from board.records.pages import RECORD_PAGES
from board.rendering import addresses, words
from board.requests.documents import FOLDER, SHARED, document
from board.routes import NAVIGATION
from db.entities import CATALOGUE
from db.json_select.catalogue import Relation
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


def test_every_record_is_in_the_navigation() -> None:
    named = dict(NAVIGATION)
    for page in RECORD_PAGES:
        assert named.get(page.path) == page.these.capitalize(), (
            f'{page.kind.name}: write ("{page.path}", "{page.these.capitalize()}") into '
            "NAVIGATION in board/routes.py"
        )


def test_whatever_belongs_to_a_record_is_listed_on_its_page() -> None:
    lists = {entity: name for name, entity, _ in root_lists()}
    for page in RECORD_PAGES:
        listed = {each.field: each for each in page.related}
        for name, relation in CATALOGUE[page.kind.name].attributes.items():
            if isinstance(relation, Relation) and relation.many and relation.target in lists:
                field = lists[relation.target]
                where = f"{page.kind.name}.{name}: in RECORD_PAGES in board/records/pages.py, "
                assert field in listed, f'{where}write Related("{field}", …) into `related`'
                if "ATTENTION" in CATALOGUE[relation.target].orders:
                    wanted = "field: ATTENTION, direction: DESC"
                    assert listed[field].order == wanted, f'{where}write order="{wanted}"'


def test_the_page_says_of_the_archived_what_the_mutation_says() -> None:
    said = {each.action: each.description for each in MUTATIONS}
    for page in RECORD_PAGES:
        if page.kind.archivable:
            assert page.archived in said[f"{page.kind.key}_archive"], (
                f"{page.kind.name}: give archived= in board/records/pages.py the sentence that "
                "writing() has in api/"
            )


def fields_of_change(action: str) -> GraphQLInputObjectType:
    """The input of a mutation."""
    assert CORE.mutation_type is not None
    found = get_named_type(CORE.mutation_type.fields[camel(action)].args["input"].type)
    assert isinstance(found, GraphQLInputObjectType)
    return found


def test_a_form_asks_for_what_its_mutation_needs() -> None:
    lacking = {}
    for action, change in CHANGES.items():
        fields = fields_of_change(action).fields
        asked = {each.name.partition(".")[0]: each for each in change.fields}
        for name, field in fields.items():
            needed = isinstance(field.type, GraphQLNonNull)
            if needed and not (name in asked and asked[name].required):
                lacking[f"{action}.{name}"] = (
                    f'must be given: write Field("{name}", required=True) into its Change in '
                    "board/portfolio/initiative/changes.py"
                )
            elif name in asked and names_another(name, field.type) and not asked[name].names:
                lacking[f"{action}.{name}"] = (
                    "is an id that nobody can type: say in names= what it names, in "
                    "board/portfolio/initiative/changes.py"
                )
    hold(lacking, left_out.FORMS_OF_THEIR_OWN, "FORMS_OF_THEIR_OWN")


def names_another(name: str, kind: object) -> bool:
    """Whether it is the id of something else than the initiative of the page, or of its part."""
    named = get_named_type(kind)  # type: ignore[call-overload]  # a type of GraphQL
    return named.name == "ID" and name not in {"id", "initiativeId"}


def test_what_the_page_offers_has_a_form() -> None:
    folder = FOLDER / "portfolio/initiative"
    offered = {
        action: f"is offered by {file.name} and can't be sent: write its Change into CHANGES in "
        "board/portfolio/initiative/changes.py"
        for file in folder.glob("*.html")
        for action in re.findall(r'may\("(\w+)"\)', file.read_text(encoding="utf-8"))
        if action not in CHANGES
    }
    hold(offered, {}, "CHANGES")


def test_a_form_leads_back_to_a_part_of_the_page() -> None:
    folder = FOLDER / "portfolio/initiative"
    page = "".join(each.read_text(encoding="utf-8") for each in folder.glob("*.html"))
    for action, change in CHANGES.items():
        assert f'id="{change.part}"' in page, f"{action}: no heading {change.part} to go back to"
        assert change.done.endswith("."), f"{action}: say what is done as a sentence"

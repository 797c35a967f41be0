"""Every record over HTTP: its list, its page and its forms, as they follow from its kind."""

import re
from typing import Any

import httpx
import pytest
from graphql import NoDeprecatedCustomRule, parse, validate

from board.people.archived import SHELVES, asked_of
from board.records import documents
from board.records.filling import entries, field_of
from board.records.pages import ADDRESSES, RECORD_PAGES, RecordPage
from board.records.values import null_of, value
from board.rendering.locale import ENGLISH
from board.rendering.words import SUBJECT, camel, pascal
from board.requests.lookup.named import NAMED
from domain.access.permission import RECORDS
from domain.core.attribute import Attribute, Choice, Day, Flag, Number, Prose, Reference
from domain.core.names import snake
from domain.core.viewer import Role
from domain.portfolio.initiative import Priority
from tests.api.companies import Founding
from tests.api.workshop import Workshop
from tests.board.conftest import Surfer, Surfing
from tests.board.people.test_departments import words
from tests.board.portfolio.test_initiative import FORM
from tests.board.requests.test_documents import SCHEMA

HOSTILE = '"><img src=x onerror=alert(1)>'
each_page = pytest.mark.parametrize("page", RECORD_PAGES, ids=lambda page: page.kind.key)


def example(shop: Workshop, page: RecordPage, name: str) -> dict[str, Any]:
    """Return what makes a record of this name: what is required of it."""
    made: dict[str, Any] = {}
    for each in page.filled:
        if each is page.naming:
            made[camel(each.column)] = name
        elif each.required:
            made[camel(each.column)] = value_for(shop, each)
    return made


def value_for(shop: Workshop, attribute: Attribute) -> Any:
    match attribute:
        case Reference(to=to):
            return shop.thing(snake(to.__name__))
        case Choice(values=values):
            return next(iter(values)).value
        case Number(least=least):
            return least
    return attribute.example


def make(shop: Workshop, page: RecordPage, name: str = "First", **more: object) -> str:
    """Return the id of a new record."""
    given = example(shop, page, name) | more
    return shop.make(camel(page.kind.actions[0]), camel(page.kind.key), **given)


def send(surfer: Surfer, at: str, action: str, **given: str) -> httpx.Response:
    """Send a form of a page."""
    return surfer.send(at, f"{at}/{action}", form=action, **given)


def did(surfer: Surfer, at: str, action: str, **given: str) -> str:
    """Send a form that is accepted, and return as text the page that it leads to."""
    answer = send(surfer, at, action, **given)
    assert answer.status_code == 303, words(answer.text)
    shown = surfer.page(answer.headers["location"])
    assert '<p class="done" role="status">' in shown
    return words(shown)


def test_every_record_has_pages() -> None:
    assert {page.kind for page in RECORD_PAGES} == set(RECORDS)
    for page in RECORD_PAGES:
        assert ADDRESSES[page.kind.key] == f"{page.path}/"
        assert page.kind.name in SUBJECT


@each_page
def test_all_that_is_asked_is_in_the_schema(page: RecordPage) -> None:
    asked = (documents.listed(page), documents.shown(page), documents.changes(page))
    for text in (*asked, documents.names(RECORD_PAGES)):
        assert validate(SCHEMA, parse(text)) == []
        assert validate(SCHEMA, parse(text), [NoDeprecatedCustomRule]) == []


@pytest.mark.parametrize("text", [*map(asked_of, SHELVES), *(n.document for n in NAMED.values())])
def test_what_is_built_for_lookups_and_archives_is_in_the_schema(text: str) -> None:
    assert validate(SCHEMA, parse(text)) == []
    assert validate(SCHEMA, parse(text), [NoDeprecatedCustomRule]) == []


@each_page
def test_its_references_can_be_named(page: RecordPage) -> None:
    for each in page.filled:
        if isinstance(each, Reference):
            assert snake(each.to.__name__) in NAMED


@each_page
def test_where_there_is_none_the_next_step_is_said(
    founding: Founding, surfing: Surfing, page: RecordPage
) -> None:
    company = founding("No records")
    told = words(surfing(company, Role.ADMIN).page(page.path))
    assert f"No {page.name} is on record yet." in told
    assert "Begin with the one that matters most." in told
    told = words(surfing(company, Role.VIEWER).page(page.path))
    assert "to write down the one that matters most." in told


@each_page
def test_only_those_who_may_see_forms(shop: Workshop, surfing: Surfing, page: RecordPage) -> None:
    made = make(shop, page)
    key = page.kind.key
    for role in Role:
        surfer = surfing(shop.company, role)
        may = role.rank >= page.kind.least.rank
        assert FORM.findall(surfer.page(page.path)) == ([f"{key}_create"] if may else [])
        forms = [f"{key}_update", *([f"{key}_archive"] if page.kind.archivable else [])]
        assert FORM.findall(surfer.page(f"{page.path}/{made}")) == (forms if may else [])


@each_page
def test_a_record_is_made_changed_archived_and_listed_again(
    shop: Workshop, admin: Surfer, page: RecordPage
) -> None:
    key, name = page.kind.key, camel(page.naming.name)
    refused = send(admin, page.path, f"{key}_create")
    assert refused.status_code == 422
    assert f'id="{key}_create-new-{name}-problem"' in refused.text
    given = {each: str(said) for each, said in example(shop, page, "First").items()}
    answer = send(admin, page.path, f"{key}_create", **given)
    assert answer.status_code == 303, words(answer.text)
    at = answer.headers["location"].partition("?")[0]
    assert f"The {page.name} is on record." in words(admin.page(answer.headers["location"]))
    identity = at.rpartition("/")[2]
    assert f'<a class="title" href="{at}">First</a>' in admin.page(page.path)
    changed = {**given, name: "Second", "id": identity}
    shown = did(admin, at, f"{key}_update", **changed, expectedVersion=version(admin, at))
    assert f"The {page.name} is changed." in shown
    assert "Second" in admin.page(page.path)
    stale = send(admin, at, f"{key}_update", **changed | {name: "Third"}, expectedVersion="0")
    assert stale.status_code == 422
    assert 'value="Third"' in stale.text
    assert 'class="problem" role="alert"' in stale.text
    if page.kind.archivable:
        assert "Archived on" in did(admin, at, f"{key}_archive", id=identity)
        assert "Second" not in admin.page(page.path)
        shelf = f"/organisation/archived?kind={page.kind.list_name}"
        assert shelf in admin.page(page.path)
        assert f'<a href="{at}">Second</a>' in admin.page(shelf)
        assert "Archived on" not in did(admin, at, f"{key}_unarchive", id=identity)
        assert "Second" in admin.page(page.path)


def version(surfer: Surfer, at: str) -> str:
    [found, *_] = re.findall(r'name="expectedVersion" value="(\d+)"', surfer.page(at))
    return str(found)


@each_page
def test_a_form_sent_twice_makes_one(shop: Workshop, admin: Surfer, page: RecordPage) -> None:
    [proof, *_] = re.findall(r'name="proof" value="([^"]+)"', admin.page(page.path))
    given = {"proof": proof, **example(shop, page, "Twice")}
    to = f"{page.path}/{page.kind.key}_create"
    first, second = (admin.http.post(to, data=given) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert admin.http.post(to, data=given | {"proof": "nothing"}).status_code == 403


@each_page
def test_what_is_not_there_and_no_form_is_not_found(
    shop: Workshop, admin: Surfer, page: RecordPage
) -> None:
    key = page.kind.key
    nothing = f"{page.path}/{key}_00000000-0000-7000-8000-000000000000"
    assert f"There is no such {page.name}" in admin.page(nothing, 404)
    admin.page(f"{page.path}/nonsense", 400)
    at = f"{page.path}/{make(shop, page)}"
    for to in (f"{page.path}/{key}_update", f"{at}/{key}_create", f"{at}/person_create"):
        assert admin.send(at, to).status_code == 404


@each_page
def test_a_list_is_searched_ordered_and_read_in_pages(
    shop: Workshop, surfing: Surfing, page: RecordPage
) -> None:
    for number in range(30):
        make(shop, page, f"Number {number:02}")
    viewer = surfing(shop.company, Role.VIEWER)
    path, seen = page.path, list[str]()
    while path:
        told = viewer.page(path)
        seen += re.findall(r'class="title"[^>]*>(Number \d\d)<', told)
        [path] = re.findall(r'rel="next" href="([^"]+)"', told) or [""]
        path = path.replace("&amp;", "&")
    assert seen == [f"Number {number:02}" for number in range(30)]
    told = viewer.page(f"{page.path}?q=ber+2")
    assert set(re.findall(r'class="title"[^>]*>Number (\d)\d<', told)) == {"2"}
    assert f"10 {page.these} with “ber 2”" in words(told)
    assert f"No {page.name} has “nothing”" in words(viewer.page(f"{page.path}?q=nothing"))
    for sort in page.orders:
        assert "Number" in viewer.page(f"{page.path}?sort={sort}")
    assert "is not known" in viewer.page(f"{page.path}?sort=nonsense", 400)


@each_page
def test_it_is_offered_by_name_and_found_in_the_trail(
    shop: Workshop, admin: Surfer, page: RecordPage
) -> None:
    made = make(shop, page, "Just this one")
    options = admin.http.get(f"/names/{page.kind.key}", params={"q": "just"}).text
    assert re.findall(r'<option value="([^"]+)"', options) == ["Just this one"]
    trail = admin.page(f"/organisation/trail?what={page.kind.name}")
    assert f'<a href="{page.path}/{made}">Just this one</a>' in trail


@each_page
def test_what_is_written_is_escaped_and_stays_in_its_organisation(
    founding: Founding, shop: Workshop, admin: Surfer, page: RecordPage
) -> None:
    at = f"{page.path}/{make(shop, page, HOSTILE)}"
    for told in (admin.page(page.path), admin.page(at)):
        assert "onerror=alert" in told
        assert "<img src=x" not in told
    other = Workshop(founding("Elsewhere records"))
    theirs = make(other, page, "Theirs")
    assert "Theirs" not in admin.page(page.path)
    admin.page(f"{page.path}/{theirs}", 404)


def test_an_objective_tells_all_that_is_known_of_it(shop: Workshop, admin: Surfer) -> None:
    given = {
        "title": "Win back Friday night",
        "description": "One table in four.\r\nOn Fridays.\r\n\r\nIt shows in bookings.",
        "ownerId": "mar",
        "startsOn": "2026-01-01",
        "endsOn": "2026-12-31",
    }
    assert shop.person
    answer = send(admin, "/objectives", "objective_create", **given)
    assert answer.status_code == 303, words(answer.text)
    at = answer.headers["location"].partition("?")[0]
    objective = at.rpartition("/")[2]
    serves(shop, shop.initiative, objective)
    told = admin.page(at)
    assert f'<dd><a href="/organisation/people/{shop.person}">Maria</a>' in told
    assert "<p>One table in four.<br>On Fridays.</p>" in told
    assert "<p>It shows in bookings.</p>" in told
    assert "Starts on 1 Jan 2026" in words(told)
    assert f'<a href="/initiatives/{shop.initiative}">Quicker seating</a>' in told
    assert "in progress" in told.partition("Initiatives that serve it")[2]
    [row] = re.findall(r'<tr id="objective_.*?</tr>', admin.page("/objectives"), re.DOTALL)
    assert f'<a href="/organisation/people/{shop.person}">Maria</a>' in row
    assert "31 Dec 2026" in words(row)


def serves(shop: Workshop, initiative: str, objective: str) -> None:
    given = {"id": initiative, "objectiveId": objective}
    shop.make("initiativeObjectiveAdd", "initiative", **given)


def test_a_long_list_that_belongs_to_a_record_is_read_in_pages(
    shop: Workshop, admin: Surfer
) -> None:
    objective = shop.make("objectiveCreate", "objective", title="All of it")
    for number in range(30):
        made = shop.make("initiativePropose", "initiative", title=f"Effort {number:02}")
        serves(shop, made, objective)
    told = admin.page(f"/objectives/{objective}")
    seen = re.findall(r"Effort \d\d", told)
    assert len(seen) == 25
    [more] = re.findall(r'rel="next" href="([^"]+)#initiatives"', told)
    told = admin.page(more)
    assert sorted(seen + re.findall(r"Effort \d\d", told)) == [
        f"Effort {number:02}" for number in range(30)
    ]
    assert f'href="/objectives/{objective}#initiatives">From the start' in told
    admin.page(f"/objectives/{objective}?initiatives=nonsense", 400)


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(
    shop: Workshop, admin: Surfer
) -> None:
    given = {"title": "Late", "startsOn": "2026-12-31", "endsOn": "2026-01-01"}
    refused = send(admin, "/objectives", "objective_create", **given)
    assert refused.status_code == 422
    assert 'id="objective_create-new-endsOn-problem"' in refused.text
    for typed in given.values():
        assert f'value="{typed}"' in refused.text
    unknown = send(admin, "/objectives", "objective_create", title="Whose", ownerId="Nemo")
    assert "Nobody is called Nemo." in words(unknown.text)
    assert shop.company.admin.ask("{ objectives { totalCount } }")["objectives"]["totalCount"] == 0


def test_who_has_left_may_stay_and_is_taken_away_by_emptying_the_field(
    shop: Workshop, admin: Surfer
) -> None:
    gone = shop.make("personCreate", "person", name="Luca")
    made = shop.make("objectiveCreate", "objective", title="Whose", ownerId=gone)
    shop.make("personLeave", "person", id=gone, on="2026-03-01")
    at, it = f"/objectives/{made}", {"id": made, "shown.ownerId": "Luca"}
    assert 'name="shown.ownerId" value="Luca"' in admin.page(at)
    assert "Luca" in did(admin, at, "objective_update", **it, title="Ours", ownerId="Luca")
    again = send(admin, at, "objective_update", id=made, title="Ours", ownerId="Luca")
    assert again.status_code == 422
    shown = did(admin, at, "objective_update", **it, title="Ours", ownerId="", description="Why")
    assert "Owner Nobody does" in shown
    assert "Why" in shown


@pytest.mark.parametrize(
    ("attribute", "said", "control", "read", "text"),
    [
        (Number("size", "How large", most=5), 3, "text", 3, "3"),
        (Flag("open", "Whether it is open"), True, "flag", True, "Yes"),
        (
            Choice("priority", "How much it matters", values=Priority),
            "HIGH",
            "choice",
            "HIGH",
            "High",
        ),
        (Day("on", "When"), "2026-03-31", "date", "2026-03-31", "31 Mar 2026"),
        (Prose("why", "Why it is so"), "So", "long", "So", "So"),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Attribute) else "",
)
def test_each_type_of_attribute_has_its_field(
    attribute: Attribute, said: Any, control: str, read: object, text: str
) -> None:
    kind = RECORD_PAGES[0].kind
    page = RecordPage(type(kind)(**vars_of(kind) | {"attributes": (*kind.attributes, attribute)}))
    found = {camel(each.name): None for each in page.filled} | {"name": "It"}
    [*_, shown] = entries(page, found | {camel(attribute.name): said})
    assert (shown.name, shown.control) == (camel(attribute.column), control)
    assert field_of(attribute).read(shown.value) == read
    told = value(attribute, {camel(attribute.name): said}, ENGLISH)
    assert told.text.replace("\xa0", " ") == text
    assert value(attribute, {camel(attribute.name): None}, ENGLISH).text == ""
    assert null_of(attribute) == "None"
    assert pascal(attribute.name) in shown.label.replace(" ", "")


def vars_of(kind: Any) -> dict[str, Any]:
    return {name: getattr(kind, name) for name in kind.__dataclass_fields__}

"""The journeys over HTTP: what the list, the map and a touchpoint tell, and who changes them."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from domain.core.viewer import Role
from tests.api.companies import Company, Founding
from tests.api.planted import Portfolio
from tests.api.workshop import Workshop
from tests.board.conftest import Surfer, Surfing

HOSTILE = '<script>alert("1")</script>'


@pytest.fixture(scope="module")
def viewer(planted: tuple[Company, Portfolio], surfing: Surfing) -> Surfer:
    return surfing(planted[0], Role.VIEWER)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ")


def stations(page: str) -> dict[str, str]:
    """Return what the map tells of each touchpoint, by its id, in its order."""
    pattern = re.compile(
        r'<li class="station[^"]*" id="(touchpoint_[^"]+)">(.*?)(?=<li class="station|</ol>)',
        re.DOTALL,
    )
    return {found[1]: words(found[2]) for found in pattern.finditer(page)}


def lit(page: str) -> set[str]:
    return set(re.findall(r'<li class="station lit" id="([^"]+)"', page))


def went(response: httpx.Response) -> str:
    """Return where a form that was accepted leads."""
    assert response.status_code == 303, words(response.text)
    return response.headers["location"].partition("#")[0]


def test_a_journey_is_told_as_a_whole(viewer: Surfer) -> None:
    page = viewer.page("/journeys")
    told = words(page.partition("<tbody")[2])
    assert "Dining out" in told
    # Paying the bill is changed by nobody; being seated is strengthened and weakened at once.
    assert "3 touchpoints: nobody improves 1, at 1 something takes from the bond" in told
    assert "3 touchpoints in 2 stages" in told
    assert re.findall(r'class="figure"[^>]*>(\d+)<', page) == ["1", "1"]
    assert re.search(r"\d+ % .*One booking book", told)


def test_the_map_tells_stations_and_what_is_done_there(
    viewer: Surfer, portfolio: Portfolio
) -> None:
    page = viewer.page(f"/journeys/{portfolio.journeys['dining']}")
    shown = stations(page)
    assert list(shown) == [portfolio.touchpoints[key] for key in ("booking", "seated", "bill")]
    seated = shown[portfolio.touchpoints["seated"]]
    for each in (
        "Strengthens the bond, strength 5 of 5, hoped for, not yet seen",
        "Weakens the bond, strength 1 of 5",
        "Quicker seating",
        "One booking book",
        "In person · Host stand · Maria Rossi",
        "Importance medium, somebody improves it, something takes from the bond",
    ):
        assert each in seated
    assert "No initiative improves it" in shown[portfolio.touchpoints["bill"]]
    behind = words(page.partition('class="behind"')[2])
    assert "2 Arriving Being seated In person Host stand Maria Rossi Medium" in behind
    for each in (
        "Quicker seating (in progress): strengthens 5 of 5, hoped",
        "One booking book (in progress): weakens 1 of 5, hoped; ",
    ):
        assert each in behind


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("show=unimproved", {"bill"}),
        ("show=weakened", {"seated"}),
        ("show=hoped", {"booking", "seated"}),
        ("show=findings", {"seated"}),
        ("initiative={seating}", {"seated"}),
        ("initiative={book}&show=weakened", {"seated"}),
        ("department={host}", {"booking", "seated", "bill"}),
        ("department={kitchen}", set()),
    ],
)
def test_the_address_says_what_is_lit(
    viewer: Surfer, portfolio: Portfolio, query: str, shown: set[str]
) -> None:
    asked = query.format(**portfolio.initiatives, **portfolio.departments)
    page = viewer.page(f"/journeys/{portfolio.journeys['dining']}?{asked}")
    assert lit(page) == {portfolio.touchpoints[key] for key in shown}
    assert len(stations(page)) == 3


def test_where_the_way_breaks_is_told_gravest_first(shop: Workshop, editor: Surfer) -> None:
    admin = shop.company.admin
    weak = shop.initiative_at("IN_PROGRESS")
    for initiative, direction in ((shop.initiative, "STRENGTHENS"), (weak, "WEAKENS")):
        given = {"touchpointId": shop.touchpoint, "direction": direction, "strength": 4}
        admin.make("effectSet", "effect", initiativeId=initiative, **given)
    for name, importance in (("Menu", "LOW"), ("Allergies", "CRITICAL"), ("Door", "HIGH")):
        given = {"stageId": shop.stage, "name": name, "channel": "WEB", "importance": importance}
        shop.make("touchpointCreate", "touchpoint", **given)
    page = editor.page(f"/journeys/{shop.journey}")
    broken = re.findall(
        r'<span><a href="#touchpoint_[^"]+">([^<]+)</a>', page.partition('class="breaks"')[2]
    )
    assert broken == ["Being seated", "Allergies", "Door"]
    assert "At cross-purposes: 1 initiative strengthens" in words(page)
    assert "No initiative improves it, and its importance is critical." in words(page)


def names(page: str) -> list[str]:
    return re.findall(r'class="title"[^>]*>([^<]+)<', page)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Being seated", "Booking a table", "Paying the bill"]),
        ("q=seat", ["Being seated"]),
        ("q=rossi&need=unimproved", ["Paying the bill"]),
        ("need=weakened", ["Being seated"]),
        ("need=findings", ["Being seated"]),
        ("need=unminded", []),
        ("importance=CRITICAL", []),
        ("importance=MEDIUM&need=unimproved", ["Paying the bill"]),
    ],
)
def test_touchpoints_are_listed_by_what_they_need(
    viewer: Surfer, query: str, shown: list[str]
) -> None:
    page = viewer.page(f"/touchpoints?{query}")
    assert names(page) == shown
    assert (words(page).count("No touchpoints match") == 1) == (not shown)


def test_touchpoints_of_a_department(viewer: Surfer, portfolio: Portfolio) -> None:
    host, web = (portfolio.departments[key] for key in ("host", "web"))
    assert len(names(viewer.page(f"/touchpoints?department={host}"))) == 3
    assert names(viewer.page(f"/touchpoints?department={web}")) == []


@pytest.mark.parametrize(
    ("status", "improves"),
    [
        ("PROPOSED", False),
        ("COMMITTED", True),
        ("IN_PROGRESS", True),
        ("ON_HOLD", False),
        ("EMBEDDING", True),
    ],
)
def test_lists_and_maps_agree_on_what_nobody_improves(
    shop: Workshop, editor: Surfer, status: str, improves: bool
) -> None:
    """The filter of the API and the rule of the page are two ways to say one thing."""
    given = {"touchpointId": shop.touchpoint, "direction": "STRENGTHENS", "strength": 2}
    shop.make("effectSet", "effect", initiativeId=shop.initiative_at(status), **given)
    listed = names(editor.page("/touchpoints?need=unimproved"))
    on_map = lit(editor.page(f"/journeys/{shop.journey}?show=unimproved"))
    assert bool(listed) == bool(on_map) == (not improves)


def test_a_touchpoint_tells_what_is_expected_and_what_was_seen(
    viewer: Surfer, portfolio: Portfolio
) -> None:
    told = words(viewer.page(f"/touchpoints/{portfolio.touchpoints['seated']}"))
    for each in (
        "Pulled both ways",
        "Quicker seating",
        "Strengthens, 5 of 5",
        "Hoped for",
        "Weakens, 1 of 5",
        "Four minutes less at the door",
        "Maria Rossi minds it",
    ):
        assert each in told
    bill = words(viewer.page(f"/touchpoints/{portfolio.touchpoints['bill']}"))
    assert "No initiative says that it changes this touchpoint." in bill


@pytest.mark.parametrize("path", ["/journeys/x", "/touchpoints/x", "/touchpoints/journey_x"])
def test_an_id_that_is_none_has_a_page(viewer: Surfer, path: str) -> None:
    assert "give one that an answer held" in viewer.page(path, status=400)


@pytest.mark.parametrize("query", ["show=purple", "edit=perhaps"])
def test_an_address_that_makes_no_sense_says_what_would(
    viewer: Surfer, portfolio: Portfolio, query: str
) -> None:
    page = viewer.page(f"/journeys/{portfolio.journeys['dining']}?{query}", status=400)
    assert "is not known: it can be" in page
    assert viewer.page("/journeys?after=nonsense", status=400)


def test_a_viewer_sees_no_form(viewer: Surfer, portfolio: Portfolio) -> None:
    for path in (
        "/journeys",
        f"/journeys/{portfolio.journeys['dining']}?edit=yes",
        f"/touchpoints/{portfolio.touchpoints['seated']}",
    ):
        assert '<form method="post"' not in viewer.page(path)


def test_a_journey_is_made_with_a_stage_and_a_touchpoint(
    founding: Founding, surfing: Surfing
) -> None:
    editor = surfing(founding("New"), Role.EDITOR)
    assert "No journey is on record yet" in words(editor.page("/journeys"))
    path = urlsplit(went(editor.send("/journeys", "/journeys", form="x", name="At home"))).path
    assert "It has no stage yet." in words(editor.page(path))
    journey = path.rpartition("/")[2]
    went(editor.send(path, f"{path}/stage_create", form="x", journeyId=journey, name=HOSTILE))
    page = editor.page(path)
    assert HOSTILE not in page
    assert "It has no touchpoint yet." in words(page)
    [stage] = re.findall(r'<li class="stage" id="([^"]+)"', page)
    given = {"stageId": stage, "name": "Opening the app", "channel": "APP"}
    made = editor.send(path, f"{path}/touchpoint_create", form="x", importance="HIGH", **given)
    assert went(made).startswith(path)
    [told] = stations(editor.page(path)).values()
    assert "Opening the app" in told
    assert "no department runs it" in told


def test_journeys_that_are_searched_for_and_turned(shop: Workshop, editor: Surfer) -> None:
    for number in range(12):
        shop.make("journeyCreate", "journey", name=f"Way {number:02}")
    first = editor.page("/journeys")
    names = re.findall(r'class="title"[^>]*>([^<]+)<', first)
    assert names == [f"Way {number:02}" for number in range(10)]
    [following] = re.findall(r'rel="next" href="([^"]+)"', first)
    rest = editor.page(following.replace("&amp;", "&"))
    assert re.findall(r'class="title"[^>]*>([^<]+)<', rest) == ["Way 10", "Way 11"]
    assert "1 journey with “way 07”" in words(editor.page("/journeys?q=way+07"))
    assert "No journey is called like this" in editor.page("/journeys?q=nothing")


def test_a_stage_is_renamed_moved_and_archived(shop: Workshop, editor: Surfer) -> None:
    first = shop.stage
    second = shop.make("stageCreate", "stage", journeyId=shop.journey, name="Leaving")
    path = f"/journeys/{shop.journey}"
    forms = f"{path}?edit=yes"

    def order() -> list[str]:
        return re.findall(r'<li class="stage" id="([^"]+)"', editor.page(forms))

    assert order() == [first, second]
    [moved] = re.findall(r'name="stageIds" value="([^"]+)"', editor.page(forms))
    moving = {"id": shop.journey, "stageIds": moved}
    sent = editor.send(forms, f"{path}/journey_reorder_stages?edit=yes", form="x", **moving)
    assert parse_qs(urlsplit(went(sent)).query)["edit"] == ["yes"]
    assert order() == [second, first]
    went(editor.send(forms, f"{path}/stage_update", form="x", id=second, name="Going home"))
    assert "Going home" in editor.page(path)
    there = went(editor.send(forms, f"{path}/stage_archive", form="x", id=second))
    assert order() == [first]
    [back] = re.findall(
        r'action="[^"]*/stage_unarchive.*?name="id" value="([^"]+)"',
        editor.page(there),
        re.DOTALL,
    )
    went(editor.send(forms, f"{path}/stage_unarchive", form="x", id=back))
    assert sorted(order()) == sorted([first, second])


def test_a_touchpoint_is_moved_within_its_stage(shop: Workshop, editor: Surfer) -> None:
    first = shop.touchpoint
    given = {"stageId": shop.stage, "name": "Being greeted", "channel": "IN_PERSON"}
    second = shop.make("touchpointCreate", "touchpoint", **given)
    path = f"/journeys/{shop.journey}"
    assert list(stations(editor.page(path))) == [first, second]
    [order] = re.findall(r'name="touchpointIds" value="([^"]+)"', editor.page(f"{path}?edit=yes"))
    moving = {"id": shop.stage, "touchpointIds": order}
    went(editor.send(f"{path}?edit=yes", f"{path}/stage_reorder_touchpoints", form="x", **moving))
    assert list(stations(editor.page(path))) == [second, first]
    gone = {"id": shop.stage, "touchpointIds": first}
    sent = editor.send(
        f"{path}?edit=yes", f"{path}/stage_reorder_touchpoints?edit=yes", form="x", **gone
    )
    assert sent.status_code == 422
    assert list(stations(editor.page(path))) == [second, first]


def test_a_touchpoint_is_given_to_somebody_and_to_nobody(shop: Workshop, editor: Surfer) -> None:
    path = f"/touchpoints/{shop.touchpoint}"
    given = {"id": shop.touchpoint, "name": "Being seated", "channel": "IN_PERSON"}
    assert shop.department
    assert shop.person
    theirs = {"departmentId": "kitch", "stewardId": "Maria"}
    went(editor.send(path, f"{path}/touchpoint_update", form="x", **given, **theirs))
    assert "In person · Kitchen · Maria minds it" in words(editor.page(path))
    nobodys = {"departmentId": "", "stewardId": ""}
    went(editor.send(path, f"{path}/touchpoint_update", form="x", **given, **nobodys))
    assert "no department runs it · nobody minds it" in words(editor.page(path))


def test_an_effect_is_expected_seen_and_taken_back(shop: Workshop, editor: Surfer) -> None:
    path = f"/touchpoints/{shop.touchpoint}"
    assert shop.initiative
    given = {"touchpointId": shop.touchpoint, "initiativeId": "quicker"}
    more = {"direction": "STRENGTHENS", "strength": "4", "note": HOSTILE}
    went(editor.send(path, f"{path}/effect_set", form="x", **given, **more))
    page = editor.page(path)
    assert HOSTILE not in page
    assert "Strengthens, 4 of 5" in words(page)
    [effect] = set(re.findall(r'name="id" value="(effect_[^"]+)"', page))
    seen = editor.send(path, f"{path}/effect_mark_observed", form="x", id=effect, on="2026-03-30")
    assert "done=effect_mark_observed" in went(seen)
    assert "30 Mar 2026" in words(editor.page(path))
    went(editor.send(path, f"{path}/effect_remove", form="x", id=effect))
    assert "No initiative says" in editor.page(path)


@pytest.mark.parametrize(
    ("on", "said"), [("soon", "Write the day as 2026-03-31"), ("2026-12-24", "2026-12-24")]
)
def test_what_was_typed_comes_again_with_what_is_wrong(
    shop: Workshop, editor: Surfer, on: str, said: str
) -> None:
    effect, path = shop.effect, f"/touchpoints/{shop.touchpoint}"
    name = f"effect_mark_observed:{effect}"
    sent = editor.send(path, f"{path}/effect_mark_observed", form=name, id=effect, on=on)
    assert sent.status_code == 422
    assert said in words(sent.text)
    assert '<details class="forms" open>' in sent.text
    assert "Hoped for" in words(editor.page(path))


def test_only_whose_it_is_may_say_what_was_seen(shop: Workshop, surfing: Surfing) -> None:
    effect, path = shop.effect, f"/touchpoints/{shop.touchpoint}"
    owner = surfing(shop.company, Role.CONTRIBUTOR, shop.person)
    assert "effect_mark_observed" in owner.page(path)
    assert "touchpoint_archive" not in owner.page(path)
    stranger = shop.make("personCreate", "person", name="Elsewhere")
    other = surfing(shop.company, Role.CONTRIBUTOR, stranger)
    assert "effect_mark_observed" not in other.page(path)
    # A proof of another form of theirs does not let them.
    made = shop.make("initiativePropose", "initiative", title="Their own", ownerId=stranger)
    own = f"/initiatives/{made}"
    sent = other.send(own, f"{path}/effect_mark_observed", form="x", id=effect)
    assert sent.status_code == 422


def test_organisations_see_nothing_of_each_other(
    viewer: Surfer, shop: Workshop, editor: Surfer
) -> None:
    for path in (f"/journeys/{shop.journey}", f"/touchpoints/{shop.touchpoint}"):
        editor.page(path)
        viewer.page(path, status=404)


def test_many_initiatives_at_one_touchpoint_are_told_on_its_page(
    shop: Workshop, editor: Surfer
) -> None:
    given = {"touchpointId": shop.touchpoint, "direction": "STRENGTHENS", "strength": 1}
    for _ in range(8):
        made = shop.initiative_at("COMMITTED")
        shop.make("effectSet", "effect", initiativeId=made, **given)
    for path in (f"/journeys/{shop.journey}", "/touchpoints"):
        page = editor.page(path)
        pulls = page.partition('class="map"')[2].partition('class="behind"')[0] or page
        assert pulls.count("Quicker seating") == 5
        assert "and more" in words(pulls)
    behind = words(editor.page(f"/journeys/{shop.journey}").partition('class="behind"')[2])
    assert behind.count("(committed): strengthens 1 of 5, hoped; ") == 5
    assert "hoped; and more" in behind
    assert editor.page(f"/touchpoints/{shop.touchpoint}").count('class="title"') == 8


def test_what_is_not_told_pulls_at_nothing(shop: Workshop, surfing: Surfing) -> None:
    """For who has no seat in a confidential initiative, the way is as if it were not there."""
    assert shop.effect
    shop.make("initiativeUpdate", "initiative", id=shop.initiative, confidential=True)
    seer, viewer = (surfing(shop.company, role) for role in (Role.EDITOR, Role.VIEWER))
    for path in (f"/journeys/{shop.journey}", f"/touchpoints/{shop.touchpoint}", "/touchpoints"):
        assert "Quicker seating" in seer.page(path)
        assert "Quicker seating" not in viewer.page(path)
    assert names(seer.page("/touchpoints?need=unimproved")) == []
    assert names(viewer.page("/touchpoints?need=unimproved")) == ["Being seated"]
    assert "nobody improves 1" in words(viewer.page("/journeys"))

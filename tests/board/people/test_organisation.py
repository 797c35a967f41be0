"""The pages of the organisation: who may come in, what opens it, who did what, what is archived."""

import re

import httpx
import pytest

from domain.core.viewer import Role
from tests.api.companies import Founding
from tests.api.members import join, open_session
from tests.api.workshop import Workshop
from tests.board.conftest import Surfer, Surfing
from tests.board.people.test_departments import words
from tests.board.portfolio.test_initiative import FORM

PATH = "/organisation"
HOSTILE = '"><img src=x onerror=alert(1)>'


def sent(surfer: Surfer, page: str, action: str, **given: str) -> httpx.Response:
    """Send a form of a page of the organisation."""
    return surfer.send(page, f"{page.partition('?')[0]}/{action}", form=action, **given)


def did(surfer: Surfer, page: str, action: str, **given: str) -> str:
    """Send a form that is accepted, and return as text the page that it leads to."""
    answer = sent(surfer, page, action, **given)
    assert answer.status_code == 303, words(answer.text)
    shown = surfer.page(answer.headers["location"].partition("#")[0])
    assert '<p class="done" role="status">' in shown
    return words(shown)


def test_the_vision_is_told_to_everybody_and_written_by_an_administrator(
    shop: Workshop, admin: Surfer, surfing: Surfing
) -> None:
    facts = {"name": "Tavola", "timeZone": "Europe/Rome", "currency": "EUR"}
    fixed = {"clockFixedOn": "2026-03-31"}
    vision = {"visionStatement": "Nobody waits."}
    shown = did(admin, PATH, "organisation_update", **facts, **fixed, **vision)
    assert "Nobody waits." in shown
    assert "Europe/Rome" in shown
    viewer = surfing(shop.company, Role.VIEWER)
    assert "Nobody waits." in viewer.page(PATH)
    refused = sent(admin, PATH, "organisation_update", **facts | {"timeZone": "Rome"}, **fixed)
    assert refused.status_code == 422
    assert 'id="organisation_update-it-timeZone-problem"' in refused.text


def test_the_navigation_shows_where_a_page_belongs(admin: Surfer) -> None:
    for path, marked in (
        (PATH, [("/organisation", "page"), ("/organisation", "page")]),
        (f"{PATH}/people", [("/organisation", "true"), ("/organisation/people", "page")]),
        ("/import", [("/import", "page")]),
    ):
        page = admin.page(path)
        assert re.findall(r'<a href="([^"]+)" aria-current="(\w+)">', page) == marked, path


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CONTRIBUTOR, Role.EDITOR])
def test_who_may_come_in_is_an_administrators_to_see(
    shop: Workshop, surfing: Surfing, role: Role
) -> None:
    assert shop.member
    surfer = surfing(shop.company, role)
    page = surfer.page(PATH)
    assert "guest@tavola.example" not in page
    assert 'href="/organisation/tokens"' not in page
    assert FORM.findall(page) == []
    for hidden in ("tokens", "trail"):
        assert "This is not for you to see" in surfer.page(f"{PATH}/{hidden}", 403)
    assert FORM.findall(surfer.page(f"{PATH}/people")) == []
    assert FORM.findall(surfer.page(f"{PATH}/people/{shop.person}")) == []


def test_somebody_is_invited_given_another_role_and_removed(admin: Surfer) -> None:
    given = {"email": "ada@tavola.example", "role": "CONTRIBUTOR"}
    refused = sent(admin, PATH, "member_invite", **given)
    assert refused.status_code == 422
    assert 'id="member_invite-new-name-problem"' in refused.text
    assert 'value="ada@tavola.example"' in refused.text
    assert "Ada Another role" in did(admin, PATH, "member_invite", **given, name="Ada")
    [member] = re.findall(r'<tr id="(member_[^"]+)"', admin.page(PATH))
    assert "Invited as ada@tavola.example" in words(admin.page(PATH))
    assert "not mailed yet" in words(admin.page(PATH))
    again = sent(admin, PATH, "invitation_resend", id=member)
    assert again.status_code == 422  # It was asked for a moment ago.
    assert "CX office Invited" in did(admin, PATH, "member_set_role", id=member, role="EDITOR")
    assert "ada@tavola" not in did(admin, PATH, "member_remove", id=member)


def test_a_member_is_signed_out_everywhere(shop: Workshop, admin: Surfer) -> None:
    made = shop.make("personCreate", "person", name="Luca")
    secret, _ = open_session(shop.company, join(shop.company, "luca", person=made))
    theirs = httpx.Client(base_url=admin.http.base_url, cookies={"throughline": secret})
    assert theirs.get(PATH).status_code == 200
    did(admin, PATH, "session_end_all", personId=made)
    assert theirs.get(PATH).status_code == 401
    theirs.close()


def test_the_weekly_mail_is_switched_off_and_on_by_whoever_gets_it(
    shop: Workshop, surfing: Surfing
) -> None:
    own = surfing(shop.company, Role.CONTRIBUTOR, shop.person)
    assert "No weekly e-mail" in words(own.page(PATH))
    for switched, offered in (("false", "Send me the weekly"), ("true", "No weekly e-mail")):
        given = {"id": shop.person, "reminders": switched}
        assert offered in did(own, PATH, "person_set_reminders", **given)
    other = shop.make("personCreate", "person", name="Other")
    refused = sent(own, PATH, "person_set_reminders", id=other, reminders="false")
    assert refused.status_code == 422


def test_a_person_is_put_on_record_changed_and_leaves(shop: Workshop, admin: Surfer) -> None:
    people = f"{PATH}/people"
    assert shop.department
    given = {"name": "Ada Verdi", "email": "ada@tavola.example", "departmentId": "kitch"}
    answer = sent(admin, people, "person_create", **given, jobTitle="Cook")
    assert answer.status_code == 303, words(answer.text)
    page = answer.headers["location"].partition("?")[0]
    assert "Cook · Kitchen · ada@tavola.example" in words(admin.page(page))
    it = {"id": page.rpartition("/")[2]}
    changed = {"name": "Ada Bianchi", "email": "", "jobTitle": "Chef", "departmentId": ""}
    assert "Ada Bianchi Chef · no department known" in did(
        admin, page, "person_update", **it, **changed
    )
    assert "gone from 30 Apr 2026" in did(admin, page, "person_leave", **it, on="2026-04-30")
    gone = words(admin.page(f"{people}?show=gone"))
    assert "Ada Bianchi" in gone
    assert "Maria" not in gone.partition("by name.")[2]
    assert "archived on 31 Mar 2026" in did(admin, page, "person_archive", **it)
    assert "Ada Bianchi" not in admin.page(people)
    assert "archived on" not in did(admin, page, "person_unarchive", **it)
    shown = did(admin, page, "person_erase", **it)
    assert "Ada" not in shown


def test_a_person_tells_what_they_answer_for(shop: Workshop, surfing: Surfing) -> None:
    shop.make("milestoneUpdate", "milestone", id=shop.milestone, ownerId=shop.person)
    viewer = surfing(shop.company, Role.VIEWER)
    page = viewer.page(f"{PATH}/people/{shop.person}")
    assert f'href="/initiatives/{shop.initiative}"' in page
    assert f'href="/initiatives/{shop.initiative}#{shop.milestone}"' in page
    assert "maria@tavola.example" not in page  # An address is for contributors.
    [row] = re.findall(r'<tr id="person_.*?</tr>', viewer.page(f"{PATH}/people?q=mari"), re.DOTALL)
    assert words(row.partition("<td")[2]).endswith("Not known 1 1 ")
    assert "No people match" in viewer.page(f"{PATH}/people?q=nemo")
    nobody = "person_00000000-0000-7000-8000-000000000000"
    assert "There is no such person" in viewer.page(f"{PATH}/people/{nobody}", 404)


def test_a_token_is_shown_once_and_revoked(shop: Workshop, admin: Surfer) -> None:
    tokens = f"{PATH}/tokens"
    given = {"label": "The wall", "role": "VIEWER", "scopes": "READ", "expiresAt": "2030-01-01"}
    made = sent(admin, tokens, "token_issue", **given)
    assert made.status_code == 200
    assert made.headers["cache-control"] == "no-store"
    [secret] = re.findall(r'<p class="secret"><code>(tl_[^<]+)</code>', made.text)
    client = shop.company.open(secret)
    assert client.ask("{ viewer { label } }")["viewer"]["label"] == "The wall"
    page = admin.page(tokens)
    assert secret not in page
    [row] = re.findall(r'<tr id="access_token_[^"]+".*?The wall.*?</tr>', page, re.DOTALL)
    assert "A program’s" in row
    assert "only reads" in words(row)
    assert "1 Jan 2030" in words(row)
    [token] = re.findall(r'name="id" value="([^"]+)"', row)
    did(admin, tokens, "token_revoke", id=token)
    assert "The wall" not in admin.page(tokens)
    assert "Revoked" in words(admin.page(f"{tokens}?method=TOKEN&also=past"))


def test_a_token_sent_twice_is_made_once_and_its_secret_told_once(admin: Surfer) -> None:
    tokens = f"{PATH}/tokens"
    [proof, *_] = re.findall(r'name="proof" value="([^"]+)"', admin.page(tokens))
    given = {"proof": proof, "form": "token_issue", "label": "Twice", "role": "VIEWER"}
    first, second = (admin.http.post(f"{tokens}/token_issue", data=given) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 303)
    assert len(re.findall(r'<span class="flat">Twice</span>', admin.page(tokens))) == 1


def test_sessions_are_listed_and_ended(shop: Workshop, admin: Surfer, surfing: Surfing) -> None:
    other = surfing(shop.company, Role.VIEWER)
    page = admin.page(f"{PATH}/tokens?method=SESSION")
    assert len(re.findall(r'<tr id="access_token_', page)) >= 2
    found = re.findall(r'<tr id="(access_token_[^"]+)".*?</tr>', page, re.DOTALL)
    rows = dict(zip(found, re.findall(r"<tr id=.*?</tr>", page, re.DOTALL), strict=True))
    [theirs] = [each for each, row in rows.items() if "Viewer" in row]
    assert "signed out from now on" in rows[theirs]
    did(admin, f"{PATH}/tokens?method=SESSION", "token_revoke", id=theirs)
    assert other.http.get("/").status_code == 401


def test_the_trail_tells_who_did_what(shop: Workshop, admin: Surfer) -> None:
    shop.client.make("milestoneComplete", "milestone", id=shop.milestone)
    trail = f"{PATH}/trail"
    told = words(admin.page(f"{trail}?who=mar&what=Milestone"))
    assert "Milestone completed Trial Quicker seating Maria" in told
    assert "Milestone added" not in told
    page = admin.page(trail)
    assert f'href="/initiatives/{shop.initiative}#{shop.milestone}"' in page
    assert f'href="/initiatives/{shop.initiative}"' in page
    assert "Nothing like this has happened" in admin.page(f"{trail}?until=2020-01-01")
    assert "Write the day as" in admin.page(f"{trail}?since=yesterday", 400)
    assert "is not known" in admin.page(f"{trail}?what=Nothing", 400)


def test_a_long_trail_is_read_in_pages(shop: Workshop, admin: Surfer) -> None:
    for number in range(30):
        shop.make("departmentCreate", "department", name=f"Department {number:02}")
    path, seen = f"{PATH}/trail?what=Department", list[str]()
    while path:
        page = admin.page(path)
        seen += re.findall(r"Department \d\d", page)
        [path] = re.findall(r'rel="next" href="([^"]+)"', page) or [""]
        path = path.replace("&amp;", "&")
    assert seen == [f"Department {number:02}" for number in reversed(range(30))]


def test_what_is_archived_is_found_again(shop: Workshop, surfing: Surfing) -> None:
    viewer = surfing(shop.company, Role.VIEWER)
    archived = f"{PATH}/archived"
    assert "None is archived." in viewer.page(archived)
    names = {
        "initiative": "Quicker seating",
        "touchpoint": "Being seated",
        "journey": "Dining out",
        "department": "Kitchen",
        "review": "March",
    }
    things = {kind: shop.thing(kind) for kind in ("review", *names)}
    for kind, name in names.items():
        shop.make(f"{kind}Archive", kind, id=things[kind])
        page = viewer.page(f"{archived}?kind={kind}s")
        [address] = re.findall(rf'<a href="([^"]+)">{name}</a>', page)
        assert viewer.page(address)
    shop.make("personArchive", "person", id=shop.make("personCreate", "person", name="Elsa"))
    assert "Elsa" in viewer.page(f"{archived}?kind=people")
    assert "is not known" in viewer.page(f"{archived}?kind=tokens", 400)


def test_what_is_written_is_escaped(founding: Founding, surfing: Surfing) -> None:
    shop = Workshop(founding("Hostile organisation"))
    shop.make("organisationUpdate", "organisation", visionStatement=HOSTILE)
    shop.make("personUpdate", "person", id=shop.person, name=HOSTILE, jobTitle=HOSTILE)
    shop.make("tokenIssue", "accessToken", role="VIEWER", label=HOSTILE)
    admin = surfing(shop.company, Role.ADMIN, shop.person)
    for path in ("", "/people", f"/people/{shop.person}", "/tokens", "/trail"):
        page = admin.page(f"{PATH}{path}")
        assert "onerror=alert" in page
        assert "<img src=x" not in page


def test_nothing_crosses_from_another_organisation(
    founding: Founding, shop: Workshop, surfing: Surfing
) -> None:
    other = Workshop(founding("Elsewhere organisation"))
    assert other.member
    admin = surfing(shop.company, Role.ADMIN, shop.person)
    assert "There is no such person" in admin.page(f"{PATH}/people/{other.person}", 404)
    for path in ("", "/people", "/tokens", "/trail", "/archived"):
        page = admin.page(f"{PATH}{path}")
        assert other.person not in page
        assert other.member not in page
    assert sent(admin, PATH, "member_remove", id=other.member).status_code == 422

"""What is changed now and then on the page of an initiative: by whom, and what comes of it."""

import re
from collections.abc import Callable

import pytest

from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.workshop import Workshop
from tests.board.conftest import Surfer, Surfing
from tests.board.portfolio.test_initiative import FORM, words

EDITORS_OWN = {"initiative_assign_owner", "initiative_assign_sponsor"}


Did = Callable[..., str]


def doing(surfer: Surfer, shop: Workshop) -> Did:
    """Return what sends a form of the page, and then gives the page as text."""
    page = f"/initiatives/{shop.initiative}"

    def did(action: str, **given: str) -> str:
        sent = surfer.send(page, f"{page}/{action}", form=action, **given)
        assert sent.status_code == 303, words(sent.text)
        shown = surfer.page(sent.headers["location"].partition("#")[0])
        assert '<p class="done" role="status">' in shown
        part = sent.headers["location"].partition("#")[2]
        assert f'id="{part}"' in shown
        return words(shown)

    return did


def test_an_initiative_goes_through_its_life(shop: Workshop, owner: Surfer) -> None:
    page, did = f"/initiatives/{shop.initiative}", doing(owner, shop)
    it = {"id": shop.initiative}

    def offered() -> set[str]:
        lead = ("initiative_update", "initiative_assign")
        return {
            each
            for each in FORM.findall(owner.page(page))
            if each.startswith("initiative_") and not each.startswith(lead)
        }

    assert offered() == {"initiative_hold", "initiative_embed", "initiative_stop"}
    assert "On hold ·" in did("initiative_hold", **it, on="2026-03-31", reason="No staff")
    assert offered() == {"initiative_resume", "initiative_stop"}
    assert "In progress ·" in did("initiative_resume", **it, reason="Two cooks came")
    assert "Embedding ·" in did("initiative_embed", **it)
    assert "Done ·" in did("initiative_finish", **it)
    assert offered() == set()


def test_a_proposal_is_committed_to_and_started_by_the_office(
    company: Company, surfing: Surfing
) -> None:
    shop = Workshop(company)
    made = shop.initiative_at("PROPOSED")
    page = f"/initiatives/{made}"
    office = surfing(company, Role.EDITOR)
    mine = surfing(company, Role.CONTRIBUTOR, shop.person)
    assert "initiative_commit" not in FORM.findall(mine.page(page))
    for action in ("initiative_commit", "initiative_start"):
        assert office.send(page, f"{page}/{action}", id=made).status_code == 303
    assert "In progress ·" in words(office.page(page))


def test_a_move_without_its_reason_is_refused_at_the_field(shop: Workshop, owner: Surfer) -> None:
    page = f"/initiatives/{shop.initiative}"
    sent = owner.send(
        page, f"{page}/initiative_stop", form="initiative_stop", id=shop.initiative, reason=""
    )
    assert sent.status_code == 422
    assert f'id="initiative_stop-{shop.initiative}-reason-problem" role="alert"' in sent.text


def test_what_it_is_about_is_edited_and_cleared(shop: Workshop, owner: Surfer) -> None:
    did, it = doing(owner, shop), {"id": shop.initiative}
    shown = did("initiative_update", **it, caseForChange="Every fifth guest leaves.")
    assert "Every fifth guest leaves. Written on 31 Mar 2026." in shown
    given = {"title": "Seated at once", "priority": "CRITICAL", "targetOn": "2026-12-01"}
    shown = did("initiative_update", **it, **given, summary="Tables")
    for told in ("Seated at once", "Critical priority", "done by 1 Dec 2026", "Tables"):
        assert told in shown
    assert "Every fifth guest leaves." in shown  # What the form has no field for stays.
    shown = did("initiative_update", **it, caseForChange="", targetOn="")
    assert "Nobody has written why" in shown
    assert "· to be done by" not in shown


def test_an_old_version_is_refused(shop: Workshop, owner: Surfer) -> None:
    page = f"/initiatives/{shop.initiative}"
    given = {"id": shop.initiative, "title": "Mine", "expectedVersion": "0"}
    sent = owner.send(page, f"{page}/initiative_update", form="initiative_update:what", **given)
    assert sent.status_code == 422
    assert 'value="Mine"' in sent.text


def test_seats_are_filled_by_name(shop: Workshop, editor: Surfer) -> None:
    did, it = doing(editor, shop), {"id": shop.initiative}
    shop.make("personCreate", "person", name="Luca Bianchi")
    assert "Luca Bianchi" in did("initiative_assign_owner", **it, ownerId="luca")
    assert "sponsored by Maria" in did("initiative_assign_sponsor", **it, sponsorId="MARIA")
    assert "no sponsor" in did("initiative_assign_sponsor", **it, sponsorId="")


def test_a_name_that_is_not_clear_is_asked_again(shop: Workshop, editor: Surfer) -> None:
    given = {"name": "Ada Verdi"}
    shop.make("personCreate", "person", **given)
    shop.make("personCreate", "person", **given, departmentId=shop.department)
    page = f"/initiatives/{shop.initiative}"

    def sent(name: str) -> str:
        answer = editor.send(
            page,
            f"{page}/initiative_assign_owner",
            form="initiative_assign_owner",
            id=shop.initiative,
            ownerId=name,
        )
        assert answer.status_code == 422
        assert f'value="{name}"' in answer.text
        return words(answer.text)

    assert "Nobody is called Nemo." in sent("Nemo")
    assert "Write one of these: Ada Verdi; Ada Verdi · Kitchen." in sent("Ada Verdi")
    did = doing(editor, shop)
    shown = did("initiative_assign_owner", id=shop.initiative, ownerId="ada verdi · kitchen")
    assert "Ada Verdi , Kitchen" in shown


def test_departments_take_part(shop: Workshop, owner: Surfer) -> None:
    did, it = doing(owner, shop), {"initiativeId": shop.initiative}
    shop.department  # noqa: B018 - made when first needed
    assert "Cooks faster" in did("participation_set", **it, departmentId="Kit", role="Cooks faster")
    shown = did("participation_set", **it, departmentId=shop.department, role="Plates")
    assert "Kitchen Plates" in shown
    shown = did("participation_remove", **it, departmentId=shop.department)
    assert "No department has a part in it yet." in shown


def test_it_serves_objectives_until_they_are_removed(shop: Workshop, editor: Surfer) -> None:
    did, it = doing(editor, shop), {"id": shop.initiative}
    objective = shop.make("objectiveCreate", "objective", title="Win back Friday night")
    page = f"/initiatives/{shop.initiative}"
    assert "Nobody has said which objective" in words(editor.page(page))
    shown = did("initiative_objective_add", **it, objectiveId="friday")
    assert "Which objectives it serves Win back Friday night" in shown
    assert f'href="/objectives/{objective}"' in editor.page(page)
    assert "Quicker seating" in editor.page(f"/objectives/{objective}")
    shown = did("initiative_objective_remove", **it, objectiveId=objective)
    assert "Nobody has said which objective" in shown
    given = {"form": "initiative_objective_add", **it, "objectiveId": "nothing"}
    sent = editor.send(page, f"{page}/initiative_objective_add", **given)
    assert sent.status_code == 422
    assert "No objective is called nothing." in words(sent.text)


def test_effects_are_named_seen_and_removed(shop: Workshop, owner: Surfer) -> None:
    did, it = doing(owner, shop), {"initiativeId": shop.initiative}
    shop.touchpoint  # noqa: B018 - made when first needed
    given = {"touchpointId": "seated", "direction": "STRENGTHENS", "strength": "4"}
    assert "4 of 5, hoped" in did("effect_set", **it, **given, note="Less waiting")
    page = owner.page(f"/initiatives/{shop.initiative}")
    [effect] = set(re.findall(r'name="id" value="(effect_[^"]+)"', page))
    assert "4 of 5, seen 31 Mar" in did("effect_mark_observed", id=effect, on="2026-03-31")
    assert "names no touchpoint" in did("effect_remove", id=effect)


def test_milestones_change_hands_wait_and_are_given_up(shop: Workshop, owner: Surfer) -> None:
    did, milestone = doing(owner, shop), {"id": shop.milestone}
    shop.undated  # noqa: B018 - made when first needed
    shown = did("milestone_update", **milestone, title="Trial in one", ownerId="Maria")
    assert "Trial in one Maria" in shown
    link = {"milestoneId": shop.milestone}
    assert "waits for Some day" in did("dependency_add", **link, dependsOnId="some")
    shown = did("dependency_remove", **link, dependsOnId=shop.undated)
    assert "waits for Some day" not in shown
    shown = did("milestone_drop", **milestone, reason="No tables at all")
    assert "Given up 31 Mar 2026 No tables at all" in shown


def test_wins_are_proven_and_credited(shop: Workshop, owner: Surfer) -> None:
    did, win = doing(owner, shop), {"id": shop.short_term_win}
    shop.make("personCreate", "person", name="Luca", departmentId=shop.department)
    evidence = {"measure": "minutes waited", "before": "9,5", "after": "4", "unit": "min"}
    named = {f"evidence.{name}": value for name, value in evidence.items()}
    assert "minutes waited: from 9.5 to 4 min" in did("short_term_win_prove", **win, **named)
    assert "short_term_win_prove" not in FORM.findall(owner.page(f"/initiatives/{shop.initiative}"))
    there = owner.page(f"/initiatives/{shop.initiative}", language="de")
    assert "from 9,5 to <strong>4</strong>" in there
    shown = did("short_term_win_credit", **win, personIds="Maria\r\nluca · kitchen\r\n")
    assert re.search("due to (Maria, Luca|Luca, Maria)", shown)
    assert "· due to" not in did("short_term_win_credit", **win, personIds="")


def test_words_are_changed_by_their_author_alone(
    shop: Workshop, owner: Surfer, editor: Surfer, surfing: Surfing
) -> None:
    did, page = doing(owner, shop), f"/initiatives/{shop.initiative}"
    did("comment_add", initiativeId=shop.initiative, text="Well don")
    [comment] = set(re.findall(r'name="id" value="(comment_[^"]+)"', owner.page(page)))
    did("comment_edit", id=comment, text="Well done.")
    assert re.search(r"Well done\.</p><p[^>]*>Maria, [^<]* · edited", owner.page(page))
    stranger = shop.make("personCreate", "person", name="Elsewhere")
    other = surfing(shop.company, Role.CONTRIBUTOR, stranger)
    words_of_others = {"comment_edit", "comment_archive"}
    assert words_of_others & set(FORM.findall(editor.page(page))) == {"comment_archive"}
    assert words_of_others & set(FORM.findall(other.page(page))) == set()
    assert "Nobody has said anything yet." in did("comment_archive", id=comment)


def test_an_owner_is_not_shown_what_the_office_decides(shop: Workshop, owner: Surfer) -> None:
    shown = set(FORM.findall(owner.page(f"/initiatives/{shop.initiative}")))
    assert not EDITORS_OWN & shown
    assert "initiative_update" in shown


@pytest.mark.parametrize(
    ("kind", "typed", "offered"),
    [
        ("person", "mar", ["Maria"]),
        ("department", "kit", ["Kitchen"]),
        ("touchpoint", "seat", ["Being seated · Arriving · Dining out"]),
        ("milestone", "tri", ["Trial · Quicker seating"]),
        ("person", "nobody", []),
        ("person", " ", []),
    ],
)
def test_names_are_offered_while_one_types(
    shop: Workshop, owner: Surfer, kind: str, typed: str, offered: list[str]
) -> None:
    shop.department, shop.touchpoint, shop.milestone  # noqa: B018 - made when first needed
    options = owner.http.get(f"/names/{kind}", params={"q": typed}).text
    assert re.findall(r'<option value="([^"]+)"', options) == offered


def test_no_other_kind_is_named(owner: Surfer) -> None:
    assert owner.http.get("/names/token", params={"q": "a"}).status_code == 404


def test_names_of_what_is_hidden_are_not_offered(shop: Workshop, surfing: Surfing) -> None:
    shop.milestone  # noqa: B018 - made when first needed
    hide = {"id": shop.initiative, "confidential": True}
    shop.company.admin.change("initiativeUpdate", "initiative { id }", **hide)
    stranger = shop.make("personCreate", "person", name="Elsewhere")
    for who, offers in ((stranger, 0), (shop.person, 1)):
        surfer = surfing(shop.company, Role.CONTRIBUTOR, who)
        assert surfer.http.get("/names/milestone?q=trial").text.count("<option") == offers


def test_long_lists_are_read_in_pages(shop: Workshop, owner: Surfer) -> None:
    given = {"initiativeId": shop.initiative}
    for number in range(25):
        shop.make("commentAdd", "comment", **given, text=f"Comment {number:02}")
        update = {"reportedStatus": "AT_RISK", "text": f"Update {number:02}"}
        shop.make("statusUpdatePost", "statusUpdate", **given, **update)
        shop.make("shortTermWinLog", "shortTermWin", **given, title=f"Win {number:02}")

    def told(page: str, what: str) -> set[str]:
        return set(re.findall(rf"\b{what} \d\d\b", page.partition("</blockquote>")[2]))

    path = f"/initiatives/{shop.initiative}"
    for what, name, size in (
        ("Comment", "comments", 20),
        ("Update", "updates", 12),
        ("Win", "wins", 10),
    ):
        page, seen = owner.page(path), set[str]()
        while True:
            shown = told(page, what)
            assert len(shown) <= size
            assert not shown & seen
            seen |= shown
            older = re.findall(rf'rel="next" href="([^"]*{name}=[^"]*#{name})"', page)
            if not older:
                break
            page = owner.page(older[0].partition("#")[0].replace("&amp;", "&"))
        assert len(seen) == 25
        [newest] = re.findall(rf'href="([^"]*#{name})">Newest', page)
        assert told(owner.page(newest.partition("#")[0]), what) == told(owner.page(path), what)
    assert owner.http.get(f"{path}?wins=nonsense").status_code == 400

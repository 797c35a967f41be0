"""The page of an initiative over HTTP: what it tells, and what can be done on it by whom."""

import re

import pytest

from board.requests import forms
from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.planted import Portfolio
from tests.api.workshop import Workshop
from tests.board.conftest import PROOF, Surfer, Surfing

FORM = re.compile(r'<form method="post" action="[^"]*/(\w+)"')


@pytest.fixture(scope="module")
def seating(planted: tuple[Company, Portfolio]) -> str:
    return f"/initiatives/{planted[1].initiatives['seating']}"


@pytest.fixture(scope="module")
def viewer(planted: tuple[Company, Portfolio], surfing: Surfing) -> Surfer:
    return surfing(planted[0], Role.VIEWER)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL))


def test_the_reasons_add_up_and_lead_to_their_evidence(viewer: Surfer, seating: str) -> None:
    page = viewer.page(seating)
    [table] = re.findall(r'<table class="reasons">(.*?)</table>', page, re.DOTALL)
    shares = [int(share) for share in re.findall(r'<td class="number">(\d+)</td>', table)]
    assert abs(sum(shares) - 100) <= len(shares) / 2
    bars = re.findall(r'<rect class="share \w+" x="([\d.]+)" y="0" width="([\d.]+)"', table)
    ends = [float(x) + float(width) for x, width in bars]
    assert [float(x) for x, _ in bars[1:]] == pytest.approx(ends[:-1], abs=0.2)
    for target in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{target}"' in page


def test_milestones_tell_their_promises(viewer: Surfer, seating: str) -> None:
    page = viewer.page(seating)
    assert (
        "First promised for 15\u00a0Jan\u00a02026, moved 1\u00a0time, now 15\u00a0Apr\u00a02026"
        in page
    )
    assert "The new tables came late." in words(page)
    assert "Met 20 Nov 2025" in words(page)


def test_a_viewer_sees_no_form(viewer: Surfer, seating: str) -> None:
    assert FORM.findall(viewer.page(seating)) == []


def test_an_owner_sees_what_an_owner_may_do(owner: Surfer, shop: Workshop) -> None:
    shop.milestone, shop.short_term_win  # noqa: B018 - made when first needed
    forms = set(FORM.findall(owner.page(f"/initiatives/{shop.initiative}")))
    assert forms >= {
        "status_update_post",
        "milestone_add",
        "milestone_complete",
        "milestone_replan",
        "short_term_win_log",
        "short_term_win_share",
        "comment_add",
        "finding_acknowledge",
    }


def test_a_contributor_from_elsewhere_may_only_comment(shop: Workshop, surfing: Surfing) -> None:
    shop.milestone  # noqa: B018 - made when first needed
    stranger = shop.make("personCreate", "person", name="Elsewhere")
    surfer = surfing(shop.company, Role.CONTRIBUTOR, stranger)
    assert set(FORM.findall(surfer.page(f"/initiatives/{shop.initiative}"))) == {"comment_add"}


def test_an_owners_week(owner: Surfer, shop: Workshop) -> None:
    """Post an update, replan, complete, log a win and share it, acknowledge a finding, comment."""
    milestone, undated, finding = shop.milestone, shop.undated, shop.finding
    page = f"/initiatives/{shop.initiative}"

    def done(action: str, sentence: str, **given: str) -> str:
        sent = owner.send(page, f"{page}/{action}", form=action, **given)
        assert sent.status_code == 303, words(sent.text)
        assert sent.headers["location"].startswith(f"{page}?done={action}#")
        shown = owner.page(sent.headers["location"].partition("#")[0])
        assert sentence in words(shown)
        return shown

    initiative = {"initiativeId": shop.initiative}
    update = {"reportedStatus": "AT_RISK", "text": "The tables are late."}
    shown = done("status_update_post", "Your update is posted.", **initiative, **update)
    assert "The tables are late." in words(shown)
    new = {"id": milestone, "dueOn": "2026-06-01", "reason": "The tables are late."}
    done("milestone_replan", "The new date is promised.", **new)
    shown = done("milestone_complete", "The milestone is complete.", id=undated, on="2026-03-31")
    assert "Met 31 Mar 2026" in words(shown)
    done("milestone_add", "The milestone is added.", **initiative, title="All sites")
    evidence = {"evidence.measure": "minutes waited", "evidence.before": "9", "evidence.after": "4"}
    win = {"title": "Nobody waits", "achievedOn": "2026-03-31", **evidence}
    shown = done("short_term_win_log", "The win is logged.", **initiative, **win)
    assert "minutes waited: from 9 to 4" in words(shown)
    [made] = re.findall(r'<li id="(short_term_win_[^"]+)"', shown)
    shown = done("short_term_win_share", "The win is shared.", id=made, audience="EMPLOYEES")
    assert "Shared with employees" in words(shown)
    known = {"id": finding, "until": "2026-04-15", "note": "Asked the board."}
    shown = done("finding_acknowledge", "It stays in sight.", **known)
    assert "until 15 Apr 2026: Asked the board." in words(shown)
    done("finding_unacknowledge", "no longer acknowledged", id=finding)
    done("comment_add", "Your comment is added.", **initiative, text="Well done, all.")


def test_what_is_refused_is_told_at_its_field_and_nothing_typed_is_lost(
    owner: Surfer, shop: Workshop
) -> None:
    page = f"/initiatives/{shop.initiative}"
    milestone, before = shop.milestone, shop.company.revision
    sent = owner.send(
        page,
        f"{page}/milestone_replan",
        form=f"milestone_replan:{milestone}",
        id=milestone,
        dueOn="2026-09-01",
        reason=" ",
    )
    assert sent.status_code == 422
    assert shop.company.revision == before
    field = f"milestone_replan:{milestone}-{milestone}-reason"
    assert re.search(rf'<p class="problem" id="{field}-problem" role="alert">[^<]+', sent.text)
    assert f'id="{field}" name="reason" type="text" value=" "' in sent.text
    assert 'value="2026-09-01"' in sent.text
    assert sent.text.count('<details class="forms" open>') == 1


def test_a_form_that_is_sent_twice_is_done_once(owner: Surfer, shop: Workshop) -> None:
    page = f"/initiatives/{shop.initiative}"
    proof = PROOF.search(owner.page(page))
    assert proof
    given = {"proof": proof[1], "initiativeId": shop.initiative, "text": "Once."}
    for _ in range(2):
        assert owner.http.post(f"{page}/comment_add", data=given).status_code == 303
    assert owner.page(page).count("<p>Once.</p>") == 1


@pytest.mark.parametrize("proof", ["", "x.y", None])
def test_a_form_without_the_proof_of_this_session_changes_nothing(
    owner: Surfer, shop: Workshop, surfing: Surfing, proof: str | None
) -> None:
    page, before = f"/initiatives/{shop.initiative}", shop.company.revision
    if proof is None:
        other = surfing(shop.company, Role.CONTRIBUTOR, shop.person)
        found = PROOF.search(other.page(page))
        assert found
        proof, before = found[1], shop.company.revision
    given = {"proof": proof, "initiativeId": shop.initiative, "text": "Hello"}
    sent = owner.http.post(f"{page}/comment_add", data=given)
    assert sent.status_code == 403
    assert "Nothing was changed" in sent.text
    assert shop.company.revision == before


def test_a_page_of_another_site_can_send_no_form(owner: Surfer, shop: Workshop) -> None:
    page = f"/initiatives/{shop.initiative}"
    proof = PROOF.search(owner.page(page))
    assert proof
    given = {"proof": proof[1], "initiativeId": shop.initiative, "text": "Hello"}
    headers = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    sent = owner.http.post(f"{page}/comment_add", data=given, headers=headers)
    assert sent.status_code == 403


def test_what_is_not_allowed_is_refused_in_words(viewer: Surfer, seating: str) -> None:
    """A viewer is shown no form; one that is made by hand has no proof."""
    sent = viewer.http.post(f"{seating}/comment_add", data={"text": "Hello"})
    assert sent.status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/initiatives/initiative_00000000-0000-0000-0000-000000000000", 404),
        ("/initiatives/nonsense", 400),
    ],
)
def test_what_is_not_there_is_told(viewer: Surfer, path: str, status: int) -> None:
    response = viewer.http.get(path)
    assert response.status_code in {status, 404}
    assert "Go to the portfolio" in response.text


def test_nobody_sees_another_organisations_initiative(
    seating: str, company: Company, surfing: Surfing
) -> None:
    assert surfing(company, Role.ADMIN).http.get(seating).status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("dueOn", "", "Fill this in."),
        ("dueOn", "next week", "Write the day as 2026-03-31: year, month, day."),
    ],
)
def test_what_can_not_be_read_is_told_before_it_is_sent_on(
    owner: Surfer, shop: Workshop, field: str, typed: str, told: str
) -> None:
    page, form = f"/initiatives/{shop.initiative}", f"milestone_replan:{shop.milestone}"
    given = {"id": shop.milestone, "reason": "Late", field: typed}
    sent = owner.send(page, f"{page}/milestone_replan", form=form, **given)
    assert sent.status_code == 422
    [problem] = re.findall(rf'id="{form}-{shop.milestone}-{field}-problem"[^>]*>([^<]*)', sent.text)
    assert problem == told


def test_numbers_may_be_written_with_a_comma() -> None:
    assert forms.amount("12,5") == "12.5"
    with pytest.raises(ValueError, match="Write a number"):
        forms.amount("a dozen")

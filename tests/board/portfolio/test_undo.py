"""What is taken back, put right and brought back on the page of an initiative."""

import re

from domain.core.viewer import Role
from tests.api.workshop import Workshop
from tests.board.conftest import Surfer, Surfing
from tests.board.portfolio.test_initiative import FORM
from tests.board.portfolio.test_rare_forms import doing


def test_what_was_met_by_mistake_is_open_again(shop: Workshop, owner: Surfer) -> None:
    did, milestone = doing(owner, shop), {"id": shop.milestone}
    page = f"/initiatives/{shop.initiative}"
    assert "milestone_reopen" not in FORM.findall(owner.page(page))
    assert "Met 31 Mar 2026" in did("milestone_complete", **milestone, on="2026-03-31")
    offered = FORM.findall(owner.page(page))
    assert "milestone_reopen" in offered
    assert "milestone_complete" not in offered
    shown = did("milestone_reopen", **milestone)
    assert "Met 31 Mar 2026" not in shown
    assert "Trial" in did("milestone_drop", **milestone, reason="No tables")
    assert "Given up" not in did("milestone_reopen", **milestone)


def test_nothing_is_reopened_in_what_has_ended(shop: Workshop, owner: Surfer) -> None:
    did, milestone = doing(owner, shop), {"id": shop.milestone}
    did("milestone_complete", **milestone)
    did("initiative_stop", id=shop.initiative, reason="No money")
    assert "milestone_reopen" not in FORM.findall(owner.page(f"/initiatives/{shop.initiative}"))


def test_a_date_is_withdrawn_with_its_reason(shop: Workshop, owner: Surfer) -> None:
    did, page = doing(owner, shop), f"/initiatives/{shop.initiative}"
    given = {"form": f"milestone_undate:{shop.milestone}", "id": shop.milestone}
    refused = owner.send(page, f"{page}/milestone_undate", **given, reason="")
    assert refused.status_code == 422
    assert f'id="milestone_undate:{shop.milestone}-{shop.milestone}-reason-problem"' in refused.text
    assert "No date" in did("milestone_undate", id=shop.milestone, reason="Nobody knows")
    assert "milestone_undate" not in FORM.findall(owner.page(page))


def test_a_win_is_put_right(shop: Workshop, owner: Surfer) -> None:
    did, win = doing(owner, shop), {"id": shop.short_term_win}
    shop.touchpoint  # noqa: B018 - made when first needed
    given = {"title": "Nobody waits", "whatChanged": "Seated at once", "achievedOn": "2026-03-31"}
    shown = did("short_term_win_update", **win, **given, touchpointId="seated")
    assert "Nobody waits 31 Mar 2026 · at Being seated" in shown
    assert "· at Being" not in did("short_term_win_update", **win, touchpointId="")
    page = f"/initiatives/{shop.initiative}"
    form = {"form": f"short_term_win_update:{shop.short_term_win}"}
    refused = owner.send(page, f"{page}/short_term_win_update", **form, **win, title="")
    assert refused.status_code == 422


def test_that_a_win_was_told_is_taken_back(shop: Workshop, owner: Surfer) -> None:
    did, win = doing(owner, shop), {"id": shop.short_term_win}
    assert "Shared with leaders" in did("short_term_win_share", **win, audience="LEADERS")
    assert "Shared with leaders on 31 Mar, employees" in did(
        "short_term_win_share", **win, audience="EMPLOYEES"
    )
    page = owner.page(f"/initiatives/{shop.initiative}")
    first, _ = re.findall(r'name="shareId" value="([^"]+)"', page)
    shown = did("short_term_win_unshare", **win, shareId=first)
    assert "Shared with employees on 31 Mar ." in shown.replace("31 Mar.", "31 Mar .")
    assert "Shared with leaders" not in shown


def test_a_win_that_was_removed_is_brought_back(
    shop: Workshop, owner: Surfer, surfing: Surfing
) -> None:
    did, win = doing(owner, shop), {"id": shop.short_term_win}
    shown = did("short_term_win_archive", **win)
    assert "No win yet." in shown
    assert "Removed: Shorter queue" in shown
    viewer = surfing(shop.company, Role.VIEWER)
    assert "Removed: Shorter queue" not in viewer.page(f"/initiatives/{shop.initiative}")
    shown = did("short_term_win_unarchive", **win)
    assert "Removed:" not in shown
    assert "Shorter queue" in shown


def test_an_initiative_is_archived_and_brought_back_by_the_office(
    shop: Workshop, owner: Surfer, editor: Surfer
) -> None:
    did, it = doing(editor, shop), {"id": shop.initiative}
    page = f"/initiatives/{shop.initiative}"
    assert "initiative_archive" not in FORM.findall(owner.page(page))
    assert "· archived on 31 Mar 2026" in did("initiative_archive", **it)
    assert set(FORM.findall(editor.page(page))) <= {"initiative_unarchive", "finding_acknowledge"}
    assert "Quicker seating" not in editor.page("/")
    assert "archived on" not in did("initiative_unarchive", **it)
    assert "Quicker seating" in editor.page("/")


def test_what_it_costs_and_brings_is_written_with_its_currency(
    shop: Workshop, owner: Surfer
) -> None:
    did, it = doing(owner, shop), {"id": shop.initiative}
    given = {"budget": "120 000,50 eur", "expectedBenefit": "300000 EUR"}
    shown = did("initiative_update", **it, **given, expectedBenefitNote="More covers")
    assert "Budget 120,000 EUR Expected benefit 300,000 EUR More covers" in shown
    assert "Budget 120,000" not in did("initiative_update", **it, budget="")
    page = f"/initiatives/{shop.initiative}"
    form = {"form": "initiative_update:money", **it}
    for written in ("120000", "much EUR"):
        refused = owner.send(page, f"{page}/initiative_update", **form, budget=written)
        assert refused.status_code == 422
        assert f'id="initiative_update:money-{shop.initiative}-budget-problem"' in refused.text


def test_what_is_not_told_yet_is_hidden_and_told(
    shop: Workshop, owner: Surfer, surfing: Surfing
) -> None:
    did, it = doing(owner, shop), {"id": shop.initiative}
    viewer = surfing(shop.company, Role.VIEWER)
    assert "· confidential" in did("initiative_update", **it, confidential="true")
    viewer.page(f"/initiatives/{shop.initiative}", 404)
    assert "· confidential" not in did("initiative_update", **it, confidential="false")
    viewer.page(f"/initiatives/{shop.initiative}")


def test_a_viewer_takes_nothing_back(shop: Workshop, surfing: Surfing) -> None:
    shop.make("milestoneComplete", "milestone", id=shop.milestone)
    shop.share  # noqa: B018 - made when first needed
    viewer = surfing(shop.company, Role.VIEWER, shop.person)
    assert FORM.findall(viewer.page(f"/initiatives/{shop.initiative}")) == []

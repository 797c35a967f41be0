"""What a page weighs over the network: itself and all that it brings along, compressed."""

import re
from collections.abc import Iterator

import httpx
import pytest

from domain.core.viewer import Role
from tests.api.companies import Founding
from tests.api.workshop import Workshop
from tests.board.conftest import Surfer, Surfing

HEAVIEST_BYTES = 150_000
# Words that hardly compress are the worst that people can write.
LONG = " ".join(f"{number * 7919 % 99991:x}" for number in range(300))


@pytest.fixture(scope="module")
def shop(founding: Founding) -> Workshop:
    """An organisation with more of everything than a page shows."""
    shop = Workshop(founding("Heavy"))
    for number in range(30):
        shop.make("initiativePropose", "initiative", title=f"Effort {number} {LONG[:150]}")
    for number in range(30):
        named = {"name": f"{number} {LONG[:150]}", "channel": "WEB"}
        made = shop.make("touchpointCreate", "touchpoint", stageId=shop.stage, **named)
        pulls = {"touchpointId": made, "direction": "WEAKENS", "strength": 3, "note": LONG}
        shop.make("effectSet", "effect", initiativeId=shop.initiative, **pulls)
        shop.make("departmentCreate", "department", name=f"{number} {LONG[:150]}")
        shop.make("objectiveCreate", "objective", title=f"{number} {LONG[:150]}", description=LONG)
    shop.make("personUpdate", "person", id=shop.person, departmentId=shop.department)
    given = {"initiativeId": shop.initiative}
    for number in range(30):
        shop.promised(f"Milestone {number} {LONG[:150]}", dueOn="2026-09-01")
        shop.make("commentAdd", "comment", **given, text=LONG)
        shop.make("statusUpdatePost", "statusUpdate", **given, reportedStatus="AT_RISK", text=LONG)
        win = {"title": f"Win {number}", "whatChanged": LONG}
        shop.make("shortTermWinLog", "shortTermWin", **given, **win)
    return shop


@pytest.fixture(scope="module")
def editor(shop: Workshop, surfing: Surfing) -> Surfer:
    """Somebody who is sent every form, too."""
    return surfing(shop.company, Role.ADMIN, shop.person)


def downloaded(response: httpx.Response) -> int:
    assert len(response.content) < 1_000 or response.headers["content-encoding"] == "gzip"
    return response.num_bytes_downloaded


def weights(surfer: Surfer, path: str) -> Iterator[int]:
    """Yield how many bytes are sent for a page, and for each asset it names."""
    response = surfer.http.get(path)
    assert response.status_code == 200
    yield downloaded(response)
    for address in set(re.findall(r'(?:src|<link[^>]*href)="(/[^"]+)"', response.text)):
        yield downloaded(surfer.http.get(address))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/initiatives/{initiative}",
        "/initiatives/new",
        "/objectives",
        "/findings",
        "/findings/rules",
        "/journeys",
        "/journeys/{journey}?edit=yes",
        "/touchpoints",
        "/touchpoints/{touchpoint}",
        "/departments",
        "/departments/{department}",
        "/review",
        "/reviews",
        "/reviews/{review}",
        "/organisation",
        "/organisation/people",
        "/organisation/people/{person}",
        "/organisation/tokens",
        "/organisation/trail",
        "/organisation/archived",
        "/import",
        "/import/format",
    ],
)
def test_no_page_is_heavy(editor: Surfer, shop: Workshop, path: str) -> None:
    things = {
        name: shop.thing(name)
        for name in ("initiative", "journey", "touchpoint", "department", "review", "person")
    }
    assert sum(weights(editor, path.format(**things))) < HEAVIEST_BYTES

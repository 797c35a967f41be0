"""Ids of other tools: given with what is made, known by filters, and one of a kind each."""

from typing import Any

import pytest

from tests.api.workshop import Workshop

# What it takes to make another thing of each kind, and the list it is found in.
KINDS: dict[str, tuple[str, str, str | None]] = {
    "department": ("departmentCreate", "departmentUpdate", "departments"),
    "person": ("personCreate", "personUpdate", "people"),
    "journey": ("journeyCreate", "journeyUpdate", "journeys"),
    "stage": ("stageCreate", "stageUpdate", None),
    "touchpoint": ("touchpointCreate", "touchpointUpdate", "touchpoints"),
    "initiative": ("initiativePropose", "initiativeUpdate", "initiatives"),
    "milestone": ("milestoneAdd", "milestoneUpdate", "milestones"),
    "shortTermWin": ("shortTermWinLog", "shortTermWinUpdate", "shortTermWins"),
}


def another(shop: Workshop, kind: str) -> dict[str, Any]:
    needed: dict[str, dict[str, Any]] = {
        "stage": {"journeyId": shop.journey},
        "touchpoint": {"stageId": shop.stage, "channel": "WEB"},
        "milestone": {"initiativeId": shop.initiative},
        "shortTermWin": {"initiativeId": shop.initiative},
    }
    titled = kind in {"initiative", "milestone", "shortTermWin"}
    return {"title" if titled else "name": "Another", **needed.get(kind, {})}


@pytest.mark.parametrize("kind", KINDS)
def test_a_thing_is_known_by_its_id_in_another_tool(shop: Workshop, kind: str) -> None:
    make, update, listed = KINDS[kind]
    client, shown = shop.client, f"{kind} {{ id externalId }}"
    made = client.change(make, shown, externalId="  JIRA-7 ", **another(shop, kind))
    assert made["problems"] == []
    assert made[kind]["externalId"] == "JIRA-7"
    if listed is not None:
        found = client.ask(
            f'{{ {listed}(filter: {{externalId: {{eq: "JIRA-7"}}}}) {{ nodes {{ id }} }} }}'
        )
        assert found[listed]["nodes"] == [{"id": made[kind]["id"]}]
    taken = client.change(make, shown, externalId="JIRA-7", **another(shop, kind))
    assert [(each["code"], each["path"]) for each in taken["problems"]] == [
        ("ALREADY_EXISTS", ["input", "externalId"])
    ]
    again = client.change(update, shown, id=made[kind]["id"], externalId="JIRA-7")
    assert again["problems"] == []
    cleared = client.change(update, shown, id=made[kind]["id"], externalId=None)
    assert cleared[kind]["externalId"] is None
    assert client.change(make, shown, externalId="JIRA-7", **another(shop, kind))["problems"] == []


def test_a_win_told_twice_stays_shared_when_one_telling_is_taken_back(shop: Workshop) -> None:
    win, first = shop.short_term_win, shop.share
    shop.make("shortTermWinShare", "shortTermWin", id=win, audience="EMPLOYEES")
    shown = "shortTermWin { shared shares { audience } }"
    payload = shop.client.change("shortTermWinUnshare", shown, id=win, shareId=first)
    assert payload["shortTermWin"] == {"shared": True, "shares": [{"audience": "EMPLOYEES"}]}
    again = shop.client.change("shortTermWinUnshare", shown, id=win, shareId=first)
    assert [each["code"] for each in again["problems"]] == ["NOT_FOUND"]
    [row] = shop.company.rows(
        "select data from event where organisation_id = $1 and kind = 'SHORT_TERM_WIN_UNSHARED'"
    )
    assert row["data"]["audience"] == "LEADERS"

"""Ids of other tools: given with what is made, known by filters, and one of a kind each."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLNonNull, get_named_type

from api.planning.names import camel, snake
from api.schema.build import core_schema, schema
from api.schema.mutation import MUTATIONS
from db.entities import CATALOGUE
from domain.core.names import plural
from tests.api.workshop import Workshop

CORE = core_schema(schema())


def taking_external_ids() -> Iterator[tuple[str, str, str, str | None]]:
    """What has an id in another tool, how one is made and updated, and the list it is found in."""
    assert CORE.query_type is not None
    for entity in CATALOGUE:
        if "external_id" not in entity.table.columns:
            continue
        ways = {
            "id" in fields: each.name
            for each in MUTATIONS
            if each.answers.__name__ == entity.name
            for fields in ({field.name for field in dataclasses.fields(each.input_type)},)  # type: ignore[arg-type]  # every input is one
            if "external_id" in fields
        }
        name = camel(entity.table.name)
        for changes in (False, True):
            does = "updates" if changes else "makes"
            assert changes in ways, f"no mutation that {does} {name} takes its external_id"
        listed = plural(name)
        yield name, ways[False], ways[True], listed if listed in CORE.query_type.fields else None


KINDS = {kind: (make, update, listed) for kind, make, update, listed in taking_external_ids()}


def another(shop: Workshop, kind: str) -> dict[str, Any]:
    """What it takes to make another of a kind: what its input requires."""
    assert CORE.mutation_type is not None
    asked = get_named_type(CORE.mutation_type.fields[KINDS[kind][0]].args["input"].type)
    assert isinstance(asked, GraphQLInputObjectType)
    known: dict[str, Any] = {
        **dict.fromkeys(("name", "title", "text"), "Another"),
        "channel": "WEB",
        "dueOn": "2026-04-15",
    }
    given = {}
    for name, field in asked.fields.items():
        if isinstance(field.type, GraphQLNonNull):
            if name not in known:
                known[name] = shop.person if name == "ownerId" else shop.thing(snake(name[:-2]))
            given[name] = known[name]
    return given


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

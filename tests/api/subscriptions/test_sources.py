"""Whoever changes something, and however: those who listen are told."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from api.subscriptions import hub
from db.connections.signals import Signals
from domain.core.viewer import Role
from tests.api.companies import Company, Founding
from tests.api.serving import serving
from tests.api.subscriptions.listening import Socket, hearing, listening
from tests.integrations.portfolios import SMALL, write

LEDGER = """
subscription L($after: Int) { changes(after: $after) { outcome revision events { revision kind } } }
"""


def told_until(socket: Socket, revision: int, head: int) -> list[str]:
    """Return the kinds of all that happened up to a revision, told without a gap."""
    kinds: list[str] = []
    while revision < head:
        told: dict[str, Any] = socket.told()["changes"]
        assert told["outcome"] == "CHANGES"
        found = [each["revision"] for each in told["events"]]
        assert sorted(set(found)) == list(range(revision + 1, told["revision"] + 1))
        kinds += [each["kind"] for each in told["events"]]
        revision = told["revision"]
    return kinds


def test_another_process_is_heard_by_its_signal(
    company: Company, api_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody looks at the revisions here."""
    monkeypatch.setattr(hub, "LOOK_SECONDS", 3_600.0)
    token, _ = company.issue(Role.ADMIN)
    with hearing(company, api_database) as one, serving(api_database) as other:
        writer = company.open(token, other)
        with listening(one, token) as socket:
            revision = company.revision
            # What is told of the past says that it follows from now on.
            socket.subscribe(LEDGER, after=revision - 1)
            assert socket.told()["changes"]["revision"] == revision
            for name in ("Ada", "Bo", "Cleo"):
                writer.make("personCreate", "person", name=name)
            kinds = told_until(socket, revision, company.revision)
            assert kinds == ["PERSON_CREATED"] * 3


def test_another_process_is_seen_without_a_signal(
    company: Company, api_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Signals, "notify", lambda *_: None)
    token, _ = company.issue(Role.ADMIN)
    with serving(api_database) as one, serving(api_database) as other:
        writer = company.open(token, other)
        with listening(one, token) as socket:
            revision = company.revision
            socket.subscribe(LEDGER, after=revision)
            writer.make("personCreate", "person", name="Ada")
            assert told_until(socket, revision, company.revision) == ["PERSON_CREATED"]


def test_an_import_is_told(founding: Founding, api_database: str, tmp_path: Path) -> None:
    company = founding(clock=date(2026, 6, 15))
    token, _ = company.issue(Role.VIEWER)
    calendar = "name,time_zone,currency\nAcme,Europe/Rome,EUR\n"
    folder = write(tmp_path / "in", SMALL, organisation=calendar)
    with listening(company.address, token) as socket:
        revision = company.revision
        socket.subscribe(LEDGER, after=revision)
        words = ["import", str(folder), "--organisation", company.organisation.key]
        assert main([*words, "--database-url", api_database]) == 0
        kinds = told_until(socket, revision, company.revision)
    assert kinds.count("INITIATIVE_IMPORTED") == 2


def test_a_sweep_is_told(founding: Founding, api_database: str) -> None:
    company = founding(clock=None)
    token, _ = company.issue(Role.VIEWER)
    person = company.admin.make("personCreate", "person", name="Ada")
    company.admin.make("initiativePropose", "initiative", title="Calm", ownerId=person)
    with listening(company.address, token) as socket:
        revision = company.revision
        socket.subscribe(LEDGER, after=revision)
        company.rows(
            "update stall_risk_current set computed_on = computed_on - 1"
            " where organisation_id = $1 returning 1"
        )
        assert main(["worker", "--once", "--database-url", api_database]) == 0
        assert company.revision > revision
        kinds = told_until(socket, revision, company.revision)
    assert "STALL_RISK_SWEPT" in kinds

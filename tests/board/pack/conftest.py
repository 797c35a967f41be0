"""A press that gives nothing up for the time it takes."""

import pytest

from board.pack import press


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Typesetting comes behind all else: on a busy machine it takes as long as it does."""
    monkeypatch.setattr(press, "SECONDS", 120.0)

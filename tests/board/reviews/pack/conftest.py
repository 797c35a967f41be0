"""A renderer that gives nothing up for the time it takes."""

import pytest

from board.reviews.pack import pdf_renderer


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Typesetting comes behind all else: on a busy machine it takes as long as it does."""
    monkeypatch.setattr(pdf_renderer, "SECONDS", 120.0)

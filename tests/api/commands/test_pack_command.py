"""`throughline pack`: the pack of the pages, written whole or not at all."""

from pathlib import Path

import pytest

from api.cli import main
from board.reviews.pack import pdf_renderer
from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.planted import Portfolio
from tests.board.reviews.pack.papers import POINTS, Paper, read


class Printing:
    """Runs the command on the database of the served application."""

    def __init__(
        self, url: str, company: Company, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.url = url
        self.key = company.organisation.key
        self.output = folder / "pack.pdf"
        self.capsys = capsys
        self.printed = self.errors = ""

    def __call__(self, *words: str) -> int:
        given = ["--organisation", self.key, "--output", str(self.output), *words]
        code = main(["pack", *given, "--database-url", self.url])
        self.printed, self.errors = self.capsys.readouterr()
        return code

    @property
    def paper(self) -> Paper:
        return read(self.output.read_bytes())


@pytest.fixture
def printing(
    api_database: str,
    planted: tuple[Company, Portfolio],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Printing:
    # What takes long says so: on a slow machine everything would.
    monkeypatch.setattr("api.commands.pack.PATIENCE_SECONDS", 600.0)
    return Printing(api_database, planted[0], tmp_path, capsys)


def test_it_writes_the_pack_of_today(printing: Printing) -> None:
    assert printing() == 0
    size = printing.output.stat().st_size
    assert printing.printed == f"{printing.output}: {size:,} bytes\n"
    assert printing.errors == ""
    paper = printing.paper
    assert paper.words.startswith("Tavola Review pack As of 31 Mar 2026, against 1 Mar 2026")
    assert "as seen by: Viewer" in paper.words
    assert "Quicker seating" in paper.words
    assert paper.size == POINTS["a4"]


def test_it_takes_days_paper_and_role(printing: Printing) -> None:
    words = ("--as-of", "2026-02-28", "--since", "2026-01-31", "--paper", "letter")
    assert printing(*words, "--role", "editor") == 0
    paper = printing.paper
    assert "As of 28 Feb 2026, against 31 Jan 2026" in paper.words
    assert "The new tables came late." in paper.words
    assert "as seen by: CX office" in paper.words
    assert paper.size == POINTS["letter"]


def test_it_takes_a_review(printing: Printing, portfolio: Portfolio) -> None:
    assert printing("--review", portfolio.reviews["march"]) == 0
    paper = printing.paper
    assert paper.words.startswith("Tavola · Review March As of 31 Mar 2026")
    assert "Seat Milan, too?" in paper.section("Decisions asked", "Actions open")
    assert "Ask Milan" in paper.section("Actions open", "Where to look first")


def test_a_role_sees_what_it_may_see(printing: Printing, company: Company) -> None:
    given = {"title": "Krokodil", "confidential": True, "caseForChange": "Queues."}
    company.admin.make("initiativePropose", "initiative", **given)
    printing.key = company.organisation.key
    for role in Role:
        assert printing("--role", role.value.lower()) == 0
        sees = role in {Role.EDITOR, Role.ADMIN}
        assert ("Krokodil" in printing.paper.words) is sees


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as-of", "2026-04-01"), "lies in the future: today is 2026-03-31."),
        (("--since", "2026-04-01"), "lies behind 2026-03-31."),
        (("--as-of", "yesterday"), "is no day: write it as 2026-03-31."),
        (("--organisation", "nobody"), "There is no organisation 'nobody'."),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_written(
    printing: Printing, words: tuple[str, ...], said: str
) -> None:
    assert printing(*words) == 1
    assert said in printing.errors
    assert list(printing.output.parent.iterdir()) == []


def test_a_folder_that_is_not_there_is_told_before_anything_is_asked(printing: Printing) -> None:
    printing.output = printing.output.parent / "nowhere" / "pack.pdf"
    assert printing() == 1
    assert "There is no folder" in printing.errors


def test_what_fails_leaves_the_last_pack_as_it_was(
    printing: Printing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "typeset.py"
    broken.write_text("import sys\nprint('%PDF half')\nsys.exit('no ink')\n")
    printing.output.write_bytes(b"the last one")
    monkeypatch.setattr(pdf_renderer.PdfRenderer.__init__, "__defaults__", (1, 20.0, broken))
    assert printing() == 1
    assert "no ink" in printing.errors
    assert printing.output.read_bytes() == b"the last one"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["pack.pdf", "typeset.py"]


def test_a_disc_that_is_full_leaves_nothing_half_written(
    printing: Printing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill)
    assert printing() == 1
    assert "No space left on device" in printing.errors
    assert list(printing.output.parent.iterdir()) == []


def test_what_takes_long_says_what_it_is_doing(
    printing: Printing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.commands.pack.PATIENCE_SECONDS", 0.0)
    assert printing() == 0
    assert printing.errors.splitlines() == [
        "Gathering what the pack tells ...",
        "Typesetting the pack ...",
    ]

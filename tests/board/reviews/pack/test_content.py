"""What is printed of what people wrote, and how lists end."""

from datetime import date
from itertools import pairwise

import pytest

from board.rendering.locale import ENGLISH
from board.reviews.pack.changes import kept, movers, number
from board.reviews.pack.levels import changed, columns, left_out
from board.reviews.pack.lines import BREAK, listed, sentence, title


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (None, ""),
        ("One\nline\t only ", "One line only"),
        ("short words stay", "short words stay"),
        ("turned \u202eround", "turned round"),
        ("שלום", "\u2068שלום\u2069"),
        ("x" * 18, "x" * 18),
        ("x" * 40, f"{'x' * 18}{BREAK}{'x' * 18}{BREAK}{'x' * 4}"),
    ],
)
def test_a_line_fits_on_paper(written: str | None, printed: str) -> None:
    assert title(written) == printed


def test_what_is_too_long_ends_in_an_ellipsis() -> None:
    assert title("word " * 100) == f"{('word ' * 22)[:109].rstrip()}…"
    assert len(title("word " * 100)) <= 110
    assert sentence("word " * 40) == ("word " * 40).strip()


def test_a_list_says_how_many_it_leaves_out() -> None:
    assert listed([1, 2, 3], 3) == {"rows": [1, 2, 3], "more": ""}
    assert listed(range(1_500), 2) == {"rows": [0, 1], "more": "and 1,498 more"}


def test_initiatives_left_out_are_told_by_level() -> None:
    left = {"CRITICAL": 0, "HIGH": 2, "WATCH": 0, "LOW": 1_200, "NONE": 3}
    assert left_out(left) == "and 1,205 more: 2 high, 1,200 low, 3 without a number"
    assert left_out(dict.fromkeys(left, 0)) == ""


@pytest.mark.parametrize(("difference", "said"), [(0, "unchanged"), (3, "3 more"), (-1, "1 fewer")])
def test_a_change_is_said_in_words(difference: int, said: str) -> None:
    assert changed(difference) == said


@pytest.mark.parametrize(
    ("promised", "met", "said"),
    [
        (None, date(2026, 3, 1), "without a promised day"),
        (date(2026, 3, 1), date(2026, 3, 1), "on the day first promised"),
        (date(2026, 3, 1), date(2026, 3, 2), "1\xa0day later than first promised"),
        (date(2026, 3, 3), date(2026, 3, 1), "2\xa0days earlier than first promised"),
    ],
)
def test_a_delivery_is_held_against_its_first_promise(
    promised: date | None, met: date, said: str
) -> None:
    assert kept(promised, met) == said


@pytest.mark.parametrize(
    ("written", "printed"), [("7.0", "7"), ("12.50", "12.5"), ("100", "100"), ("0.00", "0")]
)
def test_figures_are_written_without_idle_zeros(written: str, printed: str) -> None:
    assert number(written) == printed


def test_a_long_history_is_told_by_days_at_even_distances() -> None:
    days = [
        {"day": f"2025-{1 + place // 28:02}-{1 + place % 28:02}"}
        | {f"{level}Count": place for level in ("low", "watch", "high", "critical")}
        for place in range(300)
    ]
    told = columns(days, ENGLISH)
    assert len(told["columns"]) == 60
    picked = [each[0] for each in told["columns"]]
    assert picked[-1] == 299
    assert {second - first for first, second in pairwise(picked)} == {5}
    assert told["last"] == "20\xa0Nov\xa02025"
    assert columns([], ENGLISH)["columns"] == []


def move(before: str | None, after: str | None, title: str = "Seating") -> dict[str, object]:
    """Return a level that moved, as the API tells it."""
    chance = {None: None, "LOW": 0.1, "WATCH": 0.4, "HIGH": 0.7, "CRITICAL": 0.9}
    return {
        "initiative": {"title": title, "owner": None},
        "fromState": "ASSESSED" if before else None,
        "toState": "ASSESSED" if after else "EMBEDDING",
        "fromLevel": before,
        "toLevel": after,
        "fromProbability": chance[before],
        "toProbability": chance[after],
        "sentence": "It is late." if before and after else None,
    }


def test_what_rose_is_told_ahead_of_what_fell_and_of_what_began_high() -> None:
    told = movers([move("HIGH", "LOW"), move(None, "HIGH"), move("LOW", "WATCH")])
    assert [row["word"] for row in told["rows"]] == ["Up", "Down", "Newly judged"]
    assert told["rows"][2]["why"] == "It is new."
    assert told["more"] == ""


def test_what_only_began_low_or_ended_is_counted() -> None:
    told = movers([move(None, "LOW"), move("LOW", None), move("HIGH", None)])
    assert told["rows"] == []
    assert told["more"] == "1 newly judged, 2 no longer judged"


def test_movers_that_are_left_out_are_told_by_their_way() -> None:
    told = movers([*[move("LOW", "HIGH")] * 20, *[move("HIGH", "LOW")] * 3, move(None, "LOW")])
    assert len(told["rows"]) == 16
    assert told["more"] == "and 8 more: 4 up, 3 down, 1 newly judged"

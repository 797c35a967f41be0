"""The visual grammar: each mark is drawn from values alone, and says in words what it shows."""

import re
from datetime import date

import pytest

from board.rendering import charts, words
from board.rendering.locale import ENGLISH


def title(mark: str) -> str:
    [found] = re.findall(r"<title>(.*?)</title>", mark)
    return str(found)


@pytest.mark.parametrize(
    ("level", "filled"), [("LOW", 0), ("WATCH", 1), ("HIGH", 2), ("CRITICAL", 3)]
)
def test_a_level_is_told_by_the_number_of_its_bars(level: str, filled: int) -> None:
    bars = charts.level_bars(level)
    assert (bars.count('class="bar empty"'), bars.count("<rect")) == (3 - filled, 3)
    assert title(bars) == f"Level {level.capitalize()}"


def test_a_risk_is_a_number_with_its_level() -> None:
    shown = re.sub(
        r"<[^>]+>", "", re.sub("<svg.*</svg>", "", charts.risk(0.804, "CRITICAL", "ASSESSED"))
    )
    assert shown.split() == ["80", "%", "Critical"]


def test_what_is_too_early_to_tell_says_so() -> None:
    assert "Too early to tell" in charts.risk(None, None, "OUTSIDE_EVIDENCE")


def test_a_sparkline_ends_in_the_dot_of_its_level() -> None:
    drawn = charts.sparkline([0.1, 0.1, 0.5], "WATCH")
    assert 'class="dot watch"' in drawn
    assert title(drawn) == "From 10\u00a0% to 50\u00a0% in 2\u00a0days"


def test_days_without_a_probability_are_a_gap() -> None:
    drawn = charts.sparkline([0.1, 0.2, None, 0.3, 0.4], "WATCH")
    assert drawn.count("<polyline") == 2
    assert charts.sparkline([None, None], None) == ""


def test_a_level_line_keeps_only_its_ends() -> None:
    [points] = re.findall('points="(.*?)"', charts.sparkline([0.2] * 50, "LOW"))
    assert len(points.split()) == 2


def test_a_watermelon_is_a_ring_far_from_its_dot() -> None:
    far, near = (
        charts.says_and_facts("ON_TRACK", probability, level)
        for probability, level in ((0.8, "CRITICAL"), (0.2, "LOW"))
    )
    assert 'class="apart critical"' in far
    assert "apart" not in near
    assert title(far) == "The owner says: on track; the facts say 80\u00a0%, critical."


def test_neither_words_nor_facts_are_invented() -> None:
    drawn = charts.says_and_facts(None, None, None)
    assert "<circle" not in drawn
    assert title(drawn) == "The owner has said nothing; the facts give no number."


def test_on_plan_the_slip_is_flat_and_a_later_promise_is_a_step_up() -> None:
    first = charts.Promise(date(2026, 1, 1), date(2026, 3, 1))
    moved = charts.Promise(date(2026, 2, 1), date(2026, 5, 1))
    flat = charts.slip([first], date(2026, 2, 15), ENGLISH)
    stepped = charts.slip([first, moved], date(2026, 2, 15), ENGLISH)
    [path] = re.findall(' d="(.*?)"', stepped)
    heights = [float(pair.split()[1]) for pair in re.split("[ML]", path)[1:]]
    assert heights[0] == heights[1] > heights[2] == heights[3]
    assert "steps kept" in flat
    assert "steps late" in stepped
    assert title(stepped) == (
        "First promised for 1\u00a0Mar\u00a02026, moved 1\u00a0time, now 1\u00a0May\u00a02026: "
        "61\u00a0days later than first promised."
    )


def test_a_promise_taken_back_leaves_a_gap() -> None:
    promises = [
        charts.Promise(date(2026, 1, 1), date(2026, 3, 1)),
        charts.Promise(date(2026, 1, 15), None),
        charts.Promise(date(2026, 2, 1), date(2026, 4, 1)),
    ]
    [path] = re.findall(' d="(.*?)"', charts.slip(promises, date(2026, 2, 15), ENGLISH))
    assert path.count("M") == 2


def test_a_win_is_filled_when_it_was_shared() -> None:
    assert 'class="mark win shared"' in charts.win(shared=True)
    assert 'class="mark win unshared"' in charts.win(shared=False)


def test_a_bond_points_up_or_down_and_is_dashed_until_seen() -> None:
    drawn = charts.bond(strengthens=False, strength=4, seen=False)
    assert 'class="mark bond down hoped"' in drawn
    assert title(drawn) == "Weakens the bond, strength 4 of 5, hoped for, not yet seen"


def test_severities_differ_in_shape() -> None:
    drawn = {name: charts.severity(name) for name in ("CRITICAL", "WARNING", "INFO")}
    assert [title(mark) for mark in drawn.values()] == ["Critical", "Warning", "Info"]
    assert "<circle" in drawn["INFO"]
    assert "<path" in drawn["CRITICAL"]
    assert 'class="mark severity critical"' in drawn["CRITICAL"]


def test_what_people_wrote_is_escaped() -> None:
    assert "&lt;b&gt;" in charts.drawing.picture("kind", 1, 1, "<b>")


def test_reasons_begin_where_the_last_one_ended() -> None:
    drawn = charts.reason(0.5, 0.25, "HIGH")
    assert 'x="120" y="0" width="60"' in drawn
    assert title(drawn) == "25\u00a0% of the explanation"


def test_what_was_said_stands_over_the_risk_of_the_days() -> None:
    days = [(date(2026, 3, day), 0.01 * day) for day in range(1, 31)]
    drawn = charts.history(days, [(date(2026, 3, 10), "ON_TRACK")], "LOW", ENGLISH)
    assert drawn.count('class="says"') == 1
    assert title(drawn).endswith("at most 30\u00a0%; 1\u00a0status update.")
    assert charts.history([], [], None, ENGLISH) == ""


def test_an_overdue_milestone_runs_on_to_today() -> None:
    today = date(2026, 3, 31)
    calendar = charts.Calendar.of([date(2026, 1, 1), date(2026, 6, 1), None], today)
    late = charts.span(calendar, date(2026, 1, 1), date(2026, 3, 1), None, ENGLISH)
    met = charts.span(calendar, date(2026, 1, 1), date(2026, 3, 1), date(2026, 3, 2), ENGLISH)
    assert 'class="late"' in late
    assert 'class="due met"' in met
    assert title(late) == (
        "Promised for 1\u00a0Mar\u00a02026, 30\u00a0days overdue; "
        "first promised for 1\u00a0Jan\u00a02026"
    )
    assert charts.span(calendar, None, None, None, ENGLISH) == ""
    assert charts.wins(calendar, [(today, True)], ENGLISH).count("flag shared") == 1


def test_what_lies_below_a_level_is_not_rounded_up_to_it() -> None:
    assert [words.percent(part) for part in (0.796, 0.8, 0.5999, 0.564, 0.296)] == [
        f"{whole}\u00a0%" for whole in (79, 80, 59, 56, 29)
    ]


def test_a_way_tells_what_nobody_improves_and_what_is_taken() -> None:
    left, kept = (
        charts.Stop("LOW", improved=False, weakened=True),
        charts.Stop("CRITICAL", improved=True, weakened=False),
    )
    drawn = charts.route([[left, kept], [kept]])
    assert drawn.count('class="stop improved"') == 2
    assert drawn.count('class="taken"') == 1
    assert title(drawn) == (
        "3\u00a0touchpoints: nobody improves 1, at 1 something takes from the bond"
    )
    assert charts.route([[], []]) == ""
    assert title(charts.station(left)) == (
        "Importance low, nobody improves it, something takes from the bond"
    )


def test_what_the_bond_hangs_on_is_drawn_larger() -> None:
    def radius(importance: str) -> float:
        drawn = charts.station(charts.Stop(importance, improved=True, weakened=False))
        return float(re.findall(r' r="([\d.]+)"', drawn)[0])

    radii = [radius(each) for each in ("LOW", "MEDIUM", "HIGH", "CRITICAL")]
    assert radii == sorted(set(radii))

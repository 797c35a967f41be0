"""The back-test: the product's rule over histories that have ended, from their events alone."""

import json
import random
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.cli import main
from bench import explain, kubernetes
from bench.folder import DATA, read_table
from domain.risk.stall_risk import RULE, Facts, MilestoneInView, State, assess
from integrations.backtest.histories import (
    HistoryError,
    read_calendar,
    read_histories,
    read_snapshots,
)
from integrations.backtest.measures import (
    Ranking,
    auc,
    average_precision,
    brier,
    calibration_error,
    intervals,
    reliability,
    roc,
)
from integrations.backtest.report import Report, backtest
from integrations.backtest.scoring import facts_on, probability, risk_for, score
from integrations.backtest.stages import Later, ladder, later_stages
from tests.integrations.portfolios import bring_in, rows

GROUPS = ("all", "at_due", "after_60_days")
PROJECT = Path(__file__).parents[3]
EVENTS, SNAPSHOTS, RELEASES = (
    DATA / f"kep_{name}.csv" for name in ("events", "snapshots", "releases")
)
SHIPPED = [
    *("--events", str(EVENTS), "--snapshots", str(SNAPSHOTS)),
    *("--releases", str(RELEASES), "--split", "test"),
]

COLUMNS = "initiative,date,event,milestone,from_target,from_target_date,to_target,to_target_date"
# Sweets go through kitchen trial, one shop, all shops; the names say nothing of the order.
BAKERY = f"""{COLUMNS}
cake,2021-01-04,created,,,,,
cake,2021-01-04,planned,zest,,,spring,2021-04-01
cake,2021-01-04,planned,mint,,,summer,2021-07-01
cake,2021-01-04,planned,anis,,,winter,2021-12-01
cake,2021-02-01,activity,,,,,
cake,2021-05-03,replanned,mint,summer,2021-07-01,autumn,2021-10-01
cake,2021-09-20,delivered,mint,,,autumn,2021-10-01
tart,2021-01-04,created,,,,,
tart,2021-01-04,planned,zest,,,spring,2021-04-01
tart,2021-01-04,planned,mint,,,some day,
tart,2021-04-01,replanned,zest,spring,2021-04-01,summer,2021-07-01
tart,2021-08-02,unplanned,zest,summer,2021-07-01,,
"""
ASKED = """initiative,snapshot,snapshot_date,primary,stalled_H2
cake,a,2021-04-01,1,0
tart,a,2021-04-01,1,1
cake,b,2021-11-01,1,1
tart,b,2021-11-01,1,1
tart,c,2021-12-01,0,0
tart,d,2022-01-01,1,
"""
ORDER = {"zest": frozenset({"mint", "anis"}), "mint": frozenset({"anis"})}


def written(folder: Path, **files: str) -> dict[str, Path]:
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return {name: folder / f"{name}.csv" for name in files}


def facts(events: Path, name: str, day: date, later: Later = ORDER) -> Facts:
    """The facts of a bakery initiative as a back-test sees them on a snapshot day."""
    history = read_histories(events, {}).of[name]
    return facts_on(history, later, day, date.fromordinal(day.toordinal() + 1))


def view(milestone: MilestoneInView | None) -> tuple[str, date] | None:
    return milestone and (milestone.title, milestone.due_on)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["backtest", *words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture(scope="module")
def shipped() -> Report:
    return backtest(EVENTS, SNAPSHOTS, RELEASES, "test")


# The shipped histories


def test_the_targets_hold_on_the_shipped_test_split(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *SHIPPED, "--json")
    said = json.loads(out)
    assert code == 0
    assert said["rule"] == RULE
    assert [target["met"] for target in said["targets"]] == [True] * 6
    names = ["rows", "initiatives", "base_rate", "auc", "average_precision", "brier", "ece"]
    assert {group: [said[group][name] for name in names] for group in GROUPS} == {
        "all": [723, 156, 0.6058, 0.7676, 0.8292, 0.1888, 0.0519],
        "at_due": [343, 142, 0.6181, 0.7037, 0.8, 0.21, 0.0652],
        "after_60_days": [380, 152, 0.5947, 0.8205, 0.8626, 0.1696, 0.0868],
    }
    assert sum(one["rows"] for one in said["all"]["reliability"]) == 723
    # The baselines are those of the published table: .667, .679, .529.
    assert said["baselines"] == {
        "any_overdue": {"auc": 0.6667},
        "days_overdue": {"auc": 0.679},
        "own_status": {"auc": 0.5285, "ranked_by": "train"},
    }
    assert said["auc_gain_over_any_overdue"] == {"low": 0.0704, "mid": 0.101, "high": 0.1315}
    assert said["states"] == {"ASSESSED": 587, "ALL_DELIVERED": 128, "OUTSIDE_EVIDENCE": 8}
    assert said["stages"] == ["alpha", "beta", "stable"]


def test_the_table_says_the_same_to_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *SHIPPED)
    assert (code, err) == (0, "")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "AUC 0.768 0.704 0.820" in lines
    assert "AUC of any overdue 0.667 0.643 0.687" in lines
    assert "met average precision: 0.829, wanted >= 0.80" in lines


def test_dev_py_runs_it() -> None:
    told = subprocess.run(
        [sys.executable, "dev.py", "backtest", *SHIPPED, "--json"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert json.loads(told.stdout)["all"]["rows"] == 723


def test_the_committed_pictures_are_what_the_command_draws(shipped: Report, tmp_path: Path) -> None:
    from integrations.backtest.pictures import draw

    paths = draw(shipped, tmp_path)
    assert [path.name for path in paths] == ["risk-reliability.svg", "risk-roc.svg"]
    for path in paths:
        assert path.read_bytes() == (PROJECT / "docs" / path.name).read_bytes()
        root = ET.fromstring(path.read_text(encoding="utf-8"))
        svg = "{http://www.w3.org/2000/svg}"
        assert root.get("role") == "img"
        assert all(root.findtext(f"{svg}{name}") for name in ("title", "desc"))
    assert "rule, all rows, area 0.768" in paths[1].read_text(encoding="utf-8")


def test_only_raw_events_and_the_label_are_used(shipped: Report, tmp_path: Path) -> None:
    """The computed columns of the shipped snapshots can be cut off; nothing changes."""
    used = ("initiative", "snapshot", "snapshot_date", "split", "primary", "status", "stalled_H2")
    lines = [",".join(used)]
    lines += [",".join(row[name] for name in used) for row in read_table(SNAPSHOTS.name)]
    cut = written(tmp_path, snapshots="\n".join(lines))["snapshots"]
    assert backtest(EVENTS, cut, RELEASES, "test").scored == shipped.scored


def test_the_order_of_events_does_not_matter(shipped: Report, tmp_path: Path) -> None:
    head, *lines = EVENTS.read_text(encoding="utf-8").splitlines()
    random.Random(5).shuffle(lines)
    shuffled = written(tmp_path, events="\n".join([head, *lines]))["events"]
    assert backtest(shuffled, SNAPSHOTS, RELEASES, "test").scored == shipped.scored


def test_what_happened_after_a_snapshot_is_not_known_on_it(tmp_path: Path) -> None:
    head, *lines = EVENTS.read_text(encoding="utf-8").splitlines()
    day = date(2023, 10, 14)
    past = [line for line in lines if line.split(",")[1] <= day.isoformat()]
    cut = written(tmp_path, events="\n".join([head, *past]))["events"]
    calendar = read_calendar(RELEASES)
    whole, known = (read_histories(path, calendar).of for path in (EVENTS, cut))
    later = later_stages(whole.values())
    asked = [row for row in read_snapshots(SNAPSHOTS).rows if row.day == day]
    assert len(asked) > 100
    for row in asked:
        assert score(whole[row.initiative], row, later) == score(known[row.initiative], row, later)


async def test_the_explanations_are_what_an_import_of_that_day_stores(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    day = date(2023, 6, 10)
    kubernetes.convert(tmp_path)
    await bring_in(engine, tmp_path, key="k8s", as_of=day)
    stored = await rows(
        engine,
        "select i.external_id, r.state, r.probability from stall_risk_current r "
        "join initiative i using (organisation_id) where i.id = r.initiative_id",
    )
    portfolio = explain.imported()
    assert len(stored) > 200
    for name, state, value in stored:
        risk = explain.said_on(day, portfolio[name])
        assert (name, risk.state, risk.probability) == (name, state, value)


def test_the_five_of_the_document_are_explained_as_it_says() -> None:
    document = (PROJECT / "docs/risk.md").read_text(encoding="utf-8")
    portfolio = explain.imported()
    for name in ("KEP-3488", "KEP-3838", "KEP-1287", "KEP-2535", "KEP-1860"):
        risk = explain.said_on(date(2023, 6, 10), portfolio[name])
        assert risk.probability is not None
        assert risk.level is not None
        said = f"{risk.probability:.2f}".lstrip("0"), risk.level.lower()
        assert f"| {name} " in document
        row = next(line for line in document.splitlines() if line.startswith(f"| {name} "))
        assert f"**{said[0]} {said[1]}**" in row


# Facts of histories made by hand


def test_a_target_is_passed_on_its_day(tmp_path: Path) -> None:
    events = written(tmp_path, events=BAKERY)["events"]
    told = facts(events, "cake", date(2021, 4, 1))
    assert view(told.oldest_overdue) == ("Zest", date(2021, 4, 1))
    assert view(told.next) == ("Mint", date(2021, 7, 1))
    assert (told.missed_count, told.open_count, told.overdue_count) == (1, 3, 1)
    # The day before nothing had been missed.
    before = facts(events, "cake", date(2021, 3, 31))
    assert (before.missed_count, before.oldest_overdue) == (0, None)


def test_a_target_moved_or_met_on_its_day_is_not_missed(tmp_path: Path) -> None:
    events = written(
        tmp_path, events=f"{BAKERY}cake,2021-04-01,delivered,zest,,,spring,2021-04-01\n"
    )["events"]
    assert facts(events, "cake", date(2021, 4, 1)).missed_count == 0
    assert facts(events, "tart", date(2021, 4, 1)).missed_count == 0


def test_delivering_a_later_stage_delivers_the_earlier_ones(tmp_path: Path) -> None:
    events = written(tmp_path, events=BAKERY)["events"]
    told = facts(events, "cake", date(2021, 11, 1))
    assert (told.delivered_count, told.open_count) == (2, 1)
    # Spring's date was missed before; mint was moved in time and delivered.
    assert (told.missed_count, told.oldest_overdue) == (1, None)
    assert view(told.next) == ("Anis", date(2021, 12, 1))
    beside = facts(events, "cake", date(2021, 11, 1), later={})
    assert (beside.delivered_count, view(beside.oldest_overdue)) == (1, ("Zest", date(2021, 4, 1)))


def test_only_creation_and_activity_end_a_silence(tmp_path: Path) -> None:
    events = written(tmp_path, events=BAKERY)["events"]
    assert facts(events, "cake", date(2021, 11, 1)).last_activity_on == date(2021, 2, 1)


def test_a_withdrawn_date_leaves_the_milestone_open_and_undated(tmp_path: Path) -> None:
    events = written(tmp_path, events=BAKERY)["events"]
    told = facts(events, "tart", date(2021, 11, 1))
    assert (told.undated_count, told.open_count, told.next) == (2, 2, None)
    assert told.missed_count == 1  # the second of July; the first of April was moved on its day


def test_the_probability_is_the_rules_own(tmp_path: Path) -> None:
    events = written(tmp_path, events=BAKERY)["events"]
    history = read_histories(events, {}).of["cake"]
    risk = risk_for(history, ORDER, recorded_by=date(2021, 4, 1))
    # Late 1 day, missed 1, silent 60 days, no runway: by hand.
    late, missed, silent = 0.7 * (1 - 2 ** (-1 / 90)), 0.2 * (1 - 2**-0.5), 0.35 / 2
    expected = 1 - 0.95 * (1 - late) * (1 - missed) * (1 - silent) * 0.6
    assert risk.probability == round(expected, 4) == probability(risk)
    assert risk == assess(facts(events, "cake", date(2021, 4, 1)), date(2021, 4, 2))


def test_a_row_without_a_probability_is_scored_by_the_formula(tmp_path: Path) -> None:
    delivered = f"{BAKERY}cake,2021-11-20,delivered,anis,,,winter,2021-12-01\n"
    events = written(tmp_path, events=delivered)["events"]
    history = read_histories(events, {}).of["cake"]
    risk = risk_for(history, ORDER, recorded_by=date(2021, 11, 30))
    assert (risk.state, risk.probability) == (State.ALL_DELIVERED, None)
    missed, silent = 0.2 * (1 - 2**-0.5), 0.35 * (1 - 2 ** (-303 / 60))
    assert probability(risk) == round(1 - 0.95 * (1 - missed) * (1 - silent) * 0.6, 4)


@pytest.mark.parametrize(
    ("plans", "due_on"),
    [
        # Planned and moved on one day.
        ([("planned", "", "x"), ("replanned", "x", "y")], "2021-06-01"),
        # Moved ahead and back again: the day ends where it began, and nothing stood before.
        ([("planned", "", "y"), ("replanned", "y", "x"), ("replanned", "x", "y")], "2021-06-01"),
        # Planned and taken back.
        ([("planned", "", "x"), ("unplanned", "x", "")], None),
        # The steps do not tell: the latest.
        ([("planned", "", "x"), ("planned", "", "y")], "2021-06-01"),
    ],
)
def test_of_several_plans_on_one_day_the_last_step_stands(
    plans: Sequence[tuple[str, str, str]], due_on: str | None, tmp_path: Path
) -> None:
    days = {"x": "2021-07-01", "y": "2021-06-01", "": ""}
    if plans[0][0] == plans[1][0]:
        days["x"] = "2021-05-01"
    lines = [
        f"pie,2021-01-04,{event},zest,{before},{days[before]},{after},{days[after]}"
        for event, before, after in plans
    ]
    expected = [(date(2021, 1, 4), due_on and date.fromisoformat(due_on))]
    for order in (lines, lines[::-1]):
        events = written(tmp_path, events="\n".join([COLUMNS, *order]))["events"]
        assert list(read_histories(events, {}).of["pie"].promises["zest"]) == expected


# The order of stages


def stages(folder: Path, *lines: str) -> Later:
    events = written(folder, events="\n".join([COLUMNS, *lines]))["events"]
    return later_stages(read_histories(events, {}).of.values())


def test_the_order_of_stages_comes_from_the_file(tmp_path: Path) -> None:
    events = written(tmp_path, events=BAKERY)["events"]
    later = later_stages(read_histories(events, {}).of.values())
    assert later == ORDER
    assert ladder(later) == ("zest", "mint", "anis")


def test_without_dates_the_days_of_planning_tell_the_order(tmp_path: Path) -> None:
    lines = ["pie,2021-01-04,planned,zest,,,,", "pie,2021-02-04,planned,anis,,,,"]
    assert stages(tmp_path, *lines) == {"zest": {"anis"}}


def test_stages_of_which_nothing_tells_the_order_do_not_deliver_each_other(tmp_path: Path) -> None:
    same = "pie,2021-01-04,planned,{},,,may,2021-05-01"
    assert stages(tmp_path, same.format("zest"), same.format("anis")) == {}


def test_milestones_that_are_delivered_in_either_order_are_no_stages(tmp_path: Path) -> None:
    lines = []
    for name, first, second in (("a", "x", "y"), ("b", "x", "y"), ("c", "y", "x")):
        lines += [f"{name},2021-01-04,planned,{first},,,,2021-03-01"]
        lines += [f"{name},2021-01-04,planned,{second},,,,2021-04-01"]
    assert stages(tmp_path, *lines) == {}
    assert ladder({}) == ()


# Files of other people


def test_another_calendar_and_other_stages_without_releases(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = written(tmp_path, events=BAKERY, asked=ASKED)
    words = ["--events", str(paths["events"]), "--snapshots", str(paths["asked"]), "--split", "x"]
    code, out, err = run(capsys, *words, "--json")
    said = json.loads(out)
    # Four rows: one is not primary, one has no label yet. Four are too few for the targets.
    assert (code, said["all"]["rows"], said["all"]["initiatives"]) == (1, 4, 2)
    assert said["stages"] == ["zest", "mint", "anis"]
    nothing: dict[str, object] = dict.fromkeys(said["all"])
    nothing |= {"rows": 0, "initiatives": 0, "reliability": []}
    assert (said["at_due"], said["after_60_days"]) == (nothing, nothing)
    assert said["baselines"]["own_status"] == {"auc": None, "ranked_by": None}
    met = {target["name"]: target["met"] for target in said["targets"]}
    assert met["AUC, 60 days after a due date"] is None
    assert "no column split: all of their rows are scored" in err
    assert "1 plans name a target that has no date" in err
    assert "Missed: Brier score is" in err


def test_the_calendar_dates_a_target_that_an_event_only_names(tmp_path: Path) -> None:
    paths = written(tmp_path, events=BAKERY, calendar="target,date\nsome day,2021-08-01\n")
    history = read_histories(paths["events"], read_calendar(paths["calendar"])).of["tart"]
    assert [one.due_on for one in history.promises["mint"]] == [date(2021, 8, 1)]


def test_an_initiative_without_events_is_scored_and_said(tmp_path: Path) -> None:
    paths = written(
        tmp_path, events=BAKERY, asked=f"{ASKED}pie,e,2021-11-01,1,1\n", none="release,date\n"
    )
    report = backtest(paths["events"], paths["asked"], paths["none"], None)
    assert report.states[State.NO_MILESTONE] == 1
    assert report.scored[-1].probability == round(1 - 0.95 * 0.6, 4)
    assert "1 initiatives have snapshots and no event." in report.notes


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"events": ("initiative,date,event", "x,date,event")}, "line 1: column initiative is"),
        ({"events": (",to_target,to_target_date", "")}, "line 1: column to_target_date (or"),
        ({"events": ("2021-02-01", "2021-02-31")}, "line 6, column date: '2021-02-31' is not a"),
        ({"events": ("cake,2021-02-01", "cake,")}, "line 6, column date: a day is missing"),
        ({"asked": ("stalled_H2", "outcome")}, "line 1: column stalled_H2 is missing"),
        ({"asked": ("snapshot,snapshot_date", "when,where")}, "column snapshot_date is missing"),
        ({"asked": ("2021-11-01,1,1", "2021-11-01,1,maybe")}, "line 4, column stalled_H2: 'maybe'"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_place(
    changes: Mapping[str, tuple[str, str]],
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    files = {"events": BAKERY, "asked": ASKED}
    for name, (old, new) in changes.items():
        files[name] = files[name].replace(old, new, 1)
    paths = written(tmp_path, **files)
    code, out, err = run(
        capsys, "--events", str(paths["events"]), "--snapshots", str(paths["asked"])
    )
    assert (code, out) == (1, "")
    assert message in err
    assert str(paths[next(iter(changes))]) in err


def test_a_missing_file_and_an_unknown_split_are_refused(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match=r"gone\.csv can't be read"):
        read_histories(tmp_path / "gone.csv", {})
    with pytest.raises(HistoryError, match="there are: embargo, test, train"):
        backtest(EVENTS, SNAPSHOTS, RELEASES, "tset")


def test_an_installed_server_needs_nothing_of_the_bench(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str, *rest: Any) -> None:
        if name.startswith("bench"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    finder = type("NoBench", (), {"find_spec": staticmethod(refuse)})
    monkeypatch.setattr("sys.meta_path", [finder, *sys.meta_path])
    for name in [name for name in sys.modules if name.startswith("integrations.backtest")]:
        monkeypatch.delitem(sys.modules, name)
    code, out, _ = run(capsys, *SHIPPED)
    assert code == 0
    assert "AUC" in out


# The statistics, against values worked out by hand

LABELS = [True, True, False, True, False, False]
SCORES = [0.9, 0.8, 0.8, 0.4, 0.3, 0.1]


def test_auc_counts_pairs_and_ties_half() -> None:
    # Of nine pairs, .9 wins 3, the .8 wins 2 and ties 1, .4 wins 2.
    assert auc(LABELS, SCORES) == pytest.approx(7.5 / 9)
    assert auc([True, True], [0.1, 0.2]) is None
    assert auc([], []) is None


def test_average_precision_steps_through_the_scores() -> None:
    # Recall 1/3 at precision 1, 1/3 more at 2/3 (the tie comes whole), the last at 3/4.
    assert average_precision(LABELS, SCORES) == pytest.approx((1 + 2 / 3 + 3 / 4) / 3)
    assert average_precision([False], [0.5]) is None


def test_brier_reliability_and_calibration_error() -> None:
    assert brier([True, False], [0.8, 0.4]) == pytest.approx((0.04 + 0.16) / 2)
    bins = reliability([True, False, True], [1.0, 0.92, 0.1])
    assert [(one.low, one.rows, one.observed) for one in bins] == [(0.1, 1, 1.0), (0.9, 2, 0.5)]
    assert bins[1].predicted == pytest.approx(0.96)
    assert calibration_error(bins) == pytest.approx((1 * 0.9 + 2 * 0.46) / 3)
    assert calibration_error(()) is None
    assert brier([], []) is None


def test_the_roc_curve_goes_diagonally_through_ties() -> None:
    assert roc([True, False, True, False], [0.9, 0.9, 0.5, 0.1]) == (
        (0.0, 0.0),
        (0.5, 0.5),
        (0.5, 1.0),
        (1.0, 1.0),
    )
    assert roc([True], [0.5]) == ()


def test_a_draw_weighs_whole_initiatives() -> None:
    labels, scores, clusters = [True, False, True, False], [0.9, 0.2, 0.1, 0.5], [0, 0, 1, 1]
    ranking = Ranking(labels, scores, clusters)
    assert ranking.auc([1, 1]) == auc(labels, scores) == 0.5
    assert (ranking.auc([2, 0]), ranking.auc([0, 3])) == (1.0, 0.0)
    doubled = Ranking(labels + labels[:2], scores + scores[:2])
    assert ranking.auc([2, 1]) == doubled.auc()


def test_intervals_are_the_same_each_time_and_hold_the_middle_95_percent() -> None:
    def first_cluster(weights: Sequence[int]) -> float:
        return weights[0] / sum(weights)

    one, none = intervals(100, [first_cluster, lambda weights: None])
    assert none is None
    assert one is not None
    # The share of one cluster in a hundred is near Poisson: 0 to 3 times in 95 % of the draws.
    assert (one.low, one.high) == (0.0, 0.03)
    assert intervals(100, [first_cluster]) == (one,)

"""A back-test's report as the documented JSON, and as a table for a person."""

from collections.abc import Sequence

from domain.risk.stall_risk import RULE, State
from integrations.backtest.measures import Interval, auc
from integrations.backtest.report import (
    AFTER_60_DAYS,
    AT_DUE,
    Figures,
    Report,
    Target,
    in_group,
    labels,
)


def as_json(report: Report) -> dict[str, object]:
    """The report as the documented JSON; figures have four decimals."""
    happened = labels(report.scored)
    baselines: dict[str, dict[str, object]] = {
        name: {"auc": rounded(auc(happened, scores) if scores is not None else None)}
        for name, scores in report.baselines.items()
    }
    baselines["own_status"]["ranked_by"] = report.own_status_ranked_by
    return {
        "rule": RULE,
        "all": group_json(report.all),
        "at_due": group_json(report.at_due),
        "after_60_days": group_json(report.after_60_days),
        "baselines": baselines,
        "auc_gain_over_any_overdue": {
            name: rounded(value) for name, value in report.gain._asdict().items()
        },
        "states": {state: report.states[state] for state in State if report.states.get(state)},
        "stages": list(report.stages),
        "targets": [
            {**target._asdict(), "value": rounded(target.value)} for target in report.targets()
        ],
    }


def group_json(group: Figures) -> dict[str, object]:
    bins = [
        {name: rounded(value) for name, value in one._asdict().items()} for one in group.reliability
    ]
    return {
        **{
            name: rounded(value) for name, value in group._asdict().items() if name != "reliability"
        },
        "reliability": bins,
    }


def rounded(value: float | None) -> float | None:
    return value if value is None or isinstance(value, int) else round(value, 4)


def as_table(report: Report) -> str:
    """The report for a person."""
    groups = (report.all, report.at_due, report.after_60_days)
    whole = report.all
    split = f", split {report.split}" if report.split else ""
    low, mid, high = (shown(value) for value in report.gain)
    lines = [
        f"Rule {RULE}: {whole.rows:,} rows of {whole.initiatives:,} initiatives{split}",
        "",
        row_of("", "all rows", "at due date", "60 days after"),
        row_of("rows", *(f"{one.rows:,}" for one in groups)),
        row_of("initiatives", *(f"{one.initiatives:,}" for one in groups)),
        row_of("stalled (base rate)", *(shown(one.base_rate) for one in groups)),
        row_of("AUC", *(shown(one.auc) for one in groups)),
        row_of("  95 % by initiative", *(spelled(one) for one in report.auc_intervals)),
        row_of("average precision", *(shown(one.average_precision) for one in groups)),
        row_of("Brier score", *(shown(one.brier) for one in groups)),
        row_of("calibration error", *(shown(one.ece) for one in groups)),
        "",
        *baseline_lines(report, groups),
        "",
        f"AUC gain over any overdue: {mid} (95 % {low} to {high})",
        "",
        "Reliability, all rows",
        row_of("  probability", "rows", "predicted", "stalled"),
        *(
            row_of(
                f"  {one.low:.1f} to {one.high:.1f}",
                f"{one.rows:,}",
                shown(one.predicted),
                shown(one.observed),
            )
            for one in whole.reliability
        ),
        "",
        *state_lines(report),
        *(
            [f"Stages, as the file tells them: {' < '.join(report.stages)}"]
            if report.stages
            else []
        ),
        *report.notes,
        "",
        *(target_line(target) for target in report.targets()),
    ]
    return "\n".join(lines)


def baseline_lines(report: Report, groups: Sequence[Figures]) -> list[str]:
    lines = []
    for name, scores in report.baselines.items():
        cells = ["-"] * len(groups)
        if scores is not None:
            by_row = list(zip(report.scored, scores, strict=True))
            cells = [
                shown(
                    auc(
                        [row.snapshot.stalled for row, _ in by_row if in_group(row, suffix)],
                        [value for row, value in by_row if in_group(row, suffix)],
                    )
                )
                for suffix in ("", AT_DUE, AFTER_60_DAYS)
            ]
        lines.append(row_of(f"AUC of {name.replace('_', ' ')}", *cells))
    if report.own_status_ranked_by:
        lines.append(f"  (statuses ranked by their stall rate: {report.own_status_ranked_by})")
    return lines


def state_lines(report: Report) -> list[str]:
    without = {state: n for state, n in report.states.items() if state is not State.ASSESSED}
    if not without:
        return ["Every row has a probability in the product too."]
    listed = ", ".join(f"{state} {count:,}" for state, count in sorted(without.items()))
    return [
        f"{sum(without.values()):,} rows have no probability in the product ({listed});",
        f"they are scored by its formula. AUC without them: {shown(report.assessed_auc)}",
    ]


def target_line(target: Target) -> str:
    verdict = "no rows" if target.met is None else "met" if target.met else "MISSED"
    return f"{verdict:<8} {target.name}: {shown(target.value)}, wanted {target.wanted}"


def row_of(name: str, *cells: str) -> str:
    return f"{name:<24}" + "".join(f"{cell:>16}" for cell in cells)


def shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def spelled(interval: Interval | None) -> str:
    return "-" if interval is None else f"{interval.low:.3f} to {interval.high:.3f}"

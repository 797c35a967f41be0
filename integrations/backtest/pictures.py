"""The two pictures of a back-test, as SVG: how far the probabilities hold, and the ROC curve.

The same report always gives the same bytes, so that the committed pictures can be checked.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from integrations.backtest.measures import auc, roc
from integrations.backtest.report import AFTER_60_DAYS, Report, in_group, labels, probabilities

RELIABILITY: Final = "risk-reliability.svg"
ROC: Final = "risk-roc.svg"
Point = tuple[float, float]

WIDTH, HEIGHT = 560, 520
LEFT, TOP, SIDE = 70, 66, 380
GRID = "#d9dee4"
# Told apart without colour too: each curve has a dash pattern of its own.
BLUE, GREEN, ORANGE, GREY = "#1d4ed8", "#047857", "#b45309", "#6b7280"
STYLE = (
    "text{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif;font-size:13px;fill:#1f2933}"
    ".title{font-size:16px;font-weight:600}.faint{fill:#52606d;font-size:12px}"
)


def draw(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write both pictures; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {RELIABILITY: reliability_picture(report), ROC: roc_picture(report)}
    for name, svg in pictures.items():
        (folder / name).write_text(svg, encoding="utf-8")
    return tuple(folder / name for name in pictures)


def reliability_picture(report: Report) -> str:
    bins = report.all.reliability
    said = "; ".join(
        f"of {one.rows} rows at about {one.predicted:.0%}, {one.observed:.0%} stalled"
        for one in bins
    )
    marks = [line((0, 0), (1, 1), GREY, "4 4"), *label(0.07, 0.02, "as predicted", kind="faint")]
    most = max((one.rows for one in bins), default=1)
    path = " ".join(f"{x(one.predicted)},{y(one.observed)}" for one in bins)
    marks.append(f'<polyline points="{path}" fill="none" stroke="{BLUE}" stroke-width="1.5"/>')
    for one in bins:
        radius = 4 + 9 * (one.rows / most) ** 0.5
        marks.append(
            f'<circle cx="{x(one.predicted)}" cy="{y(one.observed)}" r="{radius:.1f}" '
            f'fill="{BLUE}" fill-opacity="0.85" stroke="#fff" stroke-width="1.5"/>'
        )
        # Beside the dot, on the side away from the diagonal.
        above = one.observed >= one.predicted
        shift = radius + 5
        marks.append(
            text(
                x(one.predicted) + (-shift if above else shift),
                y(one.observed) + (-2 if above else 12),
                str(one.rows),
                "end" if above else "start",
                "faint",
            )
        )
    return picture(
        "Does the probability hold?",
        f"{report.all.rows:,} rows of {report.all.initiatives:,} initiatives; the number beside "
        "a dot is its rows",
        description=f"Reliability of the stall risk: {said}.",
        across="probability that the rule gave",
        up="share that stalled",
        marks=marks,
    )


def roc_picture(report: Report) -> str:
    rows = report.scored
    later = [row for row in rows if in_group(row, AFTER_60_DAYS)]
    curves: list[tuple[str, str, str, Sequence[bool], Sequence[float]]] = []
    if later:
        curves.append(("rule, 60 days after due", GREEN, "", labels(later), probabilities(later)))
    curves.append(("rule, all rows", BLUE, "9 3", labels(rows), probabilities(rows)))
    for name, colour, dashes in (("days_overdue", ORANGE, "5 3"), ("any_overdue", GREY, "2 3")):
        scores = report.baselines[name]
        if scores is not None:
            curves.append((name.replace("_", " "), colour, dashes, labels(rows), scores))
    marks = [line((0, 0), (1, 1), GRID)]
    said = []
    for at, (name, colour, dashes, happened, scores) in enumerate(curves):
        area = auc(happened, scores)
        if area is None:
            continue
        path = " ".join(f"{x(across)},{y(up)}" for across, up in roc(happened, scores))
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        marks.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>'
        )
        level = 0.24 - 0.055 * at
        marks.append(line((0.36, level + 0.012), (0.43, level + 0.012), colour, dashes, 2))
        marks += label(0.45, level, f"{name}: AUC {area:.3f}")
        said.append(f"{name}, area {area:.3f}")
    return picture(
        "Does it tell stalled from moving?",
        f"{report.all.rows:,} rows of {report.all.initiatives:,} initiatives; the further to the "
        "upper left, the better",
        description=f"ROC curves of the stall risk and of simpler signs: {', '.join(said)}.",
        across="share of the moving that is flagged too",
        up="share of the stalled that is flagged",
        marks=marks,
    )


def picture(
    title: str,
    subtitle: str,
    *,
    description: str,
    across: str,
    up: str,
    marks: Sequence[str],
) -> str:
    middle = LEFT + SIDE / 2, TOP + SIDE / 2
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title about">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="about">{escape(description)}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        text(LEFT, 26, title, "start", "title"),
        text(LEFT, 46, subtitle, "start", "faint"),
        *grid(),
        *marks,
        text(middle[0], TOP + SIDE + 42, across, "middle"),
        f'<g transform="rotate(-90 24 {middle[1]:g})">',
        text(24, middle[1], up, "middle"),
        "</g>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def grid() -> Iterator[str]:
    for step in range(0, 11, 2):
        share = step / 10
        yield line((share, 0), (share, 1), GRID)
        yield line((0, share), (1, share), GRID)
        yield text(x(share), TOP + SIDE + 20, f"{share:.0%}", "middle", "faint")
        yield text(LEFT - 8, y(share) + 4, f"{share:.0%}", "end", "faint")


def line(start: Point, end: Point, colour: str, dashes: str = "", width: int = 1) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x(start[0])}" y1="{y(start[1])}" x2="{x(end[0])}" y2="{y(end[1])}" '
        f'stroke="{colour}" stroke-width="{width}"{dashed}/>'
    )


def label(
    across: float, up: float, words: str, anchor: str = "start", kind: str = ""
) -> tuple[str, ...]:
    return (text(x(across), y(up), words, anchor, kind),)


def text(left: float, top: float, words: str, anchor: str = "start", kind: str = "") -> str:
    style = f' class="{kind}"' if kind else ""
    return f'<text x="{left:g}" y="{top:g}" text-anchor="{anchor}"{style}>{escape(words)}</text>'


def x(share: float) -> float:
    return round(LEFT + share * SIDE, 1)


def y(share: float) -> float:
    return round(TOP + (1 - share) * SIDE, 1)

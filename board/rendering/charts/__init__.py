"""The visual grammar: small pictures that mean the same on every page, drawn as SVG.

Pure functions of values: templates call them by these names.
"""

from board.rendering.charts.history import history
from board.rendering.charts.icons import bond, pull, severity, win
from board.rendering.charts.reasons import reason
from board.rendering.charts.risk import level_bars, risk, sparkline, tone
from board.rendering.charts.route import Stop, route, station
from board.rendering.charts.says_and_facts import says_and_facts
from board.rendering.charts.slip import Promise, slip
from board.rendering.charts.timeline import Calendar, span, wins

__all__ = [
    "Calendar",
    "Promise",
    "Stop",
    "bond",
    "history",
    "level_bars",
    "pull",
    "reason",
    "risk",
    "route",
    "says_and_facts",
    "severity",
    "slip",
    "span",
    "sparkline",
    "station",
    "tone",
    "win",
    "wins",
]

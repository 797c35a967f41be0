"""The visual grammar: small pictures that mean the same on every page, drawn as SVG.

Pure functions of values: templates call them by these names.
"""

from board.marks.history import history
from board.marks.reasons import reason
from board.marks.risk import level_bars, risk, sparkline, tone
from board.marks.route import Stop, route, station
from board.marks.says_and_facts import says_and_facts
from board.marks.signs import bond, pull, severity, win
from board.marks.slip import Promise, slip
from board.marks.timeline import Calendar, span, wins

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

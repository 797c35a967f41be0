"""Every computed field of the schema, by the type it belongs to and its name."""

from collections.abc import Mapping
from typing import Final

from db.access.sign_in import viewer_memberships
from db.json_select.computed import ROOT, ComputedField
from db.portfolio.change_load import change_loads
from db.portfolio.past import changes_between, initiatives_as_of, portfolio_as_of
from db.portfolio.trend import portfolio_history, slip_totals
from db.reviews.levels import levels_before, levels_shown
from db.reviews.since_last_visit import since_last_visit

COMPUTED: Final[Mapping[tuple[str, str], ComputedField]] = {
    (ROOT, "portfolio"): ComputedField(portfolio_as_of),
    (ROOT, "changes_between"): ComputedField(changes_between),
    (ROOT, "portfolio_history"): ComputedField(portfolio_history),
    (ROOT, "slip_totals"): ComputedField(slip_totals),
    ("Viewer", "memberships"): ComputedField(viewer_memberships),
    ("Review", "levels"): ComputedField(levels_shown),
    ("Review", "levels_before"): ComputedField(levels_before),
    ("Department", "change_load"): ComputedField(change_loads),
    ("Viewer", "since_last_visit"): ComputedField(since_last_visit, lasting=False),
    ("Initiative", "stall_risk"): ComputedField(initiatives_as_of, when="as_of"),
}

"""Every computed field of the schema, by the type it belongs to and its name."""

from collections.abc import Mapping
from typing import Final

from db.admission.sign_in import workplaces
from db.change_load import change_loads
from db.history.past import changes_between, initiatives_as_of, portfolio_as_of
from db.history.since import since_last_visit
from db.history.trend import portfolio_history, slip_totals
from db.json_select.computed import ROOT, ComputedField
from db.reviews.levels import levels_before, levels_shown

COMPUTED: Final[Mapping[tuple[str, str], ComputedField]] = {
    (ROOT, "portfolio"): ComputedField(portfolio_as_of),
    (ROOT, "changes_between"): ComputedField(changes_between),
    (ROOT, "portfolio_history"): ComputedField(portfolio_history),
    (ROOT, "slip_totals"): ComputedField(slip_totals),
    ("Viewer", "workplaces"): ComputedField(workplaces),
    ("Review", "levels"): ComputedField(levels_shown),
    ("Review", "levels_before"): ComputedField(levels_before),
    ("Department", "change_load"): ComputedField(change_loads),
    ("Viewer", "since_last_visit"): ComputedField(since_last_visit, lasting=False),
    ("Initiative", "stall_risk"): ComputedField(initiatives_as_of, when="as_of"),
}

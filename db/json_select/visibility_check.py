"""Whether anything of what happened may be told, for viewers from whom some of it is hidden."""

from enum import Enum

from db.json_select.catalogue import Catalogue
from db.json_select.feed import changed_kinds
from db.json_select.hidden import Hidden
from db.json_select.parameters import AFTER, SUBJECT, UNTIL, Parameters
from db.json_select.statement import Statement


class Happens(Enum):
    """Which events are looked at: all, those of one initiative, or findings that were raised."""

    AT_ALL = "at all"
    TO_INITIATIVE = "to an initiative"
    AS_FINDING = "as a finding"


def visibility_check(catalogue: Catalogue, happens: Happens) -> Statement | None:
    """Compile the question whether anything between two revisions may be told; None if all may."""
    parameters = Parameters()
    hidden = Hidden(catalogue, parameters)
    tenant = parameters.tenant()
    low, high = parameters.sql(AFTER, "bigint"), parameters.sql(UNTIL, "bigint")
    within = (
        f"event e where e.organisation_id = {tenant} and e.revision > {low}"
        f" and e.revision <= {high}{changed_kinds(catalogue, 'e')}"
    )
    if happens is Happens.AS_FINDING:
        seen = hidden.seen(catalogue["Finding"], "f")
        asked = (
            f"finding f where f.organisation_id = {tenant} and f.id = any(array("
            f"select e.subject_id from {within} and e.kind = 'FINDING_RAISED')){seen}"
        )
    else:
        seen = hidden.seen(catalogue["Event"], "e")
        if happens is Happens.TO_INITIATIVE:
            within += f" and e.initiative_id = {parameters.sql(SUBJECT, 'uuid')}"
        asked = f"{within}{seen}"
    if not seen and not changed_kinds(catalogue, "e"):
        return None
    tables = f"with {', '.join(hidden.tables())} " if hidden.tables() else ""
    return Statement(f"{tables}select exists (select 1 from {asked})", parameters.ordered())

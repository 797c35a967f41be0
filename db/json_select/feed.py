"""The ledger in the JSON select: what happened after a revision, and the rows it happened to."""

from db.json_select.catalogue import Catalogue
from db.json_select.objects import Objects
from db.json_select.rows import Rows, column_of
from db.json_select.selection import Ahead, Constant, Feed, Happened, Nodes, Parameter, Selection
from db.json_select.text import PAGE, Pieces, Sql, object_of, text_of
from domain.core.event import ACCESS

# Which rows a change is told of: those that events of its revisions name.
NAMED_BY = {
    "Initiative": "initiative_id from event {event} where {event}.initiative_id is not null",
    "Finding": "subject_id from event {event} where {event}.kind = 'FINDING_RAISED'",
}


def feed(select: Objects, field: Feed) -> Pieces:
    """Return a page of the ledger: the events of whole revisions, in their order."""
    bounds = select.alias()
    after = select.parameters.sql(field.after, "bigint")
    select.members.append(lambda: _bounds(select.tenant, bounds, after, field.size))
    parts: list[tuple[str, Pieces]] = []
    for part in field.parts:
        match part:
            case Constant(key, value):
                parts.append((key, (f'"{value}"',)))
            case Nodes(key, selection):
                window = (f"(select floor from {bounds})", f"(select until from {bounds})")
                parts.append((key, _events(select, selection, *window)))
            case _:
                asked = {
                    "outcome": """'"'||outcome||'"'""",
                    "revision": "until::text",
                    "has_more": "more::text",
                }
                parts.append((part.key, (Sql(f"(select {asked[part.name]} from {bounds})"),)))
    return object_of(parts)


def happened(select: Objects, field: Happened) -> Pieces:
    """Return the events between two revisions, or the rows that they name."""
    low = select.parameters.sql(field.after, "bigint")
    high = select.parameters.sql(field.until, "bigint")
    entity = select.catalogue[field.selection.entity]
    if entity.name not in NAMED_BY:
        return _events(select, field.selection, low, high, field.initiative)
    event, row = select.alias(), select.alias()
    named = NAMED_BY[entity.name].format(event=event)
    where = (
        f"{row}.{entity.tenant} = {select.tenant} and {row}.{entity.key} = any(array("
        f"select {event}.{named} and {event}.organisation_id = {select.tenant}"
        f" and {event}.revision > {low} and {event}.revision <= {high}))"
        f"{select.conditions.hidden.seen(entity, row)}"
    )
    return _listing(select, row, where, (entity.key,), field.selection)


def changes_of_kind(select: Objects, parameter: Parameter, kind: str) -> Pieces:
    """Return a value that the execution is given: a number, or the name of an enum's value."""
    sql = select.parameters.sql(parameter, kind)
    return (Sql(f"{sql}::text"),) if kind == "bigint" else ('"', Sql(sql), '"')


def ahead(select: Objects, field: Ahead) -> Pieces:
    """Return whether the ledger goes on behind a revision."""
    revision = select.parameters.sql(field.revision, "bigint")
    head = f"(select revision from organisation where id = {select.tenant})"
    return (Sql(f"({revision} < {head})::text"),)


def changed_kinds(catalogue: Catalogue, row: str) -> str:
    """Return the condition on an event that leaves out who comes in and how, unless one may know;
    empty if one may."""
    if not catalogue.visibility.hidden_kinds:
        return ""
    names = ",".join(sorted(kind.value for kind in ACCESS))
    return f" and {row}.kind <> all('{{{names}}}'::text[])"


def _events(
    select: Objects,
    selection: Selection,
    low: str,
    high: str,
    initiative: Parameter | None = None,
) -> Pieces:
    entity, row = select.catalogue[selection.entity], select.alias()
    where = (
        f"{row}.{entity.tenant} = {select.tenant}"
        f" and {row}.revision > {low} and {row}.revision <= {high}"
        f"{select.conditions.hidden.seen(entity, row)}{changed_kinds(select.catalogue, row)}"
    )
    if initiative is not None:
        where += f" and {row}.initiative_id = {select.parameters.sql(initiative, 'uuid')}"
    return _listing(select, row, where, ("revision", "ordinal"), selection)


def _listing(
    select: Objects, row: str, where: str, order: tuple[str, ...], selection: Selection
) -> Pieces:
    """Return rows as a list; what belongs to them is read for all of them at once."""
    entity, name = select.catalogue[selection.entity], select.alias()
    rows = Rows(entity, row, column_of(name), set(order))

    def kept() -> str:
        columns = ", ".join(f"{row}.{column}" for column in sorted(rows.columns))
        table = f"{entity.table.name} {row}"
        return f"{name} as materialized (select {columns} from {table} where {where})"

    # Before anything that belongs to the rows: it reads them.
    select.members.append(kept)
    made = text_of(select.object(selection, rows))
    ordered = ", ".join(f"{row}.{column}" for column in order)
    source = rows.source(f"{name} {row}")
    listed = f"select string_agg({made}, ',' order by {ordered}) from {source}"
    return ("[", Sql(f"coalesce(({listed}), '')", PAGE), "]")


def _bounds(tenant: str, name: str, after: str, size: int) -> str:
    """Write the CTE that says where a page ends, and whether the ledger is whole up to there.

    A page holds at most `size` events, of whole revisions, and at least one revision. The ledger
    has no gap, so where one shows, months of it are no longer kept.
    """
    first = (
        f"select event.revision from event event where event.organisation_id = {tenant}"
        f" and event.revision > {after} order by event.revision, event.ordinal limit {size + 1}"
    )
    counted = (
        "select revision, max(revision) over () as top,"
        f" count(*) over () > {size} and min(revision) over () < max(revision) over () as cut"
        f" from ({first}) first"
    )
    found = (
        "select case when bool_or(cut) then max(revision) filter (where revision < top)"
        " else max(revision) end as until,"
        " count(distinct revision) - coalesce(bool_or(cut)::int, 0) as held"
        f" from ({counted}) counted"
    )
    judged = (
        f"select head, coalesce(until, {after}) as until,"
        f" held = coalesce(until, head) - {after} as whole"
        " from (select organisation.revision as head from organisation organisation"
        f" where organisation.id = {tenant}) own cross join ({found}) found"
    )
    return (
        f"{name} as materialized (select case when whole then {after} else head end as floor,"
        " case when whole then until else head end as until,"
        " case when whole then 'CHANGES' else 'RESYNC' end as outcome,"
        f" whole and until < head as more from ({judged}) judged)"
    )

"""Whatever hangs on an initiative, at any depth, is left out with it for those who may not see it.

What hangs on one is found by following references, and so nothing that is new is forgotten.
"""

import inspect
import sys

from sqlalchemy import Column, MetaData, Table, Uuid

from db.computations import COMPUTED
from db.entities import CATALOGUE
from db.json_select.catalogue import Catalogue, Entity, Expression, Relation
from db.json_select.hidden import seen_query
from domain.access.visibility import VISIBILITY
from domain.core.kind import RecordKind, kinds
from domain.core.viewer import Role
from tests.contracts import left_out
from tests.contracts.reading import hold, of_initiatives, references, tables, words_of

IN = "in its Entity (db/)"


def hides(entity: Entity) -> bool:
    """Whether the rows of an entity are left out with those that they hang on."""
    return bool(entity.initiative or entity.hangs_on or entity.finding)


def test_there_is_something_to_look_at() -> None:
    assert {"milestone", "share", "replan", "review_change", "event"} <= of_initiatives()
    assert not {"person", "department", "journey", "review"} & of_initiatives()


def test_what_hangs_on_an_initiative_is_left_out_with_it() -> None:
    lacking = {
        entity.name: f"hangs on an initiative by {way} and is shown to everybody: "
        f"set `initiative`, `hangs_on` or `finding` {IN}"
        for entity in CATALOGUE
        if not hides(entity)
        for way, target in references(entity.table).items()
        if target in of_initiatives()
    }
    hold(lacking, {}, "the Entity")


def test_what_hangs_on_none_is_hidden_from_nobody() -> None:
    for entity in CATALOGUE:
        assert not hides(entity) or entity.table.name in of_initiatives(), entity.name


def test_every_other_way_to_an_initiative_leads_to_the_same() -> None:
    """A row is hidden by one column. Another that leads elsewhere would tell of what is hidden."""
    lacking = {
        f"{entity.name}.{column}": "leads to an initiative, and rows are not hidden by it: "
        f"hide them by it (`initiative`, `hangs_on`, `finding`) {IN}"
        for entity in CATALOGUE
        for column, target in references(entity.table).items()
        if target in of_initiatives()
        and column not in (entity.initiative, entity.hangs_on)
        and f".{column}" not in (entity.finding or "")
    }
    hold(lacking, left_out.SAME_INITIATIVE, "SAME_INITIATIVE")


def test_what_a_row_hangs_on_hangs_on_an_initiative_itself() -> None:
    for entity in CATALOGUE:
        if entity.hangs_on is None:
            continue
        above = entity.attributes[entity.hangs_on.removesuffix("_id")]
        assert isinstance(above, Relation), entity.name
        parent = CATALOGUE[above.target]
        assert parent.initiative or parent.hangs_on, f"{entity.name} hangs on {parent.name}"


def test_no_computed_text_or_number_reads_what_is_hidden() -> None:
    """An expression with a query of its own, and a relation through one, see every row."""
    lacking = {}
    for entity in CATALOGUE:
        for name, attribute in entity.attributes.items():
            sql = ""
            if isinstance(attribute, Expression) and "select" in words_of(attribute.sql):
                sql = attribute.sql
            elif isinstance(attribute, Relation):
                sql = attribute.where or ""
                if attribute.through is not None and " " in attribute.through.table:
                    sql += attribute.through.table
                sql = sql if "select" in words_of(sql) else ""
            read = of_initiatives() & words_of(sql) - set(entity.table.columns.keys())
            if read and not (hides(entity) and isinstance(attribute, Expression)):
                lacking[f"{entity.name}.{name}"] = (
                    f"reads {', '.join(sorted(read))} by SQL of its own, where nothing is hidden: "
                    "make it a Relation or a ComputedField (db/computations.py)"
                )
    hold(lacking, left_out.READS_ROWS_OF_INITIATIVES, "READS_ROWS_OF_INITIATIVES")


def test_every_computed_field_leaves_out_what_is_hidden() -> None:
    """It is told which initiatives are hidden (`Scope.hidden`), and has to look."""
    lacking = {
        f"{kind or 'Query'}.{name}": "is computed and never looks at `scope.hidden`: leave out "
        f"those initiatives in {inspect.getsourcefile(field.compute)}"
        for (kind, name), field in COMPUTED.items()
        if "hidden" not in inspect.getsource(sys.modules[field.compute.__module__])
    }
    hold(lacking, left_out.COMPUTED_OF_NO_INITIATIVE, "COMPUTED_OF_NO_INITIATIVE")


def test_events_of_what_hangs_on_an_initiative_name_it() -> None:
    """An event is hidden by the `initiative_id` of what it happened to, which is all it knows."""
    lacking = {
        kind.name: "hangs on an initiative and records events that don't name it: give its kind "
        "a Reference `initiative`"
        for kind in kinds()
        if isinstance(kind, RecordKind)
        and kind.key in of_initiatives()
        and "initiative_id" not in tables()[kind.key].columns
    }
    hold(lacking, {}, "the kind")


def test_rows_two_steps_below_are_hidden_with_their_initiative() -> None:
    """What hangs on something that hangs on a row of an initiative leads up step by step."""
    metadata = MetaData()
    below = Table("below", metadata, Column("organisation_id", Uuid), Column("share_id", Uuid))
    entity = Entity(
        name="Below",
        table=below,
        hangs_on="share_id",
        attributes={"share": Relation("Share", local="share_id")},
    )
    viewers = Catalogue(*CATALOGUE, entity, visibility=VISIBILITY[Role.VIEWER])
    query = " ".join(str(seen_query(viewers, entity)).split())
    assert (
        "(select (select above_that.initiative_id from short_term_win above_that"
        " where above_that.organisation_id = cast(:organisation_id as uuid)"
        " and above_that.id = above.short_term_win_id) from share above"
        " where above.organisation_id = cast(:organisation_id as uuid)"
        " and above.id = r.share_id) in (select id from hidden)" in query
    )

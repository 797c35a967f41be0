"""The schema the migrations make is the one that the code declares."""

import asyncpg

import db.tables  # noqa: F401 - declares every table
from db.connections.connection import create_engine
from db.schema.metadata import metadata

COLUMNS = """
    select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated,
           pg_get_expr(d.adbin, d.adrelid)
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not c.relispartition and a.attnum > 0 and not a.attisdropped
      and c.relname <> 'alembic_version'
"""
CONSTRAINTS = """
    select c.relname, o.conname, pg_get_constraintdef(o.oid)
    from pg_constraint o
    join pg_class c on c.oid = o.conrelid
    where c.relnamespace = 'public'::regnamespace and not c.relispartition
      and c.relname <> 'alembic_version'
"""
INDEXES = """
    select t.relname, c.relname, pg_get_indexdef(i.indexrelid)
    from pg_index i
    join pg_class c on c.oid = i.indexrelid
    join pg_class t on t.oid = i.indrelid
    where t.relnamespace = 'public'::regnamespace and not t.relispartition
      and t.relname <> 'alembic_version'
"""
FUNCTIONS = """
    select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
"""


async def described(url: str) -> dict[str, set[tuple[object, ...]]]:
    connection = await asyncpg.connect(url)
    try:
        questions = {"columns": COLUMNS, "constraints": CONSTRAINTS, "indexes": INDEXES}
        return {
            name: {tuple(row) for row in await connection.fetch(question)}
            for name, question in questions.items()
        }
    finally:
        await connection.close()


async def test_the_migrations_make_what_the_code_declares(
    database_url: str, empty_database_url: str
) -> None:
    declared = create_engine(empty_database_url)
    migrated_database = await asyncpg.connect(database_url)
    functions = [row[0] for row in await migrated_database.fetch(FUNCTIONS)]
    await migrated_database.close()
    try:
        async with declared.begin() as connection:
            for function in functions:
                # Indexes are over them, and only migrations make them.
                await connection.exec_driver_sql(function)
            await connection.run_sync(metadata.create_all)
    finally:
        await declared.dispose()
    migrated, expected = await described(database_url), await described(empty_database_url)
    for name, rows in expected.items():
        assert rows, name
        assert migrated[name] - rows == set(), f"{name} only in the migrations"
        assert rows - migrated[name] == set(), f"{name} only in the code"


def test_no_row_can_point_into_another_organisation() -> None:
    """Every reference between rows of organisations carries the organisation in it."""
    for table in metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            columns = [column.name for column in constraint.columns]
            if constraint.referred_table.name == "organisation":
                assert columns == ["organisation_id"], table.name
            else:
                assert columns[0] == "organisation_id", table.name
                assert constraint.elements[0].column.name == ("organisation_id"), table.name


def test_every_key_begins_with_the_organisation() -> None:
    for table in metadata.sorted_tables:
        key = [column.name for column in table.primary_key.columns]
        expected = "id" if table.name == "organisation" else "organisation_id"
        assert key[0] == expected, table.name

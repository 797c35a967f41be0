"""Write a new migration from what the tables declare and the migrations so far do not make.

    python3 dev.py revision objectives "Objectives, and which initiatives serve them."

writes migrations/versions/<today>_objectives.py with frozen SQL, up and down. Read it before you
commit it: data that has to be moved, and bounds of columns that changed, are yours to add.
tests/db/test_tables.py tells whether the migrations then make what the code declares.
"""

import asyncio
import logging
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any, Final

from alembic.autogenerate import produce_migrations
from alembic.migration import MigrationContext
from alembic.operations import Operations, ops
from sqlalchemy import Connection, Index, Table, inspect

from db.connections.connection import create_engine
from db.schema.migrate import SCRIPTS, head, upgrade
from db.server import embedded
from db.tables import metadata

TEMPLATE: Final = '''"""{about}"""

from alembic import op

revision = "{revision}"
down_revision = "{down}"
branch_labels = None
depends_on = None

# Frozen text, so that a later change of the tables in db/ can't change what this revision did.
UP = (
{up}
)
DOWN = (
{down_statements}
)
# An id says which organisation it belongs to (docs/decisions/0011).
DEPENDENCIES = ({dependencies})


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)
    for table, column in DEPENDENCIES:
        op.execute(
            f"create statistics {{table}}_{{column}}_organisation (dependencies)"
            f" on organisation_id, {{column}} from {{table}}"
        )


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
'''


def main(arguments: Sequence[str]) -> int:
    """Write the migration of this name; returns the exit code."""
    if len(arguments) != 2 or not re.fullmatch("[a-z][a-z_]*", arguments[0]):
        sys.stderr.write((__doc__ or "").strip() + "\n")
        return 2
    name, about = arguments
    with tempfile.TemporaryDirectory(prefix="throughline-revision-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL may run as another account
        with embedded.start(Path(folder) / "data", lambda _line: None) as server:
            upgrade(server.url)
            text = asyncio.run(written(server.url, name, about))
    if text is None:
        sys.stderr.write("The migrations already make what the tables declare.\n")
        return 1
    path = SCRIPTS / "versions" / f"{revision_name(name)}.py"
    path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"Wrote {path.relative_to(SCRIPTS.parent)}. Read it, then run the tests.\n")
    return 0


def revision_name(name: str) -> str:
    """Return the name of a revision made today."""
    return f"{datetime.now(UTC):%Y_%m_%d}_{name}"


async def written(url: str, name: str, about: str) -> str | None:
    """Return the text of the migration; None when nothing differs."""
    engine = create_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(text_of, name, about)
    finally:
        await engine.dispose()


def text_of(connection: Connection, name: str, about: str) -> str | None:
    """Return the text of the migration that makes a database what the tables declare."""
    logging.getLogger("alembic").setLevel(logging.ERROR)
    known = set(inspect(connection).get_table_names())
    context = MigrationContext.configure(connection, opts={"include_object": is_ours})
    script = produce_migrations(context, metadata)
    assert script.upgrade_ops is not None
    assert script.downgrade_ops is not None
    up, down = sql_of(script.upgrade_ops), sql_of(script.downgrade_ops)
    if not up:
        return None
    made = [table for table in metadata.sorted_tables if table.name not in known]
    dependencies = "".join(
        f'\n    ("{table.name}", "{column}"),' for table in made for column in identities(table)
    )
    return TEMPLATE.format(
        about=about,
        revision=revision_name(name),
        down=head(),
        up="\n".join(up),
        down_statements="\n".join(down),
        dependencies=f"{dependencies}\n" if dependencies else "",
    )


def is_ours(item: Any, _name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    """Tell whether a difference counts. Partitions and the job queue are declared nowhere."""
    if kind == "table":
        return not (reflected and compared is None)
    # Of an index there in both, Alembic can't tell whether the expressions are the same.
    return not (isinstance(item, Index) and compared is not None)


def identities(table: Table) -> Iterator[str]:
    """Yield the columns of a table that identify rows of an organisation."""
    if "organisation_id" in table.columns:
        yield "id"
        for constraint in table.foreign_key_constraints:
            yield from (each.name for each in constraint.columns if each.name != "organisation_id")


def sql_of(operations: ops.OpContainer) -> list[str]:
    """Return the statements of operations, each as a literal of the migration."""
    buffer = StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": buffer}
    )
    runner = Operations(context)
    for each in flat(operations):
        runner.invoke(each)
    statements = (each.strip() for each in buffer.getvalue().split(";\n"))
    return [f'    """\n    {indented(each)}\n    """,' for each in statements if each]


def flat(operations: ops.OpContainer) -> Iterator[ops.MigrateOperation]:
    """Yield the operations that are in containers of containers."""
    for each in operations.ops:
        if isinstance(each, ops.OpContainer):
            yield from flat(each)
        else:
            yield each


def indented(statement: str) -> str:
    lines = (line.rstrip().expandtabs(4) for line in statement.splitlines())
    return "\n    ".join(line for line in lines if line)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

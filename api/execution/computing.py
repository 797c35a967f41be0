"""The outlet's part in computed fields: fill the marks of an answer with their values."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from api.execution.projection import Mark, Projection, marks_in
from api.planning.errors import bad_input
from db.computations import COMPUTED
from db.json_select.computed import Scope, Unanswerable
from db.json_select.hidden import hidden_initiatives
from db.json_select.selection import Lookups, Parameter, Root, Selection, Variables
from db.json_select.statement import Statement

# Reads rows of an entity with a selection: the answer to a root of lookups.
ReadRoot = Callable[[Root], Awaitable[Mapping[str, Any]]]
REFERRED = "referred"


class Computer:
    """Computes what no column holds, each field for all of its rows at once."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def fill(
        self,
        values: Mapping[str, Any],
        statement: Statement,
        known: Variables,
        scope: Scope,
        read: ReadRoot,
    ) -> None:
        """Replace every mark in the values by what it stands for."""
        marks: dict[int, list[Mark]] = {}
        for mark in marks_in(values):
            marks.setdefault(mark.number, []).append(mark)
        projection = Projection()
        async with self._engine.connect() as connection:
            # One snapshot for all of them; nothing here writes.
            await connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            if not scope.sees_all_rows:
                scope = replace(scope, hidden=await hidden_initiatives(connection, scope))
            for number, places in marks.items():
                field = statement.computed[number]
                arguments = {name: given.bind(known) for name, given in field.arguments}
                ids = list(dict.fromkeys(mark.id for mark in places if mark.id is not None))
                compute = COMPUTED[field.entity, field.name].compute
                try:
                    computed = await compute(connection, scope, ids, arguments)
                except Unanswerable as refusal:
                    raise bad_input(str(refusal)) from None
                for mark in places:
                    projection.put(mark.slot, field.selection, computed.get(mark.id))
        for selection, wanted in projection.references.items():
            rows = await self._referred(selection, [identity for identity, _ in wanted], read)
            for (_, (container, place)), row in zip(wanted, rows, strict=True):
                container[place] = row

    @staticmethod
    async def _referred(selection: Selection, ids: list[UUID], read: ReadRoot) -> list[Any]:
        given = Parameter(lambda _: ids)
        lookups = Lookups(REFERRED, given, ((selection.entity, given, selection),))
        rows: list[Any] = (await read(Root((lookups,))))[REFERRED]
        return rows

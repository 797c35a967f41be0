"""Rows that who asks may not see: what hangs on an initiative that is not yet told.

They are left out wherever a row can be come upon other than from one that is seen already and hangs
on the same initiative. A statement finds the hidden initiatives once; for those who see everything
it says nothing of all this.
"""

from typing import Final
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.json_select.catalogue import Catalogue, Entity, Relation
from db.json_select.computed import Scope
from db.json_select.parameters import ORGANISATION, PERSON, Parameters
from db.json_select.selection import Parameter

# Who has a seat in an initiative sees it. Without a person there is no seat.
SEATED: Final = (
    "{row}.owner_id = {person} or {row}.sponsor_id = {person}"
    " or exists (select 1 from milestone seat where seat.organisation_id = {tenant}"
    " and seat.initiative_id = {row}.id and seat.owner_id = {person})"
)
HIDDEN: Final = f"""
select i.id from initiative i
where i.organisation_id = {{tenant}} and i.confidential
  and ({SEATED.replace("{row}", "i")}) is not true
"""
_NAMED = text(HIDDEN.format(tenant=":organisation_id", person="cast(:person_id as uuid)"))
HIDDEN_FINDINGS: Final = """
select l.finding_id as id from finding_initiative l
where l.organisation_id = {tenant} and l.initiative_id in (select id from hidden)
"""


async def hidden_initiatives(connection: AsyncConnection, scope: Scope) -> list[UUID]:
    """Return the initiatives that somebody who does not see all rows does not see."""
    who = {"organisation_id": scope.organisation_id, "person_id": scope.person_id}
    return list((await connection.execute(_NAMED, who)).scalars())


class Hidden:
    """Writes the conditions that leave hidden rows out of one statement."""

    def __init__(self, catalogue: Catalogue, parameters: Parameters) -> None:
        self._catalogue = catalogue
        self._parameters = parameters
        self._tables: dict[str, str] = {}

    def seen(self, entity: Entity, row: str) -> str:
        """Return the condition that the row is seen, to follow others; empty when all rows are."""
        if self._catalogue.visibility.sees_all_rows:
            return ""
        condition = ""
        if entity.initiative == entity.key:
            # The row says by itself whether it is told; the rest is looked at if it is not.
            tenant, person = self._named()
            seated = SEATED.format(row=row, tenant=tenant, person=person)
            condition += f" and (not {row}.confidential or {seated})"
        elif (initiative := self._initiative(entity, row)) is not None:
            condition += f" and ({initiative} in (select id from {self._hidden()})) is not true"
        if entity.finding is not None:
            finding = entity.finding.replace("{row}", row)
            condition += (
                f" and ({finding} in (select id from {self._hidden_findings()})) is not true"
            )
        return condition

    def seen_from(self, source: Entity, relation: Relation, target: Entity, row: str) -> str:
        """Return the same for a row that is reached from one that is seen."""
        return "" if beneath(source, relation, target) else self.seen(target, row)

    def tables(self) -> list[str]:
        """Return the CTEs that the conditions written so far read."""
        return [f"{name} as materialized ({sql})" for name, sql in self._tables.items()]

    def _initiative(self, entity: Entity, row: str, above: str = "above") -> str | None:
        """Return the SQL of the id of the initiative that a row hangs on, if it does.

        `above` names the row that it hangs on by `hangs_on`, which may hang on another in turn.
        """
        if entity.initiative is not None:
            return f"{row}.{entity.initiative}"
        if entity.hangs_on is None:
            return None
        relation = entity.attributes[entity.hangs_on.removesuffix("_id")]
        assert isinstance(relation, Relation)
        parent = self._catalogue[relation.target]
        initiative = self._initiative(parent, above, f"{above}_that")
        if initiative is None:
            raise TypeError(f"{entity.name} hangs on {parent.name}, which hangs on no initiative")
        return (
            f"(select {initiative} from {parent.table.name} {above} where {above}.organisation_id"
            f" = {self._parameters.tenant()} and {above}.id = {row}.{entity.hangs_on})"
        )

    def _hidden(self) -> str:
        return self._table("hidden", HIDDEN)

    def _hidden_findings(self) -> str:
        self._hidden()
        return self._table("hidden_finding", HIDDEN_FINDINGS)

    def _table(self, name: str, sql: str) -> str:
        if name not in self._tables:
            tenant, person = self._named()
            written = " ".join(sql.split())
            self._tables[name] = written.format(tenant=tenant, person=person)
        return name

    def _named(self) -> tuple[str, str]:
        return self._parameters.tenant(), self._parameters.sql(PERSON, "uuid")


class _Named(Parameters):
    """Parameters by the names that SQLAlchemy binds."""

    def sql(self, parameter: Parameter, kind: str) -> str:
        name = {ORGANISATION: "organisation_id", PERSON: "person_id"}[parameter]
        return f"cast(:{name} as {kind})"


def seen_query(catalogue: Catalogue, entity: Entity) -> TextClause | None:
    """Return the query whether a row of this id is seen; None if such rows are never hidden."""
    parameters = _Named()
    hidden = Hidden(catalogue, parameters)
    seen = hidden.seen(entity, "r")
    if not seen:
        return None
    common = f"with {', '.join(hidden.tables())} " if hidden.tables() else ""
    return text(
        f"{common}select 1 from {entity.table.name} r"
        f" where r.organisation_id = {parameters.tenant()} and r.id = :id{seen}"
    )


def beneath(source: Entity, relation: Relation, target: Entity) -> bool:
    """Tell whether a relation can't lead to another initiative than that of the row it starts from.

    Findings may tell of others, so they are always looked at.
    """
    if relation.through is not None or target.finding is not None:
        return False
    return (
        (target.initiative, source.initiative) == (relation.remote, relation.local)
        or (target.hangs_on, source.key) == (relation.remote, relation.local)
        or (source.hangs_on, target.key) == (relation.local, relation.remote)
    )

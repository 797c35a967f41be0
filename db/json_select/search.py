"""Search in the JSON select: rows of many entities, the nearest to what was looked for first.

Each entity is asked at each distance, through its index and for a bounded number of rows, so a
search costs about the same whatever it finds. A row's rank is its distance, then the length of its
text, then the place of its entity; with the id it is the row's place in the list.
"""

from db.json_select.catalogue import Entity, Searched
from db.json_select.objects import Objects
from db.json_select.rows import Rows
from db.json_select.search_terms import ENOUGH, FOUND_AT_MOST, SearchMatch
from db.json_select.selection import (
    Constant,
    Count,
    Cursor,
    FoundEdges,
    FoundNode,
    FoundNodes,
    PageInfo,
    Scalar,
    Search,
    Selection,
)
from db.json_select.text import PAGE, Pieces, Sql, object_of, quoted, text_of

ORDER = "SEARCH"
_DISTANCES = tuple(SearchMatch)
# The rank holds the length in its lower digits, and below that the place of the entity.
_RANK_OF_DISTANCE = 100_000


def search(select: Objects, field: Search) -> Pieces:
    """Return what a search finds as JSON."""
    return _Search(select, field).pieces()


class _Search:
    def __init__(self, select: Objects, field: Search) -> None:
        self.select = select
        self.field = field
        self.searched = select.catalogue.searched
        self.terms, self.near, self.found, self.page = (select.alias() for _ in range(4))

    def pieces(self) -> Pieces:
        tables = self._tables()
        self.select.members += [lambda table=table: table for table in tables]  # type: ignore[misc]  # bound now
        return object_of((part.key, self._part(part)) for part in self.field.parts)

    def _tables(self) -> list[str]:
        text = self.select.parameters.sql(self.field.text, "text")
        terms = ", ".join(
            f"search_query({self.select.tenant}, {text}, {distance}) as t{distance}"
            for distance in range(len(_DISTANCES))
        )
        hides = self.select.catalogue.visibility.hides
        seen = [
            (entity, how) for entity, how in self.searched if not hides(entity.name, how.column)
        ]
        near = " union all ".join(
            self._candidates(*searched, distance)
            for distance in range(len(_DISTANCES) - 1)
            for searched in seen
        )
        similar = " union all ".join(
            self._candidates(*searched, len(_DISTANCES) - 1) for searched in seen
        )
        few = f"(select count(distinct id) from {self.near}) < {ENOUGH}"
        every = f"select * from {self.near} union all select * from ({similar}) about where {few}"
        nearest = "select id, kind, min(rank) as rank"
        end = f"order by rank, id limit {self.field.size + 1}"
        made = {
            self.terms: f"select {terms}",
            self.near: near,
            self.found: f"{nearest} from ({every}) every group by id, kind",
            self.page: f"select * from {self.found}{self._bounded()} {end}",
        }
        return [f"{name} as materialized ({sql})" for name, sql in made.items()]

    def _candidates(self, entity: Entity, searched: Searched, distance: int) -> str:
        row = self.select.alias()
        place = self.searched.index((entity, searched))
        text = searched.text.replace("{row}", row)
        rank = f"{distance * _RANK_OF_DISTANCE + place} + least(length({text}), 999) * 100"
        where = searched.where.replace("{row}", row)
        where += self.select.conditions.hidden.seen(entity, row)
        if self.field.kinds is not None:
            kinds = self.select.parameters.sql(self.field.kinds, "text[]")
            where += f" and {quoted(entity.name)} = any({kinds})"
        return (
            f"(select {row}.id, {quoted(entity.name)} as kind, {rank} as rank"
            f" from {entity.table.name} {row} where {row}.organisation_id = {self.select.tenant}"
            f" and search_vector({row}.organisation_id, {text})"
            f" @@ (select t{distance} from {self.terms}) and {where} limit {FOUND_AT_MOST})"
        )

    def _bounded(self) -> str:
        after = self.field.after
        if after is None:
            return ""
        rank = self.select.parameters.sql(after.key, "bigint")
        identity = self.select.parameters.sql(after.id, "uuid")
        return f" where (rank, id) > ({rank}, {identity})"

    def _part(self, part: FoundEdges | FoundNodes | PageInfo | Count | Constant) -> Pieces:
        match part:
            case Constant(_, value):
                return (f'"{value}"',)
            case Count(_, exact=True):
                # Each entity at each distance has its bound: at one, there may be more.
                most = f"select from {self.found} group by kind, rank / {_RANK_OF_DISTANCE}"
                return (Sql(f"(not exists ({most} having count(*) >= {FOUND_AT_MOST}))::text"),)
            case Count():
                return (Sql(f"(select count(*) from {self.found})::text"),)
            case PageInfo(_, parts):
                return object_of((each.key, self._info(each)) for each in parts)
            case FoundEdges() | FoundNodes():
                return ("[", Sql(f"coalesce(({self._listing(part)}), '')", PAGE), "]")

    def _listing(self, part: FoundEdges | FoundNodes) -> str:
        branches = " union all ".join(
            self._branch(part, place) for place in range(len(self.searched))
        )
        made = self.select.alias()
        return (
            f"select string_agg({made}.made, ',' order by {made}.rank, {made}.id)"
            f" from ({branches}) {made}"
        )

    def _branch(self, part: FoundEdges | FoundNodes, place: int) -> str:
        hit = self.select.alias()
        selection = (
            part.selections[place]
            if isinstance(part, FoundNodes)
            else next(
                (each.selections[place] for each in part.parts if isinstance(each, FoundNode)),
                Selection(self.searched[place][0].name, ()),
            )
        )
        rows = Rows(self.select.catalogue[selection.entity], self.select.alias())
        node = self.select.object(selection, rows)
        made = node if isinstance(part, FoundNodes) else self._edge(part, hit, node)
        source = rows.source(
            f"{self._within()} {hit} join {rows.entity.table.name} {rows.alias}"
            f" on {rows.alias}.{rows.entity.tenant} = {self.select.tenant}"
            f" and {rows.alias}.{rows.entity.key} = {hit}.id"
        )
        return (
            f"select {hit}.rank, {hit}.id, {text_of(made)} as made from {source}"
            f" where {hit}.kind = {quoted(selection.entity)}"
        )

    def _edge(self, part: FoundEdges, hit: str, node: Pieces) -> Pieces:
        fields: list[tuple[str, Pieces]] = []
        for each in part.parts:
            match each:
                case Cursor(key):
                    fields.append((key, ('"', Sql(self._cursor(hit)), '"')))
                case FoundNode(key):
                    fields.append((key, node))
                case Scalar(key):
                    names = ", ".join(quoted(match.value) for match in _DISTANCES)
                    nearness = f"(array[{names}])[{hit}.rank / {_RANK_OF_DISTANCE} + 1]"
                    fields.append((key, ('"', Sql(nearness), '"')))
                case Constant(key, value):
                    fields.append((key, (f'"{value}"',)))
        return object_of(fields)

    @staticmethod
    def _cursor(hit: str) -> str:
        return f"({quoted(ORDER + '~')}||{hit}.id||'~'||{hit}.rank)"

    def _within(self) -> str:
        """Return the page without the one more that tells whether another follows."""
        return f"(select * from {self.page} order by rank, id limit {self.field.size})"

    def _info(self, field: Scalar | Constant) -> Pieces:
        if isinstance(field, Constant):
            return (f'"{field.value}"',)
        match field.name:
            case "has_next_page":
                return (Sql(f"((select count(*) from {self.page}) > {self.field.size})::text"),)
            case "has_previous_page":
                return ("false" if self.field.after is None else "true",)
            case "start_cursor" | "end_cursor":
                last = " desc" if field.name == "end_cursor" else ""
                hit = self.select.alias()
                cursor = (
                    f"select '\"'||{self._cursor(hit)}||'\"' from {self._within()} {hit}"
                    f" order by {hit}.rank{last}, {hit}.id{last} limit 1"
                )
                return (Sql(f"coalesce(({cursor}), 'null')"),)
        raise KeyError(f"PageInfo has no {field.name!r}")

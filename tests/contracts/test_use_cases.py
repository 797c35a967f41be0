"""What use cases of kinds do, in memory: rows are made, tied and untied, or refused in words."""

import ast
import dataclasses
import inspect
import sys
from datetime import date, timedelta
from typing import Any

import pytest

from domain.core.attribute import Attribute, Day, Flag, Line, Number, Prose
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.kind import Kind, LinkKind, RecordKind, kinds
from domain.core.problem import ProblemCode
from domain.portfolio.initiative import Initiative
from tests.domain.memory import TODAY, Memory
from tests.domain.refusing import refused

RECORDS = [kind for kind in kinds() if isinstance(kind, RecordKind)]
LINKS = [kind for kind in kinds() if isinstance(kind, LinkKind)]
MODULES = {kind.entity.__module__ for kind in (*RECORDS, *LINKS)}
each_record = pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.name)
each_link = pytest.mark.parametrize("kind", LINKS, ids=lambda kind: kind.name)
each_kind = pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)


def sample(attribute: Attribute) -> object:
    """A value that may be given."""
    match attribute:
        case Line() | Prose():
            return "A few words"
        case Day():
            return TODAY
        case Number(least=least):
            return least
        case Flag():
            return True
    pytest.fail(f"say in tests/contracts/test_use_cases.py what may be given as {attribute.name}")


async def made(kind: RecordKind[Any], work: Memory, **given: object) -> Any:
    """A new row of a kind, with what must be given."""
    least = {each.column: sample(each) for each in kind.written if each.required}
    return await kind.create(work, **least | given)


@each_kind
def test_rows_are_told_apart_by_their_id_and_made_by_name(kind: Kind[Any]) -> None:
    where = f"of {kind.name} in {kind.entity.__module__}: @dataclass(eq=False, kw_only=True)"
    assert "__eq__" not in vars(kind.entity), f"eq=False {where}"
    for each in dataclasses.fields(kind.entity):
        assert each.kw_only, f"kw_only=True {where}"


@each_record
async def test_a_record_is_made_changed_and_archived(kind: RecordKind[Any]) -> None:
    work = Memory()
    row = await made(kind, work)
    assert row in work.rows
    await kind.update(work, row.id, external_id="X-1")
    assert work.kinds == [kind.event("created"), kind.event("updated")]
    if kind.archivable:
        await kind.archive(work, row.id)
        await kind.unarchive(work, row.id)
        assert work.kinds[2:] == [kind.event("archived"), kind.event("unarchived")]


@each_record
async def test_no_period_ends_before_it_begins(kind: RecordKind[Any]) -> None:
    if {"starts_on", "ends_on"} <= kind.by_name.keys():
        work = Memory()
        with refused(ProblemCode.DATES_OUT_OF_ORDER, "ends_on"):
            await made(kind, work, starts_on=TODAY, ends_on=TODAY - timedelta(days=1))
        for first, last in ((TODAY, TODAY), (TODAY, None), (None, TODAY), (None, None)):
            await made(kind, work, starts_on=first, ends_on=last)
        row = await made(kind, work, starts_on=TODAY, ends_on=TODAY)
        with refused(ProblemCode.DATES_OUT_OF_ORDER, "ends_on"):
            await kind.update(work, row.id, ends_on=date(2020, 1, 1))


def use_case(kind: LinkKind[Any], verb: str) -> Any:
    """What ties or unties two rows, by their ids."""
    change = getattr(kind, verb)
    return lambda work, first, second: change(work, first, **{kind.ends[1].column: second})


async def tied(kind: LinkKind[Any]) -> tuple[Memory, Initiative, Any]:
    """An initiative, and something that it may be tied to."""
    work = Memory()
    [record] = [each for each in RECORDS if each.entity is kind.ends[1].to]
    other = await made(record, work)
    work.events.clear()
    return work, work.initiative(), other


def told(kind: LinkKind[Any], work: Memory, what: str, initiative: Initiative, other: Any) -> None:
    [event] = work.events
    assert event.kind is EventKind[f"{kind.key}_{what}".upper()]
    assert event.subject_id == initiative.id
    column = kind.ends[1].column
    assert event.data == {column: other.id}, (
        f"say which in the data of {event.kind}: {column}, in {kind.entity.__module__}"
    )


@each_link
async def test_a_link_is_made_once(kind: LinkKind[Any]) -> None:
    work, initiative, other = await tied(kind)
    first, second = (each.column for each in kind.ends)
    add = use_case(kind, "add")
    assert await add(work, initiative.id, other.id) is initiative
    [row] = await work.find(kind.entity)
    assert (getattr(row, first), getattr(row, second)) == (initiative.id, other.id)
    told(kind, work, "added", initiative, other)
    assert await add(work, initiative.id, other.id) is initiative
    assert len(work.events) == 1, f"adding again changes nothing: {kind.entity.__module__}"
    assert len(await work.find(kind.entity)) == 1
    # Another initiative and another of these are links of their own.
    [record] = [each for each in RECORDS if each.entity is kind.ends[1].to]
    more, again = work.initiative(), await made(record, work)
    await add(work, more.id, other.id)
    await add(work, initiative.id, again.id)
    assert len(await work.find(kind.entity)) == 3, f"by both ends in {kind.entity.__module__}"


@each_link
async def test_a_link_is_taken_away_once(kind: LinkKind[Any]) -> None:
    work, initiative, other = await tied(kind)
    [record] = [each for each in RECORDS if each.entity is kind.ends[1].to]
    more, again = work.initiative(), await made(record, work)
    add, remove = use_case(kind, "add"), use_case(kind, "remove")
    for one, two in ((initiative, again), (more, other), (initiative, other)):
        await add(work, one.id, two.id)
    work.events.clear()
    assert await remove(work, initiative.id, other.id) is initiative
    told(kind, work, "removed", initiative, other)
    first, second = (each.column for each in kind.ends)
    left = {(getattr(row, first), getattr(row, second)) for row in await work.find(kind.entity)}
    assert left == {(initiative.id, again.id), (more.id, other.id)}
    with refused(ProblemCode.NOT_FOUND, kind.ends[1].column):
        await remove(work, initiative.id, other.id)


@each_link
async def test_a_link_blames_the_input_that_is_wrong(kind: LinkKind[Any]) -> None:
    work, initiative, other = await tied(kind)
    add, remove = use_case(kind, "add"), use_case(kind, "remove")
    for change in (add, remove):
        with refused(ProblemCode.NOT_FOUND, "id"):
            await change(work, new_id(), other.id)
    with refused(ProblemCode.NOT_FOUND, kind.ends[1].column):
        await add(work, initiative.id, new_id())
    if hasattr(other, "archived_on"):
        other.archived_on = TODAY
        with refused(ProblemCode.ARCHIVED, kind.ends[1].column):
            await add(work, initiative.id, other.id)


def test_every_refusal_of_a_kind_says_the_way_out() -> None:
    """A code, a sentence, the input it blames, and a hint."""
    for name in sorted(MODULES):
        for node in ast.walk(ast.parse(inspect.getsource(sys.modules[name]))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "refuse":
                where = f"{name.replace('.', '/')}.py:{node.lineno}"
                assert len(node.args) > 2, f"{where}: name the input that is refused"
                hints = [each for each in node.keywords if each.arg == "hint"]
                assert hints, f"{where}: say what to do instead, as hint="
